"""How something repeats: in wall time, strictly later each time, whatever the clocks do."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.texting.recurrence import (
    Repeats,
    Wrong,
    first_wall,
    instant_of,
    is_shown_twice,
    is_skipped,
    kept,
    next_wall,
    read,
    said,
    walls_after,
)
from tests.texting.zone_rules import Rule, rules

NINE = datetime(2026, 11, 24, 9, 0)  # a Tuesday
DENVER = "America/Denver"
DAILY = Repeats("day")

some_days = some.lists(some.integers(0, 6), min_size=1, unique=True).map(lambda days: tuple(sorted(days)))
some_repeats = some.one_of(
    some.builds(Repeats, some.just("day"), some.integers(1, 99)),
    some.builds(Repeats, some.just("week"), some.integers(1, 99), some_days),
    some.builds(Repeats, some.just("month"), some.integers(1, 24), some.just(()), some.integers(1, 31)),
    some.builds(Repeats, some.just("month"), some.integers(1, 24), some_days),
)
some_starts = some.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31)).map(
    lambda at: at.replace(second=0, microsecond=0)
)


def days(start: datetime, repeats: Repeats, count: int = 5) -> list[str]:
    """The days of the first few occurrences."""
    first = first_wall(start, repeats)
    walls = [first, *(wall for _, wall in islice(walls_after(first, 1, repeats), count - 1))]
    assert {wall.time() for wall in walls} == {start.time()}
    return [f"{wall:%b} {wall.day}" for wall in walls]


def test_every_day_and_every_third_day():
    assert days(NINE, DAILY, 3) == ["Nov 24", "Nov 25", "Nov 26"]
    assert days(NINE, Repeats("day", 3), 3) == ["Nov 24", "Nov 27", "Nov 30"]


def test_weeks_are_counted_from_the_first_ones_week():
    every_other = Repeats("week", 2, (0, 3))
    assert days(NINE, every_other, 4) == ["Nov 26", "Dec 7", "Dec 10", "Dec 21"]
    assert days(NINE, Repeats("week", 8, (1,)), 2) == ["Nov 24", "Jan 19"]
    assert days(NINE, Repeats("week", 3, (0,)), 2) == ["Nov 30", "Dec 21"], "not the Monday three weeks on"


def test_a_day_that_a_month_lacks_is_its_last():
    start = datetime(2027, 1, 31, 9)
    assert days(start, Repeats("month", day=31), 5) == ["Jan 31", "Feb 28", "Mar 31", "Apr 30", "May 31"]
    assert days(start, Repeats("month", day=29), 3) == ["Feb 28", "Mar 29", "Apr 29"]
    assert days(datetime(2028, 2, 1, 9), Repeats("month", day=30), 2) == ["Feb 29", "Mar 30"]


def test_a_month_whose_day_has_passed_is_left_out_and_not_three():
    assert days(NINE, Repeats("month", 3, day=1), 3) == ["Dec 1", "Mar 1", "Jun 1"]


def test_the_last_friday_and_the_last_working_day_of_the_month():
    assert days(NINE, Repeats("month", weekdays=(4,)), 3) == ["Nov 27", "Dec 25", "Jan 29"]
    assert days(NINE, Repeats("month", weekdays=(0, 1, 2, 3, 4)), 4) == ["Nov 30", "Dec 31", "Jan 29", "Feb 26"]


def test_it_ends_after_its_last_day_or_so_many_times():
    assert days(NINE, Repeats("day", until=date(2026, 11, 26)), 9) == ["Nov 24", "Nov 25", "Nov 26"]
    assert days(NINE, Repeats("day", count=2), 9) == ["Nov 24", "Nov 25"]
    assert next_wall(NINE, 1, Repeats()) is None and first_wall(NINE, Repeats()) == NINE


def test_what_never_begins_is_wrong():
    with pytest.raises(Wrong, match="never begin.*after Nov 29") as wrong:
        first_wall(NINE, Repeats("week", weekdays=(0,), until=date(2026, 11, 29)))
    assert wrong.value.field == "until"


@pytest.mark.parametrize("form, field", [
    ({"every": "fortnight"}, "repeats"), ({"every": "day", "interval": "0"}, "interval"),
    ({"every": "day", "interval": "1e9"}, "interval"), ({"every": "week", "weekdays": []}, "weekdays"),
    ({"every": "week", "weekdays": ["7"]}, "weekdays"), ({"every": "month"}, "weekdays"),
    ({"every": "month", "day": "32"}, "day"), ({"every": "day", "count": "0"}, "count"),
    ({"every": "day", "count": "-1"}, "count"), ({"every": "day", "until": "soon"}, "until"),
])
def test_what_is_not_understood_names_its_field(form, field):
    with pytest.raises(Wrong) as wrong:
        read(form)
    assert wrong.value.field == field and str(wrong.value).endswith(".")


def test_a_form_is_read_as_words():
    form = {"every": "week", "interval": "2", "weekdays": ["3", "0"], "until": "2027-03-01", "count": ""}
    assert read(form) == Repeats("week", 2, (0, 3), until=date(2027, 3, 1))
    assert read({}) == Repeats() and kept(Repeats()) == {}


@given(some_repeats)
def test_what_is_kept_is_read_as_it_was(repeats):
    assert read(kept(repeats)) == repeats


@pytest.mark.parametrize("repeats, no, words", [
    (Repeats(), 1, "Once"), (DAILY, 1, "Every day"), (Repeats("day", 2), 1, "Every 2 days"),
    (Repeats("week", 8, (1,)), 1, "Every 8 weeks on Tue"), (Repeats("week", 1, (0, 1, 2, 3, 4)), 1, "Every weekday"),
    (Repeats("month", day=1, count=12), 2, "1st of the month, 11 left"),
    (Repeats("month", weekdays=(4,), until=date(2026, 12, 31)), 1, "Last Fri of the month until Dec 31"),
    (Repeats("month", 2, (0, 1, 2, 3, 4)), 1, "Last working day, every 2 months"),
    (Repeats("month", day=31), 1, "Last day of the month"), (Repeats("month", day=22), 1, "22nd of the month"),
    (Repeats("day", until=date(2028, 3, 1)), 1, "Every day until Mar 1, 2028"),
])
def test_it_is_said_in_words(clock, repeats, no, words):
    assert said(repeats, no) == words


def test_a_time_the_clocks_skip_is_as_long_after_the_gap_as_it_was_into_it():
    half_past_two = datetime(2027, 3, 14, 2, 30)
    assert is_skipped(half_past_two, DENVER) and not is_shown_twice(half_past_two, DENVER)
    assert instant_of(half_past_two, DENVER) == datetime(2027, 3, 14, 9, 30, tzinfo=UTC), "3:30 AM there"
    assert not is_skipped(datetime(2027, 3, 14, 3, 0), DENVER) and not is_skipped(half_past_two, "America/Phoenix")


def test_a_time_the_clocks_show_twice_is_the_first():
    half_past_one = datetime(2027, 11, 7, 1, 30)
    assert is_shown_twice(half_past_one, DENVER) and not is_skipped(half_past_one, DENVER)
    assert instant_of(half_past_one, DENVER) == datetime(2027, 11, 7, 7, 30, tzinfo=UTC)
    assert not is_shown_twice(datetime(2027, 11, 7, 2, 0), DENVER)


@pytest.mark.lesson(31)
def test_nine_o_clock_stays_nine_o_clock_across_both_changes():
    for change in (date(2027, 3, 14), date(2027, 11, 7)):
        walls = [datetime.combine(change + timedelta(days=day), time(9)) for day in (-1, 0, 1)]
        assert next_wall(walls[0], 1, DAILY) == walls[1] and next_wall(walls[1], 2, DAILY) == walls[2]
        spans = {after - before for before, after in pairwise(instant_of(wall, DENVER) for wall in walls)}
        assert len(spans) == 2, "one of these days is an hour shorter or longer"


@given(some_starts, some_repeats)
def test_stepping_from_the_last_one_comes_to_what_one_long_walk_comes_to(start, repeats):
    first = first_wall(start, repeats)
    walked = [wall for _, wall in islice(walls_after(first, 1, repeats), 6)]
    stepped = [first]
    for no in range(1, 7):
        stepped.append(next_wall(stepped[-1], no, repeats))
    assert stepped[1:] == walked
    assert all(later > earlier for earlier, later in pairwise(stepped))


@given(some_starts, some_repeats, some.integers(1, 4))
def test_so_many_times_are_so_many(start, repeats, count):
    limited = Repeats(repeats.every, repeats.interval, repeats.weekdays, repeats.day, count=count)
    assert len(days(start, limited, 9)) == count


def strictly_later(rule: Rule, day: date, minute: int, repeats: Repeats = DAILY) -> None:
    """From the day before the clocks change over that day to the one after."""
    wall = first_wall(datetime.combine(day - timedelta(days=1), time(minute // 60, minute % 60)), repeats)
    for no in (1, 2):
        later = next_wall(wall, no, repeats)
        assert later > wall, (rule.zone, wall)
        assert instant_of(later, rule.zone) > instant_of(wall, rule.zone), (rule.zone, wall)
        wall = later


def test_the_rules_hold_what_one_knows_of_them():
    by_zone = {rule.zone: rule for rule in rules()}
    changing = [rule for rule in rules() if rule.days]
    assert len(rules()) > 50 and len(changing) > 20
    assert max(len(rule.days) for rule in changing) <= 10
    assert any(date(2027, 3, 14) in rule.days for rule in changing), "the United States"
    assert any(date(2027, 3, 28) in rule.days for rule in changing), "Europe"
    assert len(by_zone) == len(rules())


@pytest.mark.lesson(30)
def test_the_next_is_strictly_later_on_days_that_clocks_change_a_sample():
    dice = random.Random(20261122)
    places = [(rule, day) for rule in rules() for day in rule.days]
    for _ in range(4000):
        rule, day = dice.choice(places)
        repeats = dice.choice((DAILY, Repeats("week", 1, tuple(range(7))), Repeats("month", day=day.day)))
        strictly_later(rule, day, dice.randrange(24 * 60), repeats)


@pytest.mark.long
@pytest.mark.lesson(30)
def test_the_next_is_strictly_later_every_minute_of_every_day_that_clocks_change():
    for rule in rules():
        for day in rule.days:
            for minute in range(24 * 60):
                strictly_later(rule, day, minute)
