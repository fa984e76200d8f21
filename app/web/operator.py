"""The operator's page: how the parts are, the switch for all sending, texts to numbers nobody owns, refused webhooks.

For whoever runs the installation (User.is_operator); to everybody else there is no such page.
"""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, abort, current_app, redirect, render_template, request
from flask_login import login_required

from app.models import Number, Quarantine, User
from app.texting import quarantine, sending
from app.texting.quarantine import StillNobodys
from app.transaction import perform
from app.web import refused_webhooks
from app.web.desk import frame
from app.web.parts import parts, versions
from app.web.requests import current
from app.web.sending import switch_facts, typed_reason

pages = Blueprint("operator", __name__, url_prefix="/operator")

SHOWN = 100
SAID = {
    "stored": "The text is in the inbox of the number’s department, as if it came now.",
    "duplicate": "That text had come in already, so nothing was added.",
    "gone": "Somebody else has seen to that text already.",
    "discarded": "The text is gone for good.",
    "nobodys": "Its number still belongs to no account. Add the number first, then release the text.",
}


@pages.get("")
@login_required
def show():
    user = operator()
    kept = Quarantine.oldest(SHOWN)
    settings = current_app.config["SETTINGS"]
    return render_template(
        "operator/show.html", **frame(user), **switch_facts(None), parts=parts(), versions=versions(),
        quarantined=kept, quarantined_count=Quarantine.count(), owned={each.to_address for each in kept
        if Number.owned(each.to_address)}, refused=refused_webhooks.newest(settings.data),
        public_url=settings.public_url, said=SAID.get(request.args.get("said", ""), ""),
    )  # fmt: skip


@pages.post("/sending/pause")
@login_required
def pause():
    user = operator()
    perform(sending.pause, None, user.name or user.email, typed_reason())
    return redirect("/operator", 303)


@pages.post("/sending/resume")
@login_required
def resume():
    operator()
    perform(sending.resume, None)
    return redirect("/operator", 303)


@pages.post("/quarantine/<int:row_id>/release")
@login_required
def release(row_id: int):
    operator()
    try:
        return _back(perform(quarantine.release, row_id))
    except StillNobodys:
        return _back("nobodys")


@pages.post("/quarantine/<int:row_id>/discard")
@login_required
def discard(row_id: int):
    operator()
    perform(quarantine.discard, row_id)
    return _back("discarded")


def operator() -> User:
    """Whoever asks, if they run this installation; 404 otherwise."""
    user = current()
    if not user.is_operator:
        abort(404)
    return user


def _back(said: str):
    return redirect(f"/operator?{urlencode({'said': said})}#quarantine", 303)
