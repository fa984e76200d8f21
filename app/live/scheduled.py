"""What waits for a conversation, as its strip shows it: scheduled_of(conversation). gone_templates() of schedules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.models import Conversation, Schedule, Template

MOST_SHOWN = 3


def scheduled_of(conversation: Conversation) -> dict[str, Any]:
    """The next few, how many more there are, and those of their templates that are gone."""
    waiting = Schedule.waiting_in(conversation.id)
    shown = waiting[:MOST_SHOWN]
    return {"scheduled": shown, "scheduled_more": len(waiting[MOST_SHOWN:]), "gone": gone_templates(shown)}


def gone_templates(rows: Sequence[Schedule]) -> set[int]:
    """Ids of templates that these came from and that are deleted by now; nothing is asked where none came from one."""
    ids = {row.template_id for row in rows if row.template_id}
    if not ids:
        return set()
    return set(db.session.scalars(select(Template.id).where(Template.id.in_(ids), Template.deleted_at.is_not(None))))
