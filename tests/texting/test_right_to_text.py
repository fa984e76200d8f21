"""The law of texting, as one would tell it to a business: what a stop ends, where it holds, what brings texts back, and
what offers need.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from app import transaction
from app.clock import now
from app.extensions import db
from app.models import Account, Block, ConsentEvent, Conversation, Message, OptOutReview, Program
from app.policy import gate
from app.texting import compose, evidence, judging, ledger
from app.texting.compose import Refused
from app.texting.facts import facts_for_new
from tests.texting.acts import answer, asked, claimed, newest, on_its_way, refused, rows, text

WRITTEN = {
    "legal_basis": "PEWC", "medium": "form", "disclosure_text": "Copper may text me offers.",
    "affirmative_act": "ticked the box", "topic_or_program": "Offers", "actor_type": "person",
}  # fmt: skip


def codes(world, conversation, *purposes: str) -> list[str]:
    """What the gate says to a text for each purpose."""
    return [
        gate.decide(facts_for_new(conversation, world.local, "Hi", purpose, None)).code for purpose in purposes
    ]


@pytest.fixture
def four_waiting(world) -> Conversation:
    """Three texts for later and one that is held."""
    conversation = asked(world)
    later = now() + timedelta(days=1)
    for n in range(2):
        world.message(conversation, f"For later, {n}", "deferred", not_before=later)
    world.message(conversation, "For tomorrow", "queued", not_before=later)
    world.message(conversation, "Held", "held", code="SENDING_PAUSED")
    transaction.commit()
    return conversation


@pytest.mark.lesson(26)
def test_a_stop_cancels_all_that_waits_and_leaves_one_confirmation(world, four_waiting, clock):
    text(world.fay, world.short_code, "STOP")
    text(world.fay, world.short_code, "STOP")
    waiting = [(m.state, m.code) for m in rows(Message, direction="out") if m.purpose != "system"]
    assert waiting == [("canceled", "OPTED_OUT")] * 4
    assert [m.state for m in rows(Message, purpose="system")] == ["queued"]
    assert [one.body[:39] for one in claimed()] == ["Copper & Co. Plumbing: You are unsubscr"]
    clock.advance(days=2)
    assert claimed() == []


def test_after_a_stop_nobody_gets_a_text_past_it_whatever_the_role_or_the_number(world, four_waiting):
    text(world.fay, world.local, "STOP")
    for author in (world.ben, world.ana):
        for number in (world.local, world.toll_free, world.short_code):
            with pytest.raises(Refused, match="Nobody can text this number until they text START"):
                answer(four_waiting, author, number=number)
    assert claimed() == []
    assert codes(world, four_waiting, "reply", "direct", "info", "promo", "optin", "auto_reply") == ["OPTED_OUT"] * 6


def test_a_stop_to_one_of_our_numbers_holds_for_the_others_and_in_every_account_of_the_business(world, west):
    there = asked(world, to=west)
    waits = world.message(there, "From the branch", "queued")
    transaction.commit()
    text(world.fay, world.toll_free, "STOP")
    assert (rows(Message, id=waits.id)[0].state, claimed()) == ("canceled", [])
    for conversation in rows(Conversation, account_id=world.copper.id):
        with pytest.raises(Refused, match="texted STOP"):
            answer(conversation, world.ana)
    author = world.user(db.session.get(Account, west.account_id), "Wes Holm", "admin")
    verdict = compose.check(rows(Conversation, id=there.id)[0], author, "Hi")
    assert (verdict.kind, verdict.code) == ("refuse", "OPTED_OUT")


def test_a_stop_binds_a_number_of_the_business_that_the_person_never_texted(world, west):
    """The block is the other account's: this one's own switch says nothing yet."""
    text(world.fay, west, "STOP")
    fresh = world.phone(world.fay, "Fay", ok_to_sms="ON")
    assert rows(Block, account_id=world.copper.id, e164=world.fay) == []
    assert codes(world, world.conversation(fresh), "reply", "direct") == ["OPTED_OUT"] * 2


def test_of_two_blocks_in_the_business_the_wider_one_holds(world, west):
    conversation = asked(world)
    for account_id, scope in ((world.copper.id, "all"), (west.account_id, "proactive")):
        world.keep(Block(account_id=account_id, e164=world.fay, scope=scope, source="person"))
    assert codes(world, conversation, "reply", "direct") == ["OPTED_OUT"] * 2


def test_start_to_one_account_lifts_the_block_in_every_account_of_the_business(world, west):
    for number in (world.local, west):
        text(world.fay, number)
    text(world.fay, world.local, "STOP")
    assert len(rows(Block, e164=world.fay, lifted_at=None)) == 2
    text(world.fay, west, "START")
    assert rows(Block, e164=world.fay, lifted_at=None) == []


def test_answers_only_takes_nothing_from_a_stop_that_stands(world):
    conversation = asked(world, world.dee.e164)
    text(world.dee.e164, world.local, "not interested anymore")
    world.keep(Block(account_id=world.copper.id, e164=world.dee.e164, scope="all", source="agent"))
    transaction.commit()
    transaction.perform(judging.answer, conversation, rows(OptOutReview)[0].id, "partial", world.ben)
    assert [block.scope for block in rows(Block, e164=world.dee.e164)] == ["all"]


def test_yes_in_talk_gives_nothing_and_yes_after_a_stop_resumes_without_offers(world):
    text(world.dee.e164, world.local, "Yes")
    assert newest(Message).keyword is None
    ledger.write(world.dee, "grant", "promotional", **WRITTEN)
    transaction.commit()
    text(world.dee.e164, world.local, "STOP")
    text(world.dee.e164, world.local, "Yes")
    conversation = newest(Conversation)
    assert codes(world, conversation, "reply", "direct") == ["ALLOWED"] * 2
    facts = facts_for_new(conversation, world.local, f"{world.copper.name}: 20 % off", "promo", None)
    assert gate.decide(facts).code == "NO_CONSENT_promotional"


def test_a_doubtful_reply_that_nobody_judges_is_a_stop_after_a_day_and_what_was_held_is_canceled(world, clock):
    conversation = asked(world, world.dee.e164)
    text(world.dee.e164, world.local, "not interested anymore")
    held = world.message(conversation, "A word about your visit.", "held", code="REVIEW_HOLD")
    transaction.commit()
    clock.advance(hours=23, minutes=59)
    assert (transaction.perform(judging.expire), rows(Message, id=held.id)[0].state) == (0, "held")
    clock.advance(minutes=1)
    assert transaction.perform(judging.expire) == 1
    assert [review.state for review in rows(OptOutReview)] == ["opted_out"]
    assert (rows(Message, id=held.id)[0].state, rows(Message, id=held.id)[0].code) == ("canceled", "OPTED_OUT")
    assert codes(world, conversation, "reply") == ["OPTED_OUT"]


def test_a_doubtful_reply_to_one_account_holds_what_the_others_begin_and_no_answer(world, west):
    text(world.dee.e164, west, "not interested anymore")
    conversation = asked(world, world.dee.e164)
    assert codes(world, conversation, "direct", "info", "auto_reply") == ["REVIEW_HOLD"] * 3
    assert codes(world, conversation, "reply") == ["ALLOWED"]


@pytest.mark.lesson(22)
def test_what_the_carrier_blocks_is_blocked_here_and_nothing_more_is_tried(world):
    message = on_its_way(world)
    waits = world.message(rows(Conversation)[0], "One more thing", "queued")
    transaction.commit()
    refused(message, 21610)
    [block] = rows(Block, e164=world.fay)
    assert (block.scope, block.source, block.is_carriers_too) == ("all", "provider", True)
    assert (rows(Message, id=waits.id)[0].state, claimed()) == ("canceled", [])


@pytest.mark.lesson(22)
@pytest.mark.parametrize("word", ["STOP", "START", "HELP"])
def test_a_keyword_is_acted_on_at_once_and_is_no_talk_that_waits_for_an_answer(world, word):
    text(world.fay, world.local, word)
    assert (newest(Message).keyword, newest(Conversation).waiting_since) == (word, None)


@pytest.mark.lesson(24)
@pytest.mark.parametrize(("name", "ours"), [("local", 0), ("toll_free", 0), ("short_code", 1)])
def test_after_a_stop_one_confirmation_leaves_and_no_goodbye_of_ours(world, name, ours):
    number = getattr(world, name)
    conversation = asked(world, to=number)
    text(world.fay, number, "STOP")
    assert not compose.check(conversation, world.ben, "Sorry to see you go!").may_go
    with pytest.raises(Refused, match="texted STOP"):
        answer(conversation, world.ben, "Sorry to see you go!")
    assert len(claimed()) == ours == len(rows(Message, purpose="system"))


@pytest.mark.case(17)
@pytest.mark.parametrize("missing", ["medium", "disclosure_text", "affirmative_act", "topic_or_program"])
def test_an_offer_is_refused_while_one_piece_of_written_evidence_is_missing(world, missing):
    with pytest.raises(evidence.Incomplete):
        ledger.write(world.dee, "grant", "promotional", **{**WRITTEN, missing: None})
    assert rows(ConsentEvent) == []
    facts = facts_for_new(world.conversation(world.dee), world.local, f"{world.copper.name}: 20 % off", "promo", None)
    verdict = gate.decide(facts)
    assert (verdict.kind, verdict.code) == ("refuse", "NO_CONSENT_promotional")


def test_an_offer_may_go_with_all_of_the_evidence_and_not_for_another_program(world, clock):
    clock.advance(hours=2)
    ledger.write(world.dee, "grant", "promotional", **WRITTEN)
    facts = facts_for_new(world.conversation(world.dee), world.local, f"{world.copper.name}: 20 % off", "promo", None)
    assert gate.decide(replace(facts, topic="Offers")).may_go
    assert gate.decide(replace(facts, topic="Reviews")).code == "NO_CONSENT_promotional"


def test_consent_to_one_program_is_not_used_for_another_that_begins_alike(world, clock):
    clock.advance(hours=2)
    name = "Offers of the season for our members in the valley"
    world.agrees(world.dee, "promotional", f"{name}, spring")
    conversation = world.conversation(world.dee)
    programs = [
        Program(account_id=world.copper.id, name=f"{name}, {season}", level="promotional")
        for season in ("spring", "fall")
    ]
    body = "Copper & Co. Plumbing: hello. Reply STOP to end."
    verdicts = [
        gate.decide(facts_for_new(conversation, world.local, body, "promo", None, program=each)) for each in programs
    ]
    assert verdicts[0].row != 9 and verdicts[1].code == "NO_CONSENT_promotional"


def test_facts_made_at_once_are_what_the_fields_say(world, clock):
    made = facts_for_new(world.conversation(world.dee), world.local, "Hello", "direct", world.ben)
    assert type(made)(**vars(made)) == made and set(vars(made)) == {field.name for field in fields(made)}
