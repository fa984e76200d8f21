"""Notices: what somebody asked to be told of. watch() the next reply in a thread, replied() when it has come, tell()
writes one and shows it on whatever page they have open."""

from __future__ import annotations

from app.clock import now
from app.extensions import db
from app.models import Conversation, Message, Notice

LONGEST = 200


def replied(conversation: Conversation, message: Message) -> None:
    """Tell everybody who watches this (locked) conversation, once."""


def tell(user_id: int, kind: str, conversation: Conversation, words: str, message_id: int | None = None) -> None:
    """Write one notice: kind reply, failure, missed or refused; `words` is the sentence they read."""
    db.session.add(Notice(
        account_id=conversation.account_id, user_id=user_id, kind=kind, conversation_id=conversation.id,
        message_id=message_id, words=words[:LONGEST], at=now(),
    ))
