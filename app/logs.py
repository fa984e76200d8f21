"""Logs as data, one JSON line each, on standard error: configure(app). Never a text, never a whole number.

A line written while a request or a job runs carries its id (bound by whoever begins it); request_done() is the one
line of each request, written past the formatter because it is on the way of every webhook.
"""

from __future__ import annotations

import json
import logging
import re
import sqlite3
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import structlog
from flask import Flask
from redis.exceptions import RedisError

NUMBER = re.compile(r"(\+?\d{4})\d{4,9}(\d{2})|(\(?\d{3}\)?)[\s.\-]{0,2}\d{3}[\s.\-]\d{2}(\d{2})(?!\d)")
SPOKEN = (OSError, RedisError, ImportError, sqlite3.Error)  # exceptions whose words hold no one's text
QUIET = ("twilio.http_client", "rq.worker", "urllib3", "socketio", "engineio", "geventwebsocket")
REQUESTS = "app.requests"
MACHINE = ("timestamp", "request_id", "job_id", "ms", "status")  # made here or checked before they are kept


def configure(app: Flask) -> None:
    """Send everything that is logged through one formatter that also hides numbers."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow={"ms"}),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        tell_exception,
        hide_numbers,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    _let_requests_through()
    app.logger.handlers, app.logger.propagate = [], True


def request_done(facts: dict[str, Any]) -> None:
    """One line for a request: values of our own only (ids, route, status, milliseconds)."""
    logger = logging.getLogger(REQUESTS)
    if logger.isEnabledFor(logging.INFO):
        logger.info("request", extra={"facts": facts})


class _Bare(logging.Formatter):
    """Facts as they are: whoever gives them has made sure that they hold nobody's words."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")
        return json.dumps({"event": "request", "level": "info", "logger": REQUESTS, "timestamp": at, **record.facts})


def _let_requests_through() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Bare())
    logger = logging.getLogger(REQUESTS)
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.INFO)


def tell_exception(_logger: Any, _name: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Where an exception came from and of what kind, down to its first cause. Not its words: a database repeats the
    row it refused, a parser the text it could not read."""
    given = entry.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else given if isinstance(given, BaseException) else None
    if given and error is None:
        error = sys.exc_info()[1]
    if error is not None:
        entry["exception"] = "".join(_told(error))
    return entry


def _told(error: BaseException) -> Iterator[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _told(cause)
    yield from traceback.format_tb(error.__traceback__)
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    words = f": {error}" if isinstance(error, SPOKEN) else f" (SQLSTATE {state})" if state else ""
    yield f"{type(error).__module__}.{type(error).__qualname__}{words}\n"


def hide_numbers(_logger: Any, _name: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Digits of anything that looks like a phone number, but its beginning and its end, become "…"."""
    return {key: without_numbers(value) if isinstance(value, str) and key not in MACHINE else value
            for key, value in entry.items()}


def without_numbers(text: str) -> str:
    return NUMBER.sub(r"\1\3…\2\4", text)
