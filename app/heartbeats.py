"""Signs of life of the workers: beat() says one with what is in Hand, standing() reads them all; is_clock_held().

In Redis, because the page that shows them is another process's. A worker that is silent for a minute is forgotten.
A thread beats, and it beats on while a job hangs: so each sign says what the worker does and since when.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import threading
import time
from dataclasses import dataclass

from redis import Redis
from redis.exceptions import RedisError

EVERY_S = 2.0
LATE_AFTER_S = 10.0
FORGOTTEN_AFTER_S = 60.0
KEY = "leadline:workers"
CLOCK = "leadline:clock:ticked"
TICK_COUNTS_S = 5

log = logging.getLogger(__name__)


class Hand:
    """What a worker has in hand: take(job, limit_s) as it begins, put_down() as it ends. Read by another thread."""

    def __init__(self) -> None:
        self._held: tuple[str, float, float] | None = None

    def take(self, job: str, limit_s: float) -> None:
        """`limit_s`: how long it may take before it counts as stuck."""
        self._held = (job, time.monotonic(), limit_s)

    def put_down(self) -> None:
        self._held = None

    def says(self) -> dict[str, str | float]:
        """Job, seconds so far and limit; empty words for an empty hand."""
        held = self._held
        if held is None:
            return {"job": "", "busy": 0.0, "limit": 0.0}
        return {"job": held[0], "busy": time.monotonic() - held[1], "limit": held[2]}


@dataclass(frozen=True)
class Sign:
    """A worker as it last spoke, `age` seconds ago: its job in hand and for how many seconds it had it by then."""

    name: str
    queues: str
    process: int
    age: float
    job: str = ""
    busy: float = 0.0
    limit: float = 0.0

    @property
    def is_late(self) -> bool:
        return self.age > LATE_AFTER_S

    @property
    def is_stuck(self) -> bool:
        """Whether it speaks but has not come on: its job takes longer than such a job ever may."""
        return bool(self.job) and self.busy > self.limit


def keep_beating(redis: Redis, name: str, queues: list[str], stop: threading.Event, hand: Hand) -> None:
    """Say it every two seconds until told to stop; then take leave."""
    is_heard = True
    while True:
        try:
            beat(redis, name, queues, hand)
            is_heard = True
        except RedisError as error:
            if is_heard:
                log.warning("no sign of life can be left (%s); it is tried on", type(error).__name__)
            is_heard = False
        if stop.wait(EVERY_S):
            break
    with contextlib.suppress(RedisError):  # a sign that can't be taken back is forgotten in a minute
        redis.hdel(KEY, name)


def beat(redis: Redis, name: str, queues: list[str], hand: Hand | None = None) -> None:
    """One sign of life."""
    said = {"at": time.time(), "queues": ", ".join(queues), "process": os.getpid()}
    redis.hset(KEY, name, json.dumps(said | (hand or Hand()).says()))


def standing(redis: Redis) -> list[Sign]:
    """Every worker heard of in the last minute, by name; raises RedisError."""
    signs = []
    for name, kept in redis.hgetall(KEY).items():
        said = json.loads(kept)
        age = max(0.0, time.time() - said.pop("at"))
        if age > FORGOTTEN_AFTER_S:
            redis.hdel(KEY, name)
        else:
            signs.append(Sign(name.decode(), age=age, **said))
    return sorted(signs, key=lambda sign: sign.name)


def ticked(redis: Redis) -> None:
    """Said by the clock after a tick that went well. Raises RedisError."""
    redis.set(CLOCK, 1, ex=TICK_COUNTS_S)


def is_clock_held(redis: Redis) -> bool:
    """Whether a clock ticks: one has ended a tick in the last five seconds. Raises RedisError."""
    return bool(redis.exists(CLOCK))
