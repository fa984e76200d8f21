"""Templates under the composer: what can be picked, what / offers, use of one, a new one made of the words at hand; and
chosen_template_id() for a text that was made from one."""

from __future__ import annotations

from flask import Blueprint, abort, jsonify, render_template, request
from flask_login import login_required

from app.extensions import db
from app.models import Conversation, Number, Phone, User
from app.policy.tokens import fill
from app.sms import e164
from app.texting import compose, template_sight, templates
from app.texting.access import Problem
from app.texting.contact_fields import Unfit
from app.texting.template_particulars import Particulars
from app.texting.template_sight import ABOVE
from app.texting.token_values import About, values_of
from app.transaction import perform
from app.web.requests import current, need
from app.web.template_words import first_words
from app.web.typed import LONGEST_ID, typed_body

pages = Blueprint("template_picker", __name__, url_prefix="/templates")

MOST_SHOWN = 50


@pages.get("/picker")
@login_required
def show():
    need("write_templates")
    everything = template_sight.visible_to(current())
    asked = [request.args.get(name, "")[:160] for name in ("q", "whose", "kind")]
    found = template_sight.narrowed(everything, *asked)
    values = _values(current())
    picks = [(seen.row, fill(seen.row.body, values).text) for seen in found[:MOST_SHOWN]]
    return render_template(
        "templates/_picks.html", picks=picks, more=len(found) - MOST_SHOWN, has_any=bool(everything),
        above={seen.home.id: seen.home.name for seen in everything if seen.whose == ABOVE}, whose=asked[1],
    )  # fmt: skip


@pages.get("/snippets")
@login_required
def snippets():
    """All that / may offer, for the browser to choose from as somebody types on."""
    need("write_templates")
    values = _values(current())
    return jsonify([
        {"id": row.id, "subject": row.subject, "shortcut": row.shortcut,
         "words": first_words(fill(row.body, values).text)}
        for row in (seen.row for seen in template_sight.visible_to(current()))
    ])


@pages.post("/picker")
@login_required
def create():
    """A template of one's own."""
    need("write_templates")
    form = request.form
    given = Particulars(form.get("subject", ""), typed_body(), form.get("shortcut", ""))
    try:
        made = perform(templates.save, current(), given)
    except Unfit as unfit:
        return jsonify(errors=unfit.errors), 422
    return jsonify(id=made.id), 201


@pages.post("/<int:template_id>/use")
@login_required
def use(template_id: int):
    """Its words as they are kept, tokens and all, and copies of its files to go with one text."""
    need("write_templates")
    if not template_sight.was_theirs(current(), template_id):
        abort(404)
    try:
        row, media_ids = perform(templates.use, current(), template_id)
    except Problem as problem:
        return jsonify(error=str(problem)), 409
    return jsonify(id=row.id, body=row.body, media_ids=media_ids)


def chosen_template_id(user: User) -> int | None:
    """The template that the words sent were made from; None where there is none that this user sees."""
    given = request.form.get("template_id", "")
    if not (given.isascii() and given.isdecimal() and len(given) < LONGEST_ID):
        return None
    return int(given) if template_sight.was_theirs(user, int(given)) else None


def _values(user: User) -> dict[str, str]:
    """What tokens stand for in a text to whom one writes; to nobody yet, all are empty."""
    asked = request.args.get("conversation_id", "")
    is_id = asked.isascii() and asked.isdecimal() and len(asked) < LONGEST_ID
    thread = db.session.get(Conversation, int(asked)) if is_id else None
    if thread is not None and thread.department_id in user.department_ids():
        return values_of([About(user.account_id, thread.phone, thread.number, user)])[0]
    numbers = Number.of_account(user.account_id)
    number = numbers[0] if numbers else Number(id=0, e164="")
    return values_of([About(user.account_id, _meant(user), number, user)])[0]


def _meant(user: User) -> Phone:
    try:
        address = e164.parse(request.args.get("to", "")[:160])
    except e164.NumberProblem:
        return Phone(e164="")
    return compose.phone_seen(user, address)
