"""How a number came on the Do Not Contact list, in words: Jinja filters. register(app) adds them.

    line | block_how      Texted · Wrote · Told Ben by phone · The carrier reports a stop
    line | block_by       by keyword · by Ana, after review · by the carrier
    line | block_status   Opted out · Replies only · Came back
    line | block_opt_in(zone)   Not sent · Rejected 9:02 AM, answered “no”
    number | digits_in("55501")   its pieces, as (text, is what was looked for)
"""

from __future__ import annotations

from flask import Flask

from app.live.agreement import asking
from app.models.do_not_contact import Line
from app.sms.e164 import display
from app.web.opt_in_words import asking_words

STATUS = {"all": ("Opted out", "out", "ban"), "proactive": ("Replies only", "wait", "message-circle-off")}
BACK = ("Came back", "ok", "check")
HOW = {
    "keyword": "Texted a stop word", "person": "Said it in words", "agent": "Told a colleague",
    "provider": "The carrier",
}  # fmt: skip
STATUSES = {"all": "Opted out", "proactive": "Replies only", "back": "Came back"}


def register(app: Flask) -> None:
    """Add the filters."""
    app.jinja_env.filters.update({each.__name__: each for each in (
        block_how, block_by, block_status, block_opt_in, digits_in,
    )})


def block_how(line: Line) -> str:
    """What they did; their words stand beside it."""
    source, channel = line.block.source, line.block.channel
    if not line.is_ours:
        return "Opted out with another business of yours"
    if source == "provider":
        return "The carrier reports a stop"
    if source == "agent":
        told = f"Told {line.by.first_name or line.by.email}" if line.by else "Told us"
        return f"{told} by {channel}" if channel else told
    if source == "person":
        return f"Chose it on {channel}" if channel and channel != "text" else "Wrote"
    return "Texted"


def block_by(line: Line) -> str:
    """Whose doing the entry is."""
    source = line.block.source
    if not line.is_ours:
        return "it binds every business of the brand"
    if source == "provider":
        return "by the carrier"
    if line.by:
        return f"by {line.by.first_name or line.by.email}{'' if source == 'agent' else ', after review'}"
    return {"keyword": "by keyword", "agent": "by a colleague"}.get(source, "by their own words")


def block_opt_in(line: Line, zone: str) -> str:
    """How asking them to opt in stands."""
    return asking_words(asking(line.opt_in), zone)


def block_status(line: Line) -> tuple[str, str, str]:
    """Words, tint and icon."""
    return BACK if line.block.lifted_at else STATUS[line.block.scope]


def digits_in(e164: str, digits: str) -> list[tuple[str, bool]]:
    """A number as people read it, cut where these digits begin and end in it."""
    shown = display(e164)
    places = [place for place, char in enumerate(shown) if char.isdigit()]
    digits = digits[1:] if len(digits) == len(places) + 1 else digits  # with the country code, which isn't shown
    found = "".join(shown[place] for place in places).find(digits) if digits else -1
    if found < 0:
        return [(shown, False)]
    begin, end = places[found], places[found + len(digits) - 1] + 1
    return [piece for piece in ((shown[:begin], False), (shown[begin:end], True), (shown[end:], False)) if piece[0]]
