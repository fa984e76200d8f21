"""start(): a worker.py process with shorter waits, that may be told to die. Each is an operating system's process
of its own, forked from one that has loaded the libraries and nothing else: that saves two seconds a worker.

The waits keep production's order: a claim's latest start and the carrier's time-out together end before the
lease does (3 + 4 < 8, there 15 + 10 < 30), so that no living try is taken for a dead one.

A worker's fate: "answered:N" is SIGKILL between the carrier's answer to its Nth try and our commit of it,
"asking:N" once the Nth try is claimed and before the carrier is asked. The diary gets a line for each event:
ready PID CPU, answered PID SID, asking PID, spent PID CPU.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import app
import app.commands
import app.jobs.clock
import app.jobs.outbox
import app.web
from app.config import Settings, load
from app.sms import twilio_wire  # noqa: F401
from app.sms.twilio_client import Accepted, Carrier
from app.texting import deliver
from running.child import prepared

SETTLE_AFTER_S, LEASE_S = 3.0, 8.0
STALE_S, TIMEOUT_S = 3.0, 4.0

_nursery = multiprocessing.get_context("forkserver")
_nursery.set_forkserver_preload([__name__])


def start(environ: dict[str, str], fate: str, diary: Path, log: Path) -> multiprocessing.Process:
    """Start a worker with this environment."""
    process = _nursery.Process(target=_work, args=(environ, fate, str(diary), str(log)), daemon=True)
    process.start()
    return process


def _work(environ: dict[str, str], fate: str, diary: str, log: str) -> None:
    prepared(os.getppid())()
    os.environ.update(environ)
    for stream in (1, 2):
        os.dup2(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT), stream)
    lines = os.open(diary, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    app.load = lambda: _hurried(load())
    deliver.STALE_S = STALE_S
    Carrier.__init__.__defaults__ = (TIMEOUT_S,)
    Carrier.create = _mortal(Carrier.create, fate, lines)
    import worker

    _write(lines, "ready", time.process_time())
    try:
        worker.main()
    finally:
        _write(lines, "spent", time.process_time())


def _hurried(settings: Settings) -> Settings:
    return replace(settings, settle_after=SETTLE_AFTER_S, lease=LEASE_S)


def _mortal(ask_carrier, fate: str, diary: int):
    """Carrier.create, with the process's end before or after its Nth call."""
    kind, _, number = fate.partition(":")
    turns = itertools.count(1)

    def create(self: Carrier, *args, **kwargs) -> Accepted:
        is_last = bool(kind) and next(turns) >= int(number)
        if is_last and kind == "asking":
            _die(diary, "asking")
        accepted = ask_carrier(self, *args, **kwargs)
        if is_last:
            _die(diary, "answered", accepted.sid)
        return accepted

    return create


def _die(diary: int, *words: str) -> None:
    _write(diary, *words)
    os.kill(os.getpid(), signal.SIGKILL)


def _write(diary: int, what: str, *more: object) -> None:
    os.write(diary, (" ".join(map(str, (what, os.getpid(), *more))) + "\n").encode())
