"""heard(): the reply that somebody here waits for has come. A conversation `awaits_reply` while somebody wants to be
told of it or a schedule is to be given up when it comes; others cost their texts no question."""

from __future__ import annotations

from app.models import Conversation, Message
from app.texting import notices, schedules


def heard(conversation: Conversation, message: Message) -> None:
    """Tell who wants to be told, and cancel what was to leave only without an answer. The conversation is locked."""
    notices.replied(conversation, message)
    schedules.replied(conversation)
    conversation.awaits_reply = False
