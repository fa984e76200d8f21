"""Words of the composer: the filter `seen`, a character as a person reads it."""

from __future__ import annotations

from flask import Flask

from app.sms.plain import shown


def register(app: Flask) -> None:
    app.add_template_filter(shown, "seen")
