"""An outcome that nobody knows: how each of the four ways settles it, and that it never goes out twice."""

from __future__ import annotations

from functools import partial

import pytest

from app import transaction
from app.clock import now
from app.models import Attempt, Conversation, Message
from app.sms.twilio_client import ListingTooLong, Unknown
from app.texting import deliver, outcomes, settle
from tests.texting.acts import accepted, answer, asked, at_once, claimed, kept, new_sid, on_its_way, rows, said, text
from tests.texting.fake_carrier import FakeCarrier, callback_url

AFTER, LEASE = 60.0, 30.0


@pytest.fixture
def carrier() -> FakeCarrier:
    return FakeCarrier()


def lost(world, conversation=None, body: str = "On our way.") -> Message:
    """A text whose create got no answer."""
    message = on_its_way(world, conversation, body)
    transaction.perform(outcomes.record, [outcomes.Outcome(message.id, 1, "unknown")])
    return message


def state(message: Message) -> tuple[str, int, str | None]:
    row = rows(Message, id=message.id)[0]
    return row.state, row.attempt, row.carrier_sid


def test_a_worker_that_died_leaves_an_unknown_text_after_its_lease(world, clock):
    message = on_its_way(world)
    clock.advance(seconds=29)
    assert transaction.perform(settle.abandon, LEASE) == 0
    assert not settle.is_anything_unsettled(AFTER, LEASE)
    clock.advance(seconds=2)
    assert settle.is_anything_unsettled(AFTER, LEASE)
    assert transaction.perform(settle.abandon, LEASE) == 1
    assert state(message) == ("unknown", 1, None)
    assert claimed() == []


def test_a_callback_that_names_our_text_proves_acceptance(world):
    message, sid = lost(world), new_sid()
    said(sid, "sent", message=message)
    assert state(message) == ("sent", 1, sid)


@pytest.mark.lesson(8)
def test_an_unknown_outcome_is_found_in_the_list_and_never_posted_again(world, clock, carrier):
    carrier.loses_answers = True
    message = answer(asked(world), world.ben, "We come at 9.")
    deliver.drain(carrier, callback_url)
    assert state(message)[0] == "unknown"
    for _ in range(6):
        clock.advance(seconds=61)
        settle.settle(carrier, AFTER)
        deliver.drain(carrier, callback_url)
    assert state(message) == ("sent", 1, carrier.accepted[0].sid)
    assert len(carrier.calls) == 1


def test_the_list_is_not_asked_before_a_minute_has_passed(world, clock, carrier):
    lost(world)
    clock.advance(seconds=59)
    assert settle.settle(carrier, AFTER) == 0
    assert carrier.listings == 0


@pytest.mark.lesson(8)
def test_a_text_absent_from_two_listings_a_minute_apart_goes_back_as_a_new_attempt(world, clock, carrier, doorbell):
    message = lost(world)
    clock.advance(seconds=61)
    settle.settle(carrier, AFTER)
    assert state(message) == ("unknown", 1, None)
    clock.advance(seconds=59)
    settle.settle(carrier, AFTER)
    assert state(message) == ("unknown", 1, None)
    doorbell.rings.clear()
    clock.advance(seconds=2)
    settle.settle(carrier, AFTER)
    assert state(message) == ("queued", 2, None)
    assert doorbell.rings == ["drain"]


def test_a_text_sent_anew_passes_the_gate_once_more(world, clock, carrier):
    message = lost(world)
    text(world.fay, world.local, "STOP")
    for _ in range(2):
        clock.advance(seconds=61)
        settle.settle(carrier, AFTER)
    assert claimed() == []
    assert state(message)[0] == "refused"


def test_more_in_the_list_than_we_can_account_for_is_left_to_a_person(world, clock, carrier):
    message = lost(world, body="ok")
    carrier.has("ok")
    carrier.has("ok")
    clock.advance(seconds=61)
    settle.settle(carrier, AFTER)
    [row] = rows(Message, id=message.id)
    assert (row.state, row.needs_person) == ("unknown", True)
    assert rows(Conversation)[0].reason == "failed"
    clock.advance(seconds=600)
    assert settle.settle(carrier, AFTER) == 0


