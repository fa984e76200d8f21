"""Schedules that are due late, in a zone whose rules have changed, or for somebody who says stop meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app import transaction
from app.models import Conversation, Event, Message, Note, Notice, Occurrence, Schedule
from app.texting import compose, firing, recurrence, sending
from app.texting.recurrence import Repeats
from tests.texting.acts import accepted, answer, at_once, claimed, rows, text
from tests.texting.planning import fire_all, keep

NINE = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # nine in the morning in Phoenix


def states(row: Schedule) -> list[tuple[int, str, str]]:
    return [(each.no, each.state, each.code) for each in rows(Occurrence, schedule_id=row.id)]


def of(row: Schedule) -> Schedule:
    return rows(Schedule, id=row.id)[0]


def test_within_the_hour_it_still_leaves_and_beyond_it_does_not(world, clock):
    conversation = world.conversation(world.dee)
    kept = keep(world.ben, conversation)
    clock.set(NINE + timedelta(minutes=60))
    assert fire_all() == 1 and states(kept) == [(1, "fired", "")]
    clock.set(NINE)
    late = keep(world.ben, conversation, wall=datetime(2026, 11, 24, 9, 1))
    clock.set(NINE + timedelta(minutes=61, seconds=1))
    assert fire_all() == 1 and states(late) == [(1, "missed", "LATE")] and len(rows(Message)) == 1
    assert of(late).state == "draft"
    [event] = rows(Event, kind="schedule_missed")
    assert event.detail == f"it was due Tue, Nov 24, 9:01 AM, and Leadline was not running.{firing.KEPT}"
    assert rows(Conversation, id=conversation.id)[0].needs_attention
    assert [(each.user_id, each.kind) for each in rows(Notice)] == [(world.ben.id, "missed")]


def test_how_late_it_may_leave_is_the_accounts_to_say(world, clock):
    world.copper.late_minutes = 5
    kept = keep(world.ben, world.conversation(world.dee))
    clock.set(NINE + timedelta(minutes=5, seconds=1))
    fire_all()
    assert states(kept) == [(1, "missed", "LATE")]


def test_never_late_is_still_time_enough_for_the_clock_to_ring(world, clock):
    world.copper.late_minutes = 0
    keep(world.ben, world.conversation(world.dee), repeats=Repeats("day"))
    clock.set(NINE + timedelta(seconds=2))
    assert fire_all() == 1 and len(rows(Message)) == 1
    clock.set(NINE + timedelta(days=1, minutes=2))
    assert fire_all() == 1 and len(rows(Message)) == 1


def test_after_days_without_running_the_latest_leaves_and_the_others_are_told(world, clock):
    kept = keep(world.ben, world.conversation(world.dee), repeats=Repeats("day"))
    clock.set(NINE + timedelta(days=4, minutes=20))
    assert fire_all() == 1 and len(rows(Message)) == 1
    assert states(kept) == [(4, "missed", "LATE"), (5, "fired", "")]
    [event] = rows(Event, kind="schedule_missed")
    assert (event.count, event.detail) == (
        4, "it was due 4 times until Sat, Nov 28, 9:00 AM, and Leadline was not running"
    )
    assert (of(kept).wall, of(kept).occurrence_no) == ("2026-11-29T09:00", 6)


def test_years_without_running_cost_one_row_and_one_line(world, clock):
    kept = keep(world.ben, world.conversation(world.dee), repeats=Repeats("day"))
    clock.set(NINE + timedelta(days=4000, hours=2))
    assert fire_all() == 1
    assert states(kept) == [(4001, "missed", "LATE")] and len(rows(Event, kind="schedule_missed")) == 1
    assert rows(Message) == [] and of(kept).occurrence_no == 4002


@pytest.mark.lesson(31)
@pytest.mark.parametrize("change", [datetime(2027, 3, 13, 9), datetime(2027, 11, 6, 9)])
def test_every_morning_at_nine_is_nine_across_both_changes(world, clock, change):
    keep(world.ben, world.conversation(world.dee), wall=change, zone="America/Denver", repeats=Repeats("day", count=3))
    left = []
    while rows(Schedule)[0].state == "waiting":
        clock.set(rows(Schedule)[0].next_at)
        assert fire_all() == 1
        left.append(clock.instant)
    assert [recurrence.instant_of(change + timedelta(days=day), "America/Denver") for day in range(3)] == left
    assert left[1] - left[0] != timedelta(days=1) or left[2] - left[1] != timedelta(days=1)


@pytest.mark.lesson(31)
def test_where_zone_rules_have_changed_nine_o_clock_is_worked_out_again(world, clock, monkeypatch):
    conversation = world.conversation(world.dee)
    kept, other = keep(world.ben, conversation), keep(world.ben, conversation)
    for row in (kept, other):
        row.zone_rules, row.next_at = "2025.1", NINE - timedelta(hours=1)  # as other rules had it
    transaction.commit()
    clock.set(NINE - timedelta(hours=1))
    assert firing.is_anything_due() and fire_all() == 0, "by the rules of today it isn't nine yet"
    other.zone_rules = "2025.1"
    transaction.commit()
    assert transaction.perform(firing.resolve) == 1 and transaction.perform(firing.resolve) == 0
    assert [each.next_at for each in rows(Schedule)] == [NINE, NINE]


def test_a_zone_that_the_rules_have_lost_keeps_its_last_instant(world, clock):
    kept = keep(world.ben, world.conversation(world.dee))
    kept.zone, kept.zone_rules = "America/Atlantis", "2025.1"
    transaction.commit()
    assert transaction.perform(firing.resolve) == 1 and of(kept).next_at == NINE
    clock.set(NINE)
    assert fire_all() == 1 and len(rows(Message)) == 1


@pytest.mark.case(2)
@pytest.mark.lesson(25)
def test_stop_cancels_three_that_are_scheduled_and_one_that_is_held_and_nothing_leaves_later(world, clock, pushed):
    conversation = world.conversation(world.dee)
    scheduled = [keep(world.ben, conversation, f"On day {day}", repeats=Repeats("day")) for day in range(3)]
    transaction.perform(sending.pause, world.copper, "Ana")
    held = answer(conversation, world.ben, "A word of today.")
    assert rows(Message, id=held.id)[0].state == "held"
    transaction.perform(sending.resume, world.copper)
    transaction.perform(sending.pause, world.copper, "Ana")
    text(world.dee.e164, world.local, "please stop texting me")
    assert [(of(each).state, of(each).code) for each in scheduled] == [("canceled", "OPTED_OUT")] * 3
    assert (rows(Message, id=held.id)[0].state, rows(Message, id=held.id)[0].code) == ("canceled", "OPTED_OUT")
    assert [event.count for event in rows(Event, kind="opted_out")] == [4]
    assert [note.body for note in rows(Note) if "4 waiting canceled." in note.body]
    transaction.perform(sending.resume, world.copper)
    for _ in range(8):
        for one in claimed():
            accepted(rows(Message, id=one.message_id)[0])
        clock.advance(hours=12)
        assert fire_all() == 0
    left = [message for message in rows(Message, direction="out") if message.state == "accepted"]
    assert len(left) <= 1 and {message.purpose for message in left} <= {"system"}, "one confirmation at most"
    with pytest.raises(compose.Refused):
        answer(conversation, world.ana, "An admin may not either.")


def test_a_stop_and_the_clock_at_once_leave_no_text_after_the_stop(app, world, clock):
    conversation = world.conversation(world.dee)
    kept = keep(world.ben, conversation, repeats=Repeats("day"))
    clock.set(NINE)
    at_once(app, fire_all, lambda: text(world.dee.e164, world.local, "STOP"))
    assert of(kept).state == "canceled"
    assert {message.state for message in rows(Message, direction="out")} <= {"canceled"}
    assert claimed() == []
