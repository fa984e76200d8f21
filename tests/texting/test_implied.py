"""Canada: what a purchase or an inquiry allows, until which day, and that nothing short of evidence sells anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import transaction
from app.models import ConsentEvent
from app.models.opt_in import Program
from app.texting import agreement, compose, evidence, implied, ledger
from app.texting.agreement import Given
from app.texting.evidence import Incomplete
from tests.texting.acts import newest, rows

TORONTO = "America/Toronto"
MAY_22 = datetime(2026, 5, 22, 16, tzinfo=UTC)  # noon in Toronto
INQUIRY = Given("form", MAY_22, TORONTO, "Asked for a quote for two bathrooms.", basis="casl_implied_inquiry")
FORM = Given("form", datetime(2026, 11, 20, 15, tzinfo=UTC), TORONTO, "Copper & Co. may text me offers.",
             "ticked the box", "Offers")


@pytest.fixture
def ida(world):
    """Ida's number, in Toronto; she has never texted."""
    phone = world.phone("+14165550144", "Ida Roy")
    world.talk = world.conversation(phone)
    return phone


def record(world, phone, given: Given, level: str = "informational"):
    return transaction.perform(agreement.raise_level, phone, level, world.ben, given)


def said(world) -> tuple[str, str, str]:
    found = compose.check(world.talk, world.ben, "Copper & Co. Plumbing: your quote is ready, https://copper.example")
    return found.kind, found.code, found.sentence.replace("\u00a0", " ")


@pytest.mark.case(11)
def test_an_inquiry_counts_for_six_months_and_a_day_later_it_is_refused_until_a_new_one(world, ida, clock):
    clock.set(MAY_22 + timedelta(hours=1))
    event = record(world, ida, INQUIRY)
    assert (event.legal_basis, event.jurisdiction, event.implied_basis_date) == ("casl_implied_inquiry", "CA", MAY_22)
    assert (event.affirmative_act, ida.ok_to_sms) == ("asked us", "ON")
    clock.set(datetime(2026, 11, 23, 4, 59, tzinfo=UTC))  # 23:59 on November 22 in Toronto
    assert said(world)[0] == "send"
    clock.set(datetime(2026, 11, 23, 5, 0, tzinfo=UTC))
    assert said(world) == (
        "refuse", "NO_LAWFUL_BASIS",
        "Ida's consent ended on Nov 22. In Canada a new purchase, contract or inquiry gives you the right to text, "
        "or their own word; record it.",
    )
    record(world, ida, replace(INQUIRY, occurred_at=datetime(2026, 11, 22, 17, tzinfo=UTC)))
    assert said(world)[0] == "send"
    assert ledger.verify() == (2, []) and [e.event for e in rows(ConsentEvent)] == ["grant", "grant"]


def test_a_purchase_counts_for_two_years(world, ida, clock):
    clock.set(MAY_22 + timedelta(hours=1))
    event = record(world, ida, replace(INQUIRY, basis="casl_implied_ebr"))
    assert event.expires_at == datetime(2028, 5, 23, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)), (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 24, date(2030, 2, 28)), (date(2026, 12, 1), 6, date(2027, 6, 1)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)), (date(2026, 1, 15), 24, date(2028, 1, 15)),
    ],
)  # fmt: skip
def test_months_are_those_of_the_calendar(day, months, last):
    basis = "casl_implied_ebr" if months == 24 else "casl_implied_inquiry"
    noon = datetime(day.year, day.month, day.day, 17, tzinfo=UTC)
    ends = implied.until(basis, noon, TORONTO)
    assert (ends - timedelta(seconds=1)).astimezone(implied.ZoneInfo(TORONTO)).date() == last


