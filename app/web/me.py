"""What is one's own: the time zone in which one is told times."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask_login import login_required

from app.sms import zones
from app.transaction import perform
from app.web.desk import frame
from app.web.requests import current

pages = Blueprint("me", __name__)

NO_ZONE = "Choose one of the time zones listed."


@pages.get("/me")
@login_required
def show():
    return _page()


@pages.post("/me")
@login_required
def save():
    chosen = request.form.get("time_zone", "")
    if chosen and not zones.is_zone(chosen):
        return _page(NO_ZONE), 422
    perform(setattr, current(), "time_zone", chosen)
    return redirect("/me?done=1", 303)


def _page(error: str = "") -> str:
    user = current()
    choices = dict.fromkeys([*zones.CHOICES, *filter(zones.is_zone, [user.time_zone])])
    return render_template("me/show.html", **frame(user), me=user, choices=list(choices), error=error,
                           done=request.args.get("done") == "1")
