"""What may leave from which number: row 4 as the composer, the queue and the claim meet it, with real rows."""

from __future__ import annotations

import json

import pytest

from app import transaction
from app.models import Consent, Message
from app.models.opt_in import DncNumber, Program
from app.policy import gate
from app.texting import compose, senders
from app.texting.accounts import Problem
from app.texting.written import Refused
from tests.texting.acts import asked, claimed, newest, rows, text
from tests.world import BOOKED

HELLO, VISIT = "Copper & Co. Plumbing: hello there", "Copper & Co. Plumbing: your visit is at nine"


@pytest.fixture
def notices(world) -> Program:
    """Copper's notices, and one about offers stands beside in `offers`."""
    return world.keep(Program(account_id=world.copper.id, name="Visits", level="informational"))


@pytest.fixture
def offers(world) -> Program:
    program = world.keep(Program(account_id=world.copper.id, name="Offers", level="promotional"))
    agreed = {**BOOKED, "how": "ticked the box"}
    world.keep(Consent(account_id=world.copper.id, phone_e164=world.dee.e164, level="promotional", topic="Offers",
                       **agreed))
    return program


@pytest.fixture
def dees(world):
    """Dee's conversation; she agreed to texts that we begin and has said nothing lately."""
    return world.conversation(world.dee)


def unverified(world, state: str = "unverified", why: str | None = None, number=None):
    transaction.perform(senders.change, number or world.local, state, why)


def said(conversation, world, program=None, number=None) -> tuple:
    verdict = compose.check(conversation, world.ben, HELLO, number, program=program)
    return verdict.kind, verdict.code, verdict.sentence


def test_from_a_verified_number_everything_leaves(world, dees, notices):
    assert said(dees, world)[0] == "send" and said(dees, world, notices)[0] == "send"


def test_an_answer_from_an_unverified_number_is_warned_and_goes(world):
    unverified(world)
    thread = asked(world)
    assert said(thread, world) == (
        "warn", "SENDER_UNVERIFIED", "Delivery isn't guaranteed until (480) 555-0110 is verified.",
    )
    transaction.perform(compose.compose, thread, world.ben, "On our way", "a" * 36)
    assert [each.to for each in claimed()] == [world.fay]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("unverified", "isn't verified with the carriers yet. Until it is verified it can only answer."),
        ("pending", "is still being verified by the carriers. Until it is verified it can only answer."),
        ("rejected", "was turned down by the carriers: no privacy policy. Until it is verified it can only answer."),
    ],
)
def test_what_we_begin_is_refused_with_its_reason_and_its_way_out(world, dees, state, words):
    unverified(world, state, "No privacy policy.".lower() if state == "rejected" else None)
    kind, code, sentence = said(dees, world)
    assert (kind, code) == ("refuse", "SENDER_UNVERIFIED")
    assert sentence == f"(480) 555-0110 {words} An admin sees what is missing under Numbers."
    with pytest.raises(Refused):
        transaction.perform(compose.compose, dees, world.ben, "Hello", "b" * 36)


def test_a_text_that_waits_is_refused_where_its_number_was_turned_down_meanwhile(world, dees):
    transaction.perform(compose.compose, dees, world.ben, "Hello", "c" * 36)
    unverified(world, "rejected")
    assert claimed() == []
    assert [(m.state, m.code) for m in rows(Message, direction="out")] == [("refused", "SENDER_UNVERIFIED")]


def test_a_notice_leaves_from_a_system_number_and_that_is_said_before(world, dees, notices):
    unverified(world)
    assert said(dees, world, notices)[0] == "refuse"
    transaction.perform(senders.change, world.toll_free, is_system=True)
    kind, _, sentence = said(dees, world, notices)
    assert (kind, sentence) == (
        "warn", "It leaves from (888) 555-0150, because (480) 555-0110 can't send texts like this one yet.",
    )
    transaction.perform(compose.compose, dees, world.ben, VISIT, "d" * 36, program_id=notices.id)
    assert newest(Message).number_id == world.toll_free.id and dees.number_id == world.local.id
    assert [each.from_ for each in claimed()] == ["+18885550150"]
    assert said(dees, world)[0] == "refuse", "only notices have a number to stand in"


def test_a_notice_that_waits_changes_its_number_when_its_own_is_turned_down(world, dees, notices):
    transaction.perform(senders.change, world.toll_free, is_system=True)
    transaction.perform(compose.compose, dees, world.ben, VISIT, "e" * 36, program_id=notices.id)
    unverified(world)
    assert [each.from_ for each in claimed()] == ["+18885550150"]
    assert newest(Message).number_id == world.toll_free.id


@pytest.mark.parametrize("spoiled", [{"verification": "pending"}, {"use_case": "marketing"}, {"is_system": False}])
def test_a_system_number_that_may_not_send_it_stands_in_for_nobody(world, dees, notices, spoiled):
    unverified(world)
    transaction.perform(senders.change, world.toll_free, is_system=True)
    for name, value in spoiled.items():
        setattr(world.toll_free, name, value)
    transaction.commit()
    assert said(dees, world, notices)[:2] == ("refuse", "SENDER_UNVERIFIED")


