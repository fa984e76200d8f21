"""Words of quiet hours: local("7:04 AM in Phoenix"); why() and goes() make row 15's sentence.

It names the local time and zone, the rule, and when the text goes, there and here.
"""

from __future__ import annotations

from datetime import date, timedelta

from app.policy.holidays import is_holiday
from app.policy.hours_spans import DAY, Limit, offset
from app.policy.hours_spans import local as on_clock
from app.policy.states import NAMES
from app.policy.words import NBSP, city

RANK = {"canada": 1, "federal": 2, "default": 3, "account": 4, "usual": 5}
"""Which of the limits that are broken is named: a state's, then these."""
CLOSING = 5
"""Minutes before a window's end at which dispatching what sells stops: carriers take a while."""
NO_HOUR = (
    "No hour of the next 8 days suits every place they may be in. "
    "Confirm their time zone, or widen the hours in settings."
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def local(now: int, zones: tuple[str, ...]) -> str:
    """The time in the candidate zones: "7:04 AM in Phoenix", "7:04 AM in Chicago or 8:04 AM in New York"; of more than
    two clocks the first and the last."""
    by_clock: dict[int, str] = {}
    for zone in zones:
        by_clock.setdefault(offset(zone, now), zone)
    ordered = [_in(now, by_clock[ahead]) for ahead in sorted(by_clock)]
    if len(ordered) <= 2:
        return " or ".join(ordered)
    return f"between {ordered[0]} and {ordered[-1]}"


def why(now: int, zone: str, limit: Limit, purpose: str) -> str:
    """ "It's 8:30 PM in Miami, and Florida allows offers from 8 AM to 8 PM."; in the last minutes before an end,
    when the last one goes."""
    day, time = on_clock(now, zone)
    last = ""
    if limit.start <= time < limit.end:
        last = f", the last at {_of_day(limit.end - CLOSING)}"
    return f"It's {_in(now, zone)}, and {_rule(limit, day, purpose)}{last}."


def goes(now: int, opens: int, named: str, last: str, home: str) -> str:
    """ "It goes tomorrow at 9:00 AM there (10:00 AM your time)."; `last` is the zone that lets it go last, `named` the
    one that was spoken of."""
    where = "there" if last == named else f"in {city(last)}"
    return f"It goes {_day(now, opens, last)}at {_clock(opens, last)} {where}{_at_home(opens, last, home)}."


def _rule(limit: Limit, day: date, purpose: str) -> str:
    what = {"promo": "offers", "optin": "such texts"}.get(purpose, "texts")
    rule = {
        "account": f"your {what} go", "federal": f"federal rules allow {what}", "default": f"{what} go nationwide",
        "canada": f"{what} to Canada go",
    }.get(limit.whose) or f"{NAMES[limit.whose]} allows {what}"  # fmt: skip
    if limit.start < limit.end:
        return f"{rule} from {hour(limit.start)} to {hour(limit.end)}"
    if limit.whose not in NAMES:
        return "your hours never open"
    off = "holidays" if is_holiday(day) and day.weekday() != 6 else f"{WEEKDAYS[day.weekday()]}s"
    return f"{rule.replace('allows', 'allows no', 1)} on {off}"


def _in(minute: int, zone: str) -> str:
    return f"{_clock(minute, zone)} in {city(zone)}"


def _clock(minute: int, zone: str) -> str:
    return _of_day(on_clock(minute, zone)[1])


def _of_day(time: int) -> str:
    return f"{time // 60 % 12 or 12}:{time % 60:02}{NBSP}{'AM' if time < DAY // 2 else 'PM'}"


def hour(time: int) -> str:
    """Minutes after midnight as short as people say them: 9 AM, 9:30 PM, noon, midnight."""
    if time in (0, DAY // 2, DAY):
        return "noon" if time == DAY // 2 else "midnight"
    return _of_day(time).replace(":00", "", 1)


def span(window: str) -> str:
    """ "08:00-21:00" as "from 8 AM to 9 PM"."""
    start, end = (int(time[:2]) * 60 + int(time[3:]) for time in window.split("-"))
    return f"from {hour(start)} to {hour(end)}"


def _day(now: int, then: int, zone: str) -> str:
    today, day = on_clock(now, zone)[0], on_clock(then, zone)[0]
    if day == today:
        return ""
    return "tomorrow " if day == today + timedelta(days=1) else f"on {WEEKDAYS[day.weekday()]} "


def _at_home(then: int, zone: str, home: str) -> str:
    if offset(zone, then) == offset(home, then):
        return ""
    there, here = on_clock(then, zone)[0], on_clock(then, home)[0]
    day = "" if there == here else f"{WEEKDAYS[here.weekday()]} "
    return f" ({day}{_clock(then, home)} your time)"
