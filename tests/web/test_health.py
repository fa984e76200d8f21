"""Whoever runs it can ask: /healthz for the process, /readyz for what it needs."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from app import queues
from app.extensions import db as database


class Redis:
    """Answers, or doesn't."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    def ping(self) -> bool:
        if self.error:
            raise self.error
        return True


@pytest.fixture
def redis(monkeypatch):
    """redis(error): the app's Redis fails like this; without an error it answers."""

    def be(error: Exception | None = None) -> None:
        monkeypatch.setattr(queues, "redis", lambda: Redis(error))

    be()
    return be


def test_the_process_lives(client):
    answer = client.get("/healthz", environ_overrides={"REMOTE_ADDR": "203.0.113.9"})
    assert (answer.status_code, answer.json) == (200, {"ok": True})


def test_it_is_ready_when_database_and_redis_answer(client, redis):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"ok": True, "problems": []})


def test_it_is_not_ready_without_redis(client, redis):
    redis(ConnectionError("refused"))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"ok": False, "problems": ["redis"]})


def test_it_is_not_ready_without_the_database(client, redis, monkeypatch):
    def away(*_args, **_kwargs):
        raise OperationalError("SELECT", {}, Exception("connection refused"))

    plain = type(client).__mro__[1](client.application, client.response_wrapper)
    with monkeypatch.context() as broken:
        broken.setattr(database.session, "execute", away)
        answer = plain.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"ok": False, "problems": ["database"]})


def test_the_process_lives_without_either(client, redis, monkeypatch):
    redis(ConnectionError("refused"))
    plain = type(client).__mro__[1](client.application, client.response_wrapper)
    with monkeypatch.context() as broken:
        broken.setattr(database.session, "execute", lambda *_: 1 / 0)
        assert plain.get("/healthz").status_code == 200


def test_a_real_redis_answers(client, redis_server):
    assert client.get("/readyz").json == {"ok": True, "problems": []}
