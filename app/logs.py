"""Logs as data, one JSON line each, on standard error: configure(app). Never a text, never a whole number."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import structlog
from flask import Flask

NUMBER = re.compile(r"(\+?\d{4})\d{4,9}(\d{2})")
QUIET = ("twilio.http_client", "rq.worker", "urllib3", "socketio", "engineio", "geventwebsocket")


def configure(app: Flask) -> None:
    """Send everything that is logged through one formatter that also hides numbers."""
    shared = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
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
    app.logger.handlers, app.logger.propagate = [], True


def hide_numbers(_logger: Any, _name: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Digits of anything that looks like a phone number, but its beginning and its end, become "…"."""
    return {key: NUMBER.sub(r"\1…\2", value) if isinstance(value, str) and key != "timestamp" else value
            for key, value in entry.items()}
