"""The scheduler's jobs: the clock rings for what is due, a job fires it, and Redis may forget all of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import redis

from app import queues, transaction
from app.jobs import clock, schedules
from app.models import Message, Schedule
from app.texting.recurrence import Repeats
from tests.jobs.test_queues import waiting
from tests.texting.acts import rows
from tests.texting.planning import keep

pytestmark = pytest.mark.usefixtures("pushed")
NINE = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # nine in the morning in Phoenix


@pytest.fixture
def time(clock):
    """The standing clock of the suite, under a name that leaves `clock` to the module."""
    return clock


@pytest.fixture
def wire(redis_server, app) -> redis.Redis:
    with redis.Redis.from_url(redis_server) as made:
        made.flushall()
        yield made


def test_a_schedule_rings_when_its_instant_has_come_and_not_before(world, app, doorbell, time):
    keep(world.ben, world.conversation(world.dee))
    time.set(NINE - timedelta(seconds=1))
    clock.tick(app)
    assert doorbell.rings == []
    time.set(NINE)
    clock.tick(app)
    assert doorbell.rings == ["fire"]


def test_a_job_fires_all_that_is_due(world, app, doorbell, time, wire):
    conversation = world.conversation(world.dee)
    for n in range(3):
        keep(world.ben, conversation, f"Text {n}")
    time.set(NINE)
    schedules.fire()
    assert [message.body for message in rows(Message)] == ["Text 0", "Text 1", "Text 2"]
    doorbell.rings.clear()
    clock.tick(app)
    assert doorbell.rings == ["drain"], "texts are due now, and no schedule"


def test_a_job_that_has_fired_for_long_leaves_the_rest_to_the_next(world, app, doorbell, time, wire, monkeypatch):
    conversation = world.conversation(world.dee)
    keep(world.ben, conversation), keep(world.ben, conversation)
    time.set(NINE)
    monkeypatch.setattr(schedules, "LONGEST_S", -1.0)
    doorbell.rings.clear()
    schedules.fire()
    assert len(rows(Message)) == 1 and doorbell.rings == ["drain", "fire"]


@pytest.mark.lesson(6)
def test_redis_may_be_emptied_while_things_wait_and_when_they_are_due(world, app, time, wire):
    keep(world.ben, world.conversation(world.dee), repeats=Repeats("day", count=3))
    for day in range(3):
        wire.flushall()
        time.set(NINE + timedelta(days=day))
        clock.tick(app)
        assert queues.FIRE in waiting()
        wire.flushall()
        assert waiting() == []
        clock.tick(app)
        assert waiting().count(queues.FIRE) == 1
        schedules.fire()
        schedules.fire()
    assert len(rows(Message)) == 3 and rows(Schedule)[0].state == "done"


def test_rules_that_are_new_are_asked_about_at_once_and_then_once_an_hour(world, app, time, wire, monkeypatch):
    for _ in range(3):
        queues.ring_resolve()
    assert waiting() == [queues.RESOLVE]
    monkeypatch.setattr(queues, "zone_data", lambda: "2027.1")
    queues.ring_resolve()
    assert waiting() == [queues.RESOLVE] * 2


def test_instants_of_other_rules_are_worked_out_again_however_many(world, app, time, monkeypatch):
    conversation = world.conversation(world.dee)
    kept = [keep(world.ben, conversation, f"Text {n}") for n in range(3)]
    for row in kept:
        row.zone_rules, row.next_at = "2025.1", NINE + timedelta(hours=1)
    transaction.commit()
    monkeypatch.setattr("app.texting.firing.AT_ONCE", 2)
    schedules.resolve()
    assert {row.next_at for row in rows(Schedule)} == {NINE}