def test_what_lasts_longer_stands_and_what_they_said_themselves_outlasts_all(world, ida, clock):
    clock.set(MAY_22 + timedelta(days=2))
    record(world, ida, replace(INQUIRY, basis="casl_implied_ebr"))
    assert record(world, ida, INQUIRY) is None, "six months are less than two years"
    express = record(world, ida, Given("verbal", MAY_22, TORONTO, "May we text you? Yes."))
    assert (express.legal_basis, express.jurisdiction, express.expires_at) == ("casl_express", "CA", None)
    assert record(world, ida, replace(INQUIRY, occurred_at=MAY_22 + timedelta(days=1))) is None
    clock.advance(days=3000)
    assert said(world)[0] == "send"


@pytest.mark.parametrize(
    ("changed", "level", "field", "sentence"),
    [
        ({"occurred_at": datetime(2026, 5, 21, 16, tzinfo=UTC)}, "informational", "occurred_at", implied.OVER),
        ({"occurred_at": datetime(2027, 5, 21, 16, tzinfo=UTC)}, "informational", "occurred_at", "in the future"),
        ({"basis": "casl_6_6"}, "informational", "basis", "Choose what lets you text them."),
        ({"words": " "}, "informational", "disclosure_text", implied.EVIDENCE),
        ({"medium": "purchased"}, "informational", "medium", "bought or rented"),
        ({"program": "Offers", "act": "bought"}, "promotional", "level", implied.ONLY_INFORMATIONAL),
    ],
)
def test_what_cannot_stand_is_refused_at_its_field(world, ida, clock, changed, level, field, sentence):
    clock.set(datetime(2026, 11, 22, 15, tzinfo=UTC))
    with pytest.raises(Incomplete) as problem:
        record(world, ida, replace(INQUIRY, **changed), level)
    assert problem.value.field == field and sentence in str(problem.value)
    assert rows(ConsentEvent) == [] and ida.ok_to_sms == "UNSET"


def test_in_the_united_states_a_purchase_is_no_consent(world, clock):
    clock.set(MAY_22 + timedelta(hours=1))
    with pytest.raises(Incomplete, match="Only in Canada"):
        record(world, world.phone("+14805550144", "Ira"), INQUIRY)


def test_a_canadian_address_makes_a_number_canadian(world, clock):
    clock.set(MAY_22 + timedelta(hours=1))
    phone = world.phone("+14805550144", "Ira")
    phone.contact.postal_code = "M5V 2T6"
    assert record(world, phone, INQUIRY).jurisdiction == "CA"


@given(missing=st.sets(st.sampled_from(["medium", "words", "act", "program", "occurred_at"]), min_size=1))
def test_promotional_evidence_that_lacks_anything_is_none(missing):
    """Any one field left out, or several: the event cannot be written, so that no offer has a consent to rely on."""
    whole = {"medium": "form", "disclosure_text": "May text", "affirmative_act": "ticked", "topic_or_program": "Offers",
             "occurred_at": datetime(2026, 1, 1, tzinfo=UTC)}
    evidence.check("grant", "promotional", whole)
    named = {"words": "disclosure_text", "act": "affirmative_act", "program": "topic_or_program"}
    lacks = {named.get(each, each): "" for each in missing}
    lacks |= {"occurred_at": datetime(2999, 1, 1, tzinfo=UTC)} if "occurred_at" in missing else {}
    with pytest.raises(Incomplete):
        evidence.check("grant", "promotional", whole | lacks)


@pytest.mark.parametrize("changed", [{"medium": "verbal"}, {"words": ""}, {"act": " "}, {"program": ""}])
def test_an_offer_without_its_whole_evidence_is_refused(world, ida, changed):
    sale = world.keep(Program(account_id=world.copper.id, name="Offers", level="promotional"))
    record(world, ida, Given("verbal", FORM.occurred_at, TORONTO, "May we text you? Yes."))
    with pytest.raises(Incomplete):
        record(world, ida, replace(FORM, **changed), "promotional")
    found = compose.check(world.talk, world.ben, "Ten percent", program=sale)
    assert (found.kind, found.code) == ("refuse", "NO_CONSENT_promotional")
    record(world, ida, FORM, "promotional")
    assert newest(ConsentEvent).legal_basis == "PEWC"
    assert compose.check(world.talk, world.ben, "Ten percent", program=sale).row != 9
