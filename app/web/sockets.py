"""The live entrance: connect asks who it is, watch joins a room and answers with everything missed, greet says what has
no change number.

What a socket may watch is asked of the database at every join: the session it came with is a copy.
"""

from __future__ import annotations

from typing import Any

from flask import request, session
from flask_socketio import join_room, leave_room

from app import metrics
from app.extensions import socketio
from app.live import inbox, open_sockets, pausing, push, rooms, watched
from app.models import Conversation, Department, Redirect, User
from app.models.notice import unseen
from app.policy.permissions import may
from app.transaction import reading, rollback

LARGEST = 2**53  # of the numbers a browser counts with


def register() -> None:
    socketio.on_event("connect", connect)
    socketio.on_event("disconnect", disconnect)
    socketio.on_event("watch", watch)
    socketio.on_event("greet", greet)


def connect(_auth: Any = None) -> bool:
    """Only for somebody signed in; their own room is joined at once."""
    with reading():
        user = _user()
    if user is None:
        return False
    join_room(rooms.user(user.id))
    open_sockets.remember(user.id, request.sid)
    metrics.SOCKETS.inc()
    return True


def disconnect(_reason: Any = None) -> None:
    """Closed from either side."""
    watched.drop()
    user_id = session.get("_user_id", "").partition(".")[0]
    if user_id:
        metrics.SOCKETS.dec()
        open_sockets.forget(int(user_id), request.sid)


def watch(asked: Any) -> dict[str, Any]:
    """Join a room and catch up: {"room", "after"} -> {"ok", "to", "parts"}, or reload where too much was missed."""
    if not isinstance(asked, dict) or not isinstance(asked.get("room"), str):
        return {"ok": False}
    room, after = asked["room"], asked.get("after")
    if not room.isascii() or type(after) is not int or not 0 <= after <= LARGEST:
        return {"ok": False}
    with reading():
        if _who_may_watch(room) is None:
            return {"ok": False, **_moved(room)}
        watched.add(room)
        join_room(room)
        rollback()  # what was committed until now is read, and what comes later is pushed: nothing falls between
        user = _who_may_watch(room)
        if user is None:  # lost in between: whoever is put out of the room just before they join must not stay in it
            leave_room(room)
            watched.leave(room)
            return {"ok": False, **_moved(room)}
        missed = _missed(user, room, after)
    return {"ok": True, **missed} if missed is not None else {"ok": True, "reload": True}


def greet(*_asked: Any) -> dict[str, Any]:
    """{"ok", "unseen" (how many), "inboxes": [[room, department's name]]}: a page that shows others is out of date."""
    with reading():
        user = _user()
        if user is None:
            return {"ok": False}
        desks = user.department_ids() if may(user.role, "read_conversations") else []
        names = Department.names(desks).items()
        inboxes = [[rooms.inbox(user.account_id, each), name] for each, name in names]
        return {"ok": True, "unseen": unseen(user), "inboxes": inboxes}


def _who_may_watch(room: str) -> User | None:
    """Whoever asks, if they may watch this room now."""
    user = _user()
    return user if user and may(user.role, "read_conversations") and rooms.may_join(user, room) else None


def _missed(user: User, room: str, after: int) -> dict[str, Any] | None:
    kind, *ids = room.split(":")
    if kind == "conversation":
        conversation = Conversation.visible(user, int(ids[0]))
        if conversation is None:  # moved since it was asked; the page that is loaded anew says where to
            return None
        if conversation.change_no == after:
            return {"room": room, "from": after, "to": after, "parts": []}
        return push.thread_since(conversation, after)
    missed = inbox.since(user.account_id, int(ids[1]), after)
    return missed and {**missed, "parts": [*missed["parts"], *pausing.missed(user.account_id)]}


def _moved(room: str) -> dict[str, str]:
    """Where a conversation went whose room is gone."""
    user = _user()
    kind, _, number = room.partition(":")
    if user is None or kind != "conversation" or not (number.isdigit() and len(number) < 19):
        return {}
    found = Redirect.leads_to(user, int(number))
    return {"moved": f"/conversations/{found.id}"} if found else {}


def _user() -> User | None:
    kept = session.get("_user_id", "")
    return User.of_session(kept) if kept else None
