"""Settings, messaging: what texts say of the business, and the limits of them. For administrators."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask_login import login_required

from app.models import Account, OptInTemplate
from app.texting import messaging, opt_in_templates
from app.texting.contact_fields import Unfit
from app.transaction import perform
from app.web.desk import frame
from app.web.requests import current, need

pages = Blueprint("messaging", __name__)

HERE = "/settings/messaging"
UNDO_S = (0, 3, 5, 10)  # offered; any from 0 to 10 is valid


@pages.get(HERE)
@login_required
def show():
    need("manage_messaging")
    return _page()


@pages.post(HERE)
@login_required
def change():
    return _done(messaging.set_identity)


@pages.post(f"{HERE}/limits")
@login_required
def limits():
    return _done(messaging.set_limits)


def _done(verb):
    need("manage_messaging")
    try:
        perform(verb, current().account, request.form.to_dict())
    except Unfit as unfit:
        return _page(unfit.errors), 422
    return redirect(f"{HERE}?done=1", 303)


def _page(errors: dict[str, str] | None = None) -> str:
    account = current().account
    names = (*messaging.LONGEST, *messaging.LIMITS)
    held = {name: "" if getattr(account, name) is None else str(getattr(account, name)) for name in names}
    return render_template(
        "settings/messaging.html", **frame(current()), values=held | request.form.to_dict(), errors=errors or {},
        bounds=messaging.LIMITS, undo_choices=_undo_choices(account), done="done" in request.args, lame=lame(account),
    )


def _undo_choices(account: Account) -> list[str]:
    return [str(each) for each in sorted({*UNDO_S, account.undo_s})]


def lame(account: Account) -> list[tuple[OptInTemplate, str]]:
    """Opt-in texts that are on and ask nobody all the same, each with the first reason."""
    asking = [each for each in OptInTemplate.of_account(account.id) if each.is_on]
    looks = [(each, opt_in_templates.look(each, account)) for each in asking]
    return [(each, look.sentences[0]) for each, look in looks if not look.is_complete]
