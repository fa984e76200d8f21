"""What an inbox shows, as parts: changed() and departed() push them, since() is the same for whoever catches up,
row_html() draws a row, rows_html() all of a page.

A payload says with "tallies" how many conversations stand with whom, as of the department's change "counted", so that
the counts of the folders are right without a request; a client never takes older counts for newer ones. A part may
also be {"gone", "department", "change"}: that row has left that department's inbox.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from flask import current_app
from markupsafe import Markup

from app.live import ids, rooms, wire
from app.models.folder import InboxRow, Standing, changed_since, departures_since, row_of, standing_of
from app.moments import today, waited

MOST_CHANGES = 500
ROWS_KEPT = 4096  # of one or two kilobytes each


def changed(conversation_id: int, department_id: int, number: int) -> None:
    """Push a conversation's row as the change `number` of this department's inbox; nothing when it has moved on."""
    row = row_of(conversation_id)
    if row is None or row.department_id != department_id:
        return
    room = rooms.inbox(row.account_id, department_id)
    if wire.is_watched(room):
        wire.emit(room, _payload(room, number - 1, number, [_part(row)], _standing(department_id)))


def departed(account_id: int, department_id: int, conversation_id: int, number: int) -> None:
    """Push that a conversation left a department, as its inbox's change `number`; whoever watched the thread was put
    out of its room (texting/transfer.py) and must ask again."""
    watched = rooms.conversation(conversation_id)
    room = rooms.inbox(account_id, department_id)
    parts = [_gone(conversation_id, department_id, number)]
    wire.emit(room, {**_payload(room, number - 1, number, parts, _standing(department_id)), "recheck": watched})


def since(account_id: int, department_id: int, number: int) -> dict[str, Any] | None:
    """What changed in a department's inbox after `number`, and its counts; None when the page is better loaded anew."""
    standing = _standing(department_id)  # read first: what comes in between is only sent again
    rows = changed_since(department_id, number, MOST_CHANGES + 1)
    left = departures_since(department_id, number, MOST_CHANGES + 1)
    if len(rows) + len(left) > MOST_CHANGES:
        return None
    parts = [_gone(conversation_id, department_id, change) for change, conversation_id in left]
    parts += [_part(row) for row in rows]
    return _payload(rooms.inbox(account_id, department_id), number, standing.change_no, parts, standing)


def tallies(standing: Standing) -> dict[str, list[int]]:
    """A department's counts for the browser: {assignee ("0": nobody): [open, open and awake, attention]}."""
    return {str(whose): list(counts[:3]) for whose, counts in standing.tallies.items() if any(counts[:3])}


def row_html(row: InboxRow) -> Markup:
    """The row's partial. Drawn once for equal rows, on the same day."""
    return rows_html([row])


def rows_html(rows: list[InboxRow]) -> Markup:
    """The partials of these rows, one after the other."""
    days = {zone: today(zone) for zone in {row.zone for row in rows}}
    drawn = [_drawn(row, days[row.zone], waited(row.waiting_since) if row.waiting_since else "") for row in rows]
    return Markup("".join(drawn))  # noqa: S704  drawn by a template that escapes


@lru_cache(maxsize=ROWS_KEPT)
def _drawn(row: InboxRow, _today: date, waiting: str) -> Markup:
    template = current_app.jinja_env.get_template("conversations/_row.html")
    return Markup(template.render(row=row, zone=row.zone, waiting=waiting))  # noqa: S704  the template escapes


def _part(row: InboxRow) -> dict[str, Any]:
    return {"into": ids.INBOX_LIST, "html": str(row_html(row))}


def _gone(conversation_id: int, department_id: int, number: int) -> dict[str, Any]:
    return {"gone": ids.conversation(conversation_id, "row"), "department": department_id, "change": number}


def _standing(department_id: int) -> Standing:
    return standing_of(department_id)


def _payload(room: str, since: int, to: int, parts: list[dict[str, Any]], standing: Standing) -> dict[str, Any]:
    return {"room": room, "from": since, "to": to, "parts": parts, "tallies": tallies(standing),
            "counted": standing.change_no}
