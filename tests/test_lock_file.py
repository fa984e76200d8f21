"""The lock file between SQLite's writing processes: one at a time, let go by death, never shared by a fork."""

from __future__ import annotations

import multiprocessing
import os
import signal

import pytest

from app import database
from app.database import _LockFile
from app.transaction import TooBusy
from tests.fixtures.waiting import until

pytestmark = pytest.mark.only_on("sqlite")  # PostgreSQL has no lock file
processes = multiprocessing.get_context("fork")


@pytest.fixture
def path(tmp_path) -> str:
    return str(tmp_path / "leadline.db.writer")


@pytest.fixture
def impatient(monkeypatch) -> None:
    monkeypatch.setattr(database, "WRITER_TIMEOUT_S", 0.05)


@pytest.fixture
def another():
    """another(lock): a forked process that has taken this lock and keeps it until it is killed."""
    begun = []

    def start(lock: _LockFile):
        heard, said = processes.Pipe(duplex=False)
        process = processes.Process(target=_hold, args=(lock, said), daemon=True)
        process.start()
        begun.append(process)
        assert heard.poll(10) and heard.recv() == "taken"
        return process

    yield start
    for process in begun:
        process.kill()
        process.join(5)


def _hold(lock: _LockFile, said) -> None:
    lock.take()
    said.send("taken")
    signal.pause()


def test_two_processes_never_hold_it_both(path, another, impatient):
    another(_LockFile(path))
    with pytest.raises(TooBusy, match="another process has held the database"):
        _LockFile(path).take()


def test_a_holder_that_is_killed_lets_go(path, another):
    holder = another(_LockFile(path))
    os.kill(holder.pid, signal.SIGKILL)
    mine = _LockFile(path)
    mine.take()
    mine.give()


def test_who_gives_it_lets_the_other_in(path, another):
    mine = _LockFile(path)
    mine.take()
    mine.give()
    assert another(_LockFile(path)).is_alive()


def test_a_lock_opened_before_a_fork_is_not_the_childs_too(path, another, impatient):
    shared = _LockFile(path)
    shared.take()
    shared.give()
    another(shared)
    with pytest.raises(TooBusy):
        shared.take()


def test_a_child_cannot_let_go_of_what_its_parent_holds(path, impatient):
    held = _LockFile(path)
    held.take()
    child = processes.Process(target=held.give)
    child.start()
    until(lambda: child.exitcode is not None, 10, "the child has ended")
    with pytest.raises(TooBusy):
        _LockFile(path).take()
    held.give()
    _LockFile(path).take()
