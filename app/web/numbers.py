"""The account's numbers and the addresses to set at the carrier, to read."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template
from flask_login import login_required

from app.models import Number
from app.sms import callbacks
from app.web.desk import frame
from app.web.requests import current, need

pages = Blueprint("numbers", __name__)


@pages.get("/numbers")
@login_required
def index():
    need("see_numbers")
    user = current()
    public_url = current_app.config["PUBLIC_URL"]
    return render_template(
        "numbers/index.html", **frame(user), numbers=Number.of_account(user.account_id),
        webhook_url=callbacks.inbound_webhook(public_url), status_callback=callbacks.status_callback(public_url),
    )
