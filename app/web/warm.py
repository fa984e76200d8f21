"""warm(): what the first request would otherwise wait for: numbering data and compiled templates."""

from __future__ import annotations

from flask import Flask

from app.sms import e164, segments


def warm(app: Flask) -> None:
    """Load numbering data for US numbers and compile every template."""
    e164.kind_of("+14805550100")
    segments.count("…")
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
