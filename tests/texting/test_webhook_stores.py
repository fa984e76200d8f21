"""The carrier's webhook and the database: never 200 for what is not stored, and odd bytes are stored all the same."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode, urlsplit, urlunsplit

import psycopg
import pytest
from twilio.request_validator import RequestValidator

from app import create_app, transaction
from app.extensions import db
from app.models import Message, Quarantine
from app.texting import receive
from tests.fixtures.database import free_port, plain
from tests.texting.acts import new_sid, rows


def form(world, **more: str) -> dict[str, str]:
    return {"MessageSid": new_sid(), "From": world.fay, "To": world.local.e164, "Body": "Hello", **more}


def post(app, fields: dict[str, str], data: bytes | None = None):
    """A webhook as the carrier signs and sends it; `data` are its bytes where they aren't UTF-8."""
    settings = app.config["SETTINGS"]
    url = f"{settings.public_url}/webhooks/twilio/messages"
    signature = RequestValidator(settings.twilio_auth_tokens[0]).compute_signature(url, fields)
    return app.test_client().post(
        "/webhooks/twilio/messages", data=data or urlencode(fields).encode(), base_url=settings.public_url,
        headers={"X-Twilio-Signature": signature}, content_type="application/x-www-form-urlencoded",
    )  # fmt: skip


@pytest.fixture
def without_database(settings, tmp_path):
    """The same app, its PostgreSQL not to be reached."""
    dead = f"postgresql+psycopg://leadline@127.0.0.1:{free_port()}/leadline?connect_timeout=2"
    return create_app(replace(settings, database_url=dead))


@pytest.mark.lesson(17)
def test_without_a_database_the_carrier_is_told_to_try_again_and_then_it_is_stored_once(
    app, world, without_database
):
    fields = form(world)
    for _ in range(2):
        assert post(without_database, fields).status_code >= 500
    assert rows(Message) == []
    assert [post(app, fields).status_code for _ in range(3)] == [200] * 3
    assert [message.carrier_sid for message in rows(Message)] == [fields["MessageSid"]]


@pytest.mark.lesson(17)
def test_a_database_that_goes_away_and_comes_back_loses_no_text(app, world, settings):
    if settings.is_sqlite:
        assert db.engine.dialect.name == "sqlite"  # a file does not go away; the test above stands for it
        return
    fields, address = form(world), urlsplit(plain(settings.database_url))
    name, server = address.path[1:], urlunsplit(address._replace(path="/postgres"))
    transaction.commit()
    assert post(app, form(world)).status_code == 200
    db.session.remove()
    db.engine.dispose()
    with db.engine.connect() as only:  # the one connection in the pool
        pid = only.scalar(db.text("SELECT pg_backend_pid()"))
    with psycopg.connect(server, autocommit=True) as wire:
        wire.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        try:
            wire.execute("SELECT pg_terminate_backend(%s)", [pid])  # the pool's: it finds it dead and asks anew
            assert post(app, fields).status_code >= 500
        finally:
            wire.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    db.engine.dispose()
    assert [post(app, fields).status_code for _ in range(2)] == [200, 200]
    assert len(rows(Message, carrier_sid=fields["MessageSid"])) == 1


@pytest.mark.lesson(17)
def test_a_fault_while_storing_is_never_answered_200(app, world, monkeypatch):
    def fail(*_args) -> None:
        raise RuntimeError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(receive, "_message", fail)
        patch.setattr(app, "testing", False)
        patch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
        assert post(app, form(world)).status_code >= 500
    assert rows(Message) == []


def test_a_nul_in_a_text_is_shown_as_a_mark_and_its_bytes_are_kept(app, world):
    assert post(app, form(world, Body="a\x00b", From=world.fay + "\x00")).status_code == 200
    [message] = rows(Message)
    assert message.body == "a\ufffdb"
    assert b"a%00b" in message.raw_body


def test_bytes_that_are_no_utf8_are_shown_as_a_mark_and_kept_as_they_came(app, world):
    fields = form(world)
    fields.pop("Body")
    raw = urlencode(fields).encode() + b"&Body=caf%E9"
    assert post(app, {**fields, "Body": "caf%E9"}, raw).status_code == 200
    [message] = rows(Message)
    assert (message.body, message.raw_body) == ("caf\ufffd", raw)


def test_a_nul_to_a_number_nobody_owns_is_quarantined(app, world):
    assert post(app, form(world, To="+19995550100", Body="\x00")).status_code == 200
    assert [row.body for row in rows(Quarantine)] == ["\ufffd"]
    assert rows(Message) == []


@pytest.mark.lesson(1)
def test_the_same_webhook_again_and_again_is_one_text_and_always_200(app, world):
    fields = form(world)
    assert {post(app, fields).status_code for _ in range(5)} == {200}
    assert len(rows(Message)) == 1
