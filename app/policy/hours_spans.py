"""When quiet hours let a text go, as spans of UTC minutes: Limit, Clock, open_spans(), minute_of(), instant_of().

Everything counts in whole minutes since 1970 in UTC: zones here are whole minutes off, windows begin and end on one. A
window is civil time with its zone's own weekday: on the day clocks go back an hour may be inside twice, on the day
they go forward never.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = 1440
EPOCH = date(1970, 1, 1).toordinal()

Span = tuple[int, int]
"""[first, last + 1) in UTC minutes."""


class Limit(NamedTuple):
    """One window of one day, [start, end) in minutes after midnight, and whose it is: "account", "federal", "default",
    "canada" or a state's two letters. A day on which nothing may go has (0, 0)."""

    start: int
    end: int
    whose: str


class Clock(NamedTuple):
    """A zone with the windows that hold there on a day."""

    zone: str
    limits: Callable[[date], tuple[Limit, ...]]


def minute_of(at: datetime) -> int:
    """The UTC minute an instant lies in."""
    return int(at.timestamp()) // 60


def instant_of(minute: int) -> datetime:
    """The instant at which a UTC minute begins."""
    return datetime.fromtimestamp(minute * 60, UTC)


def local(minute: int, zone: str) -> tuple[date, int]:
    """A UTC minute on a zone's clock: the day, minutes after midnight."""
    day, rest = divmod(minute + _offset(zone, minute), DAY)
    return date.fromordinal(EPOCH + day), rest


def open_spans(clocks: tuple[Clock, ...], first: int, last: int) -> tuple[Span, ...]:
    """Spans between two UTC minutes in which every clock is inside every one of its windows."""
    spans: list[Span] = [(first, last)]
    for clock in clocks:
        spans = _both(spans, _open_on(clock, first, last))
    return tuple(spans)


def offset(zone: str, minute: int) -> int:
    """Minutes that a zone's clock is ahead of UTC."""
    return _offset(zone, minute)


def _open_on(clock: Clock, first: int, last: int) -> list[Span]:
    spans: list[Span] = []
    for begin, end, ahead in _steady(clock.zone, first, last):
        for day in range((begin + ahead) // DAY, (end - 1 + ahead) // DAY + 1):
            limits, midnight = clock.limits(date.fromordinal(EPOCH + day)), day * DAY - ahead
            opens = max(begin, *(midnight + limit.start for limit in limits))
            closes = min(end, *(midnight + limit.end for limit in limits))
            if opens >= closes:
                continue
            if spans and spans[-1][1] == opens:
                spans[-1] = (spans[-1][0], closes)
            else:
                spans.append((opens, closes))
    return spans


def _both(some: list[Span], others: list[Span]) -> list[Span]:
    found = []
    for begin, end in some:
        for first, last in others:
            if max(begin, first) < min(end, last):
                found.append((max(begin, first), min(end, last)))
    return found


@lru_cache(maxsize=4096)
def _steady(zone: str, first: int, last: int) -> tuple[tuple[int, int, int], ...]:
    """Spans in which a zone's clock isn't changed, each with the minutes it is ahead of UTC."""
    spans, begin = [], first
    while begin < last:
        ahead, end = _offset(zone, begin), begin
        while end < last and _offset(zone, end) == ahead:
            end = min(end + DAY, last)
        if _offset(zone, end) != ahead:
            low = end - DAY if end - DAY > begin else begin
            while end - low > 1:
                middle = (low + end) // 2
                low, end = (middle, end) if _offset(zone, middle) == ahead else (low, middle)
        spans.append((begin, end, ahead))
        begin = end
    return tuple(spans)


def _offset(zone: str, minute: int) -> int:
    return datetime.fromtimestamp(minute * 60, ZoneInfo(zone)).utcoffset() // timedelta(minutes=1)
