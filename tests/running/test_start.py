"""bin/dev for real: its one line, its end, and what is left when it is killed."""

from __future__ import annotations

import json
import signal
import urllib.request
from pathlib import Path

import psutil
import pytest

from app.config import embedded_redis_url
from tests.fixtures.product import Product
from tests.fixtures.waiting import until

STOPS_WITHIN = 5.0  # seconds


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    """One installation, started and stopped again and again by the tests below, in their order."""
    installation = Product(tmp_path_factory.mktemp("start") / "data", HOME="")
    installation.data.mkdir()
    yield installation
    installation.stop(signal.SIGKILL)


def test_it_starts_says_one_line_and_sigterm_leaves_nothing(product):
    product.start()
    facts = {"url": product.url, "email": product.email, "password": product.password, "simulator": product.simulator}
    assert all(facts.values()), facts
    assert "Sign in" in fetch(product.url + "/sign-in")
    assert fetch(product.simulator + "/").lstrip().lower().startswith("<!doctype html")
    second = Product(product.data)
    second.spawn()
    assert second.process.wait(10) == 1 and "already runs on" in second.said()
    seconds = product.stop(signal.SIGTERM)
    assert product.process.returncode == 0 and product.process.stdout.read() == b""
    assert seconds < STOPS_WITHIN and running(product.data) == []
    assert not redis_folder(product.data).exists()


def test_a_killed_part_comes_back_and_a_killed_supervisor_leaves_nothing(product):
    first = product.password
    product.start()
    assert product.password == first, "the second start made another demo account"
    worker = next(process for process in running(product.data) if "worker.py" in process.cmdline())
    worker.kill()
    until(lambda: [p for p in running(product.data) if "worker.py" in p.cmdline() and p != worker], 10, "a new worker")
    product.process.kill()
    product.process.wait()
    until(lambda: running(product.data) == [], 5, "everything ended with its supervisor")


def test_it_starts_again_after_having_been_killed_and_ctrl_c_leaves_nothing(product):
    product.start()
    assert "Sign in" in fetch(product.url + "/sign-in")
    assert product.stop(signal.SIGINT) < STOPS_WITHIN and running(product.data) == []


def test_a_signal_during_the_start_leaves_nothing(product):
    product.spawn()
    until(lambda: len(running(product.data)) > 3, 20, "some parts run")
    assert product.stop(signal.SIGTERM) < STOPS_WITHIN
    assert product.process.stdout.read() == b"" and running(product.data) == []


def test_serve_makes_no_demo_data(product):
    product.mode = "serve"
    product.spawn()
    facts = json.loads(product.line())
    assert facts["email"] is None and facts["password"] is None and facts["simulator"]
    assert product.stop() < STOPS_WITHIN


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


def running(data: Path) -> list[psutil.Process]:
    """Every process of the installation with these data, whoever its parent is now."""
    found = []
    for process in psutil.process_iter():
        try:
            is_ours = process.environ().get("LEADLINE_DATA") == str(data)
            if is_ours and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def redis_folder(data: Path) -> Path:
    return Path(embedded_redis_url(data).removeprefix("unix://").split("?")[0]).parent
