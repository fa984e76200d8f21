"""Each occurrence happens once: however many clocks find it due, wherever they are killed, whatever fails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from app import transaction
from app.models import Event, Message, Note, Notice, Occurrence, Schedule
from app.texting import firing, schedules, written
from app.texting.recurrence import Repeats
from tests.texting.acts import at_once, rows
from tests.texting.planning import fire_all, keep

NINE = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # nine in the morning in Phoenix


def states(row: Schedule) -> list[tuple[int, str, str]]:
    return [(each.no, each.state, each.code) for each in rows(Occurrence, schedule_id=row.id)]


def of(row: Schedule) -> Schedule:
    return rows(Schedule, id=row.id)[0]


@pytest.mark.lesson(6)
def test_three_clocks_at_once_fire_each_occurrence_once(app, world, clock):
    people = [world.conversation(world.phone(f"+148055501{n}", f"Gil {n}", ok_to_sms="ON")) for n in range(60, 70)]
    kept = [keep(world.ben, each, f"See you, {each.id}.", repeats=Repeats("day", count=2)) for each in people]
    for day in range(2):
        clock.set(NINE + timedelta(days=day))
        while firing.is_anything_due():
            found = at_once(app, fire_all, fire_all, fire_all)
            assert not [each for each in found if isinstance(each, Exception)], found
        assert len(rows(Message)) == 10 * (day + 1)
    assert [states(each) for each in kept] == [[(1, "fired", ""), (2, "fired", "")]] * 10
    assert sorted(message.body for message in rows(Message)) == sorted([f"See you, {each.id}." for each in people] * 2)


@pytest.mark.lesson(6)
def test_what_another_clock_found_due_a_moment_ago_is_looked_at_once_more(world, clock, monkeypatch):
    conversation = world.conversation(world.dee)
    once, daily = keep(world.ben, conversation), keep(world.ben, conversation, repeats=Repeats("day"))
    clock.set(NINE)
    found = firing._candidates(8)
    assert fire_all() == 2 and len(found) == 2
    monkeypatch.setattr(firing, "_candidates", lambda most: found)
    assert fire_all() == 0 and len(rows(Message)) == 2
    assert [states(each) for each in (once, daily)] == [[(1, "fired", "")]] * 2


def test_one_whose_phone_somebody_holds_is_left_to_them_and_the_others_go_on(world, clock, monkeypatch):
    first, second = (world.conversation(phone) for phone in (world.dee, world.phone("+14805550177", ok_to_sms="ON")))
    held, free = keep(world.ben, first), keep(world.ben, second)
    clock.set(NINE)
    real = firing.lock_phones
    with monkeypatch.context() as patched:
        patched.setattr(firing, "lock_phones", lambda ids, **how: {} if ids == [world.dee.id] else real(ids, **how))
        assert fire_all() == 1
    assert (states(held), states(free)) == ([], [(1, "fired", "")])
    assert fire_all() == 1 and states(held) == [(1, "fired", "")]


@pytest.mark.parametrize("where", ["take", "walls_after"])
def test_killed_before_its_commit_it_has_not_happened_and_happens_once(world, clock, monkeypatch, where):
    kept = keep(world.ben, world.conversation(world.dee), repeats=Repeats("day"))
    clock.set(NINE)
    real = getattr(firing, where)

    def then_killed(*args):
        real(*args)
        raise KeyboardInterrupt

    monkeypatch.setattr(firing, where, then_killed)
    with pytest.raises(KeyboardInterrupt):
        transaction.perform(firing.fire_next)
    assert (rows(Message), states(kept), of(kept).occurrence_no) == ([], [], 1)
    monkeypatch.setattr(firing, where, real)
    assert fire_all() == 1 and len(rows(Message)) == 1 and states(kept) == [(1, "fired", "")]


def test_after_a_deadlock_it_is_tried_again_and_leaves_once(world, clock, monkeypatch):
    kept = keep(world.ben, world.conversation(world.dee))
    clock.set(NINE)
    tries = []

    def sometimes(items):
        found = written.take(items)
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("", {}, Exception("database is locked"))
        return found

    monkeypatch.setattr(firing, "take", sometimes)
    assert fire_all() == 1 and len(tries) == 2
    assert len(rows(Message)) == 1 and states(kept) == [(1, "fired", "")]


def test_a_fault_of_our_own_holds_up_nobody_else(world, clock, monkeypatch):
    conversation = world.conversation(world.dee)
    kept, note = keep(world.ben, conversation), keep(world.ben, conversation, kind="note")
    clock.set(NINE)
    monkeypatch.setattr(firing, "take", lambda items: 1 / 0)
    assert fire_all() == 2 and len(rows(Note, conversation_id=conversation.id)) == 1
    assert states(kept) == [(1, "refused", "FAULT")] and states(note) == [(1, "fired", "")]
    assert [event.detail for event in rows(Event, kind="schedule_missed")] == [firing.FAULT + firing.KEPT]


def test_one_that_cannot_be_worked_out_is_given_up_and_holds_up_nobody_else(world, clock):
    conversation = world.conversation(world.dee)
    broken, sound = keep(world.ben, conversation, repeats=Repeats("day")), keep(world.ben, conversation)
    broken.repeats = {"every": "blue moon"}
    transaction.commit()
    clock.set(NINE)
    assert fire_all() == 2
    assert (of(broken).state, of(broken).code, states(broken)) == ("canceled", "FAULT", [])
    assert states(sound) == [(1, "fired", "")]
    assert [notice.kind for notice in rows(Notice)] == ["refused"]
    with pytest.raises(schedules.Problem, match="given up"):
        transaction.perform(schedules.end, broken, world.ben)
