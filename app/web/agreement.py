"""Consent by hand: the panel's levels and switch, the form for evidence, and the record of a number with its files.
Every act has a page of its own and so works without scripts; with them it happens in the panel."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request
from flask_login import login_required

from app.extensions import db
from app.live.agreement import agreement_of
from app.models import Conversation, EvidenceFile, Phone, Program
from app.models.consent import LEVELS
from app.models.contact_filter import Sight, is_in_sight
from app.moments import today
from app.sms import zones
from app.texting import agreement, evidence, implied, opt_outs
from app.texting.access import Problem
from app.texting.evidence import Incomplete
from app.texting.ways import is_in_canada
from app.transaction import perform
from app.web.consent_record import record_of
from app.web.desk import frame
from app.web.requests import current, need, wants_partial
from app.web.typed import LONGEST_ID
from app.web.typed_evidence import typed_given, typed_instant

pages = Blueprint("agreement", __name__)

SANDBOX = "sandbox; default-src 'none'"
BY_HAND = {
    "informational": {key: words for key, words in evidence.MEDIA.items() if key != "text"},
    "promotional": {key: words for key, words in evidence.MEDIA.items() if key in evidence.WRITTEN},
}  # fmt: skip


@pages.get("/phones/<int:phone_id>/agreement")
@login_required
def show(phone_id: int):
    """The panel's part as it is now."""
    return _part(seen_phone(phone_id), touched=request.args.get("level", ""))


@pages.get("/phones/<int:phone_id>/consent/<level>")
@login_required
def ask(phone_id: int, level: str):
    """A level that stands: whether to withdraw it. One that doesn't: the form for evidence."""
    phone = seen_phone(phone_id)
    if _level(phone, level).is_given and "add" not in request.args:
        need("lower_consent")
        template = "consent/_withdraw.html" if wants_partial() else "consent/withdraw.html"
        return render_template(template, **_page(phone, level))
    need("raise_consent")
    return _form(phone, level)


@pages.post("/phones/<int:phone_id>/consent/<level>")
@login_required
def give(phone_id: int, level: str):
    need("raise_consent")
    phone = seen_phone(phone_id)
    _level(phone, level)
    try:
        perform(agreement.raise_level, phone, level, current(), typed_given())
    except Incomplete as incomplete:
        return _form(phone, level, {incomplete.field: str(incomplete)}), 422
    except Problem as problem:
        return _form(phone, level, {"level": str(problem)}), 409
    return redirect(back(phone), 303)


@pages.post("/phones/<int:phone_id>/consent/<level>/withdrawal")
@login_required
def withdraw(phone_id: int, level: str):
    need("lower_consent")
    phone = seen_phone(phone_id)
    _level(phone, level)
    words = request.form.get("words", "")[:2000]
    return _done(phone, agreement.lower, level, current(), words)


@pages.get("/phones/<int:phone_id>/sms")
@login_required
def ask_switch(phone_id: int):
    """The switch's page, where scripts are off."""
    return render_template("consent/switch.html", **_page(seen_phone(phone_id)))


@pages.post("/phones/<int:phone_id>/sms")
@login_required
def switch(phone_id: int):
    phone, to = seen_phone(phone_id), request.form.get("to")
    if to not in ("on", "off"):
        abort(400)
    need("raise_consent" if to == "on" else "lower_consent")
    try:
        return _done(phone, agreement.switch_on if to == "on" else agreement.switch_off, current())
    except agreement.NeedsEvidence:
        where = f"/phones/{phone.id}/consent/informational?c={_place()}"
        return ("", 204, {"HX-Redirect": where}) if wants_partial() else redirect(where, 303)


@pages.get("/phones/<int:phone_id>/opt-out")
@login_required
def ask_opt_out(phone_id: int):
    need("record_opt_out")
    return _opt_out_form(seen_phone(phone_id))


@pages.post("/phones/<int:phone_id>/opt-out")
@login_required
def opt_out(phone_id: int):
    need("record_opt_out")
    phone, form = seen_phone(phone_id), request.form
    try:
        words = form.get("words", "").replace("\r\n", "\n")
        perform(opt_outs.record_opt_out, phone, form.get("channel", ""), words, typed_instant(), current())
    except Incomplete as incomplete:
        return _opt_out_form(phone, {incomplete.field: str(incomplete)}), 422
    except Problem as problem:
        return _opt_out_form(phone, {"channel": str(problem)}), 409
    return redirect(back(phone), 303)


