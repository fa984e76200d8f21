"""US federal holidays (5 U.S.C. 6103): is_holiday(day). The day itself, and the weekday on which it is kept."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

FIXED = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
MONDAYS = ((1, 3), (2, 3), (9, 1), (10, 2))  # King, Washington, Labor and Columbus Day: the nth Monday of a month


def is_holiday(day: date) -> bool:
    """Whether offices are closed on this day, or it is the holiday itself."""
    return day in _of_year(day.year)


@lru_cache(maxsize=16)
def _of_year(year: int) -> frozenset[date]:
    days = {_nth(year, month, nth, 0) for month, nth in MONDAYS}
    days |= {_nth(year, 11, 4, 3), date(year, 5, 31) - timedelta(days=date(year, 5, 31).weekday())}
    for each in (year, year + 1):  # New Year's Day may be kept on the last day of the year before
        for month, day in FIXED:
            own = date(each, month, day)
            days |= {own, own + timedelta(days={5: -1, 6: 1}.get(own.weekday(), 0))}
    return frozenset(day for day in days if day.year == year)


def _nth(year: int, month: int, nth: int, weekday: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
