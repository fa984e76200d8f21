"""The account's numbers: how far each is verified and what may leave from it, set by hand; what happens to texts to
lines that can't get any; and the addresses to set at the carrier. For administrators."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request
from flask_login import login_required

from app.models import Number
from app.sms import callbacks
from app.texting import senders
from app.texting.accounts import Problem
from app.transaction import perform
from app.web.desk import frame
from app.web.number_words import RULES, STATES, USES
from app.web.requests import current, need

pages = Blueprint("numbers", __name__)


@pages.get("/numbers")
@login_required
def index():
    return _index()


@pages.post("/numbers")
@login_required
def set_lines():
    """The rule about lines and the switch that looks them up."""
    need("manage_messaging")
    try:
        perform(senders.line_settings, current().account, request.form.get("line_rule", ""), "looks_up" in request.form)
    except Problem as problem:
        return _index(str(problem)), 422
    return redirect("/numbers?done=1#lines", 303)


@pages.get("/numbers/<int:number_id>")
@login_required
def show(number_id: int):
    return _form(_number(number_id))


@pages.post("/numbers/<int:number_id>")
@login_required
def change(number_id: int):
    need("manage_messaging")
    number, form = _number(number_id), request.form
    state, why = form.get("verification", ""), form.get("why", "")
    given = (state, why if state == "rejected" else "", form.get("use_case", ""), "is_system" in form)
    try:
        perform(senders.change, number, *given)
    except Problem as problem:
        return _form(number, str(problem)), 422
    return redirect("/numbers?done=1", 303)


def _number(number_id: int) -> Number:
    need("see_numbers")
    return senders.own(current().account_id, number_id) or abort(404)


def _index(error: str = "") -> str:
    need("see_numbers")
    user = current()
    public_url = current_app.config["PUBLIC_URL"]
    return render_template(
        "numbers/index.html", **frame(user), numbers=Number.of_account(user.account_id), rules=RULES,
        account=user.account, error=error, done="done" in request.args and not error,
        webhook_url=callbacks.inbound_webhook(public_url), status_callback=callbacks.status_callback(public_url),
    )


def _form(number: Number, error: str = "") -> str:
    typed: dict[str, Any] = {
        "verification": number.verification, "why": number.verification_why, "use_case": number.use_case,
        "is_system": number.is_system,
    }  # fmt: skip
    if error:
        typed = {**request.form.to_dict(), "is_system": "is_system" in request.form}
    return render_template(
        "numbers/edit.html", **frame(current()), number=number, typed=typed, states=STATES, uses=USES, error=error
    )
