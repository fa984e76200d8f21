"""mark_read(): somebody has the conversation open, so its texts are read."""

from __future__ import annotations

from app.texting.changes import announce
from app.texting.locks import lock_conversations


def mark_read(conversation_id: int) -> None:
    """Set unread to nought; nothing is written or pushed where it was, or where it was merged meanwhile."""
    conversation = lock_conversations([conversation_id]).get(conversation_id)
    if conversation is not None and conversation.unread:
        conversation.unread = 0
        announce(conversation, conversation.change_no, inbox=True)
