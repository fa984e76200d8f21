"""`python -m tests.proof.hurried_worker`: worker.py as it is, with shorter waits, that may be told to die.

The waits keep production's order: a claim's oldest start and the carrier's time-out together end before the
lease does (3 + 4 < 8, there 15 + 10 < 30), so that no living try is taken for a dead one.

PROOF_FATE   answered:N  SIGKILL between the carrier's answer to this process's Nth try and our commit of it
             asking:N    SIGKILL once the Nth try is claimed and before the carrier is asked
PROOF_DIARY  a file that gets a line for each event: ready PID CPU, answered PID SID, asking PID, spent PID CPU
"""

from __future__ import annotations

import itertools
import os
import signal
import time
from dataclasses import replace

import app
from app.config import Settings, load
from app.sms.twilio_client import Accepted, Carrier
from app.texting import deliver

SETTLE_AFTER_S, LEASE_S = 3.0, 8.0
STALE_S, TIMEOUT_S = 3.0, 4.0

_diary = os.open(os.environ["PROOF_DIARY"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
_kind, _, _number = os.environ.get("PROOF_FATE", "").partition(":")
_turns = itertools.count(1)
_create = Carrier.create


def hurried() -> Settings:
    """The environment's settings with shorter waits."""
    return replace(load(), settle_after=SETTLE_AFTER_S, lease=LEASE_S)


def create(self: Carrier, *args, **kwargs) -> Accepted:
    """One try at the carrier, or the end."""
    turn = next(_turns)
    if _kind == "asking" and turn >= int(_number):
        _die("asking")
    accepted = _create(self, *args, **kwargs)
    if _kind == "answered" and turn >= int(_number):
        _die("answered", accepted.sid)
    return accepted


def _die(*words: str) -> None:
    _write(*words)
    os.kill(os.getpid(), signal.SIGKILL)


def _write(what: str, *more: object) -> None:
    os.write(_diary, (" ".join(map(str, (what, os.getpid(), *more))) + "\n").encode())


if __name__ == "__main__":
    app.load = hurried
    deliver.STALE_S = STALE_S
    Carrier.create = create
    Carrier.__init__.__defaults__ = (TIMEOUT_S,)
    import worker

    _write("ready", time.process_time())
    try:
        worker.main()
    finally:
        _write("spent", time.process_time())
