"""The fixtures keep their word: a fresh world each time, standing time, nothing reaches the world outside."""

from __future__ import annotations

import socket
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from app import clock as time_source
from app import queues
from app.clock import now
from app.live import wire
from app.models import Account, Message, User
from app.transaction import perform
from tests.fixtures.network import OffLimits


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_begins_with_the_same_world(world, db, turn):
    assert db.session.scalar(select(func.count()).select_from(Account)) == 2
    assert db.session.scalar(select(func.count()).select_from(Message)) == 0
    perform(lambda: world.message(world.conversation(world.dee), "left over from another test"))


def test_a_signed_in_person_meets_the_inbox_and_a_stranger_the_sign_in_page(client, world):
    assert client.get("/inbox").status_code in (302, 303)
    page = client.sign_in(world.ben).page("/inbox")
    assert page.find("h1") or page.title


def test_two_people_are_signed_in_at_once(client, world):
    other = client.application.test_client().sign_in(world.ana)
    client.sign_in(world.ben)
    assert {other.get("/inbox").status_code, client.get("/inbox").status_code} == {200}


def test_what_a_test_changed_is_true_for_the_next_request(client, world, db):
    world.ben.name = "Benjamin Okafor"
    client.get("/sign-in")
    db.session.rollback()
    assert db.session.scalar(select(User.name).where(User.id == world.ben.id)) == "Benjamin Okafor"


def test_time_stands_still_wherever_it_was_imported(clock):
    assert now() == time_source.now() == datetime(2026, 11, 23, 15, 41, tzinfo=UTC)
    clock.advance(hours=2)
    assert now() == datetime(2026, 11, 23, 17, 41, tzinfo=UTC)
    clock.set(datetime(2027, 1, 1, tzinfo=UTC))
    assert now().year == 2027


def test_no_test_reaches_the_world(db):
    with socket.socket() as wire_out, pytest.raises(OffLimits):
        wire_out.connect(("192.0.2.1", 80))


def test_rings_and_pushes_are_noted(doorbell, pushed):
    queues.ring()
    queues.ring_settle()
    wire.emit("conversation:1", {"parts": [{"into": None, "html": "<p id=x>hello</p>"}]})
    assert doorbell.rings == ["drain", "settle"]
    assert pushed.rooms() == {"conversation:1"} and pushed.html("conversation:1").find(id="x").text == "hello"


@pytest.mark.parametrize("turn", [1, 2])
def test_a_real_redis_is_the_apps_and_begins_empty(app, db, redis_server, turn):
    assert queues.redis().get("left over") is None
    queues.redis().set("left over", "from another test")


@pytest.mark.parametrize("turn", [1, 2])
def test_the_carrier_is_the_apps_and_begins_knowing_nothing(carrier, settings, turn):
    assert settings.twilio_api_url == carrier.url and carrier.creates() == []
    carrier.ask("POST", "/control/numbers", {"number": "+14805550110"})
    assert [number["number"] for number in carrier.ask("GET", "/control/numbers")["numbers"]] == ["+14805550110"]
