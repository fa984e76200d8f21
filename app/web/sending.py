"""Whether this account's texts leave: the page with the switch, and the line that every page shows while it is off."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, redirect, render_template, request
from flask_login import current_user, login_required
from markupsafe import Markup

from app.live.pausing import banner
from app.models import Pause
from app.policy.permissions import may
from app.texting import sending, standing
from app.transaction import perform
from app.web.desk import frame
from app.web.requests import current, need

pages = Blueprint("sending", __name__)

LONGEST_REASON = 200


def register(app: Flask) -> None:
    """sending_banner() in every layout."""
    app.jinja_env.globals["sending_banner"] = sending_banner


def sending_banner() -> Markup:
    """The line for whoever is signed in."""
    if not current_user.is_authenticated:
        return Markup()
    return Markup(banner(current_user.account_id)["html"])  # noqa: S704  rendered, and so escaped, by Jinja


@pages.get("/settings/sending")
@login_required
def show():
    user = current()
    facts = switch_facts(user.account_id)
    return render_template("sending/show.html", **frame(user), **facts, may_switch=may(user.role, "stop_sending"))


@pages.post("/settings/sending/pause")
@login_required
def pause():
    need("stop_sending")
    user = current()
    perform(sending.pause, user.account, user.name or user.email, typed_reason())
    return redirect("/settings/sending", 303)


@pages.post("/settings/sending/resume")
@login_required
def resume():
    need("stop_sending")
    perform(sending.resume, current().account)
    return redirect("/settings/sending", 303)


def typed_reason() -> str:
    """Why, on one line, without a full stop that the sentence around it brings."""
    return " ".join(request.form.get("reason", "").split())[:LONGEST_REASON].strip()


def switch_facts(account_id: int | None) -> dict[str, Any]:
    """The open pause of this account, that of the installation, and how many texts have not left."""
    return {
        "own": Pause.open_for(account_id), "everywhere": Pause.open_for(None),
        "waiting": standing.waiting_of(account_id),
    }  # fmt: skip
