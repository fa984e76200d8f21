"""Nothing waits by time: a test that sleeps is slow when it passes and wrong when the machine is slow."""

from __future__ import annotations

import re

from tests.house.code import ROOT, calls, python_files, where

STORIES_MAY_NOT = ("wait_for_timeout", "reload", "sleep")
MAY_SLEEP = {
    "app/together.py",  # lets greenlets that are ready come into the batch: no time passes
    "app/database.py",  # naps before another process's lock file, in which other greenlets run
}
IN_JAVASCRIPT = re.compile(r"location\.reload|setTimeout|history\.go")


def test_stories_neither_sleep_nor_wait_by_time_nor_reload():
    caught = []
    for path in python_files("tests/system"):
        caught += [where(path, line) for line, name in calls(path) if name.rsplit(".", 1)[-1] in STORIES_MAY_NOT]
        text = path.read_text()
        caught += [where(path) for _ in IN_JAVASCRIPT.finditer(text)]
    assert caught == []


def test_no_test_and_no_part_of_the_product_sleeps():
    caught = {}
    for path in python_files("app", "tests", "running"):
        for line, name in calls(path):
            if name in ("time.sleep", "sleep", "gevent.sleep") and where(path) not in MAY_SLEEP:
                caught[where(path, line)] = name
    assert caught == {}, "wait for what you wait for: tests.fixtures.waiting.until, threading.Event.wait"


def test_the_rule_reads_the_stories_there_are():
    assert (ROOT / "tests" / "system").is_dir()
