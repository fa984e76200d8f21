"""Words on the page: Jinja filters for times, numbers, and what became of a text. register(app) adds them.

    clock(dt, zone)       7:41 AM
    row_time(dt, zone)    7:41 AM · Yesterday · Fri · Nov 12 · Nov 12, 2025
    full_time(dt, zone)   Monday, Nov 23, 2026 at 7:41 AM PST
    day_label(dt, zone)   Monday, Nov 23
    state_words(message)  Queued · Sending · Sent · Delivered · Failed · Not sent · Waiting for opt-in …
    status_line(message, zone)   Sent · 9:02 AM · Failed: This number is a landline … · Not sent: …

Zones are IANA names. Times keep their parts together with a no-break space: a line never ends between
"10" and "AM".
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask

from app import clock as time_source
from app.models.message import Message
from app.policy.rows_opt_in import PATIENCE
from app.sms.e164 import Destination, display, kind_of
from app.sms.errors import Explanation, explain
from app.sms.zones import city

BOUND = "\u00a0"
FACES = 6

STATE_WORDS = {
    "received": "Received",
    "queued": "Queued",
    "sending": "Sending",
    "accepted": "Sending",
    "sent": "Sent",
    "delivered": "Delivered",
    "failed": "Failed",
    "refused": "Not sent",
    "held": "Waiting for opt-in",
    "deferred": "Waiting",
    "unknown": "Checking with the carrier",
    "canceled": "Canceled",
}

OUTCOMES = {
    "held": "It waits",
    "refused": "It was not sent",
    "failed": "It did not arrive",
    "canceled": "It was canceled",
}

# What to say where an answer cannot arrive. Twilio delivers to US and Canadian numbers under this service;
# short codes and alphanumeric sender names take no texts from a long code (Twilio: error 21614).
_NO_REPLY = {
    Destination.SHORT_CODE: "This is a short code. Its texts can be read here but not answered.",
    Destination.NAME: "This sender is a name, not a number. Its texts can be read here but not answered.",
    Destination.FOREIGN: "This number is outside the United States and Canada, so it cannot be texted.",
    Destination.CARIBBEAN: "This number is outside the United States and Canada, so it cannot be texted.",
    Destination.PREMIUM: "This is a paid-service number, so it cannot be texted.",
    Destination.EMPTY: "This text came without a sender, so it cannot be answered.",
    Destination.MALFORMED: "This sender is not a phone number, so it cannot be answered.",
}


def register(app: Flask) -> None:
    """Add every filter to the app's templates, and `explain` for what a carrier error means."""
    filters: list[Callable[..., Any]] = [
        clock, row_time, full_time, short_time, day_label, day_key, phone, face, sort_key, state_words,
        status_line, sentence_of, failure, outcome, day_of, reply_problem, who,
        channel,
    ]
    app.jinja_env.filters.update({each.__name__: each for each in filters})


def clock(at: datetime, zone: str) -> str:
    """The wall clock in a zone: 7:41 AM."""
    local = _local(at, zone)
    return f"{local.hour % 12 or 12}:{local.minute:02}{BOUND}{'AM' if local.hour < 12 else 'PM'}"


def row_time(at: datetime, zone: str) -> str:
    """As short as a list can say it: the clock today, then Yesterday, the weekday, the date."""
    day, today = _local(at, zone).date(), _today(zone)
    if day == today:
        return clock(at, zone)
    if day == today - timedelta(days=1):
        return "Yesterday"
    if today - timedelta(days=6) <= day < today:
        return f"{day:%a}"
    return _date(day, today)


def short_time(at: datetime, zone: str) -> str:
    """When, under a bubble: 7:41 AM today, else the day before it: Fri 4:06 PM, Nov 12 4:06 PM."""
    day, today = _local(at, zone).date(), _today(zone)
    if day == today:
        return clock(at, zone)
    name = f"{day:%a}" if today - timedelta(days=6) <= day < today else _date(day, today)
    return f"{name}{BOUND}{clock(at, zone)}"


def full_time(at: datetime, zone: str) -> str:
    """Everything: Monday, Nov 23, 2026 at 7:41 AM PST."""
    local = _local(at, zone)
    return f"{local:%A}, {local:%b} {local.day}, {local.year} at {clock(at, zone)}{BOUND}{local:%Z}"


def day_label(at: datetime, zone: str) -> str:
    """The day between two hairlines: Monday, Nov 23; with the year when it is not this one."""
    day = _local(at, zone).date()
    return f"{day:%A}, {_date(day, _today(zone))}"


def day_of(at: datetime, zone: str) -> str:
    """The date alone: Nov 12; with the year when it is not this one."""
    return _date(_local(at, zone).date(), _today(zone))


def day_key(at: datetime | None, zone: str) -> str:
    """The day in a zone as 2026-11-23, for telling days apart; empty without an instant."""
    return _local(at, zone).date().isoformat() if at else ""


