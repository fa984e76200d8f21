"""send pause, send resume; demo."""

from __future__ import annotations

import json
import os
import stat

import pytest

from app.extensions import db as database
from app.models import Message, Pause, User
from app.texting import accounts, compose


@pytest.mark.parametrize("whose", ["Copper & Co. Plumbing", None])
def test_sending_stops_and_goes_on(flask, world, doorbell, whose):
    account = [whose] if whose else []
    account_id = world.copper.id if whose else None
    assert flask("send", "pause", *account, "--reason", "fire drill", "--json").json == {
        "paused": True, "account": account_id,
    }  # fmt: skip
    pause = Pause.open_for(account_id)
    assert (pause.reason, bool(pause.started_by)) == ("fire drill", True)
    assert flask("send", "resume", *account, "--json").json == {"paused": False, "account": account_id, "queued": 0}
    assert Pause.open_for(account_id) is None


def test_what_was_written_meanwhile_goes_when_sending_goes_on(flask, world, doorbell, pushed):
    flask("send", "pause", "Copper & Co. Plumbing")
    held = compose.compose(world.conversation(world.dee), world.ben, "Hi", "c" * 36).message
    assert held.state == "held"
    assert flask("send", "resume", "Copper & Co. Plumbing", "--json").json["queued"] == 1
    assert database.session.get(Message, held.id).state == "queued"
    assert "drain" in doorbell.rings


def test_pausing_twice_and_resuming_what_runs_are_no_mistakes(flask, world, doorbell):
    assert [flask("send", "pause").status for _ in range(2)] == [0, 0]
    assert database.session.query(Pause).count() == 1
    assert [flask("send", "resume").status for _ in range(2)] == [0, 0]


@pytest.mark.parametrize("word", ["pause", "resume"])
def test_an_account_that_there_is_not_is_named(flask, world, word):
    assert flask("send", word, "Nobody").sentence.startswith("There is no account Nobody.")
    assert database.session.query(Pause).count() == 0


@pytest.fixture
def demo_file(settings):
    path = settings.data / "demo.json"
    path.unlink(missing_ok=True)
    yield path
    path.unlink(missing_ok=True)


def test_the_demo_is_made_once_and_gives_the_same_sign_in_again(flask, demo_file):
    first, again = flask("demo", "--json").json, flask("demo", "--json").json
    assert first == again
    assert (first["email"], first["number"]) == ("ana@example.com", "+14805550110")
    for email in (first["email"], first["other_email"]):
        assert accounts.sign_in_user(email, first["password"])
    assert database.session.query(User).count() == 2
    assert stat.S_IMODE(os.stat(demo_file).st_mode) == 0o600
    assert json.loads(demo_file.read_text())["password"] == first["password"]


def test_a_demo_whose_sign_in_was_lost_gets_a_new_one(flask, demo_file):
    first = flask("demo", "--json").json
    demo_file.unlink()
    again = flask("demo", "--json").json
    assert first["password"] != again["password"]
    assert accounts.sign_in_user(again["email"], again["password"])
    assert database.session.query(User).count() == 2


def test_a_new_database_does_not_believe_an_old_sign_in(flask, demo_file):
    demo_file.write_text(json.dumps({"email": "ana@example.com", "password": "of another database"}))
    made = flask("demo", "--json").json
    assert made["password"] != "of another database"
    assert accounts.sign_in_user(made["email"], made["password"])
