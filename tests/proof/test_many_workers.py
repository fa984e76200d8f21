"""Every text leaves exactly once: many workers on one outbox, killed at any instant, on a faulty carrier."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from redis import Redis

from app.config import Settings
from running.child import prepared
from tests.fixtures.carrier import CarrierControl
from tests.fixtures.waiting import until
from tests.proof.books import Books
from tests.proof.crew import Crew, deal, environ_of

ROOT = Path(__file__).resolve().parents[2]
SEED = 20_261_122


@pytest.fixture
def books(world, carrier: CarrierControl, redis_server: str) -> Books:
    """An empty outbox, a carrier without texts, a Redis without jobs."""
    return Books(world, carrier)


@pytest.mark.lesson(7)
@pytest.mark.lesson(8)
@pytest.mark.lesson(59)
def test_no_text_is_lost_or_doubled_when_workers_are_killed(books, settings, tmp_path, told):
    books.carrier.faults(drop=True, delay=0.03)
    kill_and_balance(books, settings, tmp_path, told, size=3, texts=150, instants=3, answered=2, asking=1)


@pytest.mark.lesson(7)
@pytest.mark.lesson(8)
def test_every_text_ends_as_delivered_where_callbacks_are_heard_though_workers_are_killed(
    books, settings, tmp_path, told
):
    books.over = {"delivered"}
    with web(settings, tmp_path):
        kill_and_balance(books, settings, tmp_path, told, size=3, texts=90, instants=2, answered=2, asking=1)


@pytest.mark.lesson(7)
def test_no_text_is_lost_or_doubled_when_redis_is_emptied(books, settings, redis_server, tmp_path):
    books.carrier.faults(drop=True, delay=0.05)
    books.write(120)
    dice = Random(SEED)
    with Crew(3, settings, tmp_path) as crew, Redis.from_url(redis_server) as doorbell:
        for left in sorted(dice.sample(range(10, 110), 4), reverse=True):
            until(lambda left=left: crew.tend() or books.unsent() <= left, 300, f"{left} texts are left")
            doorbell.flushall()
        settle(crew, books, 300)
    assert_balanced(books)


@pytest.mark.lesson(8)
@pytest.mark.lesson(9)
def test_no_text_is_lost_or_doubled_when_the_carrier_fails(books, settings, tmp_path):
    books.write(150)
    books.carrier.faults(delay=0.02, refuse={"status": 429, "count": 15},
                         timeout_after_accept={"mode": "500", "count": 12})
    with web(settings, tmp_path), Crew(3, settings, tmp_path) as crew:
        until(lambda: crew.tend() or books.unsent() <= 100, 300, "a third has left")
        books.carrier.faults(refuse={"status": 503, "count": 6}, timeout_after_accept={"mode": "close", "count": 8})
        until(lambda: crew.tend() or books.unsent() <= 50, 300, "two thirds have left")
        books.carrier.faults(drop={"count": 60}, timeout_after_accept={"mode": "hang", "seconds": 5, "count": 4})
        settle(crew, books, 300)
    assert_balanced(books)


@pytest.mark.long
@pytest.mark.lesson(7)
def test_8_workers_over_5000_texts_make_5000_carrier_calls(books, settings, tmp_path, told):
    books.carrier.faults(drop=True)
    books.write(5000)
    with Crew(8, settings, tmp_path) as crew:
        until(lambda: crew.tend() or len(crew.lines("ready")) == 8, 60, "8 workers are there")
        begun = time.monotonic()
        settle(crew, books, 900)
        took = time.monotonic() - begun
    cpu = crew.cpu_seconds()
    told(f"5000 texts in {took:.0f} s, {5000 / took:.0f} a second, {cpu / 5:.1f} ms CPU of a worker for each")
    assert_balanced(books)
    assert len(books.carrier.creates()) == 5000
    assert books.renewed() == 0
    assert books.out_of_order() == []


@pytest.mark.long
@pytest.mark.lesson(7)
@pytest.mark.lesson(8)
@pytest.mark.parametrize("callbacks", ["heard", "dropped"])
def test_8_workers_killed_50_times_make_5000_carrier_calls(books, settings, tmp_path, told, callbacks):
    if callbacks == "dropped":
        books.carrier.faults(drop=True)
        kill_and_balance(books, settings, tmp_path, told, size=8, texts=5000, instants=30, answered=14, asking=6)
        return
    books.over = {"delivered"}
    with web(settings, tmp_path):
        kill_and_balance(books, settings, tmp_path, told, size=8, texts=5000, instants=30, answered=14, asking=6)


def kill_and_balance(
    books: Books, settings: Settings, folder: Path, told: Callable[[str], None], *, size: int, texts: int, **fates: int
) -> None:
    """Send so many texts while so many workers are killed; each must have gone once. The last third is written
    when only those are left that die at a text, so that there are texts to die at."""
    first, begun = texts * 2 // 3, time.monotonic()
    books.write(first)
    with Crew(size, settings, folder, deal(Random(SEED), **fates)) as crew:
        until(lambda: crew.tend() or not crew.has_instants_left, 600, "workers are killed at their instants")
        books.write(texts - first)
        until(lambda: crew.tend() or crew.is_alone, 600, f"all fates are met: {crew.killed}")
        settle(crew, books, 900)
    told(f"{texts} texts in {time.monotonic() - begun:.0f} s, killed: {dict(crew.killed)}, "
         f"tried anew: {books.renewed()}, ended: {dict(books.states())}")
    assert_balanced(books)
    assert crew.killed == fates
    lost = crew.lines("answered")  # a dying process may note two, when two answers came in the same instant
    assert len({pid for pid, _ in lost}) == fates["answered"]
    assert {sid for _, sid in lost} <= books.sids(), "an answer that nobody heard was not found again"


def settle(crew: Crew, books: Books, seconds: float) -> None:
    """Wait until nothing is left to do, then let the workers finish; says what is stuck when that is not so."""
    try:
        until(lambda: crew.tend() or books.are_settled(), seconds, "all texts are settled")
    except AssertionError as error:
        raise AssertionError(f"{error}: {dict(books.states())}\n{crew.said()}") from error
    crew.stop()


def assert_balanced(books: Books) -> None:
    problems = books.problems()
    assert not problems, f"seed {SEED}: {problems}"


@contextmanager
def web(settings: Settings, folder: Path) -> Iterator[None]:
    """A web process, to which the carrier's callbacks come."""
    environ = {**os.environ, **environ_of(settings), "WEB_PROCESSES": "1"}
    command = [sys.executable, "-m", "gunicorn", "-c", "running/gunicorn_conf.py", "wsgi:app"]
    with open(folder / "web.log", "wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            preexec_fn=prepared(os.getpid()),
        )  # fmt: skip
    try:
        until(lambda: _answers(f"http://{settings.host}:{settings.port}/healthz"), 30, "the web process answers")
        yield
    finally:
        process.terminate()
        process.wait(20)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
