"""The contact list: filters, pages, saved segments, and one change to many."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request
from flask_login import login_required
from sqlalchemy import select

from app.extensions import db
from app.models import CustomField, Department, RecordType, Segment, Tag, User
from app.models.contact_filter import BadFilter, Filter, Sight
from app.models.contact_list import ORDERS, count, last_texts, page
from app.policy.permissions import may
from app.texting import contact_bulk, segments
from app.texting.contact_profile import Unfit
from app.transaction import perform
from app.web.contact_words import OK_WORDS
from app.web.desk import frame
from app.web.requests import current, need

pages = Blueprint("contact_list", __name__)

SORTS = {"newest": "Newest", "name": "Name", "last": "Last text"}
PAGE = 50
NOBODY = "Tick the people first, then choose what to do."
TOO_MANY = f"More than {contact_bulk.MOST_TICKED:,} are ticked. Use a filter and “Select all that match”."


@pages.get("/contacts")
@login_required
def index():
    need("read_conversations")
    return _page(request.args)


@pages.post("/contacts/bulk")
@login_required
def bulk():
    need("bulk_edit_contacts")
    user, form = current(), request.form
    try:
        selection = _selection()
        kind = form.get("act", "")
        act = perform(contact_bulk.prepare, user, kind, form.get(_VALUES.get(kind, ""), "")[:400].strip())
    except (BadFilter, Unfit, _Unticked) as problem:
        return _page(form, error=str(problem)), 422
    changed, met = 0, 0
    for ids in contact_bulk.batches(Sight.of(user), selection):
        met += len(ids)
        changed += perform(contact_bulk.apply, user.id, user.account_id, act, ids)
    return _page(form, done=contact_bulk.sentence(act, changed, met - changed))


@pages.post("/contacts/segments")
@login_required
def save_segment():
    need("read_conversations")
    try:
        chosen = Filter.read(request.form)
        kept = perform(segments.save, current(), request.form.get("name", ""), chosen, "shared" in request.form)
    except (BadFilter, segments.Unnamed) as problem:
        return _page(request.form, error=str(problem)), 422
    return redirect(f"/contacts?{urlencode({**kept.query, 'segment': kept.id})}", 303)


@pages.post("/contacts/segments/<int:segment_id>")
@login_required
def rename_segment(segment_id: int):
    segment, form = _changeable(segment_id), request.form
    try:
        perform(segments.rename, segment, current(), form.get("name", ""), "shared" in form)
    except segments.Unnamed as problem:
        return _page({**segment.query, "segment": str(segment_id)}, error=str(problem)), 422
    return redirect(f"/contacts?{urlencode({**segment.query, 'segment': segment_id})}", 303)


@pages.post("/contacts/segments/<int:segment_id>/removal")
@login_required
def remove_segment(segment_id: int):
    perform(segments.remove, _changeable(segment_id))
    return redirect("/contacts", 303)


class _Unticked(ValueError):
    """Nobody, or too many by hand."""


_VALUES = {"add_tag": "new_tag", "remove_tag": "old_tag", "set_owner": "new_owner", "set_type": "new_type"}


def _selection() -> contact_bulk.Selection:
    form = request.form
    if form.get("all") == "1":
        left_out = [one for one in form.get("left_out", "").split(",") if _is_id(one)]
        return contact_bulk.Selection(everybody=Filter.read(form), left_out=frozenset(map(int, left_out)))
    ids = tuple(int(one) for one in form.getlist("contact") if _is_id(one))
    if not ids or len(ids) > contact_bulk.MOST_TICKED:
        raise _Unticked(TOO_MANY if ids else NOBODY)
    return contact_bulk.Selection(ids=ids)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _changeable(segment_id: int) -> Segment:
    segment = db.session.get(Segment, segment_id)
    if segment is None or segment.account_id != current().account_id or not segments.may_change(current(), segment):
        abort(404)
    return segment


def _page(asked: Any, error: str = "", done: str = "") -> str:
    user = current()
    sight = Sight.of(user)
    try:
        chosen = Filter.read(asked)
    except BadFilter as problem:
        chosen, error = None, error or str(problem)
    sort = asked.get("sort") if asked.get("sort") in ORDERS else "newest"
    people, more = page(sight, chosen, sort, asked.get("after", ""), PAGE) if chosen else ([], "")
    query = chosen.query() if chosen else {}
    all_ = count(sight, Filter())
    facts = {
        "people": people, "last": last_texts(sight, [one.id for one in people]), "error": error, "done": done,
        "matches": count(sight, chosen) if query else all_ if chosen else 0, "all": all_, "query": query, "sort": sort,
        "more": _address(query, sort, more) if more else "", "is_first": not asked.get("after"),
        "link": lambda **changes: _address(query, sort, **changes), "segment": _chosen_segment(user, asked),
        "may_bulk": may(user.role, "bulk_edit_contacts"),
    }
    return render_template("contacts/index.html", **frame(user), **facts, **_choices(user))


def _choices(user: User) -> dict[str, Any]:
    """What the filters and bulk acts can be set to."""
    desks = select(Department).where(Department.id.in_(user.department_ids())).order_by(Department.name)
    return {
        "sorts": SORTS, "ok_choices": OK_WORDS, "owners": User.of_account(user.account_id),
        "types": RecordType.of_account(user.account_id), "tags": Tag.of_account(user.account_id),
        "fields": CustomField.of_account(user.account_id), "departments": list(db.session.scalars(desks)),
        "segments": Segment.for_user(user), "may_change": lambda segment: segments.may_change(user, segment),
    }


def _chosen_segment(user: User, asked: Any) -> Segment | None:
    wanted = asked.get("segment", "")
    return next((one for one in Segment.for_user(user) if str(one.id) == wanted), None)


def _address(query: dict[str, str], sort: str, after: str = "", **changes: str) -> str:
    parts = {**query, **({"sort": sort} if sort != "newest" else {}), **({"after": after} if after else {}), **changes}
    return f"/contacts?{urlencode({name: value for name, value in parts.items() if value != ''})}"
