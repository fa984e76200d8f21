"""How something repeats, in wall time: Repeats with read() and kept(), next_wall() after an occurrence, instant_of() a
wall time, said() in words.

Wall time is what people mean by "every Monday at 9": it stays nine o'clock however the clocks change. One that the
clocks skip (when they go forward) is as many minutes after the gap as it was into it; one they show twice is the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule

from app.clock import now

EVERY = {"day": DAILY, "week": WEEKLY, "month": MONTHLY}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WORKING = (0, 1, 2, 3, 4)
MOST_INTERVAL, MOST_TIMES = 99, 999
LONGEST_MONTH, SHORTEST_MONTH = 31, 28
NOT_UNDERSTOOD = "Choose how it repeats: every day, every week, every month, or not at all."


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


def read(kept: Mapping[str, Any]) -> Repeats:
    """Of what stands in Schedule.repeats or in a form that has the same names; raises Wrong."""
    every = str(kept.get("every") or "")
    if every == "":
        return Repeats()
    if every not in EVERY:
        raise Wrong("repeats", NOT_UNDERSTOOD)
    interval = _whole(kept.get("interval", 1), "interval", 1, MOST_INTERVAL, f"Repeat every 1 to {MOST_INTERVAL}.")
    weekdays = _weekdays(kept.get("weekdays") or ()) if every != "day" else ()
    day = 0
    if every == "month":
        day = _whole(kept.get("day") or 0, "day", 0, LONGEST_MONTH, "Choose a day of the month, 1 to 31.")
        weekdays = weekdays if day == 0 else ()
    if not weekdays and (every == "week" or (every == "month" and day == 0)):
        raise Wrong("weekdays", "Choose at least one day of the week.")
    count = kept.get("count") or None
    if count is not None:
        count = _whole(count, "count", 1, MOST_TIMES, f"Have it end after 1 to {MOST_TIMES} times.")
    return Repeats(every, interval, weekdays, day, _until(kept.get("until")), count)


def kept(repeats: Repeats) -> dict[str, Any]:
    """For Schedule.repeats; {} where it doesn't repeat."""
    if not repeats.every:
        return {}
    until = repeats.until.isoformat() if repeats.until else None
    whole = {"every": repeats.every, "interval": repeats.interval, "weekdays": list(repeats.weekdays),
             "day": repeats.day, "until": until, "count": repeats.count}
    return {name: value for name, value in whole.items() if value}


def first_wall(start: datetime, repeats: Repeats) -> datetime:
    """The first occurrence on or after this wall time; raises Wrong where there is none."""
    if not repeats.every:
        return start
    first = next(iter(_rule(start, replace(repeats, interval=1))), None)
    if first is None or (repeats.until is not None and first.date() > repeats.until):
        until = f"{repeats.until:%b} {repeats.until.day}" if repeats.until else "then"
        raise Wrong("until", f"It would never begin: its first day comes after {until}. Choose a later end.")
    return first


def next_wall(last: datetime, no: int, repeats: Repeats) -> datetime | None:
    """The wall time (naive) of the occurrence after `last`, which was number `no`; None where that was the last one.
    Costs the same however long it has gone on."""
    return next((wall for _, wall in walls_after(last, no, repeats)), None)


def walls_after(last: datetime, no: int, repeats: Repeats) -> Iterator[tuple[int, datetime]]:
    """All occurrences after `last`, which was number `no`: their numbers and wall times, as long as there are any."""
    if not repeats.every:
        return
    for wall in _rule(last, repeats):
        if wall <= last:
            continue
        no += 1
        if (repeats.count is not None and no > repeats.count) or (repeats.until and wall.date() > repeats.until):
            return
        yield no, wall


def instant_of(wall: datetime, zone: str) -> datetime:
    """The instant (UTC) at which clocks in the zone show this."""
    return wall.replace(tzinfo=_zone(zone), fold=0).astimezone(UTC)


