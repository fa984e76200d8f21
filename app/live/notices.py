"""told(notice): who asked to be told of something hears of it on whatever page they have open."""

from __future__ import annotations

from flask import current_app

from app.extensions import db
from app.live import rooms, wire
from app.models import Message, Notice, User
from app.models.notice import unseen


def told(notice_id: int) -> None:
    """Push what happened, where it stands, and how much is unseen."""
    with current_app.app_context():
        notice = db.session.get(Notice, notice_id)
        room = rooms.user(notice.user_id)
        about = {"id": notice.id, "words": notice.words, "path": notice.path(_text(notice)),
                 "conversation": notice.conversation_id}  # fmt: skip
        count = unseen(db.session.get(User, notice.user_id))
        wire.emit(room, {"room": room, "from": 0, "to": 0, "parts": [], "notice": about, "unseen": count})


def _text(notice: Notice) -> Message | None:
    return db.session.get(Message, notice.message_id) if notice.message_id else None
