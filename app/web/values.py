"""Settings: the business's own values, which its texts hold as tokens."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from flask_login import login_required

from app.texting import custom_values
from app.texting.contact_fields import Unfit
from app.transaction import perform
from app.web.desk import frame
from app.web.requests import current, need

pages = Blueprint("values", __name__)

HERE = "/settings/values"


@pages.get(HERE)
@login_required
def index():
    need("manage_fields")
    return _page()


@pages.post(HERE)
@login_required
def add():
    need("manage_fields")
    return _done(custom_values.add, current().account, *_typed())


@pages.post(f"{HERE}/<key>")
@login_required
def change(key: str):
    return _done(custom_values.change, current().account, _ours(key), *_typed(), of=key)


@pages.post(f"{HERE}/<key>/removal")
@login_required
def remove(key: str):
    return _done(custom_values.remove, current().account, _ours(key))


def _typed() -> tuple[str, str]:
    label, value = (request.form.get(name, "").replace("\x00", "") for name in ("label", "value"))
    return label, value


def _ours(key: str) -> str:
    need("manage_fields")
    return key if key in (current().account.custom_values or {}) else abort(404)


def _done(verb, *args: Any, of: str = ""):
    """Do it and show the page again; a sentence stands at the field it is about, in the row `of`."""
    try:
        perform(verb, *args)
    except Unfit as unfit:
        return _page(unfit.errors, of), 422
    return redirect(HERE, 303)


def _page(errors: dict[str, str] | None = None, of: str = "") -> str:
    user = current()
    return render_template(
        "settings/values.html", **frame(user), own=user.account.custom_values or {}, of=of, errors=errors or {},
        used=custom_values.used_in(user.account), typed=request.form,
    )
