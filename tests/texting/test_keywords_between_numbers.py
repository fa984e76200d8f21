"""Keywords across numbers, businesses of one brand, and time: what the second word does to what the first began."""

from __future__ import annotations

from flask import render_template

from app import transaction
from app.live.panel import stands
from app.models import (
    Account,
    Block,
    ConsentEvent,
    ConsentPerson,
    Conversation,
    Event,
    Message,
    Note,
    OptOutReview,
    Phone,
)
from app.policy import gate
from app.texting import evidence_pack, judging, ledger, outcomes
from app.texting.facts import facts_for_new
from tests.texting.acts import asked, claimed, new_sid, newest, on_its_way, rows, text


def phones_of(world, sender: str) -> dict[int, str]:
    return {phone.account_id: phone.ok_to_sms for phone in rows(Phone, e164=sender)}


def confirmations() -> list[tuple[str, str | None]]:
    return [(message.state, message.code) for message in rows(Message, purpose="system")]


def test_a_confirmation_that_could_not_leave_in_time_is_not_sent_late(world, clock):
    text(world.fay, world.short_code, "STOP")
    assert confirmations() == [("queued", "ALLOWED")]
    clock.advance(minutes=6)
    assert claimed() == []
    assert confirmations() == [("refused", "STALE")]


def test_start_overtakes_the_confirmation_of_stop_and_stop_that_of_start(world):
    text(world.fay, world.short_code, "STOP")
    text(world.fay, world.short_code, "START")
    assert confirmations() == [("refused", "STALE"), ("queued", "ALLOWED")]
    text(world.fay, world.short_code, "STOP")
    assert [state for state, _ in confirmations()] == ["refused", "refused", "queued"]
    assert [claim.body.split(":")[1][:21] for claim in claimed()] == [" You are unsubscribed"]


def test_start_to_another_number_of_ours_lifts_the_carriers_block_on_the_first_too(world):
    text(world.fay, world.local, "STOP")
    text(world.fay, world.short_code, "START")
    assert rows(Block, e164=world.fay, lifted_at=None) == []
    assert phones_of(world, world.fay) == {world.copper.id: "ON"}


def test_start_takes_nothing_from_another_business_of_the_brand(world, west):
    text(world.fay, world.local, "START")
    text(world.fay, west, "START")
    assert set(phones_of(world, world.fay).values()) == {"ON"}
    assert len(rows(Event, kind="opted_in", account_id=world.copper.id)) == 1


def test_start_lets_the_other_business_answer_again_but_not_begin(world, west):
    text(world.fay, world.local, "Hi")
    text(world.fay, west, "STOP")
    text(world.fay, west, "START")
    assert phones_of(world, world.fay) == {world.copper.id: "UNSET", west.account_id: "ON"}


def test_help_as_the_first_text_is_conversational_consent(world):
    text(world.fay, world.local, "HELP")
    assert [(event.event, event.level) for event in rows(ConsentEvent)] == [("grant", "conversational")]


def test_an_opt_out_learned_from_the_carriers_list_blocks_here_too(world):
    message = on_its_way(world)
    sender = rows(Phone, id=message.phone_id)[0].e164
    found = outcomes.Outcome(message.id, 1, "accepted", new_sid(), "failed", 21610)
    transaction.perform(outcomes.record, [found])
    assert rows(Message, id=message.id)[0].state == "failed"
    assert [(block.source, block.is_carriers_too) for block in rows(Block, e164=sender)] == [("provider", True)]


def test_a_late_word_of_an_opt_out_does_not_undo_a_start_that_came_after_the_text(world, clock):
    conversation = asked(world)
    message = on_its_way(world, conversation)
    clock.advance(minutes=1)
    text(world.fay, world.local, "START")
    transaction.perform(outcomes.record, [outcomes.Outcome(message.id, 1, "refused", code=21610, http_status=400)])
    assert rows(Block, e164=world.fay, lifted_at=None) == []


def test_an_agreement_recorded_here_since_does_not_outweigh_an_opt_out_that_the_carrier_knows(world, clock):
    message = on_its_way(world, asked(world, world.dee.e164))
    clock.advance(minutes=1)
    world.dee.ok_to_sms, world.dee.ok_to_sms_at = "ON", clock.instant
    ledger.write(world.dee, "grant", "informational", legal_basis="PEC", medium="verbal", actor_type="agent")
    transaction.commit()
    transaction.perform(outcomes.record, [outcomes.Outcome(message.id, 1, "refused", code=21610, http_status=400)])
    assert [block.source for block in rows(Block, e164=world.dee.e164, lifted_at=None)] == ["provider"]


def test_an_answer_that_waited_until_the_window_closed_is_no_answer_any_more(world, clock):
    conversation = asked(world)
    message = world.message(conversation, "Still there?", "queued")
    transaction.commit()
    clock.advance(days=8)
    assert claimed() == []
    assert (rows(Message, id=message.id)[0].state, rows(Message, id=message.id)[0].code) == ("refused", "SMS_NOT_OK")




def test_no_confirmation_of_start_leaves_after_a_stop_said_any_other_way(world, west):
    text(world.fay, west, "Hi")
    text(world.fay, world.short_code, "START")
    text(world.fay, west, "STOP")
    assert claimed() == []
    assert confirmations() == [("refused", "STALE")]


def test_no_confirmation_of_start_leaves_after_a_stop_that_a_person_recognised(world):
    text(world.fay, world.short_code, "START")
    text(world.fay, world.short_code, "not interested anymore")
    thread = newest(Conversation)
    transaction.perform(judging.answer, thread, newest(OptOutReview).id, "opted_out", world.ben)
    assert [claim.body.split(":")[1][:21] for claim in claimed()] == [" You are unsubscribed"]


def test_a_stop_that_the_carrier_confirms_overtakes_our_own_confirmation(world):
    text(world.fay, world.local, "please stop texting me")
    assert confirmations() == [("queued", "ALLOWED")]
    text(world.fay, world.local, "STOP")
    assert claimed() == []
    assert confirmations() == [("refused", "STALE")]


def test_what_was_written_to_one_business_of_the_brand_is_told_to_no_other(world, west):
    text(world.fay, west, "Hi")
    text(world.fay, world.local, "The divorce is final. Please stop texting me.")
    assert not [row for row in rows(Block, account_id=west.account_id) if "divorce" in row.raw_text]
    assert not [row for row in rows(Note, account_id=west.account_id) if "divorce" in row.body]
    assert not [row for row in rows(Event, account_id=west.account_id) if "divorce" in row.detail]
    told = {row.id for row in rows(ConsentEvent, account_id=west.account_id)}
    assert told and not [row for row in rows(ConsentPerson) if row.event_id in told]
    theirs, ours = (rows(Conversation, account_id=each.account_id)[0] for each in (west, world.local))
    sentence = gate.decide(facts_for_new(theirs, west, "Hi", "reply", None)).sentence
    assert sentence.startswith("This person opted out with another business of yours on")
    assert "divorce" in gate.decide(facts_for_new(ours, world.local, "Hi", "reply", None)).sentence
    branch = world.session.get(Account, west.account_id)
    assert b"divorce" not in evidence_pack.make(branch, world.fay).file.read()
    facts = {"conversation": theirs, "zone": "UTC", **stands(theirs)}
    assert "divorce" not in render_template("conversations/_standing.html", **facts)
