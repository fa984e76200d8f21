"""Do Not Contact: GET /do-not-contact, the list and the part that follows what is typed; …/export.csv, all of it."""

from __future__ import annotations

import logging
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, abort, render_template, request, send_file
from flask_login import login_required

from app.models import Account, Block
from app.models.contact_filter import Sight
from app.models.do_not_contact import Asked, Line, count, every, page, place, visible
from app.policy.permissions import may
from app.sms.e164 import display
from app.texting import csv_cells, national_list
from app.web import evidence
from app.web.desk import frame, parse_cursor
from app.web.do_not_contact_words import HOW, STATUSES, block_by, block_how, block_status
from app.web.requests import current, need, wants_partial

pages = Blueprint("do_not_contact", __name__, url_prefix="/do-not-contact")

PAGE = 50


class Registry(NamedTuple):
    """When the registry's list was imported, how many numbers stand on it, and whether it is too old by now."""

    at: datetime
    count: int
    is_old: bool


HEADS = ("Number", "Contact", "Status", "How", "Their words", "Recorded", "When (UTC)")
MOST_IN_MEMORY = 2_000_000  # bytes
log = logging.getLogger(__name__)


@pages.get("")
@login_required
def show():
    need("see_do_not_contact")
    facts = _facts(Asked.read(request.args), request.args.get("before", ""))
    if wants_partial():
        return render_template("do_not_contact/_list.html", **facts)
    return render_template("do_not_contact/show.html", **{**frame(current()), **facts})


@pages.get("/export.csv")
@login_required
def export():
    need("export_do_not_contact")
    user = current()
    log.info("user %s exported the Do Not Contact list of account %s", user.id, user.account_id)
    file = _file(Sight.of(user))
    return send_file(file, mimetype="text/csv", as_attachment=True, download_name="do-not-contact.csv")


@pages.post("/<int:block_id>/evidence")
@login_required
def evidence_of(block_id: int):
    """The evidence pack of a number of the list, whoever's it is now."""
    need("export_evidence")
    block = visible(Sight.of(current()), block_id)
    if block is None:
        abort(404)
    return evidence.sent(block.e164)


def _facts(asked: Asked, before: str) -> dict[str, Any]:
    user = current()
    sight, start = Sight.of(user), parse_cursor(before)
    lines = page(sight, asked, start, PAGE + 1)
    all_ = count(sight, Asked())
    more = _address(asked, _cursor(lines[PAGE - 1].block)) if len(lines) > PAGE else ""
    return {
        "lines": lines[:PAGE], "asked": asked, "all": all_, "matches": count(sight, asked) if asked.query() else all_,
        "more": more, "first": "" if start is None else _address(asked), "statuses": STATUSES, "hows": HOW,
        "zone": user.account.time_zone, "may_export": may(user.role, "export_do_not_contact"),
        "may_evidence": may(user.role, "export_evidence"), "registry": _registry(user.account),
    }


def _registry(account: Account) -> Registry | None:
    """What is known of the National Do Not Call Registry here; None where nobody has imported it."""
    if account.dnc_imported_at is None:
        return None
    return Registry(account.dnc_imported_at, national_list.count(account.id), national_list.is_old(account))


def _file(sight: Sight) -> IO[bytes]:
    """Every number that stands, on the disk where it is long. The byte order mark has spreadsheets read UTF-8."""
    file = SpooledTemporaryFile(MOST_IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    file.write(("\ufeff" + csv_cells.row(HEADS)).encode())
    for line in every(sight, Asked()):
        file.write(csv_cells.row(_cells(line)).encode())
    file.seek(0)
    return file


def _cells(line: Line) -> list[str]:
    block = line.block
    name, when = line.contact.name if line.contact else "", f"{block.created_at:%Y-%m-%d %H:%M:%S}"
    return [display(block.e164), name, block_status(line)[0], block_how(line), line.words, block_by(line), when]


def _cursor(block: Block) -> str:
    at, block_id = place(block)
    return f"{int(at.timestamp())}{at.microsecond:06}-{block_id}"


def _address(asked: Asked, before: str = "") -> str:
    query = asked.query() | ({"before": before} if before else {})
    return f"/do-not-contact?{urlencode(query)}".rstrip("?")
