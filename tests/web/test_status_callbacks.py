"""The carrier tells what became of a text: 204 in any case that is signed and readable."""

from __future__ import annotations

import pytest

from app.extensions import db as database
from app.models import Attempt, CarrierEvent, Message
from tests.web.conftest import STATUS, sid


@pytest.fixture
def sent(world, thread) -> Message:
    """A text of ours that the carrier has accepted."""
    text = world.message(thread, "On our way", "accepted", author_id=world.ana.id, carrier_sid=sid())
    world.keep(Attempt(carrier_sid=text.carrier_sid, message_id=text.id, number=1))
    return text


def said(hook, message_sid: str, status: str, query: str = "", **more):
    return hook.post(STATUS + query, {"MessageSid": message_sid, "MessageStatus": status, **more})


def test_a_callback_moves_the_text_on_and_is_answered_204(hook, sent, pushed):
    answer = said(hook, sent.carrier_sid, "delivered")
    assert (answer.status_code, answer.data) == (204, b"")
    assert database.session.get(Message, sent.id).state == "delivered"
    assert f"conversation:{sent.conversation_id}" in pushed.rooms()


def test_a_callback_for_a_sid_unknown_here_is_204_and_kept(hook, sent):
    stranger = sid()
    assert said(hook, stranger, "delivered").status_code == 204
    assert database.session.query(CarrierEvent).one().carrier_sid == stranger
    assert database.session.get(Message, sent.id).state == "accepted"


def test_the_query_tells_which_try_the_carrier_speaks_of(hook, world, thread):
    text = world.message(thread, "On our way", "sending", author_id=world.ana.id)
    new = sid()
    assert said(hook, new, "sent", f"?m={text.id}&a=1").status_code == 204
    text = database.session.get(Message, text.id)
    assert (text.carrier_sid, text.state) == (new, "sent")


@pytest.mark.parametrize("query", ["?m=999999999&a=1", "?m=x&a=-1", "?m=&a=", "?m=²&a=٣", f"?m={'9' * 30}&a=1"])
def test_a_query_that_names_nothing_is_204_and_changes_no_text(hook, sent, query):
    from urllib.parse import quote

    target = quote(query, safe="?=&")
    assert said(hook, sid(), "failed", target, ErrorCode="30003").status_code == 204
    assert database.session.get(Message, sent.id).state == "accepted"


@pytest.mark.lesson(11)
@pytest.mark.parametrize("order", [("sent", "delivered"), ("delivered", "sent"), ("delivered", "queued", "sent")])
def test_callbacks_in_any_order_and_repeated_end_in_the_same_state(hook, sent, order):
    for status in (*order, *order):
        assert said(hook, sent.carrier_sid, status).status_code == 204
    assert database.session.get(Message, sent.id).state == "delivered"


@pytest.mark.parametrize("missing", ["MessageSid", "MessageStatus"])
def test_a_callback_without_sid_or_status_is_400_with_a_sentence(hook, rows, missing):
    fields = {"MessageSid": sid(), "MessageStatus": "sent"}
    del fields[missing]
    before = rows()
    answer = hook.post(STATUS, fields)
    assert (answer.status_code, answer.text.strip()) == (400, f"The parameter {missing} is missing.")
    assert rows() == before


def test_a_status_that_nobody_documents_is_204_and_changes_nothing(hook, sent):
    assert said(hook, sent.carrier_sid, "teleported").status_code == 204
    assert database.session.get(Message, sent.id).state == "accepted"


def test_a_failed_text_carries_its_code(hook, sent, client, world):
    said(hook, sent.carrier_sid, "undelivered", ErrorCode="30006")
    text = database.session.get(Message, sent.id)
    assert (text.state, text.error_code) == ("failed", 30006)
    page = client.sign_in(world.ana).page(f"/conversations/{text.conversation_id}")
    assert "Failed" in page.select_one(f"#message_{text.client_id}").text


def test_a_callback_that_cannot_be_kept_is_5xx(hook, sent, monkeypatch):
    from app.texting import outcomes

    def gone(*_args, **_kwargs):
        raise RuntimeError("no")

    with monkeypatch.context() as broken:
        broken.setattr(outcomes, "carrier_said_all", gone)
        assert said(hook, sent.carrier_sid, "delivered").status_code == 500
    assert said(hook, sent.carrier_sid, "delivered").status_code == 204
    assert database.session.get(Message, sent.id).state == "delivered"
