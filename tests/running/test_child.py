"""A part that dies: started again with growing pauses, given up after five times, its log kept small."""

from __future__ import annotations

import os
import sys

import pytest

from running.child import DEATHS, Child, TooManyDeaths
from tests.fixtures.waiting import until


def part(tmp_path, code: str) -> Child:
    return Child("part", [sys.executable, "-c", code], dict(os.environ), tmp_path / "part.log")


def test_the_pause_before_the_next_start_grows(tmp_path):
    child = part(tmp_path, "raise SystemExit(3)")
    delays = []
    for at in range(DEATHS - 1):
        child.start()
        child.process.wait(10)
        assert child.exit_words == "ended with status 3"
        delays.append(child.note_death(float(at)))
    assert delays == sorted(set(delays)), "each pause is longer than the one before"


def test_dying_five_times_within_thirty_seconds_is_given_up(tmp_path):
    child = part(tmp_path, "")
    with pytest.raises(TooManyDeaths):
        for at in range(DEATHS):
            child.start()
            child.process.wait(10)
            child.note_death(at * 5.0)


def test_dying_now_and_then_is_not_given_up(tmp_path):
    child = part(tmp_path, "")
    for at in range(DEATHS + 2):
        child.start()
        child.process.wait(10)
        child.note_death(at * 31.0)


def test_stopping_kills_what_does_not_listen_and_what_it_started(tmp_path):
    code = (
        "import os, signal, subprocess, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "other = subprocess.Popen(['sleep', '60']); print(other.pid, flush=True); signal.pause()"
    )
    child = part(tmp_path, code)
    child.start()
    while not child.log.read_text().endswith("\n"):
        assert child.is_running
    grandchild = int(child.log.read_text())
    child.stop(0.2)
    assert not child.is_running
    until(lambda: not is_alive(grandchild), 5, "the kernel has ended what it started")


def test_a_log_over_its_limit_is_moved_aside_once(tmp_path):
    child = part(tmp_path, "")
    child.log.write_text("x" * 100)
    child.trim_log(limit=200)
    assert child.log.read_text() == "x" * 100
    child.trim_log(limit=50)
    assert child.log.read_text() == "" and child.log.with_suffix(".log.1").read_text() == "x" * 100


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that only waits for its parent to notice its end does not."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