@pages.get("/phones/<int:phone_id>/evidence")
@login_required
def record(phone_id: int):
    """Everything that happened to this number's consent, in words, newest first."""
    phone = seen_phone(phone_id)
    return render_template("consent/record.html", events=record_of(phone), **_page(phone))


@pages.get("/phones/<int:phone_id>/evidence/<file_id>")
@login_required
def file(phone_id: int, file_id: str):
    """A file of it, to keep and never to show as a page of ours."""
    phone, kept = seen_phone(phone_id), db.session.get(EvidenceFile, file_id)
    if kept is None or (kept.account_id, kept.phone_e164) != (phone.account_id, phone.e164):
        abort(404)
    answer = Response(kept.data, mimetype=kept.content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{kept.name.encode("ascii", "replace").decode()}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def seen_phone(phone_id: int) -> Phone:
    """The phone of somebody whom this user may see; 404 for another account's, another department's and nobody's."""
    need("read_conversations")
    phone, user = db.session.get(Phone, phone_id), current()
    if phone is None or phone.account_id != user.account_id or phone.contact_id is None:
        abort(404)
    return phone if is_in_sight(Sight.of(user), phone.contact_id) else abort(404)


def back(phone: Phone) -> str:
    """Where this was asked from: the conversation whose panel it was, else the contact's page."""
    place, user = _place(), current()
    found = Conversation.visible(user, place) if place else None
    is_theirs = found is not None and found.phone.contact_id == phone.contact_id
    return f"/conversations/{found.id}" if is_theirs else f"/contacts/{phone.contact_id}"


def _place() -> int:
    given = request.values.get("c", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < LONGEST_ID else 0


def _level(phone: Phone, level: str):
    if level not in LEVELS:
        abort(404)
    return agreement_of(phone)["consent"][LEVELS.index(level)]


def _done(phone: Phone, verb, *args):
    """What was done, in the panel or on the page it came from; what can't be done, as a sentence there."""
    try:
        perform(verb, phone, *args)
    except agreement.NeedsEvidence:
        raise
    except Problem as problem:
        if wants_partial():
            return _part(phone, str(problem)), 409
        return render_template("consent/problem.html", problem=str(problem), **_page(phone)), 409
    touched = args[0] if isinstance(args[0], str) else "sms"
    return _part(phone, touched=touched) if wants_partial() else redirect(back(phone), 303)


def _part(phone: Phone, error: str = "", touched: str = "") -> str:
    """`touched` is what was pressed there, and keeps the keyboard's focus."""
    facts = {"zone": current().account.time_zone, "place": _place(), "agreement_error": error, "touched": touched}
    return render_template("contacts/_agreement.html", **agreement_of(phone), **facts)


def _page(phone: Phone, level: str = "") -> dict[str, Any]:
    return {
        **frame(current()), **agreement_of(phone), "contact": phone.contact, "level": level, "place": _place(),
        "back": back(phone),
    }  # fmt: skip


def _form(phone: Phone, level: str, errors: dict[str, str] | None = None) -> str:
    stopped = agreement.stop_on(phone) is not None
    offers = [each for each in Program.of_account(phone.account_id) if each.level == "promotional"]
    facts = {**_page(phone, level), **_when(phone), "errors": errors or {}, "stopped": stopped, "programs": offers}
    bases = implied.OFFERED if level == "informational" and is_in_canada(phone) else {}
    return render_template("consent/give.html", media=BY_HAND.get(level, {}), bases=bases, **facts)


def _opt_out_form(phone: Phone, errors: dict[str, str] | None = None) -> str:
    facts = {**_page(phone), **_when(phone), "errors": errors or {}, "channels": opt_outs.CHANNELS}
    return render_template("consent/opt_out.html", **facts)


def _when(phone: Phone) -> dict[str, Any]:
    """What was typed, today's date where nothing was, and the zones to choose from."""
    account = current().account
    zone = phone.contact.time_zone or account.time_zone
    typed = {"date": today(zone).isoformat(), "tz": zone, **request.form.to_dict()}
    return {"typed": typed, "zone_choices": sorted({zone, account.time_zone, *zones.CHOICES})}
