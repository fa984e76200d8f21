"""Taking back what was done last: all of it, or nothing and a sentence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.clock import now
from app.models import Conversation
from app.texting import desk, undo
from app.texting.access import Problem
from app.transaction import commit, perform
from tests.texting.acts import answer, asked, on_its_way, refused, rows, text

FIELDS = (
    "state", "assignee_id", "snoozed_until", "closed_at", "waiting_since", "unread", "reason", "needs_attention",
)  # fmt: skip


@pytest.fixture
def conversation(world) -> Conversation:
    """Fay's, nobody's, waiting for an answer."""
    return asked(world)


def stands() -> list:
    [conversation] = rows(Conversation)
    return [getattr(conversation, field) for field in FIELDS]


def done(verb, conversation, actor, *args) -> undo.Act:
    return perform(undo.noted, conversation, verb, actor, *args)[1]


def test_closing_is_taken_back_with_the_waiting_and_the_sleep(world, conversation):
    perform(desk.claim, conversation, world.ben)
    before = stands()
    act = done(desk.close, conversation, world.ben, world.ben)
    perform(undo.take_back, conversation, act, world.ben)
    assert stands() == before, "it waits for an answer as long as before"
    perform(desk.snooze, conversation, now() + timedelta(hours=2), world.ben)
    before = stands()
    act = done(desk.close, conversation, world.ben, world.ben)
    perform(undo.take_back, conversation, act, world.ben)
    assert stands() == before


def test_closing_what_failed_is_taken_back_with_the_trouble(world):
    refused(on_its_way(world), 30003)
    before = stands()
    act = done(desk.close, rows(Conversation)[0], world.ben, world.ben)
    perform(undo.take_back, rows(Conversation)[0], act, world.ben)
    assert stands() == before and before[-1]


@pytest.mark.parametrize("first_hours", [0, 5])
def test_a_snooze_is_taken_back_to_awake_or_to_the_one_before(world, conversation, first_hours):
    if first_hours:
        perform(desk.snooze, conversation, now() + timedelta(hours=first_hours), world.ben)
    before = stands()
    act = done(desk.snooze, conversation, world.ben, now() + timedelta(hours=1), world.ben)
    perform(undo.take_back, conversation, act, world.ben)
    assert stands() == before


@pytest.mark.parametrize("again", [desk.close, desk.snooze])
def test_a_sleep_that_ended_before_it_was_taken_back_asks_for_a_person(clock, world, conversation, again):
    answer(conversation, world.ben)
    perform(desk.snooze, conversation, now() + timedelta(seconds=5), world.ben)
    more = [now() + timedelta(hours=1)] if again is desk.snooze else []
    act = done(again, conversation, world.ben, *more, world.ben)
    clock.advance(seconds=8)
    perform(undo.take_back, conversation, act, world.ben)
    [conversation] = rows(Conversation)
    assert (conversation.snoozed_until, conversation.waiting_since, conversation.needs_attention) == (None, now(), True)


def test_an_assignment_is_taken_back_while_texts_come_and_go(world, conversation):
    act = done(desk.claim, conversation, world.ben, world.ben)
    text(world.fay, world.local, "Still there?")
    perform(undo.take_back, conversation, act, world.ben)
    assert rows(Conversation)[0].assignee_id is None


def test_what_changed_nothing_offers_nothing_to_take_back(world, conversation):
    perform(desk.claim, conversation, world.ben)
    assert done(desk.claim, conversation, world.ben, world.ben) is None


def test_a_text_that_opened_it_since_wins(world, conversation):
    act = done(desk.close, conversation, world.ben, world.ben)
    text(world.fay, world.local, "One more thing")
    before = stands()
    with pytest.raises(undo.Overtaken, match="by a text or because its snooze ended"):
        perform(undo.take_back, conversation, act, world.ben)
    assert stands() == before


def test_a_stop_at_another_desk_since_then_stays(world, conversation):
    act = done(desk.close, conversation, world.ana, world.ana)
    text(world.fay, world.number(world.billing, "+14805550111"), "STOP")
    with pytest.raises(undo.Overtaken, match="by a text"):
        perform(undo.take_back, conversation, act, world.ana)
    [here] = rows(Conversation, id=conversation.id)
    assert (here.state, here.reason) == ("closed", "stop")


def test_only_what_was_done_last_is_taken_back(world, conversation):
    act = done(desk.claim, conversation, world.ben, world.ben)
    perform(desk.close, conversation, world.ben)
    with pytest.raises(undo.Overtaken, match="You have done something else"):
        perform(undo.take_back, conversation, act, world.ben)
    assert rows(Conversation)[0].assignee_id == world.ben.id


def test_what_was_done_since_by_a_clock_that_is_behind_was_done_since(clock, world, conversation):
    act = done(desk.close, conversation, world.ben, world.ben)
    clock.advance(seconds=-30)
    perform(desk.reopen, conversation, world.ana)
    perform(desk.close, conversation, world.ana)
    with pytest.raises(undo.Overtaken, match="^Ana"):
        perform(undo.take_back, conversation, act, world.ben)


def test_it_is_not_given_back_to_who_left_the_desk(world, conversation):
    bea = world.user(world.copper, "Bea Lund", "agent", world.service)
    perform(desk.assign, conversation, bea, bea)
    act = done(desk.assign, conversation, world.ben, None, world.ben)
    bea.deactivated_at = now()
    commit()
    with pytest.raises(Problem, match="does not sit in this department"):
        perform(undo.take_back, conversation, act, world.ben)
    assert rows(Conversation)[0].assignee_id is None
