"""Clocks as operating-system processes of their own: start(environ) fires whatever is due, again and again, until it is
killed."""

from __future__ import annotations

import multiprocessing
import os
import select
from typing import Any

import app
import app.commands
import app.web
from app import queues, transaction
from app.config import load
from app.live import pushes
from app.sms import twilio_wire  # noqa: F401
from app.texting import firing
from running.child import prepared

REST_S = 0.005

_nursery = multiprocessing.get_context("forkserver")
_nursery.set_forkserver_preload([__name__])


def start(environ: dict[str, str]) -> Any:
    """Start one of them with this environment."""
    process = _nursery.Process(target=_work, args=(environ,), daemon=True)
    process.start()
    return process


def _work(environ: dict[str, str]) -> None:
    prepared(os.getppid())()
    os.environ.update(environ)
    queues.ring = lambda: None
    pushes.tell = lambda _pushes: None
    with app.create_app(load(), with_migrations=False).app_context():
        while True:
            if not transaction.perform(firing.fire_next):
                select.select([], [], [], REST_S)
