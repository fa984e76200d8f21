"""/metrics: for this machine or by its token; counts what happens, and never holds a text, a number or a name."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys

import pytest
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families
from redis import Redis
from sqlalchemy import create_engine, text, update

from app import heartbeats, metrics, queues, transaction
from app.models import Message, Pause
from app.texting import compose
from tests.house.code import ROOT
from tests.web.conftest import MESSAGES

STRANGER = {"environ_overrides": {"REMOTE_ADDR": "203.0.113.9"}}


@pytest.fixture(autouse=True)
def fresh(app):
    """Nothing kept of an earlier question."""
    app.extensions.pop("standing", None)
    yield
    app.extensions.pop("standing", None)


def read(client) -> dict[tuple, float]:
    """{(name, (label values …)): value}"""
    client.application.extensions.pop("standing", None)
    page = client.get("/metrics").text
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(page) for sample in family.samples
    }  # fmt: skip


def test_a_stranger_finds_no_such_page(client, redis_server):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", **STRANGER).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404


@pytest.mark.parametrize("url", ["https://text.example.com", "http://192.0.2.7:8000", "http://127.0.0.1.example.com"])
def test_behind_a_proxy_that_adds_no_header_nobody_reads_it_without_the_token(client, told, redis_server, url):
    told(public_url=url, metrics_token="a-long-random-word")
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer a-long-random-word"}).status_code == 200


@pytest.mark.parametrize("url", ["http://localhost:8000", "http://[::1]:8000"])
def test_an_address_of_this_machine_alone_needs_no_token(client, told, redis_server, url):
    told(public_url=url, metrics_token="")
    assert client.get("/metrics").status_code == 200


@pytest.mark.parametrize(
    ("token", "given", "status"),
    [("a-long-random-word", "Bearer a-long-random-word", 200), ("a-long-random-word", "Bearer another", 404),
     ("a-long-random-word", "a-long-random-word", 404), ("", "Bearer ", 404), ("a-long-random-word", "é", 404)],
)  # fmt: skip
def test_whoever_has_the_token_reads_it_from_anywhere(client, told, redis_server, token, given, status):
    told(metrics_token=token)
    assert client.get("/metrics", headers={"Authorization": given}, **STRANGER).status_code == status


def test_webhooks_and_texts_are_counted_by_answer_direction_and_state(client, hook, redis_server):
    before = read(client)
    hook.text("Do you fix boilers?")
    hook.text("And sinks?")
    hook.post(MESSAGES, hook.fields(), signature="x")
    after = read(client)
    more = {key: value - before.get(key, 0) for key, value in after.items()}
    assert more["leadline_webhook_answers_total", ("messages", "200")] == 2
    assert more["leadline_webhook_answers_total", ("messages", "403")] == 1
    assert more["leadline_refused_signatures_total", ()] == 1
    assert more["leadline_texts_total", ("in", "received")] == 2
    assert more["leadline_webhook_seconds_count", ("messages",)] == 3


def test_what_waits_is_asked_of_the_database(client, world, thread, doorbell, pushed, redis_server, clock):
    compose.compose(thread, world.ben, "On our way", "c" * 36)
    clock.advance(minutes=3)
    world.message(thread, "lost?", "unknown", needs_person=True)
    found = read(client)
    assert found["leadline_texts_waiting", ("queued",)] == found["leadline_texts_waiting", ("unknown",)] == 1
    assert found["leadline_oldest_due_seconds", ()] == 180
    assert found["leadline_texts_for_a_person", ()] == 1
    assert found["leadline_pauses_open", ()] == 0
    world.keep(Pause(account_id=None, started_by="Ana"))
    assert read(client)["leadline_pauses_open", ()] == 1


def test_workers_and_the_clock_are_seen(client, redis_server):
    assert read(client)["leadline_workers", ()] == read(client)["leadline_clock_held", ()] == 0
    heartbeats.beat(queues.redis(), "worker-1", ["interactive"])
    queues.redis().set(heartbeats.CLOCK, "me", ex=5)
    found = read(client)
    assert found["leadline_workers", ()] == found["leadline_clock_held", ()] == 1


@pytest.mark.only_on("sqlite")  # no database is its subject: once is enough
def test_without_redis_the_rest_is_told(client, monkeypatch):
    monkeypatch.setitem(client.application.extensions, "redis", Redis(port=1))
    found = read(client)
    assert ("leadline_workers", ()) not in found and ("leadline_texts_waiting", ("queued",)) in found


def test_no_label_holds_a_text_a_number_or_a_name(client, hook, world, redis_server):
    hook.text("My card is 4111", From="+14805550177")
    client.sign_in(world.ana).get("/people?q=Dee")
    labels = " ".join(re.findall(r'="([^"]*)"', client.get("/metrics").text))
    assert "messages" in labels
    for word in ("4111", "0177", "555", "Dee", "Ana", "example.com", "Copper"):
        assert word not in labels


@pytest.mark.only_on("sqlite")  # no database is its subject: once is enough
def test_processes_are_added_up(tmp_path):
    count = "from app import metrics; metrics.SENDS.inc(2)"
    show = (
        "from prometheus_client import CollectorRegistry, generate_latest; "
        "from prometheus_client.multiprocess import MultiProcessCollector; "
        "r = CollectorRegistry(); MultiProcessCollector(r); print(generate_latest(r).decode())"
    )
    environ = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for _ in range(2):
        subprocess.run([sys.executable, "-c", count], cwd=ROOT, env=environ, check=True)
    said = subprocess.run([sys.executable, "-c", show], cwd=ROOT, env=environ, check=True, capture_output=True)
    assert b"leadline_sends_accepted_total 4.0" in said.stdout


def test_a_text_written_in_the_databases_own_words_is_counted_once_it_is_committed(world, thread, db, pushed):
    text = world.message(thread, "bye", "queued")
    before = counted("canceled")
    db.session.execute(update(Message).where(Message.id == text.id).values(state="canceled"))
    assert counted("canceled") == before
    transaction.commit()
    assert counted("canceled") == before + 1


def test_what_was_rolled_back_is_not_counted(world, thread, db, pushed):
    text = world.message(thread, "bye", "queued")
    transaction.commit()
    states = ("unknown", "held", "deferred", "queued")
    before = [counted(state) for state in states]

    def put(state: str) -> None:
        db.session.execute(update(Message).where(Message.id == text.id).values(state=state))

    def verb() -> None:
        put("held")
        with contextlib.suppress(ValueError), transaction.apart():
            put("deferred")
            with transaction.apart():
                put("unknown")
            raise ValueError("this part alone is undone")
        with transaction.apart():
            put("queued")
            with contextlib.suppress(ValueError), transaction.apart():
                put("unknown")
                raise ValueError("and so is a part of a part")

    put("unknown")
    transaction.rollback()
    transaction.perform(verb)
    assert [counted(state) - was for state, was in zip(states, before, strict=True)] == [0, 1, 0, 1]


def counted(state: str) -> float:
    return REGISTRY.get_sample_value("leadline_texts_total", {"direction": "out", "state": state}) or 0


def test_what_a_lost_connection_had_begun_can_be_rolled_back():
    engine = create_engine("sqlite://")
    metrics.watch(engine)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        part = connection.begin_nested()
        connection.invalidate()  # as SQLAlchemy does when the database has gone away
        part.rollback()
        connection.rollback()
        assert connection.scalar(text("SELECT 1")) == 1
