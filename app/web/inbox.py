"""The inbox page, and the way to it."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, current_app, redirect, render_template, request
from flask_login import login_required

from app.models import Number
from app.sms import callbacks
from app.web.desk import desk
from app.web.requests import current

pages = Blueprint("inbox", __name__)


@pages.get("/")
@login_required
def home():
    return redirect("/inbox")


@pages.get("/inbox")
@login_required
def show():
    user = current()
    facts = desk(user)
    webhook_url = callbacks.inbound_webhook(current_app.config["PUBLIC_URL"])
    first_run = not facts["empty"] and "before" not in request.args
    numbers = Number.of_account(user.account_id) if first_run else []
    phone_url = f"{facts['simulator_url']}/?to={quote(numbers[0].e164)}" if facts["simulator_url"] and numbers else ""
    return render_template(
        "inbox/show.html", first_run=first_run, webhook_url=webhook_url, phone_url=phone_url, **facts
    )


@pages.get("/simulator")
@login_required
def simulator():
    url = current_app.config["SETTINGS"].simulator_url
    return redirect(url or "/inbox")
