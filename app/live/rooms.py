"""Rooms: their names, and may_join(), which asks the database each time."""

from __future__ import annotations

from app.models import Conversation, User


def user(user_id: int) -> str:
    return f"user:{user_id}"


def conversation(conversation_id: int) -> str:
    return f"conversation:{conversation_id}"


def inbox(account_id: int, department_id: int) -> str:
    return f"inbox:{account_id}:{department_id}"


def may_join(user: User, room: str) -> bool:
    """Whether this user may watch this room now."""
    kind, *parts = room.split(":")
    ids = [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 19]
    if len(ids) != len(parts):
        return False
    if kind == "conversation" and len(ids) == 1:
        return Conversation.visible(user, ids[0]) is not None
    if kind == "inbox" and len(ids) == 2:
        return ids[0] == user.account_id and ids[1] in user.department_ids()
    return False
