"""Signs of life of the workers: beat() says one, standing() reads them all, is_clock_held() whether somebody ticks.

In Redis, because the page that shows them is another process's. A worker that is silent for a minute is forgotten.
"""

from __future__ import annotations

import json
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
CLOCK = "leadline:clock"


@dataclass(frozen=True)
class Sign:
    """A worker as it last spoke: `age` in seconds."""

    name: str
    queues: str
    process: int
    age: float

    @property
    def is_late(self) -> bool:
        return self.age > LATE_AFTER_S


def keep_beating(redis: Redis, name: str, queues: list[str], stop: threading.Event) -> None:
    """Say it every two seconds until told to stop; then take leave."""
    while True:
        try:
            beat(redis, name, queues)
        except RedisError:
            pass  # whoever looks sees the silence
        if stop.wait(EVERY_S):
            break
    try:
        redis.hdel(KEY, name)
    except RedisError:
        pass


def beat(redis: Redis, name: str, queues: list[str]) -> None:
    """One sign of life."""
    redis.hset(KEY, name, json.dumps({"at": time.time(), "queues": ", ".join(queues), "process": os.getpid()}))


def standing(redis: Redis) -> list[Sign]:
    """Every worker heard of in the last minute, by name; raises RedisError."""
    signs = []
    for name, kept in redis.hgetall(KEY).items():
        said = json.loads(kept)
        age = max(0.0, time.time() - said["at"])
        if age > FORGOTTEN_AFTER_S:
            redis.hdel(KEY, name)
        else:
            signs.append(Sign(name.decode(), said["queues"], said["process"], age))
    return sorted(signs, key=lambda sign: sign.name)


def is_clock_held(redis: Redis) -> bool:
    """Whether a clock ticks: its hold on the key ends five seconds after the last tick. Raises RedisError."""
    return bool(redis.exists(CLOCK))
