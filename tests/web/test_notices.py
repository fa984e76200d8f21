"""For you: what one asked to be told of, beside what one was mentioned in."""

from __future__ import annotations

import uuid

import pytest

from app import transaction
from app.extensions import db as database
from app.models import Membership, Notice
from app.texting import notes, written
from app.texting.written import Written
from tests.texting.acts import text


@pytest.fixture
def agent(client, world):
    return client.sign_in(world.ben)


@pytest.fixture
def replied(world, thread, pushed):
    """Ben asked to be told, and Fay replied."""
    pressed = Written(thread.id, thread.phone_id, world.ben.id, "At nine?", str(uuid.uuid4()), notify=True)
    transaction.perform(written.take, [pressed])
    text(world.fay, world.local, "Yes <b>please</b>.")
    return thread


def count(browser) -> str:
    return browser.page("/inbox").select_one("[data-unseen]").text.split()[0]


def test_a_reply_is_new_until_its_conversation_is_opened(agent, replied):
    assert count(agent) == "1"
    [card] = agent.page("/mentions").select(".mention-card.is-unseen")
    assert "Fay Winters replied: “Yes <b>please</b>.”" in card.text
    assert card.a["href"].startswith(f"/conversations/{replied.id}#message_")
    agent.page(f"/conversations/{replied.id}")
    assert agent.page("/mentions").select(".is-unseen") == []
    assert agent.page("/inbox").select_one("[data-unseen]").has_attr("hidden")


def test_mentions_and_notices_are_one_number_and_one_list(agent, world, replied):
    transaction.perform(notes.write, replied, world.ana, "@Ben call them", str(uuid.uuid4()))
    assert count(agent) == "2"
    words = [card.select_one(".note-words").text for card in agent.page("/mentions").select(".mention-card")]
    assert words == ["@Ben call them", "Fay Winters replied: “Yes <b>please</b>.”"]


def test_what_the_list_showed_is_marked_and_nobody_elses(agent, client, world, replied):
    [field] = agent.page("/mentions").select("form[action='/mentions/seen'] [name=notice_id]")
    for who in (world.ana, world.cara):
        client.sign_in(who).post("/mentions/seen", data={"notice_id": field["value"]})
    database.session.expire_all()
    assert database.session.get(Notice, int(field["value"])).seen_at is None
    browser = client.sign_in(world.ben)
    answer = browser.post("/mentions/seen", data={"notice_id": [field["value"], "x", "9" * 40]})
    assert (answer.status_code, answer.location) == (303, "/mentions")
    assert browser.page("/mentions").select(".is-unseen") == []


def test_who_lost_the_desk_reads_nothing_of_it(agent, world, replied):
    world.session.query(Membership).filter_by(user_id=world.ben.id).delete()
    transaction.commit()
    assert "please" not in agent.get("/mentions").text


def test_seen_in_one_tab_is_counted_anew_in_the_others(agent, world, replied, pushed):
    pushed.sent.clear()
    agent.post(f"/conversations/{replied.id}/mentions/seen")
    assert [payload["unseen"] for payload in pushed.to(f"user:{world.ben.id}")] == [0]
