"""Words of the operator's page: moment(iso, zone), a time kept as text in a file."""

from __future__ import annotations

from datetime import datetime

from flask import Flask

from app.web.words import short_time


def register(app: Flask) -> None:
    app.jinja_env.filters["moment"] = moment


def moment(iso: str, zone: str) -> str:
    """9:12 AM, Fri 4:06 PM; the text itself where it is no time."""
    try:
        return short_time(datetime.fromisoformat(iso), zone)
    except ValueError:
        return iso
