"""message_html(message, zone): a text's partial, drawn once for texts that look equal, on the same day. A thread's page
holds fifty. warned(decision): what Send was pressed in spite of. register(app) adds both.
"""

from __future__ import annotations

import json
from operator import attrgetter

from flask import Flask, current_app
from markupsafe import Markup

from app.models import Message
from app.moments import today
from app.policy.content_table import ABOUT
from app.web.words import who

WARNED = {"SENDER_UNVERIFIED": "number not verified", "DEST_NOT_MOBILE": "not a mobile number"}
KEPT = 4096  # of two kilobytes each
COLUMNS = attrgetter(*(column.key for column in Message.__table__.columns if column.key != "also"))

_drawn: dict[tuple, Markup] = {}


def register(app: Flask) -> None:
    app.jinja_env.filters["message_html"] = message_html
    app.jinja_env.filters["warned"] = warned


def message_html(message: Message, zone: str) -> Markup:
    """What the partial shows is all in the key: the row, two people's names, the zone and its day. A text with files is
    drawn each time: they change by themselves. So is one that went to others too: a list is no key."""
    if message.media_count or message.also:
        return _draw(message, zone)
    sender = who(message.phone) if message.is_inbound else message.author.name if message.author else ""
    key = (*COLUMNS(message), sender, zone, today(zone))
    found = _drawn.get(key)
    if found is None:
        if len(_drawn) >= KEPT:
            _drawn.clear()
        found = _drawn[key] = _draw(message, zone)
    return found


def warned(decision: str | None) -> str:
    """What a kept decision warned of, in few words; "" where it warned of nothing."""
    if not decision or '"warned"' not in decision:
        return ""
    codes = json.loads(decision).get("warned", ())
    labels = (WARNED.get(code) or ABOUT.get(code.removeprefix("CONTENT_"), "its wording") for code in codes)
    return ", ".join(labels)


def _draw(message: Message, zone: str) -> Markup:
    template = current_app.jinja_env.get_template("messages/_message.html")
    return Markup(template.render(message=message, zone=zone))  # noqa: S704  the template escapes
