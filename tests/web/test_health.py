"""Whoever runs it can ask: /healthz for the process, /readyz for what it needs."""

from __future__ import annotations

import json
import time

import pytest
from sqlalchemy.exc import OperationalError

from app import heartbeats, queues
from app.extensions import db as database
from app.web import health


class Redis:
    """Answers, or doesn't; knows these workers and whether a clock ticks."""

    def __init__(self, error: Exception | None = None, workers: dict | None = None, ticks: bool = True,
                 jobs: dict | None = None) -> None:  # fmt: skip
        self.error, self.workers, self.ticks, self.jobs = error, workers, ticks, jobs or {}

    def ping(self) -> bool:
        if self.error:
            raise self.error
        return True

    def hgetall(self, _key: str) -> dict[bytes, bytes]:
        known = {"worker-1": 0.0} if self.workers is None else self.workers
        said = {"queues": "interactive, bulk", "process": 7}
        return {
            name.encode(): json.dumps({"at": time.time() - age, **said, **self.jobs.get(name, {})}).encode()
            for name, age in known.items()
        }

    def hdel(self, _key: str, _name: bytes) -> None:
        """Forgotten."""

    def exists(self, _key: str) -> int:
        return int(self.ticks)


@pytest.fixture
def redis(monkeypatch):
    """redis(error): the app's Redis fails like this; without an error it answers."""

    def be(error: Exception | None = None, **known) -> None:
        monkeypatch.setattr(queues, "redis", lambda: Redis(error, **known))

    be()
    return be


def test_the_process_lives(client):
    answer = client.get("/healthz", environ_overrides={"REMOTE_ADDR": "203.0.113.9"})
    assert (answer.status_code, answer.json) == (200, {"ok": True})


def test_it_is_ready_when_database_and_redis_answer(client, redis):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"ok": True, "problems": [], "warnings": []})


def test_it_is_not_ready_without_redis(client, redis):
    redis(ConnectionError("refused"))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"ok": False, "problems": ["redis"], "warnings": []})


def test_it_is_not_ready_without_the_database(client, redis, monkeypatch):
    def away(*_args, **_kwargs):
        raise OperationalError("SELECT", {}, Exception("connection refused"))

    plain = type(client).__mro__[1](client.application, client.response_wrapper)
    with monkeypatch.context() as broken:
        broken.setattr(database.session, "execute", away)
        answer = plain.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"ok": False, "problems": ["database"], "warnings": []})


def test_the_process_lives_without_either(client, redis, monkeypatch):
    redis(ConnectionError("refused"))
    plain = type(client).__mro__[1](client.application, client.response_wrapper)
    with monkeypatch.context() as broken:
        broken.setattr(database.session, "execute", lambda *_: 1 / 0)
        assert plain.get("/healthz").status_code == 200


def test_it_is_not_ready_on_a_schema_of_another_version(client, redis, monkeypatch):
    monkeypatch.setattr(health, "HEAD", "9999")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["problems"]) == (503, ["migrations"])


@pytest.mark.parametrize(
    ("known", "warnings"),
    [({"workers": {}}, ["worker"]), ({"workers": {"w": 30.0}}, ["worker"]), ({"workers": {"w": 90.0}}, ["worker"]),
     ({"ticks": False}, ["clock"]), ({"workers": {"w": 30.0, "x": 1.0}}, [])],
)  # fmt: skip
def test_a_silent_worker_or_clock_is_a_warning_and_no_reason_to_go_away(client, redis, known, warnings):
    redis(**known)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"ok": True, "problems": [], "warnings": warnings})


@pytest.mark.parametrize(
    ("others", "warnings"),
    [({}, ["worker", "job outbox.drain"]), ({"x": 1.0}, ["job outbox.drain"])],
)  # fmt: skip
def test_a_job_that_hangs_is_named_and_its_worker_counts_for_none(client, redis, monkeypatch, others, warnings):
    redis(workers={"w": 1.0, **others}, jobs={"w": {"job": "outbox.drain", "busy": 310.0, "limit": 120.0}})
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["warnings"]) == (200, warnings)


def test_a_real_redis_answers(client, redis_server):
    assert client.get("/readyz").json == {"ok": True, "problems": [], "warnings": ["worker", "clock"]}
    heartbeats.beat(queues.redis(), "worker-1", ["interactive"])
    queues.redis().set(heartbeats.CLOCK, "me", ex=5)
    assert client.get("/readyz").json["warnings"] == []
