"""Words of asking people to opt in: the filter asking_words, for panels and lists. register(app) adds it."""

from __future__ import annotations

from flask import Flask

from app.live.agreement import Asking
from app.web.words import short_time

STATES = {"NOT_SENT": "Not sent", "SENT": "Sent", "ACCEPTED": "Accepted", "REJECTED": "Rejected"}


def register(app: Flask) -> None:
    app.jinja_env.filters["asking_words"] = asking_words


def asking_words(asking: Asking, zone: str) -> str:
    """The state, since when, and how it came about: Accepted 9:02 AM, texted “yes”."""
    words = STATES[asking.state] + (f" {short_time(asking.since, zone)}" if asking.since else "")
    return f"{words}, {asking.how[0].lower()}{asking.how[1:]}" if asking.how else words
