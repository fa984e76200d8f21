"""Around every request: its id, its one line in the log, its count and time in the metrics. register(app).

X-Request-Id is taken from whoever stands in front of us when it is a plain id, else made; the answer carries it.
The line names the route, not the path: a path may hold what somebody typed.
"""

from __future__ import annotations

import re
import secrets
import time

import structlog
from flask import Flask, Response, g, request

from app import metrics
from app.logs import request_done, without_numbers

HEADER = "X-Request-Id"
PLAIN = re.compile(r"[A-Za-z0-9._\-]{8,64}")
UNTOLD = {"health.alive", "health.ready", "metrics.show"}  # asked every few seconds by machines
WEBHOOKS = {"webhooks.messages": "messages", "webhooks.status": "status"}
SENDS = {"messages.create", "compose.create"}


def register(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = time.perf_counter()
    g.request_id = _given_id() or secrets.token_hex(8)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _given_id() -> str:
    """The id that came with the request, unless it could be more than an id."""
    given = request.headers.get(HEADER, "")
    return given if PLAIN.fullmatch(given) and without_numbers(given) == given else ""


def _end(response: Response) -> Response:
    if "request_id" not in g:
        return response
    response.headers[HEADER] = g.request_id
    seconds = time.perf_counter() - g.began
    _count(response.status_code, seconds)
    if request.endpoint not in UNTOLD:
        who = vars(g.get("_login_user") or object)  # never the row itself: it may ask a database that is away
        request_done({
            "request_id": g.request_id, "method": request.method, "route": _route(), "status": response.status_code,
            "ms": round(seconds * 1000, 1), "user": who.get("id"), "account": who.get("account_id"),
        })  # fmt: skip
    return response


def _count(status: int, seconds: float) -> None:
    webhook = WEBHOOKS.get(request.endpoint or "")
    if webhook:
        metrics.WEBHOOKS.labels(webhook, str(status)).inc()
        metrics.WEBHOOK_SECONDS.labels(webhook).observe(seconds)
        if status == 403:
            metrics.REFUSED_SIGNATURES.inc()
    elif request.endpoint not in UNTOLD:
        page = request.endpoint or "none"
        metrics.PAGES.labels(page, str(status)).inc()
        metrics.PAGE_SECONDS.labels(page).observe(seconds)
        if page in SENDS and status < 400:
            metrics.SENDS.inc()


def _route() -> str:
    return request.url_rule.rule if request.url_rule else "none"
