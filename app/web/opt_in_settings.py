"""Settings, opt-in: the texts that ask people, each with a checker beside it as it is written, and who is asked when.
For managers and administrators."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask_login import login_required

from app.extensions import db
from app.models import Account, Number, OptInTemplate, Program, RecordType
from app.texting import messaging, opt_in_templates, programs
from app.texting.access import Problem
from app.texting.contact_fields import Unfit
from app.texting.footers import FOOTER
from app.texting.opt_in_words import TOKENS, looked_over, starter
from app.transaction import perform
from app.web.desk import frame
from app.web.messaging import lame
from app.web.requests import current, need
from app.web.typed import LONGEST_ID, typed_body

pages = Blueprint("opt_in_settings", __name__)

HERE = "/settings/opt-in"
GONE = "This record type was removed meanwhile. What you wrote was not saved."


@pages.get(HERE)
@login_required
def show():
    need("manage_opt_in")
    return _page()


@pages.post(HERE)
@login_required
def ask_how():
    need("manage_opt_in")
    form = request.form
    chosen = form.get("opt_in_first", ""), "double_opt_in" in form, form.get("footer_mode", "")
    try:
        perform(messaging.set_asking, current().account, *chosen)
    except Unfit as unfit:
        return _page(str(unfit)), 422
    return redirect(f"{HERE}?done=1", 303)


@pages.get(f"{HERE}/everybody")
@pages.get(f"{HERE}/types/<int:type_id>")
@login_required
def edit(type_id: int | None = None):
    need("manage_opt_in")
    kind, is_known = _kind(type_id)
    return _editor(kind) if is_known else (_page(), 404)


@pages.post(f"{HERE}/everybody")
@pages.post(f"{HERE}/types/<int:type_id>")
@login_required
def save(type_id: int | None = None):
    """A new version, to use at once; or kept switched off (act=draft)."""
    need("manage_opt_in")
    kind, is_known = _kind(type_id)
    if not is_known:
        return _page(GONE), 404
    user, is_on = current(), request.form.get("act") != "draft"
    try:
        program = _chosen(user.account_id)
        grants = program.level if program else "informational"
        perform(
            opt_in_templates.save, user.account, kind, typed_body(), grants, program, user, is_on, _seen()
        )  # fmt: skip
    except (Problem, Unfit) as problem:
        return _editor(kind, str(problem)), 422
    return redirect(_address(kind) + "?done=1", 303)


@pages.post(f"{HERE}/everybody/check")
@pages.post(f"{HERE}/types/<int:type_id>/check")
@login_required
def check(type_id: int | None = None):
    """The elements, the cost and the text as it will arrive, as it is being written."""
    need("manage_opt_in")
    if not _kind(type_id)[1]:
        return _page(GONE), 404
    return render_template("settings/_opt_in_check.html", **_looked(typed_body(), _program_or_none()))


@pages.post(f"{HERE}/everybody/switch")
@pages.post(f"{HERE}/types/<int:type_id>/switch")
@login_required
def switch(type_id: int | None = None):
    need("manage_opt_in")
    kind, is_known = _kind(type_id)
    template = opt_in_templates.standing(current().account, kind) if is_known else None
    if template is None:
        return _page(GONE), 404
    try:
        perform(opt_in_templates.switch, template, request.form.get("to") == "on")
    except Problem as problem:
        return _editor(kind, str(problem)), 422
    return redirect(_address(kind) + "?done=1", 303)


def _kind(type_id: int | None) -> tuple[RecordType | None, bool]:
    """The record type (None: everybody), and whether there is one of theirs to speak of."""
    if type_id is None:
        return None, True
    kind = db.session.get(RecordType, type_id)
    is_ours = kind is not None and kind.account_id == current().account_id
    return (kind, True) if is_ours else (None, False)


def _address(kind: RecordType | None) -> str:
    return f"{HERE}/types/{kind.id}" if kind else f"{HERE}/everybody"


def _chosen(account_id: int) -> Program | None:
    return programs.open_one(account_id, request.form.get("program_id", ""))


def _program_or_none() -> Program | None:
    try:
        return _chosen(current().account_id)
    except Unfit:
        return None


def _seen() -> int | None:
    given = request.form.get("seen", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < LONGEST_ID else None


def _looked(body: str, program: Program | None) -> dict[str, Any]:
    """What the checker shows of this text: as it leaves from the first number, and whether from another it differs."""
    account, body = current().account, body[: opt_in_templates.LONGEST]
    numbers = Number.of_account(account.id)
    free = next((each for each in numbers if each.kind == "toll_free"), None)
    sender = next((each for each in numbers if each.kind != "toll_free"), free)
    look = looked_over(body, account, program, sender)
    other = looked_over(body, account, program, free).words if free else look.words
    return {
        "look": look, "business": account.name, "footer": look.footer, "limit": account.length_limit,
        "free": free if other != look.words else None,
    }  # fmt: skip


def _editor(kind: RecordType | None, error: str = "") -> str:
    account, stands = current().account, opt_in_templates.standing(current().account, kind)
    program = _program_or_none() if error else stands.program if stands else None
    first = starter(account, program)
    body = typed_body() if error and "body" in request.form else stands.body if stands else first
    return render_template(
        "settings/opt_in_text.html", **frame(current()), kind=kind, address=_address(kind), template=stands,
        body=body, first=first, program=program, programs=Program.of_account(account.id), tokens=list(TOKENS),
        versions=opt_in_templates.versions(account, kind), error=error, done="done" in request.args,
        **_looked(body, program),
    )  # fmt: skip


def _page(error: str = "") -> str:
    account = current().account
    standing = {each.record_type_id: each for each in OptInTemplate.of_account(account.id)}
    return render_template(
        "settings/opt_in.html", **frame(current()), account=account, error=error, done="done" in request.args,
        rows=[_row(account, kind, standing) for kind in (None, *RecordType.of_account(account.id))],
        footer=FOOTER, lame=lame(account), asks=bool(opt_in_templates.usable_of([account])),
    )


def _row(account: Account, kind: RecordType | None, standing: dict[int | None, OptInTemplate]) -> dict[str, Any]:
    template = standing.get(kind.id if kind else None)
    is_complete = template is not None and opt_in_templates.look(template, account).is_complete
    return {"kind": kind, "address": _address(kind), "template": template, "is_complete": is_complete}
