"""Others beside the client, over HTTP: the form, what the check says of each, and every number that can't be had."""

from __future__ import annotations

import uuid

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app import transaction
from app.extensions import db as database
from app.models import Message

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}
BOB, ANN = "+14805550141", "+14805550142"


@pytest.fixture
def agent(client, world):
    """Ben's browser, where Bob and a number without a name agreed to be texted."""
    world.phone(BOB, "Bob Hill", ok_to_sms="ON")
    world.phone(ANN, "", ok_to_sms="ON")
    transaction.commit()
    return client.sign_in(world.ben)


def send(browser, thread, also="", **more):
    form = {"client_id": str(uuid.uuid4()), "body": "We come at nine.", "conversation_id": thread.id, "also": also}
    headers = more.pop("headers", HX)
    return browser.post(f"/conversations/{thread.id}/messages", data=form | more, headers=headers)


def checked(browser, thread, also="", **more) -> BeautifulSoup:
    form = {"body": "We come at nine.", "conversation_id": thread.id, "also": also} | more
    answer = browser.post(f"/conversations/{thread.id}/check", data=form, headers=HX)
    return BeautifulSoup(answer.text, "html.parser").select_one("#composer_verdict")


def sent() -> list[str]:
    return [text.phone.e164 for text in database.session.scalars(select(Message).filter_by(direction="out"))]


def test_the_bubble_says_who_got_it_too(agent, world, thread, pushed):
    answer = send(agent, thread, f"Bob Hill|{ANN}")
    bubble = BeautifulSoup(answer.text, "html.parser").select_one("article")
    assert answer.status_code == 201
    assert bubble.select_one(".also-who").text.strip() == "Also to Bob Hill and (480) 555-0142"
    assert sent() == [world.fay, BOB, ANN]
    assert "Also to Bob Hill and (480) 555-0142" in agent.page(f"/conversations/{thread.id}").text
    assert f"conversation:{thread.id}" in pushed.rooms()


def test_left_out_the_thread_says_who_got_it_instead(agent, world, thread):
    answer = send(agent, thread, BOB, leave_out="1")
    line = BeautifulSoup(answer.text, "html.parser").select_one(".aside")
    assert answer.status_code == 201
    assert line.select_one(".words").text == "We come at nine."
    assert "texted others and not them: Bob Hill" in line.text
    assert sent() == [BOB]
