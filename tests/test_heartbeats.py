"""Signs of life: said every two seconds, late after ten, forgotten after a minute, taken back on leaving."""

from __future__ import annotations

import threading

import pytest
from redis import Redis

from app import heartbeats

pytestmark = pytest.mark.only_on("sqlite")  # no database is its subject: once is enough


@pytest.fixture
def redis(redis_server):
    with Redis.from_url(redis_server) as wire:
        yield wire


def test_a_worker_that_says_so_is_standing(redis):
    heartbeats.beat(redis, "worker-1", ["interactive", "bulk"])
    [sign] = heartbeats.standing(redis)
    assert (sign.name, sign.queues, sign.is_late) == ("worker-1", "interactive, bulk", False)
    assert sign.age < 5


@pytest.mark.parametrize(("age", "is_late", "is_known"), [(9, False, True), (11, True, True), (61, None, False)])
def test_silence_is_noticed_and_at_last_forgotten(redis, monkeypatch, age, is_late, is_known):
    heartbeats.beat(redis, "worker-1", ["bulk"])
    later = heartbeats.time.time() + age
    monkeypatch.setattr(heartbeats.time, "time", lambda: later)
    signs = heartbeats.standing(redis)
    assert [sign.is_late for sign in signs] == ([is_late] if is_known else [])
    assert redis.hlen(heartbeats.KEY) == int(is_known)


def test_whoever_leaves_takes_their_sign_with_them(redis):
    stop = threading.Event()
    stop.set()
    heartbeats.keep_beating(redis, "worker-1", ["bulk"], stop, heartbeats.Hand())
    assert heartbeats.standing(redis) == []


class Passing(threading.Event):
    """Lets this many beats pass without waiting."""

    def __init__(self, beats: int) -> None:
        super().__init__()
        self.beats = beats

    def wait(self, timeout=None) -> bool:
        self.beats -= 1
        return self.beats <= 0


def test_a_redis_that_is_away_stops_no_worker_and_is_told_once(caplog):
    heartbeats.keep_beating(Redis(port=1), "worker-1", ["bulk"], Passing(3), heartbeats.Hand())
    said = [line.getMessage() for line in caplog.records]
    assert said == ["no sign of life can be left (ConnectionError); it is tried on"]


@pytest.mark.parametrize(("after", "is_stuck"), [(119, False), (121, True)])
def test_a_worker_that_beats_while_its_job_hangs_is_stuck(redis, monkeypatch, after, is_stuck):
    hand = heartbeats.Hand()
    hand.take("outbox.drain", 120)
    later = heartbeats.time.monotonic() + after
    monkeypatch.setattr(heartbeats.time, "monotonic", lambda: later)
    heartbeats.beat(redis, "worker-1", ["interactive"], hand)
    [sign] = heartbeats.standing(redis)
    assert (sign.job, sign.is_late, sign.is_stuck) == ("outbox.drain", False, is_stuck)
    assert sign.busy == pytest.approx(after, abs=1)
    hand.put_down()
    heartbeats.beat(redis, "worker-1", ["interactive"], hand)
    [sign] = heartbeats.standing(redis)
    assert (sign.job, sign.is_stuck) == ("", False)


def test_the_clock_is_held_or_not(redis):
    assert heartbeats.is_clock_held(redis) is False
    redis.set(heartbeats.CLOCK, "somebody", ex=5)
    assert heartbeats.is_clock_held(redis) is True
