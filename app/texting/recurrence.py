"""How something repeats, in wall time: Repeats with read() and kept(), next_wall() after an occurrence, instant_of() a
wall time, said() in words.

Wall time is what people mean by "every Monday at 9": it stays nine o'clock however the clocks change. One that the
clocks skip (when they go forward) is as many minutes after the gap as it was into it; one they show twice is the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Repeats:
    """Every `interval` days, weeks or months (`every`: "" once, day, week, month). Weeks: on these `weekdays` (0 is
    Monday). Months: on `day` (1 to 31; in shorter months their last), or, with `day` 0, on the last of `weekdays` (all
    of Monday to Friday: the last working day). Ends after `count` occurrences in all, after the day `until`, or
    never."""

    every: str = ""
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    day: int = 0
    until: date | None = None
    count: int | None = None


class Wrong(ValueError):
    """What repeats so never begins, never ends where it must, or isn't understood; `field` is what to mend."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def read(kept: dict) -> Repeats:
    """Of what stands in Schedule.repeats or in a form that has the same names; raises Wrong."""
    raise NotImplementedError


def kept(repeats: Repeats) -> dict:
    """For Schedule.repeats; {} where it doesn't repeat."""
    raise NotImplementedError


def first_wall(start: datetime, repeats: Repeats) -> datetime:
    """The first occurrence on or after this wall time; raises Wrong where there is none."""
    raise NotImplementedError


def next_wall(last: datetime, no: int, repeats: Repeats) -> datetime | None:
    """The wall time (naive) of the occurrence after `last`, which was number `no`; None where that was the last one.
    Costs the same however long it has gone on."""
    raise NotImplementedError


def instant_of(wall: datetime, zone: str) -> datetime:
    """The instant (UTC) at which clocks in the zone show this."""
    raise NotImplementedError


def is_skipped(wall: datetime, zone: str) -> bool:
    """Whether the clocks there never show this time."""
    raise NotImplementedError


def is_shown_twice(wall: datetime, zone: str) -> bool:
    """Whether the clocks there show this time twice."""
    raise NotImplementedError


def said(repeats: Repeats, no: int = 1) -> str:
    """"Once", "Every day", "Every 8 weeks on Tue", "1st of the month, 11 left", "Last Fri of the month until Mar 1"."""
    raise NotImplementedError
