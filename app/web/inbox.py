"""The inbox page, and the way to it."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request
from flask_login import login_required

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
    facts = desk(current())
    webhook_url = callbacks.inbound_webhook(current_app.config["PUBLIC_URL"])
    first_run = not facts["conversations"] and "before" not in request.args
    return render_template("inbox/show.html", first_run=first_run, webhook_url=webhook_url, **facts)


@pages.get("/simulator")
@login_required
def simulator():
    url = current_app.config["SETTINGS"].simulator_url
    return redirect(url or "/inbox")
