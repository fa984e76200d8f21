"""What came of a try: the carrier's answer, its refusals, and what each does to the text and to nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import transaction
from app.clock import now
from app.models import Attempt, Block, CarrierEvent, ConsentEvent, Conversation, Event, Message, Note, Phone
from app.sms.errors import explain
from app.texting import desk, outcomes
from app.web import words
from app.web.journey_words import event_words
from tests.texting.acts import (
    accepted,
    answer,
    asked,
    claimed,
    kept,
    new_sid,
    on_its_way,
    refused,
    rows,
    said,
    shown,
    text,
)


def now_of(message: Message) -> Message:
    return rows(Message, id=message.id)[0]


def test_an_accepted_text_keeps_its_sid_and_goes_on_with_its_callbacks(world):
    message = on_its_way(world)
    sid = accepted(message)
    assert (now_of(message).state, now_of(message).carrier_sid) == ("accepted", sid)
    said(sid, "sent")
    assert now_of(message).state == "sent"
    said(sid, "delivered")
    assert now_of(message).state == "delivered"
    assert [(a.carrier_sid, a.message_id, a.number) for a in rows(Attempt)] == [(sid, message.id, 1)]


@pytest.mark.lesson(11)
def test_a_callback_before_the_carriers_own_answer_is_not_undone_by_it(world):
    message = on_its_way(world)
    sid = new_sid()
    said(sid, "delivered", message=message)
    assert now_of(message).state == "delivered"
    accepted(message, sid, "queued")
    assert (now_of(message).state, now_of(message).carrier_sid) == ("delivered", sid)


@pytest.mark.lesson(11)
def test_a_callback_without_our_id_before_the_answer_counts_once_the_sid_is_known(world):
    message = on_its_way(world)
    sid = new_sid()
    said(sid, "delivered")
    assert now_of(message).state == "sending"
    accepted(message, sid, "queued")
    assert now_of(message).state == "delivered"


@pytest.mark.parametrize(("code", "http_status"), [(20429, 429), (None, 429), (21611, 400), (30001, 400)])
def test_a_busy_carrier_puts_the_text_back_as_a_new_attempt(world, clock, doorbell, code, http_status):
    message = on_its_way(world)
    doorbell.rings.clear()
    refused(message, code, http_status, retry_after=7)
    again = now_of(message)
    assert (again.state, again.attempt, again.claimed_at, again.error_code) == ("queued", 2, None, None)
    assert 7 <= (again.not_before - clock.instant).total_seconds() <= 300
    assert doorbell.rings == ["drain"]
    assert (rows(Event, kind="text_failed"), rows(Block, e164=world.fay)) == ([], [])


def test_the_back_off_grows_with_jitter_and_has_an_end():
    waits = [outcomes.back_off(attempt) for attempt in range(1, 40)]
    assert all(0.5 <= wait <= 300 for wait in waits)
    assert waits[0] <= 1 and waits[5] > 15 and waits[-1] >= 150
    assert outcomes.back_off(1, retry_after=120) == 120


@pytest.mark.lesson(11)
def test_a_queue_overflow_told_later_is_a_new_attempt_too(world):
    message = on_its_way(world)
    sid = accepted(message)
    said(sid, "failed", 30001)
    again = now_of(message)
    assert (again.state, again.attempt, again.carrier_sid, again.error_code) == ("queued", 2, None, None)


@pytest.mark.lesson(11)
@pytest.mark.parametrize("late", ["sent", "delivered", "undelivered"])
def test_a_late_word_on_an_earlier_attempt_changes_nothing(world, clock, late):
    message = on_its_way(world)
    old = accepted(message)
    said(old, "failed", 30001, message)
    clock.advance(minutes=6)
    claimed()
    before = kept("carrier_event")
    said(old, late, 30003 if late == "undelivered" else None, message)
    assert kept("carrier_event") == before
    assert accepted(now_of(message)) == now_of(message).carrier_sid != old
    assert [attempt.number for attempt in rows(Attempt)] in ([1, 2], [2, 1])


def test_an_answer_to_an_earlier_attempt_changes_nothing(world):
    message = on_its_way(world)
    refused(message, 20429, 429)
    before = kept()
    outcome = outcomes.Outcome(message.id, 1, "accepted", new_sid(), "queued")
    transaction.perform(outcomes.record, [outcome])
    assert kept() == before


def test_wrong_credentials_fail_with_words_and_what_to_do(world):
    message = on_its_way(world)
    refused(message, 20003, 401)
    assert (now_of(message).state, now_of(message).error_code) == ("failed", 20003)
    line = words.status_line(now_of(message), "UTC")
    assert explain(20003).sentence in line
    assert explain(20003).next_step
    assert rows(Conversation)[0].reason == "failed"
    assert [(e.kind, e.detail) for e in rows(Event)][-1] == ("text_failed", "20003")


def test_any_other_refusal_fails_with_its_code_and_blocks_nobody(world, pushed):
    message = on_its_way(world)
    pushed.sent.clear()
    refused(message, 21211)
    assert (now_of(message).state, now_of(message).error_code) == ("failed", 21211)
    assert rows(Block, e164=world.fay) == []
    room = f"conversation:{message.conversation_id}"
    assert shown(pushed, room).find("article")["data-state"] == "failed"
    assert f"inbox:{world.copper.id}:{world.service.id}" in pushed.rooms()


def is_blocked_by_the_carrier(world) -> bool:
    [block] = rows(Block, e164=world.fay, lifted_at=None)
    assert [block.account_id for block in rows(Block, e164=world.fay)] == [world.copper.id]
    assert rows(Phone, e164=world.fay)[0].ok_to_sms == "OFF"
    assert [e.event for e in rows(ConsentEvent)] == ["grant", "withdraw", "withdraw", "withdraw"]
    assert {e.actor_type for e in rows(ConsentEvent, event="withdraw")} == {"provider"}
    return (block.source, block.rule, block.is_carriers_too) == ("provider", "21610", True)


@pytest.mark.case(15)
def test_an_opt_out_that_only_the_carrier_knew_becomes_ours(world):
    conversation = asked(world)
    waiting = answer(conversation, world.ben, "one")
    message = answer(conversation, world.ben, "two")
    assert claimed()[0].message_id == waiting.id
    refused(waiting, 21610)
    assert is_blocked_by_the_carrier(world)
    assert (now_of(waiting).state, now_of(waiting).error_code) == ("failed", 21610)
    assert (now_of(message).state, now_of(message).code) == ("canceled", "OPTED_OUT")
    assert rows(Conversation)[0].reason == "stop"


@pytest.mark.lesson(11)
def test_an_opt_out_told_by_callback_becomes_ours_once_however_often_it_comes(world):
    message = on_its_way(world)
    sid = accepted(message)
    said(sid, "failed", 21610, message)
    assert is_blocked_by_the_carrier(world)
    assert (now_of(message).state, now_of(message).error_code) == ("failed", 21610)
    before = kept()
    said(sid, "failed", 21610, message)
    assert kept() == before


def test_a_replayed_opt_out_does_not_undo_a_start_that_came_since(world):
    message = on_its_way(world)
    sid = accepted(message)
    said(sid, "failed", 21610, message)
    text(world.fay, world.local, "START")
    said(sid, "failed", 21610, message)
    assert rows(Block, e164=world.fay, lifted_at=None) == []
    assert rows(Phone, e164=world.fay)[0].ok_to_sms == "ON"


def test_the_carriers_word_on_somebody_who_stopped_here_already_adds_no_second_story(world):
    message = on_its_way(world)
    text(world.fay, world.local, "STOP")
    notes, events = len(rows(Note)), len(rows(ConsentEvent))
    refused(message, 21610)
    assert (len(rows(Note)), len(rows(ConsentEvent))) == (notes, events)
    assert now_of(message).state == "failed"
    assert rows(Block, e164=world.fay)[0].source == "keyword"


def test_news_about_a_text_unknown_here_is_kept_and_harms_nothing(world):
    on_its_way(world)
    before = kept("carrier_event")
    stranger = new_sid()
    said(stranger, "delivered")
    said(stranger, "delivered")
    said(stranger, "failed", 21610)
    assert kept("carrier_event") == before
    assert [(e.carrier_sid, e.status) for e in rows(CarrierEvent)] == [
        (stranger, "delivered"), (stranger, "failed"),
    ]  # fmt: skip


def test_a_callback_cannot_name_an_inbound_text_as_ours(world):
    text(world.fay, world.local)
    [theirs] = rows(Message)
    before = kept("carrier_event")
    said(new_sid(), "failed", 30003, theirs)
    assert kept("carrier_event") == before


def test_a_status_nobody_documents_is_kept_and_moves_nothing(world):
    message = on_its_way(world)
    sid = accepted(message)
    said(sid, "sent")
    said(sid, "unknown:teleported")
    assert now_of(message).state == "sent"
    assert "unknown:teleported" in {event.status for event in rows(CarrierEvent)}


def test_a_late_delivery_takes_back_a_failure_on_every_screen(world, pushed):
    message = on_its_way(world)
    sid = accepted(message)
    said(sid, "undelivered", 30005)
    assert rows(Conversation)[0].reason == "failed"
    pushed.sent.clear()
    said(sid, "delivered")
    assert (now_of(message).state, now_of(message).error_code) == ("delivered", None)
    assert rows(Conversation)[0].reason == ""
    assert f"inbox:{world.copper.id}:{world.service.id}" in pushed.rooms()


def test_a_try_without_an_answer_is_unknown_and_a_try_without_a_connection_is_queued(world, clock):
    lost, unsent = on_its_way(world), on_its_way(world, asked(world, world.dee.e164))
    transaction.perform(outcomes.record, [
        outcomes.Outcome(lost.id, 1, "unknown"), outcomes.Outcome(unsent.id, 1, "not_sent"),
    ])  # fmt: skip
    assert (now_of(lost).state, now_of(lost).attempt) == ("unknown", 1)
    assert (now_of(unsent).state, now_of(unsent).attempt) == ("queued", 1)
    assert now_of(unsent).not_before > clock.instant


@pytest.mark.parametrize("word", ["answer", "callback"])
def test_a_failed_text_opens_the_conversation_that_was_closed_meanwhile(world, pushed, word):
    message = on_its_way(world)
    sid = accepted(message) if word == "callback" else ""
    conversation = transaction.perform(desk.close, rows(Conversation)[0], world.ben)
    pushed.sent.clear()
    said(sid, "undelivered", 30003) if word == "callback" else refused(message, 30003)
    [conversation] = rows(Conversation)
    assert (conversation.state, conversation.closed_at, conversation.needs_attention) == ("open", None, True)
    told = [event for event in rows(Event) if event.kind == "reopened"]
    assert [event_words(event) for event in told] == ["A failed text <b>reopened</b> this"]
    head = pushed.html(f"conversation:{conversation.id}").find(id=f"conversation_{conversation.id}_head")
    assert head["data-state"] == "open"


@pytest.mark.parametrize("word", ["answer", "callback"])
def test_a_failed_text_wakes_the_conversation_that_sleeps(world, pushed, word):
    message = on_its_way(world)
    sid = accepted(message) if word == "callback" else ""
    conversation = transaction.perform(desk.snooze, rows(Conversation)[0], now() + timedelta(days=1), world.ben)
    pushed.sent.clear()
    said(sid, "undelivered", 30003) if word == "callback" else refused(message, 30003)
    [conversation] = rows(Conversation)
    assert (conversation.snoozed_until, conversation.needs_attention) == (None, True)
    told = [event for event in rows(Event) if event.kind == "woke"]
    assert [event_words(event) for event in told] == ["A failed text <b>ended</b> the snooze"]
    assert pushed.html(f"conversation:{conversation.id}").find(id=f"event_{told[0].id}") is not None


def test_what_sleeps_with_a_failed_text_sleeps_on_while_others_arrive(world):
    """Somebody has seen the failure and put it off."""
    fails = on_its_way(world)
    refused(fails, 30003)
    arrives = on_its_way(world, rows(Conversation)[0], "And another")
    transaction.perform(desk.snooze, rows(Conversation)[0], now() + timedelta(days=1), world.ben)
    rows(Conversation)[0].reason = "failed"
    transaction.commit()
    said(accepted(arrives), "delivered")
    assert rows(Conversation)[0].snoozed_until is not None


def test_a_text_that_arrives_leaves_a_closed_conversation_closed(world):
    message = on_its_way(world)
    sid = accepted(message)
    transaction.perform(desk.close, rows(Conversation)[0], world.ben)
    said(sid, "delivered")
    assert rows(Conversation)[0].state == "closed"


def test_an_opt_out_said_by_the_carrier_leaves_a_closed_conversation_closed(world):
    message = on_its_way(world)
    transaction.perform(desk.close, rows(Conversation)[0], world.ben)
    refused(message, 21610)
    assert rows(Conversation)[0].state == "closed"
