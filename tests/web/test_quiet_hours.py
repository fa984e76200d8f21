"""Quiet hours in the composer: the recipient's time, what waits, an agent's word against it, the hint at night."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup

from app.extensions import db
from app.models import Message
from app.policy import gate
from app.web.words import status_line

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}
NIGHT = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)  # 10:30 PM in Phoenix
WAITS = "It's 10:30 PM in Phoenix, and your texts go from 8 AM to 9 PM. It goes tomorrow at 8:00 AM there."


@pytest.fixture
def agent(client, world, clock):
    """Ben's browser, at half past ten at night in Phoenix, at a business with the usual hours."""
    world.copper.quiet_from, world.copper.quiet_to = 480, 1260
    clock.set(NIGHT)
    return client.sign_in(world.ben)


@pytest.fixture
def thread(world, clock):
    """A thread with Dee, who hasn't written for long: what one writes is a text of one's own."""
    clock.set(NIGHT - timedelta(days=30))
    made = world.conversation(world.dee)
    made.last_inbound_at = NIGHT - timedelta(days=30)
    clock.set(NIGHT)
    return made


def check(browser, thread, **more) -> BeautifulSoup:
    form = {"body": "Shall we come on Tuesday?", "conversation_id": thread.id} | more
    return BeautifulSoup(browser.post(f"/conversations/{thread.id}/check", data=form, headers=HX).text, "html.parser")


def send(browser, thread, **more) -> Message:
    form = {"client_id": str(uuid.uuid4()), "body": "Shall we come on Tuesday?", "conversation_id": thread.id} | more
    answer = browser.post(f"/conversations/{thread.id}/messages", data=form, headers=HX)
    assert answer.status_code == 201, answer.text
    return _of(form)


def _of(form: dict) -> Message:
    return db.session.query(Message).filter_by(client_id=form["client_id"]).one()


def words(tag) -> str:
    return " ".join(tag.text.split())


@pytest.mark.lesson(29)
def test_the_composer_says_where_and_until_when_a_text_would_wait(agent, thread):
    answer = check(agent, thread)
    verdict = answer.select_one("#composer_verdict")
    assert (verdict["data-verdict"], verdict["data-code"]) == ("defer", "QUIET_HOURS")
    assert words(verdict) == WAITS
    assert answer.select_one("input[name=override]") is not None


def test_by_day_the_composer_shows_their_time_quietly(agent, thread, clock):
    clock.set(NIGHT + timedelta(hours=12))
    answer = check(agent, thread)
    assert words(answer.select_one(".hour")) == "10:30 AM in Phoenix"
    assert answer.select_one("input[name=override]") is None
    assert "10:30 AM in Phoenix" in words(agent.page(f"/conversations/{thread.id}").select_one("#composer_check"))


@pytest.mark.lesson(29)
def test_a_text_at_night_waits_and_its_bubble_says_until_when_there(agent, thread, world):
    message = send(agent, thread)
    assert (message.state, message.not_before) == ("deferred", datetime(2026, 11, 24, 15, tzinfo=UTC))
    line = status_line(message, "America/New_York").replace("\u00a0", " ")
    assert line == "Waiting until tomorrow 8:00 AM in Phoenix"


def test_an_agents_reason_sends_it_now_and_stays_with_the_decision(agent, thread):
    answer = check(agent, thread, override="  She asked for it\n tonight ")
    verdict = answer.select_one("#composer_verdict")
    assert verdict["data-verdict"] == "warn"
    assert words(verdict) == "It's 10:30 PM in Phoenix. It goes all the same: She asked for it tonight"
    assert answer.select_one("input[name=override]")["value"] == "She asked for it tonight"
    message = send(agent, thread, override="She asked for it tonight")
    assert (message.state, message.override) == ("queued", "She asked for it tonight")
    facts, verdict, kept = gate.recall(message.decision)
    assert (facts.override, kept["warned"], verdict.kind) == ("She asked for it tonight", ["QUIET_HOURS"], "warn")
    why = words(BeautifulSoup(agent.get(f"/messages/{message.id}/why").text, "html.parser"))
    assert "It goes all the same: She asked for it tonight" in why


def test_an_answer_at_night_goes_with_a_hint_beside_send(agent, thread):
    thread.last_inbound_at = NIGHT - timedelta(hours=1)
    answer = check(agent, thread)
    verdict = answer.select_one("#composer_verdict")
    assert verdict["data-verdict"] == "send"
    assert words(verdict).startswith("It's 10:30 PM in Phoenix. Can go now")
    assert answer.select_one(".hour") is None and answer.select_one("input[name=override]") is None
    assert send(agent, thread).state == "queued"


def test_a_new_message_says_it_too_and_takes_the_reason(agent, world):
    form = {"to": world.dee.e164, "body": "Shall we come?", "number_id": world.local.id}
    answer = BeautifulSoup(agent.post("/messages/check", data=form, headers=HX).text, "html.parser")
    assert words(answer.select_one("#composer_verdict")) == WAITS
    sent = {**form, "client_id": str(uuid.uuid4()), "override": "She asked for it"}
    assert agent.post("/messages", data=sent).status_code == 303
    assert _of(sent).state == "queued"
