"""Crew: real worker processes, as many as wanted at all times; those with a fate are killed and replaced.

The doorbell rings for each that is ready, so that it finds work. Fates are dealt in order. A worker without
one starts only when all fates are met, so that work is left for those that must die at it.
"""

from __future__ import annotations

import signal
import time
from collections import Counter
from dataclasses import dataclass
from multiprocessing import Process
from pathlib import Path
from random import Random

from app import queues
from app.config import Settings
from tests.proof import hurried_worker


@dataclass(frozen=True)
class Fate:
    """How a worker ends: "instants" after so many seconds of work, "answered" or "asking" at its so-manieth text."""

    kind: str = ""
    after: float = 0


def deal(dice: Random, instants: int, answered: int, asking: int) -> list[Fate]:
    """So many fates of each kind, shuffled."""
    fates = [Fate("instants", dice.uniform(0.02, 0.8)) for _ in range(instants)]
    fates += [Fate("answered", dice.randint(1, 8)) for _ in range(answered)]
    fates += [Fate("asking", dice.randint(1, 8)) for _ in range(asking)]
    dice.shuffle(fates)
    return fates


@dataclass
class Worker:
    """One process and its fate."""

    process: Process
    fate: Fate
    ready_at: float | None = None


class Crew:
    """`with Crew(size, settings, folder, fates) as crew`, then crew.tend() again and again."""

    def __init__(self, size: int, settings: Settings, folder: Path, fates: list[Fate] = ()) -> None:
        self.size, self.fates, self.folder = size, list(fates), folder
        self.diary, self.log = folder / "diary", folder / "workers.log"
        self.environ = environ_of(settings)
        self.workers: list[Worker] = []
        self.killed: Counter[str] = Counter()
        self.diary.touch()
        self.log.touch()

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.workers:
            worker.process.kill()
            worker.process.join()

    @property
    def is_alone(self) -> bool:
        """Whether every fate is met."""
        return not self.fates and not any(worker.fate.kind for worker in self.workers)

    @property
    def has_instants_left(self) -> bool:
        return any(fate.kind == "instants" for fate in [*self.fates, *(w.fate for w in self.workers)])

    def tend(self) -> None:
        """Kill whose instant has come, replace who died; fails when one ended that should not."""
        self._note_ready()
        for worker in list(self.workers):
            if worker.fate.kind == "instants" and _has_worked(worker, worker.fate.after):
                worker.process.kill()
                worker.process.join()
            if worker.process.exitcode is not None:
                self._bury(worker)
        while len(self.workers) < self.size and (self.fates or self.is_alone):
            self._start(self.fates.pop(0) if self.fates else Fate())

    def stop(self, seconds: float = 60) -> None:
        """Ask all to finish what they have in hand and wait for them."""
        for worker in self.workers:
            worker.process.terminate()
        for worker in self.workers:
            worker.process.join(seconds)
            assert worker.process.exitcode == 0, f"a worker did not stop well: {self.said()}"

    def lines(self, what: str) -> list[list[str]]:
        """The diary's lines of one kind, without that word."""
        written = [line.split() for line in self.diary.read_text().splitlines()]
        return [words for kind, *words in written if kind == what]

    def cpu_seconds(self) -> float:
        """CPU time of stopped workers, from ready to stopped."""
        ready = {pid: float(cpu) for pid, cpu in self.lines("ready")}
        return sum(float(cpu) - ready[pid] for pid, cpu in self.lines("spent"))

    def said(self) -> str:
        """The end of what the workers logged."""
        return self.log.read_text(errors="replace")[-3000:]

    def _start(self, fate: Fate) -> None:
        told = "" if fate.kind in ("", "instants") else f"{fate.kind}:{fate.after:g}"
        process = hurried_worker.start(self.environ, told, self.diary, self.log)
        self.workers.append(Worker(process, fate))

    def _note_ready(self) -> None:
        if all(worker.ready_at for worker in self.workers):
            return
        ready = {int(pid) for pid, _ in self.lines("ready")}
        for worker in self.workers:
            if worker.ready_at is None and worker.process.pid in ready:
                worker.ready_at = time.monotonic()
                queues.ring()

    def _bury(self, worker: Worker) -> None:
        status = worker.process.exitcode
        assert worker.fate.kind and status == -signal.SIGKILL, f"a worker ended with {status}: {self.said()}"
        self.killed[worker.fate.kind] += 1
        self.workers.remove(worker)


def environ_of(settings: Settings) -> dict[str, str]:
    """The environment from which a part of the product reads these settings."""
    return {
        "LEADLINE_DATA": str(settings.data),
        "LEADLINE_BIND": f"{settings.host}:{settings.port}",
        "HOST": settings.host,
        "PORT": str(settings.port),
        "PUBLIC_URL": settings.public_url,
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "SECRET_KEY": settings.secret_key,
        "CARRIER": settings.carrier,
        "SIMULATOR_PORT": str(settings.simulator_port),
        "TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "TWILIO_AUTH_TOKEN": ",".join(settings.twilio_auth_tokens),
    }


def _has_worked(worker: Worker, seconds: float) -> bool:
    return worker.ready_at is not None and time.monotonic() - worker.ready_at >= seconds
