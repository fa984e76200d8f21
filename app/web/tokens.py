"""Insert a field: the tokens that a text may hold, each with what it stands for where one is writing."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, abort, render_template, request
from flask_login import login_required

from app.models import Number, Phone, User
from app.policy.permissions import may
from app.sms import e164
from app.texting.token_values import About, tokens_of, values_of
from app.web.conversations import visible
from app.web.requests import current, need

pages = Blueprint("tokens", __name__)

LONGEST_SHOWN = 60  # characters of a value in the list


@pages.get("/conversations/<int:conversation_id>/tokens")
@login_required
def of_thread(conversation_id: int):
    conversation, user = visible(conversation_id), current()
    return _list(user, conversation.phone, _chosen(user) or conversation.number)


@pages.get("/messages/tokens")
@login_required
def of_new():
    """For a text to whoever stands in To; where nobody can be found by it, a contact has no values."""
    need("read_conversations")
    user = current()
    number = _chosen(user) or next(iter(Number.of_account(user.account_id)), None) or abort(404)
    return _list(user, _meant(user), number)


def _list(user: User, phone: Phone, number: Number) -> str:
    values = values_of([About(user.account_id, phone, number, user)])[0]
    groups = groupby(tokens_of(user.account), key=lambda token: token.group)
    return render_template(
        "composer/_token_list.html", groups=[(group, list(tokens)) for group, tokens in groups],
        values={name: value[:LONGEST_SHOWN] for name, value in values.items()},
        may_add=may(user.role, "manage_fields"),
    )


def _chosen(user: User) -> Number | None:
    """The From number chosen, where it is theirs to send from."""
    chosen, desks = request.args.get("number_id", ""), user.department_ids()
    numbers = [number for number in Number.of_account(user.account_id) if number.department_id in desks]
    return next((number for number in numbers if str(number.id) == chosen), None)


def _meant(user: User) -> Phone:
    typed = request.args.get("to", "")[:160].rpartition(" · ")[2]
    try:
        address = e164.parse(typed)
    except e164.NumberProblem:
        return Phone(e164="")
    return Phone.with_address(user.account_id, address) or Phone(e164=address)
