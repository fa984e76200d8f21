"""The clock: every second it rings for what falls due. It only rings; one process at a time holds it."""

from __future__ import annotations

import logging
import secrets
import threading

from flask import Flask
from redis.exceptions import RedisError

from app import heartbeats, queues
from app.texting import claim, desk, firing, indexing, media_work, reviews, settle
from app.transaction import reading

TICK_S = 1.0
HOLD_S = 5
KEY = "leadline:clock"

log = logging.getLogger(__name__)


def run(app: Flask, stop: threading.Event) -> None:
    """Tick until told to stop."""
    name = secrets.token_hex(8)
    while not stop.wait(TICK_S):
        with app.app_context():
            try:
                if holds(name):
                    tick(app)
                    heartbeats.ticked(queues.redis())
            except Exception as error:
                log.warning("the clock missed a tick: %s", type(error).__name__)


def holds(name: str) -> bool:
    """Whether this clock is the one that ticks; another takes over when it has been silent for five seconds."""
    try:
        redis = queues.redis()
        if redis.set(KEY, name, nx=True, ex=HOLD_S):
            return True
        if redis.get(KEY) == name.encode():
            return bool(redis.expire(KEY, HOLD_S))
        return False
    except RedisError:
        return False


def tick(app: Flask) -> None:
    """Ring for each kind of work that the database says is due."""
    settings = app.config["SETTINGS"]
    with reading():
        if claim.is_anything_due():
            queues.ring()
        if firing.is_anything_due():
            queues.ring_fire()
        if settle.is_anything_unsettled(settings.settle_after, settings.lease):
            queues.ring_settle()
        if desk.is_anybody_due():
            queues.ring_wake()
        if reviews.is_any_due():
            queues.ring_reviews()
        if media_work.is_anything_due():
            queues.ring_media()
        if indexing.is_behind():
            queues.ring_index()
        queues.ring_opt_ins_seldom()
        queues.ring_tidy_media()
        queues.ring_anchor()
        queues.ring_resolve()
