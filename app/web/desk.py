"""What stands around every signed-in page: desk() for the list beside a pane, frame() for rail and zone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from flask import current_app, request, session

from app.live import inbox, rooms
from app.models import User
from app.models.folder import FOLDERS, InboxRow, Standing, counts, page, standings_of
from app.policy.permissions import may
from app.web.requests import need
from app.web.settings_pages import first_page

PAGE = 50
NAMES = {
    "attention": "Require your attention", "mine": "Mine", "unassigned": "Unassigned", "open": "All open",
    "closed": "Closed",
}
EMPTY = {
    "attention": "Nothing needs you now. Texts that nobody answered and texts that failed appear here.",
    "mine": "Nothing is yours now. Answer a text that is nobody's, and it is.",
    "unassigned": "Everything has somebody. What nobody has taken yet appears here.",
    "open": "Nothing is open. A text from outside opens its conversation again.",
    "closed": "Nothing is closed yet. Close a conversation when there is nothing more to do.",
}


def frame(user: User, standing: Sequence[Standing] | None = None) -> dict[str, Any]:
    """Navigation as this user may use it, and the inbox rooms that keep its badge right."""
    if standing is None:
        standing = standings_of(user) if may(user.role, "read_conversations") else []
    attention = counts(standing, user.id)["attention"]
    entries = [("Inbox", "/inbox", "inbox", attention), ("Contacts", "/contacts", "users", None),
               ("Scheduler", "/scheduler", "calendar-clock", None)]
    if may(user.role, "write_templates"):
        entries.append(("Templates", "/templates", "file-text", None))
    if may(user.role, "see_do_not_contact"):
        entries.append(("Do Not Contact", "/do-not-contact", "message-circle-off", None))
    if may(user.role, "see_numbers"):
        entries.append(("Numbers", "/numbers", "phone", None))
    if settings := first_page(user.role):
        entries.append(("Settings", settings, "settings", None))
    if user.is_operator:
        entries.append(("Operator", "/operator", "activity", None))
    here = settings if request.path.startswith("/settings/") else _section(request.path)
    nav = [
        {"label": label, "path": path, "icon": icon, "current": path == here, "badge": badge}
        for label, path, icon, badge in entries
    ]
    return {
        "nav": nav, "zone": user.account.time_zone, "rooms": [_room(user, each) for each in standing],
        "simulator_url": current_app.config["SETTINGS"].simulator_url,
    }


def _section(path: str) -> str:
    """The entry of the navigation that an address belongs to."""
    sections = {"/conversations": "/inbox", "/search": "/inbox", "/contacts": "/contacts", "/templates": "/templates",
                "/scheduler": "/scheduler"}
    return next((entry for begin, entry in sections.items() if path.startswith(begin)), path)


def desk(user: User) -> dict[str, Any]:
    """The inbox list, its rooms, their cursors and counts. These are read first: what comes between is pushed again."""
    need("read_conversations")
    all_desks = standings_of(user)
    folder, chosen = _chosen({each.department_id for each in all_desks})
    shown = [each for each in all_desks if chosen in (None, each.department_id)]
    before = parse_cursor(request.args.get("before", "")) if request.path == "/inbox" else None
    rows = page(folder, [each.department_id for each in shown], user.id, before, PAGE + 1)
    held = counts(shown, user.id)
    return {
        **frame(user, all_desks),
        "rows": rows[:PAGE],
        "more": _address(folder, chosen, cursor(rows[PAGE - 1])) if len(rows) > PAGE else "",
        "folder": folder,
        "folders": [
            {"key": each, "name": NAMES[each], "count": held[each] if each != "closed" else None} for each in FOLDERS
        ],
        "empty": EMPTY[folder] if any(map(_has_any, all_desks)) else "",
        "department_id": chosen,
        "departments": all_desks,
    }


def cursor(row: InboxRow) -> str:
    return f"{int(row.last_message_at.timestamp() * 1_000_000)}-{row.id}"


def parse_cursor(text: str) -> tuple[datetime, int] | None:
    """A (time, id) cursor; None for the first page and for nonsense."""
    micros, _, row_id = text.partition("-")
    if not (micros.isdecimal() and row_id.isdecimal() and len(micros) < 18 and len(row_id) < 18):
        return None
    seconds, rest = divmod(int(micros), 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), int(row_id)


def _chosen(department_ids: set[int]) -> tuple[str, int | None]:
    """The folder and department (None: all) that this page asks for, or that this person looked at last."""
    for name in ("folder", "department"):
        asked = request.args.get(name)
        if request.path == "/inbox" and asked is not None and asked != session.get(name):
            session[name] = asked
    folder, department = session.get("folder"), str(session.get("department", ""))
    known = {str(each): each for each in department_ids}
    return folder if folder in FOLDERS else "open", known.get(department) if len(known) > 1 else None


def _address(folder: str, department_id: int | None, before: str) -> str:
    return "/inbox?" + urlencode({"folder": folder, "department": department_id or "", "before": before})


def _has_any(standing: Standing) -> bool:
    return any(any(each) for each in standing.tallies.values())


def _room(user: User, standing: Standing) -> dict[str, Any]:
    return {
        "name": rooms.inbox(user.account_id, standing.department_id), "cursor": standing.change_no,
        "department": standing.name, "department_id": standing.department_id, "tallies": inbox.tallies(standing),
    }