def test_a_list_too_long_to_read_is_left_to_a_person(world, clock, carrier):
    message = lost(world)

    def fail() -> None:
        raise ListingTooLong("too many")

    carrier.on_listing = fail
    clock.advance(seconds=61)
    settle.settle(carrier, AFTER)
    assert rows(Message, id=message.id)[0].needs_person


def test_a_list_that_cant_be_read_decides_nothing(world, clock, carrier):
    message = lost(world)

    def fail() -> None:
        raise Unknown("503")

    carrier.on_listing = fail
    for _ in range(3):
        clock.advance(seconds=61)
        settle.settle(carrier, AFTER)
    [row] = rows(Message, id=message.id)
    assert (row.state, row.absent_at, row.needs_person) == ("unknown", None, False)


@pytest.mark.parametrize(("was_sent", "then"), [(True, "sent"), (False, "queued")])
def test_a_person_says_what_became_of_it(world, clock, carrier, was_sent, then):
    message = lost(world, body="ok")
    carrier.has("ok")
    carrier.has("ok")
    clock.advance(seconds=61)
    settle.settle(carrier, AFTER)
    transaction.perform(settle.decide_by_person, message, was_sent)
    [row] = rows(Message, id=message.id)
    assert (row.state, row.needs_person, row.attempt) == (then, False, 1 if was_sent else 2)
    assert rows(Conversation)[0].reason == ""
    before = kept()
    transaction.perform(settle.decide_by_person, message, not was_sent)
    assert kept() == before


def test_a_callback_settles_even_what_was_left_to_a_person(world, clock, carrier):
    message = lost(world, body="ok")
    carrier.has("ok")
    sid = carrier.has("ok").sid
    clock.advance(seconds=61)
    settle.settle(carrier, AFTER)
    said(sid, "delivered", message=message)
    assert state(message) == ("delivered", 1, sid)
    assert not rows(Message, id=message.id)[0].needs_person


@pytest.mark.lesson(9)
def test_settling_between_the_carriers_accept_and_our_commit_adds_no_row(world, clock, carrier):
    """The worker is slow to write the SID down; its lease ends, the list is read, then its word arrives."""
    message = on_its_way(world)
    sid = carrier.has(message.body).sid
    clock.advance(seconds=31)
    transaction.perform(settle.abandon, LEASE)
    clock.advance(seconds=60)
    settle.settle(carrier, AFTER)
    assert state(message) == ("sent", 1, sid)
    accepted(message, sid)
    assert state(message) == ("sent", 1, sid)
    assert len(rows(Message)) == 2  # Fay's question and the one answer
    assert [(a.carrier_sid, a.message_id) for a in rows(Attempt)] == [(sid, message.id)]


@pytest.mark.lesson(9)
def test_the_workers_word_while_the_list_is_read_wins_and_the_list_adds_nothing(world, clock, carrier):
    message = lost(world)
    sid = carrier.has(message.body).sid
    carrier.on_listing = lambda: said(sid, "delivered", message=message)
    clock.advance(seconds=61)
    settle.settle(carrier, AFTER)
    assert state(message) == ("delivered", 1, sid)
    assert len(rows(Attempt)) == 1


@pytest.mark.lesson(9)
def test_a_text_with_the_same_words_on_its_way_keeps_the_list_from_deciding(world, clock, carrier):
    """Its SID may stand in the list before we have learnt it."""
    conversation = asked(world)
    message = lost(world, conversation, "ok")
    carrier.has("ok")
    clock.advance(seconds=61)
    twin = on_its_way(world, conversation, "ok")
    settle.settle(carrier, AFTER)
    assert (state(message)[0], state(twin)[0]) == ("unknown", "sending")


@pytest.mark.lesson(8)
def test_two_runs_at_once_settle_alike_and_the_second_changes_nothing(app, world, clock, carrier):
    found, absent = lost(world, body="one"), lost(world, asked(world, world.dee.e164), "two")
    carrier.has("one")
    clock.advance(seconds=61)
    at_once(app, *[partial(settle.settle, carrier, AFTER)] * 2)
    assert state(found) == ("sent", 1, carrier.accepted[0].sid)
    assert (state(absent), rows(Message, id=absent.id)[0].absent_at) == (("unknown", 1, None), now())
    before = kept()
    settle.settle(carrier, AFTER)
    assert kept() == before
    clock.advance(seconds=61)
    at_once(app, *[partial(settle.settle, carrier, AFTER)] * 2)
    assert state(absent) == ("queued", 2, None)
