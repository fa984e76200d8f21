"""One part of the product as a process: Child(name, command, ...).start(), .is_running, .stop(seconds).

Each part leads a session of its own, so that Ctrl-C in a terminal reaches only the supervisor and a whole
part can be killed at once. On Linux the kernel kills a part whose supervisor died, however it died.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

LOG_LIMIT = 5_000_000  # bytes; one older file of the same size is kept beside it
PR_SET_PDEATHSIG = 1
DEATHS, WITHIN = 5, 30.0  # this many deaths in this many seconds and there is no point in going on

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class TooManyDeaths(Exception):
    """A part that dies as often as it is started."""


@dataclass
class Child:
    """A process and its log file. Times are time.monotonic() seconds."""

    name: str
    command: list[str]
    environ: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)
    due: float | None = None  # when to start it again

    def start(self) -> None:
        self.due = None
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command, env=self.environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=prepared(os.getpid()),
            )  # fmt: skip

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def exit_words(self) -> str:
        """How it ended, for a sentence."""
        status = self.process.returncode if self.process else None
        if status is not None and status < 0:
            return f"was killed by {signal.Signals(-status).name}"
        return f"ended with status {status}"

    def note_death(self, at: float) -> float:
        """Clear what it left and say in how many seconds to start it again; raises TooManyDeaths."""
        self._kill_group()
        self.process = None
        self.deaths = [death for death in self.deaths if at - death < WITHIN] + [at]
        if len(self.deaths) >= DEATHS:
            raise TooManyDeaths(self.name)
        delay = 0.2 * 2 ** (len(self.deaths) - 1)
        self.due = at + delay
        return delay

    def ask_to_stop(self) -> None:
        if self.is_running:
            self.process.terminate()

    def stop(self, seconds: float) -> None:
        """Ask, wait at most this long, then kill it and whatever it started."""
        self.ask_to_stop()
        if self.process is not None:
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                pass
            self._kill_group()
            self.process.wait()

    def trim_log(self, limit: int = LOG_LIMIT) -> None:
        """Move a log over `limit` bytes aside. Parts append, so an emptied file goes on from its start."""
        if self.log.exists() and self.log.stat().st_size > limit:
            shutil.copyfile(self.log, self.log.with_suffix(".log.1"))
            os.truncate(self.log, 0)

    def tail(self, lines: int = 20) -> str:
        with open(self.log, "rb") as file:
            file.seek(max(0, self.log.stat().st_size - 8_000))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])

    def _kill_group(self) -> None:
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass


def stop_together(children: list[Child], seconds: float) -> None:
    """Stop several, in this many seconds for all of them."""
    for child in children:
        child.ask_to_stop()
    end = time.monotonic() + seconds
    for child in children:
        child.stop(max(0.0, end - time.monotonic()))


def prepared(parent: int):
    """What the new process does before it becomes the part: have the kernel kill it with its parent."""

    def prepare() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != parent:
                os._exit(1)

    return prepare
