"""The zones of the world that differ in 2026 to 2030, each once: rules() and the days on which their clocks change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

BEGINS, ENDS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
STEP = timedelta(days=3)  # no zone changes its clocks twice within so few days


@dataclass(frozen=True)
class Rule:
    """A zone's name, and the days (its own) on which its clocks change."""

    zone: str
    days: tuple[date, ...]


@cache
def rules() -> list[Rule]:
    """Zones that are the same in all these years are one, by their first name."""
    found: dict[tuple, Rule] = {}
    for name in sorted(available_timezones()):
        changes = _changes(ZoneInfo(name))
        days = tuple(dict.fromkeys(at.astimezone(ZoneInfo(name)).date() for at, _ in changes[1:]))
        found.setdefault(tuple(changes), Rule(name, days))
    return list(found.values())


def _changes(zone: ZoneInfo) -> list[tuple[datetime, timedelta]]:
    """From when on which offset holds, to the second."""
    offset = BEGINS.astimezone(zone).utcoffset()
    found, at = [(BEGINS, offset)], BEGINS
    while at < ENDS:
        later = at + STEP
        if later.astimezone(zone).utcoffset() != offset:
            first = _first(zone, at, later, offset)
            offset = first.astimezone(zone).utcoffset()
            found.append((first, offset))
        at = later
    return found


def _first(zone: ZoneInfo, before: datetime, after: datetime, offset: timedelta) -> datetime:
    """The first second with another offset."""
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
