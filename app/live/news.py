"""opted_out(conversation, user): whose person said stop hears of it on whatever page they have open."""

from __future__ import annotations

from flask import current_app

from app.live import rooms, wire
from app.models import Conversation


def opted_out(conversation_id: int, user_id: int) -> None:
    """Push who it was and where it stands. What is missed stands in the inbox all the same."""
    with current_app.app_context():
        conversation = Conversation.to_show(conversation_id)
        who = conversation.contact.name if conversation.contact else ""
        news = {"words": f"{who or 'Somebody you talk with'} opted out.", "path": f"/conversations/{conversation.id}",
                "conversation": conversation.id}  # fmt: skip
        room = rooms.user(user_id)
        wire.emit(room, {"room": room, "from": 0, "to": 0, "parts": [], "news": news})