def is_skipped(wall: datetime, zone: str) -> bool:
    """Whether the clocks there never show this time."""
    return instant_of(wall, zone).astimezone(_zone(zone)).replace(tzinfo=None) != wall.replace(tzinfo=None)


def is_shown_twice(wall: datetime, zone: str) -> bool:
    """Whether the clocks there show this time twice."""
    here = wall.replace(tzinfo=_zone(zone))
    first, second = (here.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return first != second and not is_skipped(wall, zone)


def said(repeats: Repeats, no: int = 1) -> str:
    """"Once", "Every day", "Every 8 weeks on Tue", "1st of the month, 11 left", "Last Fri of the month until Mar 1".
    `no` is the number of the occurrence that comes next."""
    if not repeats.every:
        return "Once"
    words = {"day": _daily, "week": _weekly, "month": _monthly}[repeats.every](repeats)
    if repeats.count is not None:
        return f"{words}, {max(repeats.count - no + 1, 0)} left"
    return f"{words} until {_day(repeats.until)}" if repeats.until else words


@lru_cache(maxsize=700)
def _zone(name: str) -> ZoneInfo:
    """Python itself keeps eight, and reads any other from its file again, which takes milliseconds."""
    return ZoneInfo(name)


def _rule(start: datetime, repeats: Repeats) -> rrule:
    """Without an end, from `start` on. Weeks are counted from its own, months from its own."""
    about: dict[str, Any] = {}
    if repeats.every == "week":
        about = {"byweekday": repeats.weekdays, "wkst": 0}
    elif repeats.every == "month" and repeats.day > SHORTEST_MONTH:
        about = {"bymonthday": tuple(range(SHORTEST_MONTH, repeats.day + 1)), "bysetpos": -1}
    elif repeats.every == "month" and repeats.day:
        about = {"bymonthday": repeats.day}
    elif repeats.every == "month":
        about = {"byweekday": repeats.weekdays, "bysetpos": -1}
    return rrule(EVERY[repeats.every], dtstart=start, interval=repeats.interval, **about)


def _whole(given: Any, field: str, least: int, most: int, sentence: str) -> int:
    text = str(given).strip()
    if not (text.isascii() and text.isdigit() and len(text) < 6 and least <= int(text) <= most):
        raise Wrong(field, sentence)
    return int(text)


def _weekdays(given: Any) -> tuple[int, ...]:
    sentence = "Choose the days of the week from the list."
    each = given if isinstance(given, list | tuple) else [given]
    return tuple(sorted({_whole(day, "weekdays", 0, 6, sentence) for day in each}))


def _until(given: Any) -> date | None:
    if not given or isinstance(given, date):
        return given or None
    try:
        return date.fromisoformat(str(given).strip())
    except ValueError:
        raise Wrong("until", "Write the last day as a date, like 2027-03-01.") from None


def _daily(repeats: Repeats) -> str:
    return "Every day" if repeats.interval == 1 else f"Every {repeats.interval} days"


def _weekly(repeats: Repeats) -> str:
    if repeats.interval == 1 and repeats.weekdays == WORKING:
        return "Every weekday"
    weeks = "Every week" if repeats.interval == 1 else f"Every {repeats.interval} weeks"
    return f"{weeks} on {', '.join(DAYS[day] for day in repeats.weekdays)}"


def _monthly(repeats: Repeats) -> str:
    if repeats.day == LONGEST_MONTH:
        which = "Last day"
    elif repeats.day:
        which = f"{repeats.day}{_ending(repeats.day)}"
    elif repeats.weekdays == WORKING:
        which = "Last working day"
    else:
        which = f"Last {' or '.join(DAYS[day] for day in repeats.weekdays)}"
    return f"{which} of the month" if repeats.interval == 1 else f"{which}, every {repeats.interval} months"


def _ending(day: int) -> str:
    return "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _day(day: date) -> str:
    year = "" if day.year == now().year else f", {day.year}"
    return f"{day:%b} {day.day}{year}"
