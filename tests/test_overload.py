"""Too many at once: they stand in line for a connection, and whoever waits too long hears 503 and comes again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from app import create_app, database
from app.extensions import db as db_of
from app.models import Conversation, Message
from app.transaction import TooBusy, is_overload
from tests.texting.acts import asked, rows
from tests.web.conftest import Hook

# SQLite has one writer and no rows to wait for: what is about those is told of PostgreSQL only.
POSTGRES = "postgresql+psycopg://somewhere"


class LockTimeout(Exception):
    """As psycopg says it."""

    sqlstate = "55P03"


@pytest.fixture
def web(settings, world, monkeypatch):
    """A web process on the same database, which waits for a quarter of a second only."""
    monkeypatch.setattr(database, "LOCK_TIMEOUT_MS", 250)
    monkeypatch.setattr(database, "WAIT_FOR_ONE_S", 0.25)
    monkeypatch.setattr(database, "WEB_POOL", (1, 2))
    app = create_app(settings, is_web=True)
    yield app
    with app.app_context():
        db_of.engine.dispose()


@pytest.mark.parametrize(("processes", "each"), [(1, 20), (2, 20), (4, 10), (8, 5), (64, 5)])
def test_web_processes_share_the_connections_that_a_server_has(processes, each):
    options = database.engine_options(POSTGRES, processes)
    assert (options["pool_size"], options["max_overflow"]) == (each, 0)


@pytest.mark.only_on("postgres")
def test_more_than_there_are_connections_for_stand_in_line_and_none_fails(settings, db):
    engine = create_engine(settings.database_url, **(database.engine_options(settings.database_url, 64)))
    gate = Barrier(40)

    def ask(number: int) -> int:
        gate.wait(20)
        with engine.connect() as wire:
            return wire.execute(text("SELECT :n FROM pg_sleep(0.02)"), {"n": number}).scalar_one()

    with ThreadPoolExecutor(40) as pool:
        assert sorted(pool.map(ask, range(40))) == list(range(40))
    assert engine.pool.checkedin() <= 5
    engine.dispose()


@pytest.mark.only_on("postgres")
def test_a_webhook_that_waits_too_long_for_a_lock_hears_503_and_is_kept_when_it_comes_again(
    web, settings, world, pushed, doorbell
):
    conversation = asked(world)
    hook = Hook(web.test_client(), settings, world.local.e164)
    fields = hook.fields("Still there?", From=world.fay)
    with db_of.engine.connect() as holder:
        holder.execute(text("SELECT 1 FROM conversation WHERE id = :id FOR UPDATE"), {"id": conversation.id})
        answer = hook.post("/webhooks/twilio/messages", fields)
        assert (answer.status_code, answer.headers["Retry-After"], answer.text) == (503, "5", "")
    assert hook.post("/webhooks/twilio/messages", fields).status_code == 200
    assert [message.body for message in rows(Message)][1:] == ["Still there?"]
    assert rows(Conversation)[0].unread == 2


@pytest.mark.only_on("postgres")
def test_a_webhook_that_gets_no_connection_hears_503(web, settings, world):
    hook = Hook(web.test_client(), settings, world.local.e164)
    with web.app_context():
        engine = db_of.engine
    with engine.connect(), engine.connect():
        assert hook.text("Hello?").status_code == 503


@pytest.mark.parametrize("error", [
    TooBusy("the database could not be had in time"), NoConnection("QueuePool limit"),
    OperationalError("UPDATE", {}, LockTimeout()), OperationalError("UPDATE", {}, Exception("database is locked")),
])  # fmt: skip
def test_signs_of_too_much_at_once_are_known(error):
    assert is_overload(error)


def test_what_is_broken_is_not_taken_for_busy():
    assert not is_overload(OperationalError("SELECT", {}, Exception("server closed the connection unexpectedly")))
    assert not is_overload(ValueError("database"))
