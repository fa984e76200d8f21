"""The one place that asks what time it is: now() and today's facts about zone data.

    use_packaged_zones()    every process, before anything else
    zone_problem()          what is wrong with the zone data, "" when all is well
    zone_data()             "2026.6", the version of what runs, for the record of a decision

Everything that stores or compares an instant calls now(), so that a test can say what time it is.
"""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version


def now() -> datetime:
    """The present instant, aware, in UTC, with microseconds."""
    return datetime.now(UTC)


def use_packaged_zones() -> None:
    """Read zone rules from the pinned tzdata package only.

    Many systems' own files still have British Columbia and Alberta change their clocks in the winter
    of 2026; both stopped on 2026-11-01.
    """
    zoneinfo.reset_tzpath(to=[])
    zoneinfo.ZoneInfo.clear_cache()


def stale_zones() -> list[str]:
    """Names of zones whose winter offset of 2026 is not what the law now says; empty when all is well."""
    december = datetime(2026, 12, 15, 12, tzinfo=UTC)
    expected = {"America/Vancouver": -7, "America/Edmonton": -6}
    return [zone for zone, hours in expected.items() if _offset_hours(zone, december) != hours]


def zone_problem() -> str:
    """Why texts would leave at the wrong hour here, with what to do about it; empty when all is well."""
    try:
        stale = stale_zones()
    except Exception as error:
        return f"Zone data can't be read ({error}). Remove the folder .venv and run this again."
    if not stale:
        return ""
    return (
        f"The zone data here are stale: they have {' and '.join(stale)} wrong in the winter of 2026, and "
        "texts would leave at the wrong hour. Install tzdata 2026.3 or newer: remove .venv and "
        "run this again."
    )


@cache
def zone_data() -> str:
    """The version of the zone data that runs, like "2026.6"."""
    try:
        return version("tzdata")
    except PackageNotFoundError:
        return ""


def _offset_hours(zone: str, at: datetime) -> float:
    offset = at.astimezone(zoneinfo.ZoneInfo(zone)).utcoffset()
    return offset.total_seconds() / 3600 if offset is not None else 0.0
