"""Quiet hours agree with a plain search, minute by minute, also around clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.policy.holidays import is_holiday
from app.policy.hours import NEVER, at
from app.policy.state_rules import own
from app.policy.states import PROVINCES

ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
         "America/St_Johns", "America/Vancouver", "America/Edmonton", "Pacific/Honolulu", "America/Adak")  # fmt: skip
AROUND = [datetime(2027, 3, 13, tzinfo=UTC), datetime(2027, 11, 6, tzinfo=UTC), datetime(2026, 10, 31, tzinfo=UTC),
          datetime(2026, 11, 25, tzinfo=UTC), datetime(2025, 12, 30, tzinfo=UTC)]  # fmt: skip
instants = st.builds(lambda day, minutes: day + timedelta(minutes=minutes), st.sampled_from(AROUND),
                     st.integers(0, 4 * 1440))
some_zones = st.lists(st.sampled_from(ZONES), min_size=1, max_size=3, unique=True).map(tuple)
some_states = st.lists(st.sampled_from(["TX", "CT", "FL", "AL", "RI", "KY", "MS", "AZ", "BC", "OR"]), max_size=2,
                       unique=True).map(tuple)
windows = st.sampled_from([(480, 1260), (0, 1440), (90, 600), (120, 150), (600, 1200), (1380, 1440)])
ASKED = {"now": instants, "purpose": st.sampled_from(["promo", "direct"]), "zones": some_zones, "states": some_states,
         "profile": st.sampled_from(["federal", "verified", "strict"]), "window": windows, "dispatching": st.booleans()}


@pytest.mark.lesson(27)
@settings(max_examples=120, deadline=None)
@given(**ASKED)
@example(now=datetime(2027, 11, 7, 5, 45, tzinfo=UTC), purpose="direct", zones=("America/New_York",), states=(),
         profile="verified", window=(90, 600), dispatching=False)
@example(now=datetime(2027, 3, 14, 6, 45, tzinfo=UTC), purpose="direct", zones=("America/New_York",), states=(),
         profile="verified", window=(120, 150), dispatching=False)
def test_the_answer_is_that_of_a_search_minute_by_minute(now, **asked):
    hours = at(now, **asked)
    if asked["purpose"] == "direct":
        assert hours.is_open == _inside(now, asked)
    minutes = (now + timedelta(minutes=minute) for minute in range(8 * 1440 + 1))
    first = next((minute for minute in minutes if _inside(minute, asked)), None)
    if hours.is_open:
        assert first == now
    elif first is None:
        assert hours.until == NEVER
    else:
        assert datetime.fromisoformat(hours.until) == first > now


@settings(max_examples=120, deadline=None)
@given(**ASKED, more=st.sampled_from(ZONES))
def test_another_candidate_zone_never_opens_a_window(now, more, zones, **asked):
    both = at(now, zones=tuple({*zones, more}), **asked)
    assert not both.is_open or (at(now, zones=zones, **asked).is_open and at(now, zones=(more,), **asked).is_open)


@settings(max_examples=120, deadline=None)
@given(**ASKED)
def test_what_waited_may_go_at_the_instant_it_was_told_and_not_a_minute_before(now, **asked):
    hours = at(now, **asked)
    if hours.until not in ("", NEVER):
        opens = datetime.fromisoformat(hours.until)
        assert at(opens, **asked).is_open and not at(opens - timedelta(minutes=1), **asked).is_open


def _inside(now: datetime, asked: dict) -> bool:
    late = 6 if asked["dispatching"] and asked["purpose"] == "promo" else 1
    return all(_open_at(now + timedelta(minutes=minute), asked) for minute in range(late))


def _open_at(now: datetime, asked: dict) -> bool:
    by_clock = all(_allows(now.astimezone(ZoneInfo(zone)), asked) for zone in asked["zones"])
    if not by_clock or asked["purpose"] == "direct":
        return by_clock
    for state in asked["states"]:
        for zone in {*asked["zones"], *(rule.zone for rule in own().rules if rule.state == state and rule.zone)}:
            there = now.astimezone(ZoneInfo(zone))
            rule, minute = own().of(state, there.date(), asked["profile"]), there.hour * 60 + there.minute
            if rule is None:
                continue
            start, end = rule.hours[there.weekday()] or (0, 0)
            if not start <= minute < end or (rule.holidays and is_holiday(there.date())):
                return False
    return True


def _allows(there: datetime, asked: dict) -> bool:
    minute, is_sunday = there.hour * 60 + there.minute, there.weekday() == 6
    windows = [asked["window"]]
    if asked["purpose"] == "promo":
        windows.append((480, 1260))
        if asked["profile"] != "federal":
            windows.append((720, 1200) if is_sunday else (540, 1200))
        if PROVINCES & set(asked["states"]):
            windows.append((600, 1080) if there.weekday() >= 5 else (540, 1290))
    return all(start <= minute < end for start, end in windows)
