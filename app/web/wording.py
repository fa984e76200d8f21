"""Settings: what the look at a text's words finds and does. For administrators."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask_login import login_required

from app.policy.content_lists import LISTS, OWN
from app.policy.content_table import (
    ABOUT,
    CELLS,
    COLUMNS,
    KINDS,
    Problem,
    Settings,
    cells_of,
    choices,
    own_words,
    settings_of,
)
from app.texting import wording_settings
from app.transaction import perform
from app.web.desk import frame
from app.web.requests import current, need

pages = Blueprint("wording", __name__)

ADDRESS = "/settings/wording"
LISTED = tuple(sorted((*OWN, "L5"), key=lambda rule: int(rule[1:])))
COLUMN_WORDS = {
    "reply": "Answer", "direct": "You write first", "info": "Information", "promo": "Offer", "optin": "Opt-in",
}  # fmt: skip
CHOICES = {(rule, column): choices(rule, column) for rule in CELLS for column in COLUMNS}


@pages.get("/settings/wording")
@login_required
def show():
    return _page(_typed(settings_of(current().account.wording)))


@pages.post("/settings/wording")
@login_required
def save():
    need("manage_messaging")
    typed = {name: request.form.get(name, "") for name in ("names", *LISTED)}
    cells = [(rule, column, request.form.get(f"{rule}_{column}", CELLS[rule][column])) for rule, column in CHOICES]
    kept: dict[str, Any] = {"words": {}, "cells": cells, "names": typed["names"].splitlines()}
    try:
        for rule in LISTED:
            kept["words"][rule] = own_words(rule, typed[rule].splitlines())
        perform(wording_settings.save, current().account, settings_of(kept))
    except Problem as problem:
        chosen = {(rule, column): kind for rule, column, kind in cells}
        return _page({**typed, "cells": chosen}, str(problem)), 422
    return redirect(f"{ADDRESS}?done=1", 303)


def _typed(settings: Settings) -> dict[str, Any]:
    """The form as settings fill it: words one on each line."""
    by_column = cells_of(settings)
    words = dict(settings.words)
    return {
        "names": "\n".join(settings.names), **{rule: "\n".join(words.get(rule, ())) for rule in LISTED},
        "cells": {(rule, column): by_column[column][rule] for rule, column in CHOICES},
    }  # fmt: skip


def _page(typed: dict[str, Any], error: str = "") -> str:
    need("manage_messaging")
    return render_template(
        "settings/wording.html", **frame(current()), typed=typed, error=error, rules=list(CELLS), about=ABOUT,
        columns=COLUMN_WORDS, choices=CHOICES, kinds=KINDS, usual=CELLS, listed=LISTED,
        sources={rule: LISTS[rule] for rule in LISTED}, done="done" in request.args and not error,
    )
