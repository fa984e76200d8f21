"""New message: to a name or a number, with type-ahead. What the gate won't let leave gets its sentence here."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from flask_login import login_required

from app.models import Number, Phone, Program, User
from app.policy.verdict import Verdict
from app.sms import e164
from app.texting import compose, drafts, media_out
from app.texting.access import Problem
from app.texting.evidence import Incomplete
from app.texting.first_text import agree_and_open
from app.transaction import perform
from app.web.about import NotAbout, about_of, chosen_program, program_or_none
from app.web.agreeing import agreed_in_card, card_for, may_agree
from app.web.desk import desk
from app.web.hour import Hour, hour_of, typed_override
from app.web.named import address_of
from app.web.requests import current, need
from app.web.template_picker import chosen_template_id
from app.web.tokens import token_list
from app.web.typed import (
    TOO_MUCH,
    counted,
    is_too_much,
    typed_body,
    typed_client_id,
    typed_media_ids,
    weighed,
)

pages = Blueprint("compose", __name__)

NO_NUMBER = "Your business has no number yet. An admin adds one."
GONE = "You can no longer send from the number you chose. Look at From, where another stands now, then send again."


@pages.get("/messages/new")
@login_required
def new():
    return _page(to=request.args.get("to", "")[:160])


@pages.get("/people")
@login_required
def people():
    need("read_conversations")
    user, query = current(), request.args.get("q", "")[:80]
    found = Phone.matching(user.account_id, query, user.department_ids()) if query.strip() else []
    return render_template("people/_options.html", people=found, query=query)


@pages.post("/messages/check")
@login_required
def check():
    """The counter, and the verdict once To says whom."""
    need("read_conversations")
    user, body = current(), typed_body()
    to = request.form.get("to", "")[:160]
    try:
        program = chosen_program(user)
    except Problem as problem:
        return render_template("composer/_error.html", error=str(problem)), 422
    verdict, hour, footer, words = _verdict(user, _number(user), to, body, bool(typed_media_ids()), program)
    allows = may_agree(verdict, _known(user, to), program)
    return render_template("composer/_check.html", verdict=verdict, may_agree=allows, hour=hour,
                           **counted(body, user.account, footer, words))


@pages.get("/messages/tokens")
@login_required
def tokens():
    """The fields there are, of whoever stands in To."""
    need("read_conversations")
    user = current()
    try:
        address = address_of(user, request.args.get("to", "")[:160].rpartition(" · ")[2])  # a name with its number
    except e164.NumberProblem:
        address = ""
    return token_list(user, compose.phone_seen(user, address), _number(user) or _first_number(user) or abort(404))


@pages.post("/messages")
@login_required
def create():
    user, to, body, client_id = current(), request.form.get("to", "")[:160], typed_body(), typed_client_id()
    number = _number(user) or (_first_number(user) if compose.was_sent(client_id) else None)
    if number is None:
        return _page(to, body, error=GONE if numbers_of(user) else NO_NUMBER), 422
    if is_too_much(body):
        return _page(to, body, error=TOO_MUCH, number=number), 422
    try:
        address, given = address_of(user, to), agreed_in_card()
        more = {"program": _about(user, client_id), "override": typed_override(user),
                "notify": bool(request.form.get("notify"))}
        verb = partial(agree_and_open, given=given, **more) if given else partial(_compose, **more)
        undo_s = user.account.undo_s if request.form.get("undo") else 0
        also = {"template_id": chosen_template_id(user), "undo_s": undo_s}
        composed = perform(verb, user, number, address, body, client_id, typed_media_ids(), **also)
    except NotAbout as problem:
        return _page(to, body, error=str(problem), number=number), 422
    except e164.NumberProblem as problem:
        return _page(to, body, errors={"to": str(problem)}, number=number), 422
    except compose.Refused as refused:
        return _page(to, body, error=refused.verdict.sentence, number=number), 422
    except Incomplete as incomplete:
        return _page(to, body, error=str(incomplete), number=number), 422
    except media_out.NotYours as missing:
        return _page(to, body, error=str(missing), number=number), 422
    except (compose.Conflict, Problem) as conflict:
        return _page(to, body, error=str(conflict), number=number), 409
    return redirect(f"/conversations/{composed.message.conversation_id}", 303)


def _compose(
    user: User, number: Number, address: str, body: str, client_id: str, media_ids: list[int],
    program: Program | None = None, **more: Any,
) -> compose.Composed:
    conversation = compose.open_with(user, number, address, body, bool(media_ids), client_id, program)
    about = program.id if program else None
    return compose.compose(conversation, user, body, client_id, number, media_ids, program_id=about, **more)


def _about(user: User, client_id: str) -> Program | None:
    """The program chosen; of a text that was sent already what it was then."""
    if not request.form.get("program_id") or compose.was_sent(client_id):
        return None
    return chosen_program(user)


def _verdict(
    user: User, number: Number | None, to: str, body: str, has_media: bool, program: Program | None = None
) -> tuple[Verdict | None, Hour, str, str]:
    """What the gate says of this text, of the hour, the opt-out line that goes with it, and its words with their tokens
    filled in; no verdict while nobody can be found by what stands in To."""
    try:
        address = address_of(user, to)
    except e164.NumberProblem:
        return None, Hour(), "", body
    if number is None:
        return None, Hour(), "", body
    override = typed_override(user)
    words = body if is_too_much(body) else compose.goes_out_new(user, number, address, body, program)
    facts, verdict = compose.judge_new(user, number, address, weighed(words), has_media, program, override)
    return verdict, hour_of(facts, verdict, user), facts.footer, words


def _known(user: User, to: str) -> Phone | None:
    """The phone that To means, None where there is none yet."""
    try:
        return Phone.with_address(user.account_id, address_of(user, to))
    except e164.NumberProblem:
        return None


def numbers_of(user: User) -> list[Number]:
    departments = user.department_ids()
    return [number for number in Number.of_account(user.account_id) if number.department_id in departments]


def _number(user: User) -> Number | None:
    """The From number chosen, None where it isn't theirs (any more); without a choice the first."""
    chosen = request.values.get("number_id", "")
    return next((number for number in numbers_of(user) if chosen in ("", str(number.id))), None)


def _first_number(user: User) -> Number | None:
    return next(iter(numbers_of(user)), None)


def _page(
    to: str = "", draft: str = "", error: str = "", errors: dict[str, str] | None = None,
    number: Number | None = None,
) -> str:
    user, media_ids = current(), typed_media_ids()
    number = number or _first_number(user)
    phone, program = _known(user, to), program_or_none(user)
    verdict, hour, footer, words = _verdict(user, number, to, draft, bool(media_ids), program)
    return render_template(
        "compose/new.html", **desk(user), numbers=numbers_of(user), client_id=str(uuid.uuid4()), to=to, draft=draft,
        error=error, errors=errors or {}, number_id=number.id if number else None,
        attached=drafts.attached(user, media_ids), verdict=verdict, hour=hour,
        may_agree=may_agree(verdict, phone, program), card=card_for(user, phone),
        **about_of(user, program), **counted(draft, user.account, footer, words),
    )
