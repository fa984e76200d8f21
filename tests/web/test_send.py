"""Send: the text stands in the outbox before the answer, and the same form sent again is the same text."""

from __future__ import annotations

import uuid
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup

from app.extensions import db as database
from app.models import Message
from app.texting import transfer, written
from app.transaction import perform

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def agent(client, world):
    """Ben's browser."""
    return client.sign_in(world.ben)


@pytest.fixture(autouse=True)
def no_carrier(monkeypatch):
    """Whoever asks the carrier for anything fails the test."""
    from app.sms import twilio_client

    def asked(*_args, **_kwargs):
        raise AssertionError("the carrier was asked during a request")

    monkeypatch.setattr(twilio_client, "carrier", asked)
    monkeypatch.setattr("urllib.request.urlopen", asked)
    monkeypatch.setattr("http.client.HTTPConnection.connect", asked)


def send(browser, thread, body="We do. When suits you?", **more):
    headers = more.pop("headers", HX)
    form = {"client_id": str(uuid.uuid4()), "body": body, "conversation_id": thread.id} | more
    form = {name: value for name, value in form.items() if value is not None}
    return browser.post(f"/conversations/{thread.id}/messages", data=form, headers=headers)


def sent() -> list[Message]:
    return database.session.query(Message).filter_by(direction="out").order_by(Message.id).all()


def test_a_text_is_queued_and_answered_with_its_bubble(agent, world, thread, doorbell, pushed):
    one = str(uuid.uuid4())
    answer = send(agent, thread, client_id=one)
    bubble = BeautifulSoup(answer.text, "html.parser").select_one(f"#message_{one}")
    assert answer.status_code == 201
    assert bubble.select_one(".words").text == "We do. When suits you?"
    assert bubble.select_one(".status-words").text.strip().startswith("Queued")
    assert bubble["data-author-id"] == str(world.ben.id)
    assert [(text.body, text.state, text.author_id) for text in sent()] == [
        ("We do. When suits you?", "queued", world.ben.id)
    ]
    assert doorbell.rings == ["drain"]
    assert f"conversation:{thread.id}" in pushed.rooms()


def test_another_business_cannot_send_here(cara, thread):
    assert send(cara, thread).status_code == 404
    assert sent() == []


def test_without_scripts_the_form_leads_back_to_the_thread(agent, thread):
    page = agent.page(f"/conversations/{thread.id}")
    form = page.select_one("form[data-composer]")
    typed = form.select("input[name]:not([type=radio], [type=checkbox]), input[checked]")
    fields = {field["name"]: field["value"] for field in typed}
    answer = agent.post(form["action"], data=fields | {"body": "We do."})
    assert (answer.status_code, answer.location) == (303, f"/conversations/{thread.id}")
    assert "We do." in agent.page(answer.location).find(role="log").text


def test_a_history_restore_gets_the_whole_page_and_no_part(agent, thread):
    assert send(agent, thread, headers={"HX-Request": "true", "HX-Request-Type": "full"}).status_code == 303


