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

from app.clock import zone_data

INTERACTIVE, BULK = "interactive", "bulk"
QUEUES = (INTERACTIVE, BULK)

DRAIN = "app.jobs.outbox.drain"
SETTLE = "app.jobs.outbox.settle"
WAKE = "app.jobs.desk.wake"
MEDIA = "app.jobs.media.fetch"
TIDY_MEDIA = "app.jobs.media.tidy"
REVIEWS = "app.jobs.desk.judge"
OPT_INS = "app.jobs.opt_ins.tend"
INDEX = "app.jobs.indexing.catch_up"
ANCHOR = "app.jobs.ledger.anchor"
LINE = "app.jobs.lines.look_up"
FIRE = "app.jobs.schedules.fire"
RESOLVE = "app.jobs.schedules.resolve"
JOBS = {
    DRAIN: INTERACTIVE, SETTLE: INTERACTIVE, WAKE: INTERACTIVE, REVIEWS: INTERACTIVE, MEDIA: INTERACTIVE,
    OPT_INS: INTERACTIVE, LINE: INTERACTIVE, FIRE: INTERACTIVE, TIDY_MEDIA: BULK, INDEX: BULK, ANCHOR: BULK,
    RESOLVE: BULK,
}  # fmt: skip

# How long a job may be in hand before its worker counts as stuck: a drain stops claiming after 45 s and its last
# answers come within seconds; what nobody waits for may take as long as RQ lets it.
JOB_TIMEOUT_S = 300
STUCK_AFTER_S = {INTERACTIVE: 120, BULK: JOB_TIMEOUT_S}

RING_COALESCED_S = 2
OPT_INS_EVERY_S = 60
TIDY_EVERY_S = 3600
RESOLVE_EVERY_S = 3600
ANCHOR_ASKED_EVERY_S = 3600
FAILURE_TTL_S = 7 * 86_400

log = logging.getLogger(__name__)


def ring() -> None:
    """Say that texts are due. Rings that come before a worker has answered the first are one ring."""
    _once("leadline:doorbell:drain", DRAIN)


def ring_settle() -> None:
    """Say that outcomes wait to be settled."""
    _once("leadline:doorbell:settle", SETTLE)


def ring_wake() -> None:
    """Say that conversations have slept long enough."""
    _once("leadline:doorbell:wake", WAKE)


def ring_reviews() -> None:
    """Say that replies which may mean stop have waited long enough for a person."""
    _once("leadline:doorbell:judge", REVIEWS)


def ring_opt_ins() -> None:
    """Say that texts which waited for an opt-in may wait for nothing any more."""
    _once("leadline:doorbell:tend", OPT_INS)


def ring_opt_ins_seldom() -> None:
    """Have what waits for an opt-in looked through, once a minute however often this is called."""
    _once("leadline:doorbell:tend_seldom", OPT_INS, OPT_INS_EVERY_S)


def ring_fire() -> None:
    """Say that schedules are due."""
    _once("leadline:doorbell:fire", FIRE)


def ring_resolve() -> None:
    """Have schedules looked through whose instants other zone rules gave, once an hour however often this is called,
    and at once where these rules are new."""
    _once(f"leadline:doorbell:resolve:{zone_data()}", RESOLVE, RESOLVE_EVERY_S)


def ring_media() -> None:
    """Say that files wait to be fetched or made ready."""
    _once("leadline:doorbell:fetch", MEDIA)


def ring_tidy_media() -> None:
    """Have files that nobody needs taken away, once an hour however often this is called."""
    _once("leadline:doorbell:tidy", TIDY_MEDIA, TIDY_EVERY_S)


def ring_anchor() -> None:
    """Have the ledger's chains anchored if today's file isn't there, once an hour however often this is called."""
    _once("leadline:doorbell:anchor", ANCHOR, ANCHOR_ASKED_EVERY_S)


def ring_index() -> None:
    """Say that texts wait for the search index."""
    _once("leadline:doorbell:catch_up", INDEX)


def ask_line(phone_id: int) -> None:
    """Have the carrier asked what line this phone is. Where that is lost, nothing waits for it."""
    _enqueue(LINE, phone_id)


def answered(job: str) -> None:
    """Called by a job as it begins: from now on a ring is a new one."""
    redis().delete(_key(job))


def redis() -> Redis:
    """The connection of this app."""
    return current_app.extensions["redis"]


def patient_redis() -> Redis:
    """A client for a worker alone, which waits at its queues for minutes. RQ makes the pool it is given that patient,
    but not the connections that others have opened in it: on one of those each idle wait would end as a fault, and
    the worker would pause longer after each."""
    return Redis.from_url(current_app.config["SETTINGS"].redis_url, socket_connect_timeout=2)


def queue(name: str) -> Queue:
    return Queue(name, connection=redis(), serializer=JSONSerializer)


def _once(key: str, job: str, coalesced_s: int = RING_COALESCED_S) -> None:
    try:
        if redis().set(key, 1, nx=True, ex=coalesced_s):
            _put(job)
    except RedisError as error:
        log.warning("the doorbell did not ring (%s); the clock rings again", type(error).__name__)


def _enqueue(job: str, *args: int) -> None:
    try:
        _put(job, *args)
    except RedisError as error:
        log.warning("a job could not be handed over (%s)", type(error).__name__)


def _put(job: str, *args: int) -> None:
    keeps = {"result_ttl": 0, "failure_ttl": FAILURE_TTL_S, "job_timeout": JOB_TIMEOUT_S}
    queue(JOBS[job]).enqueue(job, args=args, **keeps)


def _key(job: str) -> str:
    return f"leadline:doorbell:{job.rsplit('.', 1)[1]}"
