"""Queue names, jobs by dotted name, and the doorbell: ring(), enqueue().

Redis only rings; what is due stands in the database. A ring that is lost (Redis flushed, away, a worker
killed) is rung again by the clock within a second.
"""

from __future__ import annotations

import logging

from flask import current_app
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

INTERACTIVE, BULK = "interactive", "bulk"
QUEUES = (INTERACTIVE, BULK)

DRAIN = "app.jobs.outbox.drain"
SETTLE = "app.jobs.outbox.settle"
JOBS = {DRAIN: INTERACTIVE, SETTLE: INTERACTIVE}

RING_COALESCED_S = 2
FAILURE_TTL_S = 7 * 86_400

log = logging.getLogger(__name__)


def ring() -> None:
    """Say that texts are due. Rings that come before a worker has answered the first are one ring."""
    _once("leadline:doorbell:drain", DRAIN)


def ring_settle() -> None:
    """Say that outcomes wait to be settled."""
    _once("leadline:doorbell:settle", SETTLE)


def answered(job: str) -> None:
    """Called by a job as it begins: from now on a ring is a new one."""
    redis().delete(_key(job))


def redis() -> Redis:
    """The connection of this app."""
    return current_app.extensions["redis"]


def queue(name: str) -> Queue:
    return Queue(name, connection=redis(), serializer=JSONSerializer)


def _once(key: str, job: str) -> None:
    try:
        if redis().set(key, 1, nx=True, ex=RING_COALESCED_S):
            queue(JOBS[job]).enqueue(job, result_ttl=0, failure_ttl=FAILURE_TTL_S, job_timeout=300)
    except RedisError as error:
        log.warning("the doorbell did not ring (%s); the clock rings again", type(error).__name__)


def _key(job: str) -> str:
    return f"leadline:doorbell:{job.rsplit('.', 1)[1]}"
