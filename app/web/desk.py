"""What stands around every signed-in page: desk() for the list beside a pane, frame() for rail and zone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import current_app, request
from sqlalchemy import select

from app.extensions import db
from app.live import rooms
from app.models import Conversation, Department, User
from app.policy.permissions import may
from app.web.requests import need

PAGE = 50


def frame(user: User) -> dict[str, Any]:
    """Navigation as this user may use it."""
    entries = [("Inbox", "/inbox", "inbox"), ("Contacts", "/contacts", "users")]
    if may(user.role, "see_numbers"):
        entries.append(("Numbers", "/numbers", "phone"))
    here = "/inbox" if request.path.startswith("/conversations") else request.path
    nav = [{"label": label, "path": path, "icon": icon, "current": path == here} for label, path, icon in entries]
    return {"nav": nav, "zone": user.account.time_zone, "simulator_url": current_app.config["SETTINGS"].simulator_url}


def desk(user: User) -> dict[str, Any]:
    """The inbox list, its rooms and their cursors. Cursors are read first: what comes between is pushed again."""
    need("read_conversations")
    departments = db.session.execute(
        select(Department.id, Department.change_no).where(Department.id.in_(user.department_ids()))
    ).all()
    ids = [row.id for row in departments]
    before = parse_cursor(request.args.get("before", "")) if request.path == "/inbox" else None
    conversations = Conversation.inbox(ids, before, PAGE + 1)
    more = cursor(conversations[PAGE - 1]) if len(conversations) > PAGE else ""
    return {
        **frame(user),
        "conversations": conversations[:PAGE],
        "more": more,
        "rooms": [{"name": rooms.inbox(user.account_id, row.id), "cursor": row.change_no} for row in departments],
    }


def cursor(conversation: Conversation) -> str:
    return f"{int(conversation.last_message_at.timestamp() * 1_000_000)}-{conversation.id}"


def parse_cursor(text: str) -> tuple[datetime, int] | None:
    """A (time, id) cursor; None for the first page and for nonsense."""
    micros, _, row_id = text.partition("-")
    if not (micros.isdecimal() and row_id.isdecimal() and len(micros) < 18 and len(row_id) < 18):
        return None
    seconds, rest = divmod(int(micros), 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), int(row_id)
