"""The clock: one holds it, it rings only for what the database says is due."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest

from app import heartbeats, queues, transaction
from app.jobs import clock
from app.texting import outcomes
from tests.fixtures.waiting import until
from tests.texting.acts import answer, asked, on_its_way

pytestmark = pytest.mark.usefixtures("pushed")


def test_one_clock_ticks_and_another_takes_over_when_it_is_gone(db, redis_server):
    import redis

    assert clock.holds("first")
    assert clock.holds("first")
    assert not clock.holds("second")
    with redis.Redis.from_url(redis_server) as wire:
        assert 0 < wire.pttl(clock.KEY) <= clock.HOLD_S * 1000
        wire.delete(clock.KEY)
    assert clock.holds("second")
    assert not clock.holds("first")


def test_nothing_due_rings_nothing(world, app, doorbell):
    asked(world)
    clock.tick(app)
    assert doorbell.rings == []


def test_a_due_text_rings(world, app, doorbell):
    answer(asked(world), world.ben)
    doorbell.rings.clear()
    clock.tick(app)
    assert doorbell.rings == ["drain"]


def test_a_text_that_waits_for_its_time_rings_when_it_has_come(world, app, doorbell, time):
    message = answer(asked(world), world.ben)
    message.not_before = time.instant.replace(hour=17)
    transaction.commit()
    doorbell.rings.clear()
    clock.tick(app)
    assert doorbell.rings == []
    time.advance(hours=2)
    clock.tick(app)
    assert doorbell.rings == ["drain"]


def test_each_tick_asks_for_todays_anchor_of_the_ledger(world, app, doorbell, monkeypatch):
    monkeypatch.setattr(queues, "ring_anchor", lambda: doorbell.rings.append("anchor"))
    clock.tick(app)
    assert doorbell.rings == ["anchor"]


def test_an_unknown_outcome_rings_for_settling_once_it_is_ripe(world, app, doorbell, time):
    message = on_its_way(world)
    transaction.perform(outcomes.record, [outcomes.Outcome(message.id, 1, "unknown")])
    doorbell.rings.clear()
    clock.tick(app)
    assert doorbell.rings == []
    time.advance(seconds=61)
    clock.tick(app)
    assert doorbell.rings == ["settle"]


def test_it_ticks_until_told_to_stop_and_survives_a_fault(app, db, redis_server, monkeypatch):
    ticks = []

    def tick(_app) -> None:
        ticks.append(1)
        if len(ticks) == 1:
            raise RuntimeError("the database is away")

    monkeypatch.setattr(clock, "tick", tick)
    with ticking(app, monkeypatch):
        until(lambda: len(ticks) > 2, 10, "the clock ticks on after a fault")
        until(lambda: heartbeats.is_clock_held(queues.redis()), 10, "a tick that went well is told")


def test_a_clock_whose_ticks_all_fail_counts_as_none(app, db, redis_server, monkeypatch):
    ticks = []

    def tick(_app) -> None:
        ticks.append(1)
        raise RuntimeError("the database is away")

    monkeypatch.setattr(clock, "tick", tick)
    with ticking(app, monkeypatch):
        until(lambda: len(ticks) > 2, 10, "the clock goes on trying")
        assert queues.redis().exists(clock.KEY) and not heartbeats.is_clock_held(queues.redis())


@contextmanager
def ticking(app, monkeypatch):
    """The clock, quick, in a thread of its own that ends with the block."""
    monkeypatch.setattr(clock, "TICK_S", 0.01)
    queues.redis().delete(clock.KEY, heartbeats.CLOCK)
    stop = threading.Event()
    thread = threading.Thread(target=clock.run, args=(app, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(10)
    assert not thread.is_alive()


@pytest.fixture
def time(clock):
    """The standing clock of the suite, under a name that leaves `clock` to the module."""
    return clock