def test_another_businesss_system_number_stands_in_for_nobody(world, dees, notices):
    unverified(world)
    transaction.perform(senders.change, world.harbor_number, is_system=True)
    assert said(dees, world, notices)[:2] == ("refuse", "SENDER_UNVERIFIED")


@pytest.mark.parametrize(
    ("use_case", "direct", "info", "promo"),
    [("mixed", "send", "send", "send"), ("informational", "send", "send", "refuse"),
     ("marketing", "refuse", "refuse", "send")],
)  # fmt: skip
def test_a_number_sends_what_it_is_registered_for(world, dees, notices, offers, use_case, direct, info, promo):
    transaction.perform(senders.change, world.local, use_case=use_case)
    codes = {"refuse": "CAMPAIGN_MISMATCH"}
    for program, kind in ((None, direct), (notices, info), (offers, promo)):
        found = said(dees, world, program)
        row = compose.check(dees, world.ben, HELLO, program=program).row
        assert (found[1] == codes.get(kind)) == (kind == "refuse") and (row == 4) == (kind == "refuse"), found


def test_whatever_it_is_registered_for_it_may_answer(world):
    transaction.perform(senders.change, world.local, use_case="marketing")
    assert said(asked(world), world)[0] == "send"


def test_between_canadian_long_codes_it_is_only_a_warning(world):
    toronto = world.number(world.service, "+14165550110", verification="unverified")
    ottawa = world.phone("+16135550133", "Ida Roy", ok_to_sms="ON")
    thread = world.conversation(ottawa, toronto)
    assert said(thread, world)[:2] == ("warn", "SENDER_UNVERIFIED")
    assert said(world.conversation(world.dee, toronto), world)[0] == "refuse", "to the United States"
    unverified(world, number=world.toll_free)
    assert said(thread, world, number=world.toll_free)[0] == "refuse", "from a toll-free number"


def test_a_canadian_address_counts_as_canada(world, dees):
    world.dee.contact.postal_code = "k1a 0b1"
    transaction.commit()
    assert compose.judge(dees, world.ben, "Hello")[0].is_canadian
    world.dee.contact.postal_code = "85004"
    transaction.commit()
    assert not compose.judge(dees, world.ben, "Hello")[0].is_canadian


def test_a_listed_number_gets_offers_only_with_agreement_in_writing(world, dees, offers):
    world.keep(DncNumber(account_id=world.copper.id, e164=world.dee.e164))
    transaction.commit()
    facts, verdict = compose.judge(dees, world.ben, "Ten off", program=offers)
    assert facts.national_dnc and verdict.code != "NATIONAL_DNC"
    assert not compose.judge(dees, world.ben, "Hello")[0].national_dnc, "nobody asks for a text that sells nothing"
    other = DncNumber(account_id=world.harbor.id, e164="+14805550133")
    world.keep(other)
    gus = world.conversation(world.phone("+14805550133", "Gus", ok_to_sms="ON"))
    assert not compose.judge(gus, world.ben, "Ten off", program=offers)[0].national_dnc, "another business's list"


def test_the_decision_keeps_what_was_known_of_the_sender(world):
    unverified(world, "rejected", "No website")
    thread = asked(world)
    transaction.perform(compose.compose, thread, world.ben, "On our way", "f" * 36)
    kept = json.loads(newest(Message).decision)
    assert kept["warned"] == ["SENDER_UNVERIFIED"] and kept["facts"]["verification_why"] == "No website"
    facts, verdict, _ = gate.recall(newest(Message).decision)
    assert verdict.sentence == "(480) 555-0110 was turned down by the carriers: No website. Delivery isn't guaranteed."


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"verification": "maybe"}, "maybe is no state. Use one of: unverified, pending, verified, rejected."),
        ({"use_case": "spam"}, "spam is no use case. Use one of: mixed, informational, marketing."),
        ({"verification": "pending", "why": "No"}, senders.ONLY_REJECTED),
        ({"verification": "rejected", "why": "x" * 301}, "The reason has 301 characters. Shorten it to 300."),
        ({"use_case": "marketing", "is_system": True}, senders.MARKETING_SYSTEM),
    ],
)
def test_what_cannot_be_set_changes_nothing(world, given, sentence):
    with pytest.raises(Problem, match="^" + sentence.replace(".", r"\.")):
        transaction.perform(senders.change, world.local, **given)
    assert (world.local.verification, world.local.use_case, world.local.is_system) == ("verified", "mixed", False)


def test_a_reason_goes_when_it_is_verified_and_the_day_is_kept(world):
    unverified(world, "rejected", "No website")
    assert (world.local.verification_why, world.local.verified_at) == ("No website", None)
    transaction.perform(senders.change, world.local, use_case="informational")
    assert world.local.verification_why == "No website", "what isn't given stays"
    unverified(world, "verified")
    assert world.local.verification_why == "" and world.local.verified_at is not None


def test_texts_come_in_to_an_unverified_number(world):
    unverified(world)
    assert text(world.fay, world.local) == "stored"
