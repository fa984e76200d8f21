"""The words of a text with what stands around them: who was texted before, how long ago, and who got the same."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from app.clock import now
from app.models import DncNumber, Message, OptIn, Program, SameBody
from app.policy import gate
from app.texting import compose
from app.texting.facts import facts_for_new, facts_of
from app.texting.wording import remember_words
from app.transaction import commit
from tests.statements import statements

HELLO = "Your boiler is due for its yearly service."


def rules(facts) -> list[str]:
    return [found.rule for found in facts.findings]


@pytest.fixture
def thread(world):
    return world.conversation(world.dee)


def asked(world, thread, body: str = HELLO, purpose: str = "direct", **more):
    return facts_for_new(thread, world.local, body, purpose, world.ben, **more)


def test_a_first_text_must_say_who_writes(world, thread):
    facts = asked(world, thread)
    assert rules(facts) == ["L7"] and gate.decide(facts).warnings[0].code == "CONTENT_L7"
    assert rules(asked(world, thread, f"Copper & Co. Plumbing: {HELLO}")) == []
    assert rules(asked(world, thread, "…")) == []


@pytest.mark.parametrize(("ago", "found"), [(timedelta(hours=23), []), (timedelta(hours=25), ["L7"])])
def test_after_a_day_of_silence_it_says_so_again(world, thread, ago, found):
    world.message(thread, "Hi, Copper & Co. Plumbing here", "delivered", sort_at=now() - ago)
    world.message(thread, "This one never left", "refused", sort_at=now() - timedelta(hours=1))
    assert rules(asked(world, thread)) == found


def test_a_text_that_waits_is_judged_by_what_was_before_it(world, thread):
    before = world.message(thread, "Hi", "delivered", sort_at=now() - timedelta(hours=30))
    waits = world.message(thread, HELLO, "queued", author_id=world.ben.id, sort_at=now() - timedelta(hours=2))
    waits.purpose = "direct"
    world.message(thread, "Written later", "queued", sort_at=now() - timedelta(hours=1))
    assert rules(facts_of([waits], {world.dee.id: world.dee}, {thread.id: thread})[waits.id]) == ["L7"]
    before.sort_at = now() - timedelta(hours=20)
    world.session.flush()
    assert rules(facts_of([waits], {world.dee.id: world.dee}, {thread.id: thread})[waits.id]) == []


def test_the_same_words_by_hand_to_more_than_25_numbers_count_as_an_offer(world, thread):
    body = f"Hi Dee, Copper & Co. Plumbing: {HELLO}"
    others = [world.phone(f"+1480555{n:04}", f"Kim{n} Lee") for n in range(2000, 2025)]
    texts = [(text(other, world, body.replace("Dee", f"Kim{n}")), f"Kim{n}") for n, other in enumerate(others)]
    remember_words(texts[:24])
    assert rules(asked(world, thread, body)) == []
    remember_words(texts)
    facts = asked(world, thread, body)
    assert rules(facts) == ["L17"] and facts.purpose == "promo"
    assert gate.decide(facts).code == "NO_CONSENT_promotional"
    answer = asked(world, thread, body, "reply")
    assert rules(answer) == ["L17"] and gate.decide(answer).may_go
    world.session.query(SameBody).update({"at": now() - timedelta(minutes=61)})
    assert rules(asked(world, thread, body)) == []
    remember_words(texts)
    assert rules(asked(world, thread, body)) == ["L17"], "who got them once more counts once more"


def test_what_was_sent_by_hand_is_remembered_and_short_words_are_not(world, thread):
    world.message(thread, "Is it done?", "received")
    thread.last_inbound_at = now()
    compose.compose(thread, world.ben, "Yes!", "00000000-0000-4000-8000-000000000001")
    assert world.session.query(SameBody).count() == 0
    compose.compose(thread, world.ben, HELLO, "00000000-0000-4000-8000-000000000002")
    [row] = world.session.query(SameBody)
    assert (row.account_id, row.phone_id) == (world.copper.id, world.dee.id)


def test_information_that_sells_is_judged_and_stored_as_an_offer(world, thread):
    program = world.keep(Program(account_id=world.copper.id, name="Reminders", level="informational"))
    body = f"Copper & Co. Plumbing: {HELLO} 20% off this week"
    facts = asked(world, thread, body, "info", program=program)
    assert (facts.purpose, facts.footer != "", facts.findings[0].counts_as_offer) == ("promo", True, True)
    verdict = gate.decide(facts)
    assert verdict.code == "NO_CONSENT_promotional" and "because of “20 % off”" in verdict.sentence
    waits = world.message(thread, body, "queued", program_id=program.id)
    waits.purpose = "promo"
    again = facts_of([waits], {world.dee.id: world.dee}, {thread.id: thread})[waits.id]
    assert again.findings == facts.findings and again.purpose == "promo"


def test_what_counts_as_an_offer_is_counted_among_the_offers_of_a_day(world, thread):
    program = world.keep(Program(account_id=world.copper.id, name="Reminders", level="informational"))
    for n in range(3):
        world.message(thread, f"Offer {n}", "delivered", claimed_at=now() - timedelta(hours=n + 1)).purpose = "promo"
    world.session.flush()
    body = f"Copper & Co. Plumbing: {HELLO}"
    assert asked(world, thread, body, "info", program=program).cap_until == ""
    assert asked(world, thread, f"{body} 20% off this week", "info", program=program).cap_until != ""


def test_the_registry_is_asked_of_what_counts_as_an_offer(world, thread):
    program = world.keep(Program(account_id=world.copper.id, name="Reminders", level="informational"))
    world.keep(DncNumber(account_id=world.copper.id, e164=world.dee.e164))
    body = f"Copper & Co. Plumbing: {HELLO}"
    assert not asked(world, thread, body, "info", program=program).national_dnc
    assert asked(world, thread, f"{body} 20% off this week", "info", program=program).national_dnc


def test_a_text_of_its_own_program_stays_what_it_is(world, thread):
    offers = Program(account_id=world.copper.id, name="Offers", level="promotional")
    facts = asked(world, thread, "20% off", "promo", program=offers)
    assert rules(facts) == ["L7"] and facts.findings[0].blocks


def test_an_accounts_own_words_and_cells_hold(world, thread):
    world.copper.wording = {"words": {"L1": ["lawn dart"]}, "cells": [["L1", "direct", "B"]]}
    facts = asked(world, thread, "Copper & Co. Plumbing: two lawn darts")
    assert [(each.rule, each.blocks) for each in facts.findings] == [("L1", True)]
    world.copper.wording = {"cells": [["L5", "direct", "-"]]}
    assert rules(asked(world, thread, "Copper & Co. Plumbing: bit.ly/x")) == ["L5"], "what may not be loosened isn't"


def test_a_yes_is_not_asked_for_while_an_opt_in_waits_for_its_own(world, thread):
    thread.last_inbound_at = world.message(thread, "Hi").sort_at
    world.message(thread, "Hi, Copper & Co. Plumbing here", "delivered")
    body = "Reply YES to confirm Tuesday at 3."
    assert rules(asked(world, thread, body, "reply")) == []
    world.keep(OptIn(account_id=world.copper.id, phone_id=world.dee.id, state="SENT", asked_at=now()))
    assert rules(asked(world, thread, body, "reply")) == ["L14"] == rules(asked(world, thread, body))
    assert rules(asked(world, thread, "See you on Tuesday", "reply")) == []


def test_the_decision_keeps_what_was_warned_of_and_stays_small(world, thread):
    loud = "WINE AND BEER AT OUR CASINO!!!! 20% OFF, PAYDAY LOANS, VAPES, SSN 219-09-9999 Reply END to end it " * 3
    facts = asked(world, thread, loud)
    kept = gate.record(facts, gate.decide(facts))
    assert len(kept.encode()) <= gate.MOST_BYTES and len(json.loads(kept)["warned"]) > 6
    again, verdict = gate.recall(kept)[1], gate.decide(facts)
    assert [each.code for each in again.warnings] == [each.code for each in verdict.warnings]


def test_many_texts_ask_no_more_than_one(world, thread):
    waits = [world.message(thread, f"{HELLO} {n}", "queued", author_id=world.ben.id) for n in range(12)]
    for each in waits:
        each.purpose = "direct"
    commit()

    def asking(texts: list[Message]) -> int:
        with statements() as seen:
            facts_of(texts, {world.dee.id: world.dee}, {thread.id: thread})
        return len(seen)

    asking(waits)
    assert asking(waits) == asking(waits[:1])


def text(phone, world, body: str) -> Message:
    return Message(account_id=world.copper.id, phone_id=phone.id, author_id=world.ben.id, body=body)