def phone(address: str) -> str:
    """An address as people read it: (480) 555-0199."""
    return display(address)


def face(contact_id: int | None) -> int:
    """Which of the six quiet colours a person has, 1 to 6; the same for good."""
    return (contact_id or 0) % FACES + 1


def sort_key(at: datetime | None, row_id: int | None) -> str:
    """A place in a list that compares as text: microseconds since 1970, then the row's id."""
    if at is None or row_id is None:
        return ""
    micros = (at - datetime.fromtimestamp(0, at.tzinfo)) // timedelta(microseconds=1)
    return f"{micros:016}-{row_id:012}"


def who(phone_row: Any) -> str:
    """A person's name, or their number where nobody wrote a name."""
    contact = phone_row.contact
    return contact.name if contact is not None and contact.name else display(phone_row.e164)


def state_words(message: Message) -> str:
    """The state of a text in one of the few words that people learn."""
    if message.state == "held" and message.code in ("SENDING_PAUSED", "TZ_UNRESOLVED", "REVIEW_HOLD"):
        return "Waiting"
    return STATE_WORDS[message.state]


def channel(message: Message) -> str:
    """How a text travels: MMS with a picture or file, else SMS."""
    return "MMS" if message.media_count else "SMS"


def status_line(message: Message, zone: str) -> str:
    """The line under a bubble: the state, then when or why."""
    words = state_words(message)
    if message.state == "received":
        return _received(message, zone)
    if message.state == "deferred" and message.not_before:
        there = _where(message)
        words = f"Waiting until {_soon(message.not_before, there or zone)}"
        if there:
            return f"{words} in {city(there)}"
    why = sentence_of(message)
    if message.state == "held" and message.code == "AWAITING_OPTIN" and message.waits_since:
        why = f"it goes when they say START, or is canceled on {day_of(message.waits_since + PATIENCE, zone)}."
    if why:
        return why if why.lower().startswith(words.lower()) else f"{words}: {why}"
    at = _moment(message)
    line = f"{words} · {short_time(at, zone)}" if at else words
    return f"{line} · {channel(message)}" if message.media_count else line


def sentence_of(message: Message) -> str:
    """Why a text stands where it stands, in one sentence; empty when there is nothing to explain."""
    if message.state == "failed":
        return explain(message.error_code).sentence
    if message.state == "canceled" and message.code in ("CANCELED", "UNDONE", "EDITED"):
        return ""
    if (message.state, message.code) == ("canceled", "REPLIED"):
        return "they replied first."
    if message.state in ("refused", "held", "deferred", "canceled"):
        return _decision(message.decision or "").get("sentence", "")
    if message.state == "unknown" and not message.needs_person:
        return "it will not go twice."
    return ""


def failure(message: Message) -> Explanation | None:
    """What a failed text's code means and what to do next."""
    return explain(message.error_code) if message.state == "failed" else None


def outcome(message: Message, zone: str) -> str:
    """What became of a text, as the title of its explanation."""
    if message.state == "deferred" and message.not_before:
        there = _where(message)
        return f"It goes {_soon(message.not_before, there or zone, at='at ')}{f' in {city(there)}' if there else ''}"
    return OUTCOMES.get(message.state, state_words(message))


def reply_problem(address: str) -> str:
    """Why nobody can answer this address, in one sentence; empty when it can be answered."""
    return _NO_REPLY.get(kind_of(address), "")


def _received(message: Message, zone: str) -> str:
    when = short_time(message.sort_at, zone)
    return f"{when} · {channel(message)}" if message.media_count else when


def _moment(message: Message) -> datetime | None:
    return message.sort_at if message.state in ("sent", "delivered") else None


def _soon(at_time: datetime, zone: str, at: str = "") -> str:
    day, today = _local(at_time, zone).date(), _today(zone)
    if day == today:
        return f"{at}{clock(at_time, zone)}"
    name = "tomorrow" if day == today + timedelta(days=1) else _date(day, today)
    return f"{name} {at}{clock(at_time, zone)}"


def _where(message: Message) -> str:
    """The zone whose morning a text waits for in quiet hours: of several, the last to see it."""
    candidates = _decision(message.decision or "").get("facts", {}).get("zones", ())
    if message.code != "QUIET_HOURS" or not candidates:
        return ""
    return min(candidates, key=lambda zone: _local(message.not_before, zone).utcoffset())


@lru_cache(maxsize=1024)
def _decision(text: str) -> dict[str, Any]:
    try:
        kept = json.loads(text) if text else {}
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}


def _date(day: date, today: date) -> str:
    return f"{day:%b}{BOUND}{day.day}" + (f", {day.year}" if day.year != today.year else "")


def _today(zone: str) -> date:
    return _local(time_source.now(), zone).date()


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))
