"""Schedules that are due: each occurrence leaves once, through the gate, and the next is known in the same moment."""

from __future__ import annotations

from datetime import UTC, datetime

from app.models import Message, Occurrence, Schedule
from app.texting import firing
from app.texting.recurrence import Repeats
from tests.texting.acts import claimed, rows
from tests.texting.planning import fire_all, keep

NINE = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # nine in the morning in Phoenix


def test_a_text_leaves_at_its_instant_once_and_not_before(world, clock):
    conversation = world.conversation(world.dee)
    kept = keep(world.ben, conversation)
    assert (kept.state, kept.next_at, kept.wall) == ("waiting", NINE, "2026-11-24T09:00")
    clock.set(NINE.replace(hour=15, minute=59, second=59))
    assert not firing.is_anything_due() and fire_all() == 0
    clock.set(NINE)
    assert firing.is_anything_due() and fire_all() == 1
    assert not firing.is_anything_due() and fire_all() == 0
    [message] = rows(Message)
    assert (message.body, message.purpose, message.author_id, message.schedule_id) == (
        "See you at nine.", "direct", world.ben.id, kept.id
    )
    assert [one.message_id for one in claimed()] == [message.id]
    assert rows(Schedule)[0].state == "done"
    [happened] = rows(Occurrence)
    assert (happened.no, happened.state, happened.message_id, happened.planned_at) == (1, "fired", message.id, NINE)


def test_one_that_repeats_knows_its_next_in_the_moment_it_fires(world, clock):
    keep(world.ben, world.conversation(world.dee), repeats=Repeats("week", 8, (1,), count=2))
    clock.set(NINE)
    assert fire_all() == 1
    [kept] = rows(Schedule)
    assert (kept.state, kept.wall, kept.occurrence_no) == ("waiting", "2027-01-19T09:00", 2)
    assert kept.next_at == datetime(2027, 1, 19, 16, 0, tzinfo=UTC)
    clock.set(kept.next_at)
    assert fire_all() == 1 and rows(Schedule)[0].state == "done"
    assert len(rows(Message)) == 2
