"""Whom and what an agent sees of people who talk with another department: nothing but what is about the person."""

from __future__ import annotations

import uuid

import pytest
from bs4 import BeautifulSoup

from app.models import Event, Note
from app.policy import permissions
from app.web.named import NOBODY


@pytest.fixture
def billed(world, doorbell, pushed):
    """Gus, who talks with Billing only."""
    number = world.number(world.billing, "+14805550111")
    return world.conversation(world.phone("+14805550140", "Gus Ames"), number)


@pytest.fixture
def shared(world, thread, billed):
    """Fay's conversation with Billing, beside the one with the Service desk; something happened in each and in none."""
    other = world.conversation(thread.phone, billed.number)
    for conversation, word in ((thread, "STOP"), (other, "QUIT"), (None, "END")):
        world.keep(
            Event(
                account_id=world.copper.id, contact_id=thread.phone.contact_id, kind="opted_out", detail=word,
                conversation_id=conversation.id if conversation else None,
            )
        )  # fmt: skip
    world.keep(Note(account_id=world.copper.id, contact_id=thread.phone.contact_id, body="Prefers mornings"))
    return other


def found(browser, query: str) -> list[str]:
    page = BeautifulSoup(browser.get("/people", query_string={"q": query}).text, "html.parser")
    return [option["data-value"] for option in page.find_all(role="option") if "data-value" in option.attrs]


def write(browser, to: str):
    return browser.post("/messages", data={"to": to, "body": "Hello", "client_id": str(uuid.uuid4())})


@pytest.mark.parametrize("query", ["Gus", "0140"])
def test_type_ahead_names_nobody_who_talks_with_another_department_only(client, world, billed, query):
    assert found(client.sign_in(world.ben), query) == []
    assert found(client.sign_in(world.ana), query) == ["(480) 555-0140"]


def test_another_number_of_theirs_is_not_named_either(client, world, billed):
    second = world.phone("+14805550141", "Gus Ames")
    second.contact_id = billed.phone.contact_id
    assert found(client.sign_in(world.ben), "Gus") == []


def test_people_of_ones_own_department_and_of_none_are_found(client, world, shared):
    client.sign_in(world.ben)
    assert found(client, "Fay") == ["(480) 555-0199"]
    assert found(client, "Dee") == ["(480) 555-0131"]


def test_a_name_from_another_department_is_nobodys_in_new_message(client, world, billed):
    answer = write(client.sign_in(world.ben), "Gus Ames")
    assert (answer.status_code, NOBODY in answer.text) == (422, True)


@pytest.mark.parametrize("address", ["/conversations/{thread}", "/contacts/{contact}"])
def test_the_panel_tells_what_happened_here_or_nowhere_and_every_note(client, world, thread, shared, address):
    path = address.format(thread=thread.id, contact=thread.phone.contact_id)
    page = client.sign_in(world.ben).page(path)
    panel = (page.find(id=f"conversation_{thread.id}_panel") or page.find(class_="page-contact")).text
    assert "texted STOP" in panel and "texted END" in panel and "Prefers mornings" in panel
    assert "texted QUIT" not in panel


@pytest.mark.parametrize("address", ["/inbox", "/people?q=fay", "/conversations/{thread}", "/contacts/{contact}"])
def test_who_may_not_read_conversations_gets_403(client, world, thread, monkeypatch, address):
    monkeypatch.setitem(permissions.PERMISSIONS, "read_conversations", frozenset({"admin"}))
    path = address.format(thread=thread.id, contact=thread.phone.contact_id)
    assert client.sign_in(world.ana).get(path).status_code == 200
    assert client.sign_in(world.ben).get(path).status_code == 403


def test_who_may_not_settle_a_text_gets_403(client, world, thread, monkeypatch):
    unknown = world.message(thread, "Hello?", "unknown", author_id=world.ben.id, needs_person=True)
    monkeypatch.setitem(permissions.PERMISSIONS, "settle_unknown", frozenset({"admin"}))
    form = {"resolution": "sent"}
    assert client.sign_in(world.ben).post(f"/messages/{unknown.id}/resolution", data=form).status_code == 403
    assert unknown.state == "unknown"
    assert client.sign_in(world.ana).post(f"/messages/{unknown.id}/resolution", data={}).status_code == 400
