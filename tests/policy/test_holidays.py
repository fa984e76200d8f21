"""Federal holidays: the days themselves, and those on which they are kept."""

from __future__ import annotations

from datetime import date, timedelta

from app.policy.holidays import is_holiday

OF_2027 = {
    date(2027, 1, 1), date(2027, 1, 18), date(2027, 2, 15), date(2027, 5, 31), date(2027, 6, 18), date(2027, 6, 19),
    date(2027, 7, 4), date(2027, 7, 5), date(2027, 9, 6), date(2027, 10, 11), date(2027, 11, 11), date(2027, 11, 25),
    date(2027, 12, 24), date(2027, 12, 25), date(2027, 12, 31),
}  # fmt: skip


def test_the_holidays_of_a_year_are_those_and_no_others():
    days = (date(2027, 1, 1) + timedelta(days=day) for day in range(365))
    assert {day for day in days if is_holiday(day)} == OF_2027
