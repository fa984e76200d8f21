"""Others beside the client, over HTTP: the form, what the check says of each, and every number that can't be had."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app import transaction
from app.extensions import db as database
from app.models import Message
from app.texting import drafts, other_numbers
from tests.texting.acts import text

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
    return [each.phone.e164 for each in database.session.scalars(select(Message).filter_by(direction="out"))]


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
    assert "Ben texted Bob Hill; this person did not get it" in line.text
    assert sent() == [BOB]


def test_their_thread_says_with_whose_conversation_it_went(agent, world, thread):
    send(agent, thread, BOB)
    [bobs] = [each for each in database.session.scalars(select(Message)) if each.phone.e164 == BOB]
    link = agent.page(f"/conversations/{bobs.conversation_id}").select_one(".also-who a")
    assert (link["href"], link.text) == (f"/conversations/{thread.id}", "Fay Winters")


def test_the_check_speaks_of_each_of_them_before_send(agent, world, thread):
    world.phone("+14805550143", "Cy Dole")
    transaction.commit()
    verdict = checked(agent, thread, f"Bob Hill|(480) 555-0143|{ANN}")
    lines = [(line["data-of"], line["data-kind"], line.text.strip()) for line in verdict.select("[data-of]")]
    assert verdict["data-verdict"] == "refuse"
    sentence = f"Cy Dole has not agreed to be texted. {other_numbers.WAY_OUT}"
    assert lines == [("(480) 555-0143", "refuse", sentence)]
    assert sent() == []


def test_the_check_says_nothing_new_where_everybody_gets_it_now(agent, thread):
    verdict = checked(agent, thread, f"{BOB}|{ANN}", body="Copper & Co. Plumbing: at nine.")
    assert (verdict["data-verdict"], verdict.select("[data-of]")) == ("send", [])
    assert "Can go now" in verdict.text


def test_what_is_said_of_several_is_said_once(agent, world, thread, clock):
    world.copper.quiet_from, world.copper.quiet_to = 8 * 60, 21 * 60
    clock.set(datetime(2026, 11, 24, 5, 0, tzinfo=UTC))  # 10 PM in Phoenix
    text(world.fay, world.local, "Still there?")
    transaction.commit()
    verdict = checked(agent, thread, f"{BOB}|{ANN}", body="Copper: we come at nine.")
    waits, now = [line.text.strip() for line in verdict.select("[data-of]")]
    assert verdict["data-verdict"] == "defer"
    assert waits.startswith("Bob Hill and (480) 555-0142: It's 10:00")
    assert now == "Fay Winters gets it now."


def test_left_out_the_check_speaks_of_the_others_alone(agent, world, thread):
    stopped = world.conversation(world.eli)
    transaction.commit()
    assert checked(agent, stopped, BOB)["data-verdict"] == "refuse"
    verdict = checked(agent, stopped, BOB, leave_out="1", body="Copper & Co. Plumbing: at nine.")
    assert (verdict["data-verdict"], verdict.text.strip()) == ("send", "Bob Hill gets it now.")


@pytest.mark.parametrize(
    ("also", "more", "sentence"),
    [
        ("Nobody Knows", {}, "“Nobody Knows”: Nobody here is called that."),
        ("12345", {}, "“12345”: "),
        ("+14805550199", {}, "is this conversation’s own number"),
        (f"{BOB}|Bob Hill", {}, "(480) 555-0141 stands here twice."),
        ("+14805550777", {}, "Nobody here knows (480) 555-0777 yet."),
        ("|".join(f"+1480555{n:04}" for n in range(11)), {}, "A text goes to 10 others at most."),
        ("", {"leave_out": "1"}, "You left out this person and named nobody else."),
    ],
)
def test_what_cannot_be_sent_is_said_before_and_refused(agent, thread, also, more, sentence):
    assert sentence in checked(agent, thread, also, **more).text
    answer = send(agent, thread, also, **more)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    page = send(agent, thread, also, **more, headers={})
    assert (page.status_code, sentence in page.text) == (422, True)
    assert sent() == []


def test_undo_without_the_client_answers_with_their_line(agent, world, thread):
    world.copper.undo_s = 10
    transaction.commit()
    line = BeautifulSoup(send(agent, thread, BOB, leave_out="1").text, "html.parser").select_one(".aside")
    answer = agent.post(line["data-undo-path"], headers=HX)
    assert (answer.status_code, answer.json["also"], answer.json["leave_out"]) == (200, BOB, True)
    assert "Ben took back a text to Bob Hill before it left" in BeautifulSoup(answer.json["html"], "html.parser").text


def test_with_scripts_off_the_form_leads_back_to_the_thread(agent, thread):
    answer = send(agent, thread, BOB, leave_out="1", headers={})
    assert (answer.status_code, answer.location) == (303, f"/conversations/{thread.id}")


def test_pressing_twice_is_one_act(agent, thread):
    one = {"client_id": str(uuid.uuid4())}
    assert [send(agent, thread, BOB, **one).status_code for _ in range(2)] == [201, 200]
    assert len(sent()) == 2
    assert send(agent, thread, ANN, **one).status_code == 409


def test_another_business_can_send_to_nobody_from_here(cara, thread):
    assert send(cara, thread, BOB).status_code == 404
    assert sent() == []


def test_the_bell_is_wired_in_a_thread_and_in_a_new_message(agent, world, thread):
    send(agent, thread, notify="1")
    send(agent, thread)
    form = {"client_id": str(uuid.uuid4()), "body": "Hello Bob", "to": BOB, "number_id": world.local.id, "notify": "1"}
    assert agent.post("/messages", data=form).status_code == 303
    notified = [each.notify_id for each in database.session.scalars(select(Message).filter_by(direction="out"))]
    assert notified == [world.ben.id, None, world.ben.id]


def test_words_never_stand_anywhere_without_who_they_are_for(agent, world, thread):
    form = {"conversation_id": thread.id, "body": "Her surprise is ready.", "also": BOB, "leave_out": "1"}
    assert agent.post(f"/conversations/{thread.id}/draft", data=form | {"draft_version": "1"}).json["saved"]
    elsewhere = agent.page(f"/conversations/{thread.id}")
    assert json.loads(elsewhere.find(id="composer_also")["data-also"]) == {"chips": [[BOB, "Bob Hill"]], "out": True}
    late = agent.post(f"/conversations/{thread.id}/draft", data={**form, "also": "", "draft_version": "1"})
    assert late.json["also"] == {"to": BOB, "out": True}
    send(agent, thread, BOB, leave_out="1", body="Her surprise is ready.", draft_version="2")
    assert json.loads(agent.page(f"/conversations/{thread.id}").find(id="composer_also")["data-also"])["chips"] == []


def test_who_is_left_out_of_one_of_two_drafts_is_left_out_of_both_in_one():
    assert drafts.also_of_both({"to": "a|b", "out": False}, {"to": "b|c", "out": True}) == {"to": "a|b|c", "out": True}
    assert drafts.also_of_both({}, None) == {}
