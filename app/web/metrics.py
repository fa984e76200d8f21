"""/metrics for Prometheus: what all processes of this installation counted, and how its queue stands.

For whoever has METRICS_TOKEN (Authorization: Bearer …), and for this machine while PUBLIC_URL is an address of its own
only: behind a proxy on the same machine everybody would seem to come from here. To others there is no such page.
"""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from flask import Blueprint, Response, abort, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from app import heartbeats, queues
from app.extensions import limiter
from app.models import Pause
from app.texting import standing
from app.transaction import rollback
from app.web.health import is_from_here

pages = Blueprint("metrics", __name__)

KEPT_S = 5.0  # an eager scraper asks the database no more often


@pages.get("/metrics")
@limiter.exempt
def show():
    if not (_has_token() or (current_app.config["SETTINGS"].is_for_this_machine and is_from_here())):
        abort(404)
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    now_standing = CollectorRegistry()
    now_standing.register(_Standing())
    return Response(generate_latest(registry) + generate_latest(now_standing), content_type=CONTENT_TYPE_LATEST)


def _has_token() -> bool:
    token = current_app.config["SETTINGS"].metrics_token
    given = request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


class _Standing:
    """The gauges: asked of database and Redis at most every five seconds, then repeated."""

    def describe(self) -> list[Any]:
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        at, kept = current_app.extensions.get("standing", (0.0, None))
        if kept is None or time.monotonic() - at > KEPT_S:
            kept = [*_asked(_queue), *_asked(_workers)]
            current_app.extensions["standing"] = (time.monotonic(), kept)
        yield from kept


def _queue() -> list[GaugeMetricFamily]:
    queue = standing.queue()
    texts = GaugeMetricFamily("leadline_texts_waiting", "Texts that are not done with", labels=["state"])
    for state, count in queue.texts.items():
        texts.add_metric([state], count)
    single = (
        ("leadline_oldest_due_seconds", "How long the oldest due text has been due", queue.oldest_due),
        ("leadline_texts_for_a_person", "Texts whose outcome a person must say", queue.needs_person),
        ("leadline_media_waiting", "Files not yet fetched from the carrier", queue.media_waiting),
        ("leadline_oldest_media_seconds", "How long the oldest of them waits", queue.oldest_media),
        ("leadline_quarantined", "Texts to numbers nobody owns", queue.quarantined),
        ("leadline_pauses_open", "Switches that stop sending", len(Pause.standing())),
    )
    return [texts, *(GaugeMetricFamily(name, words, value=value) for name, words, value in single)]


def _asked(gauges: Callable[[], list[GaugeMetricFamily]]) -> list[GaugeMetricFamily]:
    """Nothing where database or Redis is away: what the processes counted is told all the same."""
    try:
        return gauges()
    except (SQLAlchemyError, RedisError):
        rollback()
        return []


def _workers() -> list[GaugeMetricFamily]:
    signs, ticks = heartbeats.standing(queues.redis()), heartbeats.is_clock_held(queues.redis())
    oldest = max((sign.age for sign in signs), default=0.0)
    busiest = max((sign.busy for sign in signs), default=0.0)
    return [
        GaugeMetricFamily("leadline_workers", "Workers heard of in ten seconds", sum(not s.is_late for s in signs)),
        GaugeMetricFamily("leadline_worker_silence_seconds", "The longest silence of a worker", oldest),
        GaugeMetricFamily("leadline_job_in_hand_seconds", "The longest that a worker has had its job by now", busiest),
        GaugeMetricFamily("leadline_clock_held", "Whether a clock ticks", int(ticks)),
    ]
