"""Quiet hours (row 15): at(now, purpose, zones, states, …) -> Hours. Pure; the strictest of all candidates decides.

What sells and asks for consent must be inside on every candidate clock and for every candidate state: the account's
window, the federal one (47 CFR 64.1200(c)(1)), nine to eight and Sundays from noon (what all confirmed states allow),
Canada's courtesy hours, the states' own rows (state_rules). What else we begin keeps to the account's window. An answer
never waits: outside eight to nine a hint stands beside Send. A window is half-open: 9:00:00 PM is outside one to 9 PM.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from app.policy import hours_words as words
from app.policy import state_rules
from app.policy.holidays import is_holiday
from app.policy.hours_spans import DAY, Clock, Limit, Span, instant_of, local, minute_of, open_spans
from app.policy.state_rule import OFFERS, SUNDAY, Rules, Window
from app.policy.states import PROVINCES

USUAL: Window = (8 * 60, 21 * 60)
FALLBACK = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")
"""The zones of a number that says nothing, where the account names no markets."""
NEVER = "never"
SELLING = ("promo", "optin")
BEGUN = ("direct", "info", *SELLING)
SEARCHED = 8 * DAY

_CANADA, _CANADA_WEEKEND = (9 * 60, 21 * 60 + 30), (10 * 60, 18 * 60)


class Hours(NamedTuple):
    """`until`: when it may go, ISO 8601 in UTC, "" when it may now, NEVER where no hour of the next 8 days will do.
    `words` is the gate's sentence, what Why? shows when it may go; `local` is "7:04 AM in Phoenix"; `hint` stands
    beside an answer at night; `window` is what holds there today, "09:00-20:00"; `closes`, where it may go now, is
    until when, ISO 8601."""

    is_open: bool
    until: str
    words: str
    local: str
    hint: str = ""
    window: str = ""
    closes: str = ""


class _Asked(NamedTuple):
    """What an answer depends on beside the time. `kind` is selling, begun or answer."""

    kind: str
    zones: tuple[str, ...]
    states: tuple[str, ...]
    profile: str
    window: Window
    dispatching: bool
    rules: Rules


def at(
    now: datetime, purpose: str, zones: tuple[str, ...], states: tuple[str, ...] = (), profile: str = "verified",
    window: Window = USUAL, home: str = "UTC", dispatching: bool = False,
) -> Hours:
    """Whether a text of this purpose may go at this instant, and when else. `zones` and `states` are the candidates,
    `window` the account's own (minutes after midnight), `home` the zone of who reads the sentence."""
    kind = "selling" if purpose in SELLING else "begun" if purpose in BEGUN else "answer"
    asked = _Asked(kind, zones or FALLBACK, states if kind == "selling" else (), profile, window,
                   dispatching and kind == "selling", state_rules.standing())  # fmt: skip
    return _at(asked, minute_of(now), purpose, home)


@lru_cache(maxsize=32_768)
def _at(asked: _Asked, now: int, purpose: str, home: str) -> Hours:
    here, clocks = words.local(now, asked.zones), _clocks(asked)
    spans, window = _spans(asked, now // DAY), _today(clocks[0], now)
    closes = next((end for begin, end in spans if begin <= now < end), None)
    if closes is not None:
        return Hours(True, "", here, here, window=window, closes=instant_of(closes).isoformat())
    if asked.kind == "answer":
        return Hours(True, "", here, here, f"It's {here}.", window)
    opens = next((begin for begin, _ in spans if now < begin <= now + SEARCHED), None)
    last = {zone for zone, _ in _broken(clocks, opens - 1)} if opens else set()
    broken = _broken(clocks, now) or _broken(clocks, now + words.CLOSING)
    zone, limit = min(broken, key=lambda each: (words.RANK.get(each[1].whose, 0), each[0] not in last, each[0]))
    why = words.why(now, zone, limit, purpose)
    if opens is None:
        return Hours(False, NEVER, f"{why} {words.NO_HOUR}", here, window=window)
    goes = words.goes(now, opens, zone, zone if zone in last else min(last), home)
    return Hours(False, instant_of(opens).isoformat(), f"{why} {goes}", here, window=window)


@lru_cache(maxsize=8192)
def _spans(asked: _Asked, day: int) -> tuple[Span, ...]:
    """Spans in which it may go, from this UTC day on, as far as is searched."""
    spans = open_spans(_clocks(asked), day * DAY, (day + 1) * DAY + SEARCHED + DAY)
    if not asked.dispatching:
        return spans
    return tuple((begin, end - words.CLOSING) for begin, end in spans if end - begin > words.CLOSING)


def _today(clock: Clock, now: int) -> str:
    """The hours of this day on one clock, "" where there are none."""
    limits = clock.limits(local(now, clock.zone)[0])
    start, end = max(limit.start for limit in limits), min(limit.end for limit in limits)
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}" if start < end else ""


def _broken(clocks: tuple[Clock, ...], minute: int) -> list[tuple[str, Limit]]:
    """Which limits of which zones an instant is outside of."""
    found = []
    for clock in clocks:
        day, time = local(minute, clock.zone)
        found += [(clock.zone, limit) for limit in clock.limits(day) if not limit.start <= time < limit.end]
    return found


@lru_cache(maxsize=8192)
def _clocks(asked: _Asked) -> tuple[Clock, ...]:
    def limits(day: date) -> tuple[Limit, ...]:
        return _limits(asked, day)

    clocks = [Clock(zone, limits) for zone in asked.zones]
    for state in asked.states:  # a state that counts by a clock of its own
        own = {rule.zone for rule in asked.rules.rules if rule.state == state and rule.zone} - set(asked.zones)
        clocks += [Clock(zone, _of_state(asked, state)) for zone in sorted(own)]
    return tuple(clocks)


def _limits(asked: _Asked, day: date) -> tuple[Limit, ...]:
    if asked.kind == "answer":
        return (Limit(*USUAL, "usual"),)
    limits = [Limit(*asked.window, "account")]
    if asked.kind == "begun":
        return tuple(limits)
    limits.append(Limit(*USUAL, "federal"))
    if asked.profile != "federal":
        limits.append(Limit(*(SUNDAY if day.weekday() == 6 else OFFERS), "default"))
    if PROVINCES & set(asked.states):
        limits.append(Limit(*(_CANADA_WEEKEND if day.weekday() >= 5 else _CANADA), "canada"))
    return (*limits, *(_state_limit(asked, state, day) for state in asked.states))


def _of_state(asked: _Asked, state: str):
    def limits(day: date) -> tuple[Limit, ...]:
        return (_state_limit(asked, state, day),)

    return limits


def _state_limit(asked: _Asked, state: str, day: date) -> Limit:
    rule = asked.rules.of(state, day, asked.profile)
    if rule is None:
        return Limit(0, DAY, state)
    if rule.holidays and is_holiday(day):
        return Limit(0, 0, state)
    return Limit(*(rule.hours[day.weekday()] or (0, 0)), state)
