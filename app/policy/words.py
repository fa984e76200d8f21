"""Words of the gate's sentences: clock() and day() for instants, person() for who it is about, city() for a zone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from app.policy.facts import Facts

NBSP = "\u00a0"


def clock(instant: str, now: str, zone: str) -> str:
    """ "at 7:41 AM" for the same day, "on Nov 12" for another, in the zone."""
    then, today = (datetime.fromisoformat(text).astimezone(ZoneInfo(zone)) for text in (instant, now))
    if then.date() == today.date():
        return f"at {then.hour % 12 or 12}:{then:%M}{NBSP}{then:%p}"
    return f"on {day(instant, now, zone)}"


def moment(instant: str, now: str, zone: str) -> str:
    """When something goes: "at 7:41 AM" today, "tomorrow at 7:41 AM", "on Nov 12 at 7:41 AM", in the zone."""
    then, today = (datetime.fromisoformat(text).astimezone(ZoneInfo(zone)) for text in (instant, now))
    at = f"at {then.hour % 12 or 12}:{then:%M}{NBSP}{then:%p}"
    days = (then.date() - today.date()).days
    if days == 0:
        return at
    return f"tomorrow {at}" if days == 1 else f"on {day(instant, now, zone)} {at}"


def day(instant: str, now: str, zone: str) -> str:
    """ "Nov 12", with the year when it is another."""
    then, today = (datetime.fromisoformat(text).astimezone(ZoneInfo(zone)) for text in (instant, now))
    words = f"{then:%b}{NBSP}{then.day}"
    return words if then.year == today.year else f"{words}, {then.year}"


def city(zone: str) -> str:
    """How people call a zone: its city. "America/Los_Angeles" is Los Angeles."""
    return zone.rpartition("/")[2].replace("_", " ")


def person(facts: Facts) -> str:
    """The first name, or "This person"."""
    return facts.name or "This person"
