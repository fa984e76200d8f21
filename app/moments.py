"""Days and spans in a zone, for whoever shows or chooses times: today(), waited(), presets(), instant(), parse_local(),
day_and_time().
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.clock import now

EVENING, MORNING = time(18), time(8)


def today(zone: str) -> date:
    """The date in this zone now."""
    return now().astimezone(ZoneInfo(zone)).date()


def waited(since: datetime) -> str:
    """How long ago, as short as a list can say it: 37 min, 3 h, 2 d; nothing within the first minute."""
    minutes = int((now() - since).total_seconds() // 60)
    if minutes < 1:
        return ""
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 1440 else f"{minutes // 1440} d"


def presets(zone: str, morning: time = MORNING) -> dict[str, datetime]:
    """Times ahead to be reminded at: hour, evening (6:00 PM), tomorrow (8:00 AM, unless another hour of the
    morning is given), monday (the next one, at the same hour)."""
    here = ZoneInfo(zone)
    local = now().astimezone(here)
    day = local.date()
    chosen = {
        "hour": now() + timedelta(hours=1),
        "evening": instant(datetime.combine(day, EVENING), zone),
        "tomorrow": instant(datetime.combine(day + timedelta(days=1), morning), zone),
        "monday": instant(datetime.combine(day + timedelta(days=7 - day.weekday()), morning), zone),
    }
    if chosen["evening"] <= chosen["hour"]:
        del chosen["evening"]
    if "monday" in chosen and chosen["monday"] == chosen["tomorrow"]:
        del chosen["monday"]
    return chosen


def instant(wall: datetime, zone: str) -> datetime:
    """The instant at which clocks in the zone show this. A wall time that the clocks skip (when they go forward) is as
    many minutes after the gap as it was into it; one they show twice is the first."""
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def parse_local(text: str, zone: str) -> datetime | None:
    """An input's date and time ("2026-11-24T08:00") in this zone as an instant; None for anything else."""
    try:
        wall = datetime.fromisoformat(text)
        return instant(wall, zone) if wall.tzinfo is None and len(text) >= len("2026-11-24T08:00") else None
    except (ValueError, OverflowError):
        return None


def day_and_time(at: datetime, zone: str) -> str:
    """A moment as it stays true on another day: Tue, Nov 24, 8:00 AM."""
    local = at.astimezone(ZoneInfo(zone))
    half = "AM" if local.hour < 12 else "PM"
    return f"{local:%a}, {local:%b} {local.day}, {local.hour % 12 or 12}:{local.minute:02} {half}"
