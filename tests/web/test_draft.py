"""Drafts over the wire: saved where they were typed, shown to their writer alone, refused for another thread."""

from __future__ import annotations

import uuid

import pytest

from app.extensions import db as database
from app.models import Draft, Message
from app.texting import transfer
from app.transaction import perform
from app.web.drafts import ELSEWHERE
from app.web.typed import typed_media_ids


@pytest.fixture
def agent(client, world):
    """Ben's browser."""
    return client.sign_in(world.ben)


def save(browser, thread, body="We come at nine.", version=1, **more):
    form = {"body": body, "draft_version": version, "conversation_id": thread.id} | more
    return browser.post(f"/conversations/{thread.id}/draft", data=form)


def kept() -> list[tuple[int, int, str]]:
    return [(draft.conversation_id, draft.user_id, draft.body) for draft in database.session.query(Draft)]


def field(browser, thread):
    page = browser.page(f"/conversations/{thread.id}")
    return page.find(id="composer_body").text.removeprefix("\n"), page.find(attrs={"name": "draft_version"})["value"]


@pytest.mark.lesson(53)
def test_what_was_begun_stands_in_the_composer_wherever_its_writer_opens_it(agent, client, world, thread):
    assert save(agent, thread, "We come\r\nat nine.", 3).json == {"version": 3, "saved": True}
    elsewhere = client.application.test_client().sign_in(world.ben)
    assert field(elsewhere, thread) == ("We come\nat nine.", "3")


def test_the_page_names_the_conversations_that_became_this_one(client, world, thread):
    other = world.conversation(thread.phone, world.number(world.billing, "+14805550111"))
    gone = thread.id
    perform(transfer.transfer, thread, world.billing, world.ana)
    page = client.sign_in(world.ana).page(f"/conversations/{other.id}")
    assert page.select_one(".thread")["data-was"] == str(gone)


@pytest.mark.lesson(53)
def test_nobody_elses_draft_is_shown(agent, client, world, thread):
    save(agent, thread)
    assert field(client.application.test_client().sign_in(world.ana), thread) == ("", "0")


@pytest.mark.lesson(53)
@pytest.mark.parametrize("named", ["", "999999", "x"])
def test_words_written_for_another_thread_are_refused_with_a_sentence(agent, thread, named):
    answer = save(agent, thread, conversation_id=named)
    assert (answer.status_code, answer.text, kept()) == (409, ELSEWHERE, [])


@pytest.mark.lesson(53)
def test_a_text_written_for_another_thread_is_refused_and_its_draft_stays(agent, world, thread):
    dees = world.conversation(world.dee)
    save(agent, thread, "To Fay")
    form = {"client_id": str(uuid.uuid4()), "body": "To Fay", "conversation_id": thread.id, "draft_version": 2}
    answer = agent.post(f"/conversations/{dees.id}/messages", data=form)
    assert answer.status_code == 409
    assert "written for another conversation" in answer.text
    assert kept() == [(thread.id, world.ben.id, "To Fay")]
    assert database.session.query(Message).filter_by(direction="out").count() == 0


@pytest.mark.lesson(53)
def test_a_page_that_is_behind_learns_the_newer_version(agent, world, thread):
    save(agent, thread, "Typed in one tab", 7)
    late = save(agent, thread, "Typed in another", 2).json
    assert late == {"version": 7, "saved": False, "body": "Typed in one tab", "media_ids": [], "also": {}}
    assert kept() == [(thread.id, world.ben.id, "Typed in one tab")]


def test_another_business_and_another_department_keep_nothing(client, cara, world, thread):
    billing = world.conversation(world.dee, world.number(world.billing, "+14805550111"))
    assert save(cara, thread).status_code == 404
    assert save(client.sign_in(world.ben), billing).status_code == 404
    assert kept() == []


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "1.5"])
def test_a_version_that_is_none_saves_nothing_over_what_is_kept(agent, world, thread, version):
    save(agent, thread, "Kept", 1)
    save(agent, thread, "Nonsense", version)
    assert kept() == [(thread.id, world.ben.id, "Kept")]


def test_more_than_anybody_sends_is_not_kept(agent, thread):
    assert save(agent, thread, "x" * 10_001).status_code == 422
    assert kept() == []


def test_a_sent_text_leaves_an_empty_composer(agent, world, thread):
    save(agent, thread)
    form = {"client_id": str(uuid.uuid4()), "body": "We come at nine.", "draft_version": 1}
    form["conversation_id"] = thread.id
    assert agent.post(f"/conversations/{thread.id}/messages", data=form).status_code == 303
    assert field(agent, thread) == ("", "1")


def test_a_refused_text_comes_back_as_it_was_typed_not_as_it_was_kept(agent, thread):
    save(agent, thread, "An older draft")
    form = {"client_id": str(uuid.uuid4()), "body": "x" * 600, "conversation_id": thread.id}
    answer = agent.post(f"/conversations/{thread.id}/messages", data=form)
    assert answer.status_code == 422
    assert "x" * 600 in answer.text
    assert "An older draft" not in answer.text


def test_a_note_is_never_sent_as_a_text(agent, thread):
    form = {"client_id": str(uuid.uuid4()), "body": "He never pays", "conversation_id": thread.id, "mode": "note"}
    answer = agent.post(f"/conversations/{thread.id}/messages", data=form, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "written as a note" in answer.text
    assert database.session.query(Message).filter_by(direction="out").count() == 0


def test_no_form_asks_for_more_files_than_anybody_has(app):
    given = ",".join(map(str, range(70_000)))
    with app.test_request_context(method="POST", data={"media_ids": f"x,-1,{given}"}):
        assert typed_media_ids() == list(range(100))
