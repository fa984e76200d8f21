"""The live entrance: connect asks who it is, watch joins a room and answers with everything missed.

What a socket may watch is asked of the database at every join: the session it came with is a copy.
"""

from __future__ import annotations

from typing import Any

from flask import request, session
from flask_socketio import join_room

from app.extensions import db, socketio
from app.live import open_sockets, push, rooms
from app.models import Conversation, Department, User
from app.policy.permissions import may
from app.transaction import reading

LARGEST = 2**53  # of the numbers a browser counts with


def register() -> None:
    socketio.on_event("connect", connect)
    socketio.on_event("disconnect", disconnect)
    socketio.on_event("watch", watch)


def connect(_auth: Any = None) -> bool:
    """Only for somebody signed in; their own room is joined at once."""
    with reading():
        user = _user()
    if user is None:
        return False
    join_room(rooms.user(user.id))
    open_sockets.remember(user.id, request.sid)
    return True


def disconnect(_reason: Any = None) -> None:
    """Closed from either side."""
    user_id = session.get("_user_id", "").partition(".")[0]
    if user_id:
        open_sockets.forget(int(user_id), request.sid)


def watch(asked: Any) -> dict[str, Any]:
    """Join a room and catch up: {"room", "after"} -> {"ok", "to", "parts"}, or reload where too much was missed."""
    if not isinstance(asked, dict) or not isinstance(asked.get("room"), str):
        return {"ok": False}
    room, after = asked["room"], asked.get("after")
    if not room.isascii() or type(after) is not int or not 0 <= after <= LARGEST:
        return {"ok": False}
    with reading():
        user = _user()
        if user is None or not (may(user.role, "read_conversations") and rooms.may_join(user, room)):
            return {"ok": False}
        join_room(room)
        missed = _missed(user, room, after)
    return {"ok": True, **missed} if missed is not None else {"ok": True, "reload": True}


def _missed(user: User, room: str, after: int) -> dict[str, Any] | None:
    kind, *ids = room.split(":")
    if kind == "conversation":
        conversation = Conversation.visible(user.account_id, user.department_ids(), int(ids[0]))
        if conversation.change_no == after:
            return {"room": room, "from": after, "to": after, "parts": []}
        return push.thread_since(conversation, after)
    department = db.session.get(Department, int(ids[1]))
    return push.inbox_since(user.account_id, department.id, after, department.change_no)


def _user() -> User | None:
    kept = session.get("_user_id", "")
    return User.of_session(kept) if kept else None
