"""Zones of an area code: the union of all under it, overlays like the codes they were laid over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.sms.zones import NPA_ZONES, OVERLAID, is_zone, zones_of

ONE_CLOCK = [str(code) for code in (201, 212, 312, 480, 602, 604, 808)]
TWO_CLOCKS = (
    208, 219, 250, 270, 308, 418, 423, 541, 574, 605, 606, 620, 701, 709, 775, 785, 807, 812, 850, 867, 879, 906, 907,
    928, 986, 448, 930, 364, 458, 236, 257, 672, 778, 367, 581,
)  # fmt: skip


@pytest.mark.lesson(27)
@pytest.mark.parametrize("code", TWO_CLOCKS)
def test_an_area_code_with_two_clocks_gives_both_whatever_the_exchange(code):
    noon = datetime(2027, 7, 1, 12, tzinfo=UTC)
    found = zones_of(f"+1{code}2340123")
    assert len({noon.astimezone(ZoneInfo(zone)).utcoffset() for zone in found}) > 1
    assert found == zones_of(f"+1{code}7650123") == zones_of(f"+1{code}7820123")


@pytest.mark.parametrize("code", ONE_CLOCK)
def test_an_area_code_with_one_clock_gives_one_zone(code):
    assert len(zones_of(f"+1{code}2340123")) == 1


@pytest.mark.lesson(27)
def test_kentuckys_270_is_chicago_and_louisvilles_clock_from_every_exchange():
    hours = _hours("+12707820123", datetime(2027, 1, 15, 12, tzinfo=UTC))
    assert hours == _hours("+12707650123", datetime(2027, 1, 15, 12, tzinfo=UTC)) == {-6, -5}


def test_an_overlay_lies_wherever_the_code_under_it_does():
    for code, parents in OVERLAID.items():
        for parent in parents:
            assert set(NPA_ZONES[parent]) <= set(zones_of(f"+1{code}2340123"))


def test_the_territories_and_the_navajo_nation_are_not_forgotten():
    assert _hours("+18672340123", datetime(2027, 1, 15, tzinfo=UTC)) == {-7, -6, -5}
    assert zones_of("+19282340123") == ("America/Denver", "America/Phoenix")


@pytest.mark.parametrize("number", ["+18005550148", "+18885550148", "+15005550006", "+16002340123", "+447911123456",
                                    "22395", "Bank", ""])
def test_a_number_without_a_place_has_no_zone(number):
    assert zones_of(number) == ()


def test_every_zone_of_the_table_is_one_that_runs_here():
    assert all(is_zone(zone) for zones in NPA_ZONES.values() for zone in zones)


def _hours(number: str, at: datetime) -> set[float]:
    return {at.astimezone(ZoneInfo(zone)).utcoffset() / timedelta(hours=1) for zone in zones_of(number)}
