"""Quiet hours: the stated cases, their sentences, and the clock changes of 2026 and 2027."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.policy.hours import NEVER, at
from app.sms.regions import states_of
from app.sms.zones import zones_of

CHICAGO, NEW_YORK, DENVER, LOS_ANGELES = (
    f"America/{city}" for city in ("Chicago", "New_York", "Denver", "Los_Angeles")
)  # fmt: skip
PHOENIX = "America/Phoenix"


def moment(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def promo(text: str, zone: str, number: str, **more):
    return at(moment(text, zone), "promo", zones_of(number), states_of(number), **more)


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


@pytest.mark.case(4)
@pytest.mark.lesson(27)
def test_promo_at_half_past_seven_in_chicago_waits_until_nine_there_where_an_area_code_has_two_clocks():
    hours = promo("2026-11-23T19:30", CHICAGO, "+14232340123", home=NEW_YORK)
    assert hours.until == moment("2026-11-24T09:00", CHICAGO).astimezone(UTC).isoformat()
    assert plain(hours.words) == (
        "It's 8:30 PM in New York, and offers go nationwide from 9 AM to 8 PM. "
        "It goes tomorrow at 9:00 AM in Chicago (10:00 AM your time)."
    )


@pytest.mark.case(5)
def test_promo_at_half_past_eight_in_chicago_waits_thirty_minutes_for_western_florida():
    hours = promo("2026-11-23T08:30", CHICAGO, "+18502340123", home=NEW_YORK)
    assert hours.until == moment("2026-11-23T09:00", CHICAGO).astimezone(UTC).isoformat()
    assert plain(hours.words).endswith("It goes at 9:00 AM there (10:00 AM your time).")


@pytest.mark.case(6)
@pytest.mark.lesson(29)
def test_texas_on_a_sunday_waits_for_noon():
    hours = promo("2026-11-22T11:59", CHICAGO, "+12142340123", home=CHICAGO)
    assert hours.until == moment("2026-11-22T12:00", CHICAGO).astimezone(UTC).isoformat()
    assert plain(hours.words) == (
        "It's 11:59 AM in Chicago, and Texas allows offers from noon to 9 PM. It goes at 12:00 PM there."
    )
    assert promo("2026-11-22T12:00", CHICAGO, "+12142340123").is_open


@pytest.mark.case(7)
@pytest.mark.lesson(29)
def test_connecticut_at_a_minute_to_nine_waits_for_nine():
    hours = promo("2026-11-23T08:59", NEW_YORK, "+18602340123", home=PHOENIX)
    assert hours.until == moment("2026-11-23T09:00", NEW_YORK).astimezone(UTC).isoformat()
    assert plain(hours.words) == (
        "It's 8:59 AM in New York, and Connecticut allows offers from 9 AM to 8 PM. "
        "It goes at 9:00 AM there (7:00 AM your time)."
    )


@pytest.mark.case(9)
def test_a_toll_free_number_at_half_past_nine_eastern_waits_for_nine_pacific():
    hours = promo("2026-11-23T09:30", NEW_YORK, "+18005550148")
    assert hours.until == moment("2026-11-23T09:00", LOS_ANGELES).astimezone(UTC).isoformat()
    assert hours.words.startswith("It's 6:30")


def test_the_markets_stand_for_a_number_that_says_nothing():
    assert at(moment("2026-11-23T09:30", NEW_YORK), "promo", (NEW_YORK,)).is_open


@pytest.mark.lesson(29)
def test_a_direct_text_waits_for_the_accounts_own_hours():
    hours = at(moment("2026-11-23T07:04", PHOENIX), "direct", (PHOENIX,), ("AZ",), home=NEW_YORK)
    assert plain(hours.words) == (
        "It's 7:04 AM in Phoenix, and your texts go from 8 AM to 9 PM. It goes at 8:00 AM there (10:00 AM your time)."
    )
    assert at(moment("2026-11-22T08:00", PHOENIX), "direct", (PHOENIX,)).is_open, "no state's Sunday binds it"
    assert at(moment("2026-11-23T05:00", PHOENIX), "info", (PHOENIX,), window=(300, 1380)).is_open


@pytest.mark.parametrize("clock, purpose, is_open", [
    ("20:59", "direct", True), ("21:00", "direct", False), ("08:00", "direct", True), ("07:59", "direct", False),
    ("19:59", "promo", True), ("20:00", "promo", False), ("08:59", "promo", False), ("09:00", "optin", True),
])  # fmt: skip
def test_a_window_ends_at_its_end(clock, purpose, is_open):
    now = moment(f"2026-11-23T{clock}:59", PHOENIX)
    assert at(now, purpose, (PHOENIX,), ("AZ",)).is_open is is_open


def test_what_sells_is_not_dispatched_in_the_last_five_minutes():
    for clock, is_open in (("19:54", True), ("19:55", False)):
        assert promo(f"2026-11-23T{clock}", PHOENIX, "+16022340123", dispatching=True).is_open is is_open
    late = promo("2026-11-23T19:57", PHOENIX, "+16022340123", dispatching=True, home=PHOENIX)
    assert plain(late.words) == (
        "It's 7:57 PM in Phoenix, and offers go nationwide from 9 AM to 8 PM, the last at 7:55 PM. "
        "It goes tomorrow at 9:00 AM there."
    )
    assert at(moment("2026-11-23T20:58", PHOENIX), "direct", (PHOENIX,), dispatching=True).is_open


@pytest.mark.parametrize("purpose", ["reply", "auto_reply"])
def test_an_answer_never_waits_and_at_night_a_hint_stands_beside_it(purpose):
    night = at(moment("2026-11-23T22:41", PHOENIX), purpose, (PHOENIX,))
    assert night.is_open and plain(night.hint) == "It's 10:41 PM in Phoenix."
    assert at(moment("2026-11-23T12:00", PHOENIX), purpose, (PHOENIX,)).hint == ""


def test_profiles_look_at_more_and_more_of_the_states():
    alabama = ("2026-11-26T15:00", CHICAGO, "+12052340123")  # Thanksgiving
    assert promo(*alabama, profile="verified").is_open
    strict = promo(*alabama, profile="strict", home=CHICAGO)
    assert plain(strict.words).startswith("It's 3:00 PM in Chicago, and Alabama allows no offers on holidays. It goes")
    sunday = promo("2026-11-22T15:00", CHICAGO, "+12052340123", profile="strict", home=CHICAGO)
    assert plain(sunday.words) == (
        "It's 3:00 PM in Chicago, and Alabama allows no offers on Sundays. It goes tomorrow at 9:00 AM there."
    )
    assert promo("2026-11-22T20:30", NEW_YORK, "+13052340123", profile="federal").is_open


def test_a_state_that_counts_by_its_own_clock_binds_wherever_its_person_is():
    nine_in_new_york = moment("2026-11-23T09:00", NEW_YORK)
    assert at(nine_in_new_york, "promo", (NEW_YORK,), ("MS",), "verified").is_open
    assert at(nine_in_new_york, "promo", (NEW_YORK,), ("MS",), "strict").is_open
    assert not at(nine_in_new_york - timedelta(minutes=1), "promo", (NEW_YORK,), ("MS",), "strict").is_open
    late = at(moment("2026-11-23T19:30", LOS_ANGELES), "promo", (LOS_ANGELES,), ("MS",), "strict", home=CHICAGO)
    assert plain(late.words).startswith("It's 9:30 PM in Chicago, and Mississippi allows offers from 8 AM to 8 PM.")


def test_every_candidate_state_binds():
    at_half_past_eight = moment("2026-11-23T20:30", NEW_YORK)
    open_here = at(at_half_past_eight, "promo", (NEW_YORK,), (), "federal")
    assert open_here.is_open
    hours = at(moment("2026-11-23T08:30", NEW_YORK), "promo", (NEW_YORK,), ("NY", "CT"), home=NEW_YORK)
    assert "Connecticut allows offers from 9" in plain(hours.words)


def test_canada_has_courtesy_hours_for_what_sells():
    saturday = promo("2026-11-28T18:30", "America/Toronto", "+14162340123", home="America/Toronto")
    assert plain(saturday.words).startswith("It's 6:30 PM in Toronto, and offers to Canada go from 10 AM to 6 PM.")
    assert saturday.until == moment("2026-11-29T12:00", "America/Toronto").astimezone(UTC).isoformat()
    assert at(moment("2026-11-28T18:30", "America/Toronto"), "direct", ("America/Toronto",), ("ON",)).is_open


def test_no_hour_that_suits_is_said():
    hours = at(moment("2026-11-23T12:00", PHOENIX), "promo", (PHOENIX, "Pacific/Guam"), ("AZ", "GU"), window=(720, 780))
    assert hours.until == NEVER
    assert plain(hours.words).endswith("Confirm their time zone, or widen the hours in settings.")


@pytest.mark.case(10)
@pytest.mark.parametrize("zone, clock, until", [
    ("America/Vancouver", "2026-12-15T16:30", "2026-12-15T09:30"),
    ("America/Edmonton", "2026-12-15T15:30", "2026-12-15T09:30"),
])  # fmt: skip
def test_british_columbia_and_alberta_keep_summer_time_in_the_winter_of_2026(zone, clock, until):
    hours = at(datetime.fromisoformat(clock).replace(tzinfo=UTC), "promo", (zone,))
    assert hours.is_open and hours.local == f"9:30\u00a0AM in {zone[8:]}"
    assert not at(datetime.fromisoformat(clock).replace(tzinfo=UTC) - timedelta(hours=1), "promo", (zone,)).is_open


@pytest.mark.case(10)
@pytest.mark.lesson(29)
@pytest.mark.parametrize("evening, morning", [
    ("2027-03-13T22:00", "2027-03-14T12:00"), ("2027-11-06T22:00", "2027-11-07T12:00"),
])  # fmt: skip
def test_the_night_of_a_clock_change_is_waited_out_to_the_minute(evening, morning):
    for zone in (NEW_YORK, CHICAGO, DENVER, LOS_ANGELES, "America/St_Johns"):
        hours = at(moment(evening, zone), "promo", (zone,))
        assert hours.until == moment(morning, zone).astimezone(UTC).isoformat()


@pytest.mark.parametrize("count", [10_000])
def test_ten_thousand_texts_are_judged_in_a_moment(count):
    places = [(zones_of(f"+1{code}2340123"), states_of(f"+1{code}2340123")) for code in range(201, 990)]
    now = moment("2026-11-23T07:00", CHICAGO)
    begun = time.process_time()
    for place in range(count):
        zones, states = places[place % len(places)]
        at(now, "promo", zones, states, home=NEW_YORK, dispatching=True)
    assert (time.process_time() - begun) / count < 0.0001, "five times what is aimed at, for a busy machine"
