"""How somebody agreed, as typed: typed_given() of the evidence form, typed_card() of the card in the composer,
typed_instant() of the day, time and zone of a form. All raise evidence.Incomplete with the field to mend."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from flask import request

from app.clock import now
from app.sms import zones
from app.texting.agreement import Given
from app.texting.evidence import Incomplete
from app.texting.evidence_files import MOST

EARLIEST = 2000  # year
NO_DAY = "Write the day they agreed, like 2026-11-20."
NO_TIME = "Write a time like 14:30, or leave it empty."


def typed_given() -> Given:
    """The evidence form, with its file."""
    form = request.form
    return Given(
        form.get("medium", ""), typed_instant(), form.get("tz", ""),
        _lines(form.get("disclosure_text", "")), _lines(form.get("affirmative_act", "")).strip(),
        form.get("topic_or_program", ""), form.get("source_url", "").strip(), _file(), form.get("basis", ""),
    )  # fmt: skip


def typed_instant() -> datetime:
    return _instant(request.form.get("date", ""), request.form.get("time", ""), request.form.get("tz", ""))


def typed_card(zone: str) -> Given | None:
    """The card in the composer; None where nothing was chosen there."""
    form = request.form
    if not form.get("agreed"):
        return None
    at = _instant(form.get("agreed_date", ""), "", zone)
    return Given(form["agreed"], at, zone, _lines(form.get("agreed_words", "")))


def _instant(day: str, clock: str, zone: str) -> datetime:
    """A day without a time: now where it is today, else its noon, which is that day in every zone near by."""
    if not zones.is_zone(zone):
        raise Incomplete("tz", f"There is no time zone called {zone[:40]}. Choose one from the list.")
    there = ZoneInfo(zone)
    chosen = _day(day)
    try:
        at = time.fromisoformat(clock).replace(tzinfo=None) if clock else None
    except ValueError:
        raise Incomplete("occurred_at", NO_TIME) from None
    if at is None and chosen == now().astimezone(there).date():
        return now()
    return datetime.combine(chosen, at or time(12), there).astimezone(UTC)


def _day(typed: str) -> date:
    try:
        chosen = date.fromisoformat(typed)
    except ValueError:
        raise Incomplete("occurred_at", NO_DAY) from None
    if not EARLIEST <= chosen.year < 9000:
        raise Incomplete("occurred_at", NO_DAY)
    return chosen


def _lines(typed: str) -> str:
    return typed.replace("\r\n", "\n")


def _file() -> tuple[str, bytes] | None:
    """A byte more than may be kept is read, so that one too large is known as such."""
    given = request.files.get("file")
    return (given.filename, given.stream.read(MOST + 1)) if given and given.filename else None
