"""Where a recipient may be, by every source, and the facts of the hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.clock import now
from app.models import Account, Contact, Phone
from app.policy.hours import FALLBACK
from app.texting.facts import Text
from app.texting.where import hours_of, where_of

NIGHT = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)  # 10:30 PM in Phoenix, 12:30 AM in New York


def phone(e164: str = "+16025550148", **contact) -> Phone:
    made = Phone(e164=e164)
    made.contact = Contact(**{"time_zone": "", "postal_code": "", **contact})
    return made


def account(**more) -> Account:
    usual = {"time_zone": "America/New_York", "quiet_profile": "verified", "quiet_from": 480, "quiet_to": 1260}
    return Account(**{**usual, "markets": [], **more})


def facts(purpose: str, whom: Phone, whose: Account | None = None, at: datetime = NIGHT) -> dict:
    return hours_of(Text(whom, None, None, "Hi", purpose), whose or account(), at)


@pytest.mark.lesson(27)
@pytest.mark.parametrize("whom, source, zones", [
    (phone(time_zone="America/Denver", postal_code="10001"), "confirmed", ("America/Denver",)),
    (phone(postal_code="10001"), "postal code", ("America/New_York",)),
    (phone(postal_code="59221"), "postal code", ("America/Chicago", "America/Denver")),
    (phone(), "area code", ("America/Phoenix",)),
    (phone("+14232340123"), "area code", ("America/Chicago", "America/New_York")),
    (phone("+18005550148"), "markets", FALLBACK),
    (phone(time_zone="Mars/Olympus"), "area code", ("America/Phoenix",)),
    (Phone(e164="+16025550148"), "area code", ("America/Phoenix",)),
])  # fmt: skip
def test_the_first_source_that_says_something_counts(whom, source, zones):
    found = where_of(whom, account())
    assert (found.source, found.zones) == (source, zones)


def test_what_sells_looks_at_every_source_and_every_state():
    found = where_of(phone("+18602340123", time_zone="America/Denver", postal_code="75201"), account())
    assert found.all_zones == ("America/Chicago", "America/Denver", "America/New_York")
    assert found.states == ("CT", "TX")


def test_the_markets_stand_for_a_number_that_says_nothing():
    found = where_of(phone("+18005550148"), account(markets=["America/Phoenix"]))
    assert found.zones == found.all_zones == ("America/Phoenix",) and found.states == ()


def test_a_direct_text_at_night_waits_with_its_sentence():
    found = facts("direct", phone())
    assert found["quiet_until"] == "2026-11-24T15:00:00+00:00"
    assert found["quiet_words"].replace("\u00a0", " ") == (
        "It's 10:30 PM in Phoenix, and your texts go from 8 AM to 9 PM. "
        "It goes tomorrow at 8:00 AM there (10:00 AM your time)."
    )
    assert (found["window"], found["zones"]) == ("08:00-21:00", ("America/Phoenix",))
    assert found["tzdata"] >= "2026.3"
    assert "quiet_until" not in facts("direct", phone(), account(quiet_from=0, quiet_to=1440))


def test_an_answer_at_night_has_a_hint_and_a_confirmation_nothing():
    assert facts("reply", phone())["hint"].replace("\u00a0", " ") == "It's 10:30 PM in Phoenix."
    assert "quiet_until" not in facts("reply", phone())
    assert facts("system", phone()) == {}


def test_what_sells_waits_for_the_strictest_place():
    found = facts("promo", phone("+18602340123", postal_code="94105"), at=NIGHT + timedelta(hours=10))
    assert found["states"] == ("CA", "CT")
    assert found["quiet_until"] == "2026-11-24T17:00:00+00:00"


def test_the_facts_of_the_hour_are_found_at_once(world):
    whom, whose, at = phone("+14232340123"), account(), now()
    facts("promo", whom, whose, at)
    begun = now()
    for _ in range(1000):
        facts("promo", whom, whose, at)
    assert now() - begun < timedelta(milliseconds=100), "a tenth of a millisecond each is five times what is aimed at"
