"""Who does what with a conversation: assign, claim, snooze, wake, close, reopen, by verb and by text."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from app.clock import now
from app.models import Conversation, Event
from app.texting import compose, desk
from app.transaction import perform
from app.web.journey_words import event_words
from tests.texting.acts import answer, asked, at_once, rows, text


@pytest.fixture
def bea(world):
    """An agent at the same desk as Ben."""
    return world.user(world.copper, "Bea Lund", "agent", world.service)


@pytest.fixture
def conversation(world, bea) -> Conversation:
    """Fay's, nobody's, waiting for an answer."""
    return asked(world)


def told(conversation) -> list[tuple]:
    """What the journey says was done with it, as (kind, who, detail)."""
    events = rows(Event, conversation_id=conversation.id)
    return [(e.kind, e.actor.first_name if e.actor else None, e.detail) for e in events if e.kind != "lead_created"]


def fresh(conversation) -> Conversation:
    return rows(Conversation, id=conversation.id)[0]


def test_a_conversation_is_assigned_and_the_journey_says_by_whom_to_whom(world, conversation, bea):
    perform(desk.assign, conversation, bea, world.ben)
    assert fresh(conversation).assignee_id == bea.id
    perform(desk.assign, conversation, None, world.ben)
    assert fresh(conversation).assignee_id is None
    assert told(conversation) == [("assigned", "Ben", "Bea Lund"), ("unassigned", "Ben", "")]


def test_doing_it_twice_does_it_once(world, conversation):
    until = now() + timedelta(hours=1)
    for verb, *args in (
        (desk.assign, world.ben, world.ben), (desk.claim, world.ben), (desk.snooze, until, world.ben),
        (desk.reopen, world.ben), (desk.close, world.ben),
    ):  # fmt: skip
        perform(verb, conversation, *args)
        before = fresh(conversation).change_no, fresh(conversation).inbox_change_no, told(conversation)
        perform(verb, conversation, *args)
        assert (fresh(conversation).change_no, fresh(conversation).inbox_change_no, told(conversation)) == before


def test_of_two_who_claim_at_once_one_has_it_and_the_other_is_told_who(app, world, conversation, bea):
    works = [partial(perform, desk.claim, conversation, who) for who in (world.ben, bea)]
    results = at_once(app, *works)
    [taken] = [each for each in results if isinstance(each, Exception)]
    holder = world.ben if fresh(conversation).assignee_id == world.ben.id else bea
    assert isinstance(taken, desk.Taken)
    assert str(taken) == f"{holder.name} took this conversation a moment ago. To take it over, choose again."
    assert told(conversation) == [("assigned", holder.first_name, holder.name)]


def test_who_looked_before_it_was_put_back_is_told_so(world, conversation, bea):
    perform(desk.assign, conversation, world.ben, world.ben)
    perform(desk.assign, conversation, None, world.ben)
    with pytest.raises(desk.Taken, match="put this conversation back"):
        perform(desk.assign, conversation, bea, bea, world.ben.id)


def test_nobody_has_what_they_may_not_see(world, conversation):
    outsider = world.user(world.copper, "Hal Moss", "agent", world.billing)
    for who in (outsider, world.cara):
        with pytest.raises(desk.Problem, match="does not sit in this department"):
            perform(desk.assign, conversation, who, world.ana)
    perform(desk.assign, conversation, world.ana, world.ana)
    assert fresh(conversation).assignee_id == world.ana.id, "an admin sees every department"


def test_an_answer_takes_what_was_nobodys_and_leaves_what_was_somebodys(world, conversation, bea):
    answer(conversation, world.ben)
    assert (fresh(conversation).assignee_id, fresh(conversation).waiting_since) == (world.ben.id, None)
    answer(conversation, bea, "I can help, too.")
    assert fresh(conversation).assignee_id == world.ben.id
    assert told(conversation) == [("assigned", "Ben", "Ben Okafor")]


def test_closing_ends_the_waiting_and_a_text_opens_again(world, conversation):
    perform(desk.close, conversation, world.ben)
    closed = fresh(conversation)
    assert (closed.state, closed.waiting_since, closed.reason, closed.unread, closed.needs_attention) == (
        "closed", None, "", 0, False,
    )  # fmt: skip
    text(world.fay, world.local, "One more thing")
    opened = fresh(conversation)
    assert (opened.state, opened.closed_at, opened.needs_attention) == ("open", None, True)
    assert told(conversation) == [("closed", "Ben", ""), ("reopened", None, "")]


def test_an_answer_opens_what_was_closed(world, conversation):
    perform(desk.close, conversation, world.ben)
    answer(conversation, world.ben, "Forgot to say: bring the key.")
    assert fresh(conversation).state == "open"
    assert told(conversation)[1:] == [("reopened", "Ben", ""), ("assigned", "Ben", "Ben Okafor")]


def test_what_sleeps_asks_for_nobody_and_wakes_when_its_time_has_come(world, conversation, clock):
    answer(conversation, world.ben)
    until = now() + timedelta(hours=2)
    perform(desk.snooze, conversation, until, world.ben)
    assert not desk.is_anybody_due() and perform(desk.wake) == 0
    clock.advance(hours=2, seconds=1)
    assert desk.is_anybody_due() and perform(desk.wake) == 1
    woken = fresh(conversation)
    assert (woken.snoozed_until, woken.needs_attention) == (None, True)
    assert not desk.is_anybody_due()
    assert told(conversation)[-1] == ("woke", None, "")


def test_a_text_wakes_what_sleeps(world, conversation):
    perform(desk.snooze, conversation, now() + timedelta(days=1), world.ben)
    assert fresh(conversation).needs_attention is False
    text(world.fay, world.local, "Hello?")
    assert (fresh(conversation).snoozed_until, fresh(conversation).needs_attention) == (None, True)
    assert told(conversation)[1:] == [("woke", None, "text")]
    text(world.fay, world.local, "Hello??")
    assert len(told(conversation)) == 2, "it is awake already"
    assert event_words(rows(Event)[-1]) == "A new text <b>ended</b> the snooze"


@pytest.mark.parametrize(("hours", "state", "says"), [(-1, "open", "has passed"), (1, "closed", "Reopen it first")])
def test_what_cannot_be_snoozed_says_why(world, conversation, hours, state, says):
    if state == "closed":
        perform(desk.close, conversation, world.ben)
    with pytest.raises(desk.Problem, match=says):
        perform(desk.snooze, conversation, now() + timedelta(hours=hours), world.ben)


def test_what_changed_is_pushed_with_its_head_and_its_row(world, conversation, pushed, bea):
    pushed.sent.clear()
    perform(desk.assign, conversation, bea, world.ben)
    thread = pushed.html(f"conversation:{conversation.id}")
    assert thread.find(id=f"conversation_{conversation.id}_head").find(class_="by-name").text == "Bea"
    assert "assigned this to Bea Lund" in thread.text
    [payload] = pushed.to(f"inbox:{world.copper.id}:{world.service.id}")
    row = pushed.html(payload["room"]).li
    assert row["data-assignee-id"] == str(bea.id)
    assert payload["tallies"] == {str(bea.id): [1, 1, 1]}
    assert payload["counted"] == payload["to"]


def test_a_text_that_opens_shows_it_in_the_open_thread(world, conversation, pushed):
    perform(desk.close, conversation, world.ben)
    pushed.sent.clear()
    text(world.fay, world.local, "One more thing")
    head = pushed.html(f"conversation:{conversation.id}").find(id=f"conversation_{conversation.id}_head")
    assert head["data-state"] == "open"


def test_a_text_of_somebody_who_may_not_have_it_claims_nothing(world, conversation):
    """A form sent after its writer lost the department; nothing becomes theirs by it."""
    outsider = world.user(world.copper, "Hal Moss", "agent", world.billing)
    with pytest.raises(desk.Problem, match="moved meanwhile"):
        perform(compose.compose, conversation, outsider, "Hello", "3f0f3e0c-5a8e-4a6c-9a38-0c9b4f0f9d10")
    assert fresh(conversation).assignee_id is None


def test_who_answers_a_sleeper_wakes_it_on_every_page(world, conversation, pushed):
    perform(desk.claim, conversation, world.ben)
    perform(desk.snooze, conversation, now() + timedelta(hours=1), world.ben)
    pushed.sent.clear()
    answer(conversation, world.ben)
    head = pushed.html(f"conversation:{conversation.id}").find(id=f"conversation_{conversation.id}_head")
    assert head is not None
    assert [(event.kind, event.actor_id) for event in rows(Event)][-1] == ("woke", world.ben.id)


def test_a_text_from_or_to_another_number_tells_the_head(world, conversation, pushed):
    answer(conversation, world.ben)
    for turn in (lambda: answer(conversation, world.ben, number=world.toll_free),
                 lambda: text(world.fay, world.local)):
        pushed.sent.clear()
        turn()
        head = pushed.html(f"conversation:{conversation.id}").find(id=f"conversation_{conversation.id}_head")
        assert head is not None
