"""told(note, user): a colleague who was mentioned hears of it on whatever page they have open; seen(user): their other
pages hear how many are left."""

from __future__ import annotations

from flask import current_app

from app.extensions import db
from app.live import rooms, wire
from app.models import Note, User
from app.models.notice import unseen

SHORT = 80  # characters of a note in a toast


def told(note_id: int, user_id: int) -> None:
    """Push who wrote, how it begins, where it stands, and how much is unseen."""
    with current_app.app_context():
        note, user = db.session.get(Note, note_id), db.session.get(User, user_id)
        words = " ".join(note.body.split())
        mention = {
            "from": note.author.first_name if note.author else "Leadline",
            "words": words if len(words) <= SHORT else f"{words[:SHORT]}…",
            "path": f"/conversations/{note.conversation_id}#note_{note.id}",
            "conversation": note.conversation_id, "unseen": unseen(user),
        }
        room = rooms.user(user_id)
        wire.emit(room, {"room": room, "from": 0, "to": 0, "parts": [], "mention": mention})


def seen(user_id: int) -> None:
    """Push how many mentions and notices are unseen now."""
    with current_app.app_context():
        room = rooms.user(user_id)
        count = unseen(db.session.get(User, user_id))
        wire.emit(room, {"room": room, "from": 0, "to": 0, "parts": [], "unseen": count})
