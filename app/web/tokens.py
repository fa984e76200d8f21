"""Insert a field: the tokens that a text may hold, each with what it stands for where one is writing; token_list() for
a text to somebody new."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, render_template, request
from flask_login import login_required

from app.models import Number, Phone, User
from app.policy.permissions import may
from app.texting.token_values import About, tokens_of, values_of
from app.web.composing import numbers_for
from app.web.conversations import visible
from app.web.requests import current

pages = Blueprint("tokens", __name__)

LONGEST_SHOWN = 60  # characters of a value in the list


@pages.get("/conversations/<int:conversation_id>/tokens")
@login_required
def of_thread(conversation_id: int):
    conversation, chosen = visible(conversation_id), request.args.get("number_id", "")
    numbers = [number for number in numbers_for(conversation) if str(number.id) == chosen]
    return token_list(current(), conversation.phone, next(iter(numbers), conversation.number))


def token_list(user: User, phone: Phone, number: Number) -> str:
    """The part that a text of this user's to this phone, from this number, is filled in by."""
    values = values_of([About(user.account_id, phone, number, user)])[0]
    groups = groupby(tokens_of(user.account), key=lambda token: token.group)
    return render_template(
        "composer/_token_list.html", groups=[(group, list(tokens)) for group, tokens in groups],
        values={name: value[:LONGEST_SHOWN] for name, value in values.items()},
        may_add=may(user.role, "manage_fields"),
    )