@pytest.mark.lesson(2)
@pytest.mark.lesson(3)
@pytest.mark.lesson(43)
def test_a_dropped_answer_and_ten_more_tries_make_one_text_and_ask_no_carrier(agent, thread, doorbell):
    one = str(uuid.uuid4())
    answers = [send(agent, thread, client_id=one) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [201] + [200] * 10
    assert {BeautifulSoup(answer.text, "html.parser").article["id"] for answer in answers} == {f"message_{one}"}
    assert [text.client_id for text in sent()] == [one]
    assert doorbell.rings == ["drain"]


@pytest.mark.lesson(2)
def test_another_text_under_the_same_key_is_409_and_changes_nothing(agent, thread):
    one = str(uuid.uuid4())
    send(agent, thread, client_id=one)
    answer = send(agent, thread, "Another text", client_id=one)
    assert answer.status_code == 409
    assert "Write yours again." in BeautifulSoup(answer.text, "html.parser").find(role="alert").text
    assert [text.body for text in sent()] == ["We do. When suits you?"]


@pytest.mark.lesson(2)
def test_the_same_key_from_a_colleague_or_in_another_thread_is_409(agent, client, world, thread):
    one = str(uuid.uuid4())
    send(agent, thread, client_id=one)
    dee = world.conversation(world.dee)
    assert send(agent, dee, client_id=one).status_code == 409
    assert send(client.sign_in(world.ana), thread, client_id=one).status_code == 409
    assert len(sent()) == 1


def test_line_breaks_are_kept_as_the_carrier_counts_them(agent, thread):
    one = str(uuid.uuid4())
    assert send(agent, thread, "Hi\r\nthere\n!", client_id=one).status_code == 201
    assert send(agent, thread, "Hi\nthere\n!", client_id=one).status_code == 200
    assert sent()[0].body == "Hi\nthere\n!"


def test_a_nul_costs_no_text(agent, thread):
    assert send(agent, thread, "Hi\x00 there").status_code == 201
    assert sent()[0].body == "Hi there"


@pytest.mark.parametrize("body", ["", "   \r\n ", "x" * 551])
def test_a_text_that_cannot_go_is_422_with_its_sentence(agent, thread, body):
    answer = send(agent, thread, body)
    said = BeautifulSoup(answer.text, "html.parser").select_one("#composer_error[role=alert]").text
    assert answer.status_code == 422
    assert "no text yet" in said or "1 over 550" in said
    assert sent() == []


def test_without_scripts_a_refused_text_stands_in_the_field_again(agent, thread):
    body = "{{first_name}} & <b>you</b>\nsee you"
    answer = send(agent, thread, body, headers={})
    page = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 422
    assert page.find("textarea").text.lstrip("\n") == body
    assert "{{first_name}} is no token. Did you mean contact.first_name?" in page.select_one("#composer_error").text


def test_nobody_texts_who_said_stop(agent, world):
    eli = world.conversation(world.eli)
    answer = send(agent, eli)
    assert answer.status_code == 422
    assert "until they text START" in answer.text
    assert sent() == []


def test_a_text_written_for_another_thread_is_409_and_stays_typed(agent, world, thread):
    dee = world.conversation(world.dee)
    answer = send(agent, thread, "For Dee", conversation_id=dee.id, headers={})
    assert answer.status_code == 409
    assert BeautifulSoup(answer.text, "html.parser").find("textarea").text.strip() == "For Dee"
    assert sent() == []


@pytest.mark.parametrize("client_id", [None, "", "1", "not-a-uuid", "x" * 5000])
def test_a_form_without_a_key_of_its_own_is_400(agent, thread, client_id):
    assert send(agent, thread, client_id=client_id).status_code == 400
    assert sent() == []


@pytest.mark.parametrize("headers", [{}, HX], ids=["page", "part"])
def test_a_text_beyond_all_limits_stays_typed_with_what_to_do(agent, thread, headers):
    answer = send(agent, thread, "{{" * 50_000, headers=headers)
    page = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 422
    assert "more than 10,000 characters. Shorten it" in page.select_one("#composer_error").text
    assert headers or page.find("textarea").text == "{{" * 50_000
    assert sent() == []


def test_a_key_used_in_another_thread_at_this_moment_is_409(agent, world, thread, monkeypatch):
    one = str(uuid.uuid4())
    send(agent, world.conversation(world.dee), client_id=one)
    monkeypatch.setattr(written, "_know_again", lambda _items: None)  # it looked just before
    answer = send(agent, thread, client_id=one)
    assert (answer.status_code, "already used" in answer.text) == (409, True)
    assert len(sent()) == 1


@pytest.mark.parametrize("number", ["toll_free", "short_code"])
def test_the_from_number_chosen_is_used_and_remembered(agent, world, thread, number):
    chosen = getattr(world, number).id
    assert send(agent, thread, number_id=chosen).status_code == 201
    assert sent()[0].number_id == chosen
    assert agent.page(f"/conversations/{thread.id}").select_one("option[selected]")["value"] == str(chosen)


@pytest.mark.parametrize("number", ["another department's", "a stranger's", "nonsense"])
def test_a_from_number_that_this_thread_does_not_have_is_refused_in_words(agent, world, thread, number):
    other = world.number(world.billing, "+14805550111")
    chosen = {"another department's": other.id, "a stranger's": world.number(world.front, "+14805550112").id}
    answer = send(agent, thread, number_id=chosen.get(number, "x"))
    assert answer.status_code == 422
    assert "no longer leave from that number" in answer.text
    assert sent() == []


def test_after_a_move_the_number_they_know_is_offered_and_chosen(client, world, thread):
    theirs, known = world.number(world.billing, "+14805550111"), world.local.id
    moved = perform(transfer.transfer, thread, world.billing, world.ana)
    client.sign_in(world.ana)
    choice = client.page(f"/conversations/{moved.id}").select_one("select[name=number_id]")
    assert {option["value"] for option in choice.select("option")} == {str(theirs.id), str(known)}
    assert choice.select_one("[selected]")["value"] == str(known)
    assert send(client, moved, number_id=known).status_code == 201
    assert send(client, moved, number_id=theirs.id).status_code == 201
    assert [text.number_id for text in sent()] == [known, theirs.id]
    assert send(client, moved, number_id=known).status_code == 422, "it answers from the other by now"


def test_a_single_from_number_is_posted_as_it_is_shown(client, world, thread):
    moved = perform(transfer.transfer, thread, world.billing, world.ana)
    top = client.sign_in(world.ana).page(f"/conversations/{moved.id}").select_one(".composer-top")
    assert top.select_one("[name=number_id]")["value"] == str(world.local.id)
    assert "555-0110" in top.text


@pytest.mark.lesson(43)
def test_with_redis_away_a_text_is_taken_all_the_same(agent, world, monkeypatch):
    from app import queues

    def away():
        raise queues.RedisError("Connection refused")

    monkeypatch.setattr(queues, "redis", away)
    assert send(agent, world.conversation(world.dee)).status_code == 201
    assert [text.state for text in sent()] == ["queued"]


def test_answering_clears_what_was_unread(agent, thread):
    thread.unread, thread.reason = 3, "new"
    send(agent, thread)
    assert (thread.unread, thread.reason) == (0, "")


def test_markup_in_a_text_is_shown_as_it_was_typed(agent, thread):
    answer = send(agent, thread, "<script>alert(1)</script> & {x}")
    assert "<script>alert" not in answer.text
    assert BeautifulSoup(answer.text, "html.parser").select_one(".words").text == "<script>alert(1)</script> & {x}"


def test_what_was_written_to_a_merged_thread_comes_back_and_what_was_sent_is_answered(client, world, thread):
    client.sign_in(world.ana)
    world.conversation(thread.phone, world.number(world.billing, "+14805550111"))
    seen, one = SimpleNamespace(id=thread.id), str(uuid.uuid4())
    assert send(client, seen, client_id=one).status_code == 201
    perform(transfer.transfer, thread, world.billing, world.ana)
    assert send(client, seen, client_id=one).status_code == 200, "the same text, wherever its thread went"
    for path in ("messages", "notes", "draft", "read"):
        form = {"client_id": str(uuid.uuid4()), "body": "We do.", "conversation_id": seen.id}
        answer = client.post(f"/conversations/{seen.id}/{path}", data=form, headers=HX)
        assert (answer.status_code, "moved meanwhile" in answer.text) == (409, True)
    page = send(client, seen, "Words kept in the page", headers={})
    assert (page.status_code, "Words kept in the page" in page.text) == (409, True)
    assert len(sent()) == 1
