"""Undo and Edit on the web: the bubble counts down, the words come back, and nobody else's text does."""

from __future__ import annotations

import uuid

import pytest
from bs4 import BeautifulSoup

from app.extensions import db as database
from app.models import Message
from app.texting import sending
from app.transaction import commit, perform
from tests.texting.acts import claimed, newest

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def agent(client, world):
    """Ben's browser, at a business that gives its people five seconds."""
    world.copper.undo_s = 5
    commit()
    return client.sign_in(world.ben)


def send(browser, thread, body: str = "We do.", headers=HX, **more) -> BeautifulSoup:
    form = {"client_id": str(uuid.uuid4()), "body": body, "conversation_id": thread.id, **more}
    answer = browser.post(f"/conversations/{thread.id}/messages", data=form, headers=headers)
    return BeautifulSoup(answer.text, "html.parser")


def test_the_bubble_says_how_long_and_where_to_take_it_back(agent, thread, doorbell):
    bubble = send(agent, thread).article
    message = newest(Message)
    assert (bubble["data-leaves"], bubble.select_one(".status-words").text.strip()) == ("5", "Sending in 5 s")
    assert bubble.select_one("[data-undo]")["data-back"] == f"/messages/{message.id}/undo"
    assert bubble.select_one("[data-undo]").has_attr("hidden"), "only its author's page shows it"
    assert bubble.select_one(".status")["aria-live"] == "off", "no reader says each second"
    assert doorbell.rings == []


@pytest.mark.lesson(54)
@pytest.mark.parametrize("how", [{"late": "yes"}, {"headers": {}}])
def test_what_came_late_or_without_scripts_leaves_at_once(agent, thread, doorbell, how):
    assert send(agent, thread, **how).select_one("[data-leaves]") is None
    assert (newest(Message).not_before, doorbell.rings) == (None, ["drain"])


@pytest.mark.lesson(54)
def test_with_no_seconds_set_nothing_waits(client, world, thread, doorbell):
    bubble = send(client.sign_in(world.ben), thread).article
    assert not bubble.has_attr("data-leaves") and bubble.select_one("[data-undo]") is None
    assert (newest(Message).not_before, doorbell.rings) == (None, ["drain"])


@pytest.mark.lesson(54)
def test_undo_gives_the_words_back_and_leaves_a_line(agent, thread):
    send(agent, thread, "We do, on Mnday")
    message = newest(Message)
    back = agent.post(f"/messages/{message.id}/undo", headers=HX).json
    assert (back["body"], back["media_ids"], back["program_id"], back["problem"]) == ("We do, on Mnday", "", "", "")
    line = BeautifulSoup(back["html"], "html.parser").article
    assert line["id"] == f"message_{message.client_id}" and "Ben Okafor took a text back" in line.text
    page = agent.page(f"/conversations/{thread.id}")
    assert "We do, on Mnday" not in page.find(role="log").text
    assert agent.page("/search?q=Mnday").select("#search_results mark") == []
    assert page.select_one("#composer_body").text == "We do, on Mnday"


def test_too_late_is_said_and_the_text_is_shown_as_it_stands(agent, client, world, thread):
    world.copper.undo_s = 0
    commit()
    send(agent, thread)
    message = newest(Message)
    claimed()
    answer = agent.post(f"/messages/{message.id}/undo", headers=HX)
    assert (answer.status_code, answer.json["problem"]) == (409, "It has left already.")
    assert "Sending" in answer.json["html"]
    assert agent.post(f"/messages/{message.id}/undo").location == f"/conversations/{thread.id}"


def test_a_colleague_cannot_take_it_back(agent, client, world, thread):
    send(agent, thread)
    answer = client.sign_in(world.ana).post(f"/messages/{newest(Message).id}/undo", headers=HX)
    assert (answer.status_code, answer.json["problem"]) == (409, "Only whoever wrote this text can take it back.")


def test_what_is_held_is_edited_from_its_bubble(agent, world, thread):
    perform(sending.pause, world.copper, "Ana Ruiz")
    bubble = send(agent, thread, "Tomorow").article
    button = bubble.select_one("[data-back]")
    assert (button.text, bubble.has_attr("data-leaves")) == ("Edit", False)
    back = agent.post(button["data-back"], headers=HX).json
    assert back["body"] == "Tomorow" and "taken back to edit" in back["html"]
    assert database.session.get(Message, newest(Message).id).code == "EDITED"


@pytest.mark.parametrize("verb", ["undo", "edit"])
def test_another_business_gets_404(agent, cara, thread, verb):
    send(agent, thread)
    assert cara.post(f"/messages/{newest(Message).id}/{verb}", headers=HX).status_code == 404


@pytest.mark.parametrize(("typed", "is_kept"), [("0", True), ("7", True), ("10", True), ("11", False), ("-1", False)])
def test_the_seconds_are_set_by_an_administrator(client, world, typed, is_kept):
    answer = client.sign_in(world.ana).post("/settings/messaging/limits", data={"undo_s": typed, "late_minutes": "0"})
    assert answer.status_code == (303 if is_kept else 422)
    database.session.expire_all()
    assert (world.copper.undo_s, world.copper.late_minutes) == ((int(typed), 0) if is_kept else (0, 60))
    if not is_kept:
        assert "Write a whole number from 0 to 10 seconds." in answer.text


def test_minutes_late_go_up_to_a_day(client, world):
    ana = client.sign_in(world.ana)
    assert ana.post("/settings/messaging/limits", data={"late_minutes": "1440"}).status_code == 303
    answer = ana.post("/settings/messaging/limits", data={"late_minutes": "1441"})
    assert answer.status_code == 422 and "Write a whole number from 0 to 1,440 minutes." in answer.text


@pytest.mark.parametrize(("undo", "leaves"), [("yes", "5"), ("", None)])
def test_a_new_message_waits_too_where_its_thread_can_offer_undo(agent, world, thread, undo, leaves):
    form = {"to": world.fay, "body": "Hello", "client_id": str(uuid.uuid4()), "undo": undo}
    answer = agent.post("/messages", data=form)
    bubble = agent.page(answer.location).select("[role=log] .message-out")[-1]
    assert bubble.get("data-leaves") == leaves
