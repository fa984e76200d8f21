"""What waits for a conversation, as its strip shows it: scheduled_of(conversation)."""

from __future__ import annotations

from typing import Any

from app.models import Conversation, Schedule

MOST_SHOWN = 3


def scheduled_of(conversation: Conversation) -> dict[str, Any]:
    """The next few, and how many more there are."""
    waiting = Schedule.waiting_in(conversation.id)
    return {"scheduled": waiting[:MOST_SHOWN], "scheduled_more": len(waiting[MOST_SHOWN:])}
