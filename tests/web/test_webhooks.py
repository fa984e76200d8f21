"""A text comes in over the webhook: stored once and answered, whoever carried it and however often."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

import pytest
from sqlalchemy.exc import OperationalError

from app import transaction
from app.extensions import db as database
from app.models import Contact, Conversation, Message, Quarantine
from app.web.words import reply_problem
from tests.web.conftest import MESSAGES, sid

ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


def texts() -> list[Message]:
    return database.session.query(Message).order_by(Message.id).all()


def test_a_signed_text_is_stored_and_answered_with_an_empty_response(hook, world, pushed):
    answer = hook.text("Do you fix boilers?")
    assert (answer.status_code, answer.text, answer.mimetype) == (200, ANSWER, "text/xml")
    [text] = texts()
    assert (text.body, text.state, text.phone.e164) == ("Do you fix boilers?", "received", world.fay)
    assert database.session.query(Conversation).one().department_id == world.service.id
    assert f"conversation:{text.conversation_id}" in pushed.rooms()


@pytest.mark.lesson(12)
@pytest.mark.parametrize("service", [None, "MG" + "0" * 32])
@pytest.mark.parametrize("number", ["local", "toll_free", "short_code"])
def test_texts_come_in_by_number_or_by_pool(hook, world, service, number):
    answer = hook.text(To=getattr(world, number).e164, MessagingServiceSid=service)
    assert answer.status_code == 200
    assert [text.number_id for text in texts()] == [getattr(world, number).id]


@pytest.mark.parametrize("times", [10])
def test_the_same_sid_ten_times_is_answered_each_time_and_stored_once(hook, times):
    same = sid()
    assert [hook.text(MessageSid=same).status_code for _ in range(times)] == [200] * times
    assert [text.carrier_sid for text in texts()] == [same]
    assert database.session.query(Conversation).one().unread == 1


@pytest.mark.lesson(59)
def test_two_texts_with_the_same_words_are_two_texts(hook):
    assert {hook.text("ok").status_code, hook.text("ok").status_code} == {200}
    assert [text.body for text in texts()] == ["ok", "ok"]


def test_a_text_stored_by_another_process_meanwhile_is_a_duplicate(hook, monkeypatch):
    same = sid()
    hook.text(MessageSid=same)
    seen = database.session.scalar

    def blind(query, *args, **kwargs):
        return None if "message.carrier_sid" in str(query) else seen(query, *args, **kwargs)

    monkeypatch.setattr(database.session, "scalar", blind)
    assert hook.text(MessageSid=same).status_code == 200
    monkeypatch.undo()
    assert len(texts()) == 1


def test_a_text_to_a_number_nobody_owns_is_quarantined(hook, rows):
    before = rows()
    assert hook.text("Hi", To="+15205550100").status_code == 200
    kept = database.session.query(Quarantine).one()
    assert (kept.to_address, kept.body) == ("+15205550100", "Hi")
    assert {name for name, count in rows().items() if count != before[name]} == {"quarantine"}


def test_the_same_stray_text_twice_is_quarantined_once(hook):
    same = sid()
    assert [hook.text(To="+15205550100", MessageSid=same).status_code for _ in range(2)] == [200, 200]
    assert database.session.query(Quarantine).count() == 1


@pytest.mark.lesson(15)
@pytest.mark.parametrize("sender", ["68849", "SUPPORT", ""])
def test_odd_senders_are_stored_shown_and_not_answerable(hook, client, world, sender):
    assert hook.text("Your code is 1234", From=sender).status_code == 200
    [text] = texts()
    assert text.phone.e164 == sender
    assert database.session.query(Contact).count() == 2, "Dee and Eli; an odd sender is no lead"
    page = client.sign_in(world.ana).page(f"/conversations/{text.conversation_id}")
    assert "Your code is 1234" in page.find(role="log").text
    assert page.select_one(".standing")["data-may-write"] == "no"
    assert page.select_one(".standing b").text == reply_problem(sender) != ""


@pytest.mark.parametrize("missing", ["MessageSid", "To", "From"])
def test_a_text_without_its_identity_is_400_with_a_sentence_and_stores_nothing(hook, rows, missing):
    fields = {name: value for name, value in hook.fields().items() if name != missing}
    before = rows()
    answer = hook.post(MESSAGES, fields)
    assert (answer.status_code, answer.text.strip()) == (400, f"The parameter {missing} is missing.")
    assert rows() == before


@pytest.mark.parametrize("length", [64 * 1024 + 1, 2_000_000])
@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_request_too_large_is_413_and_stores_nothing(hook, rows, length, is_chunked):
    before = rows()
    chunks = {"environ": {"wsgi.input_terminated": True, "CONTENT_LENGTH": ""}} if is_chunked else {}
    assert hook.post(MESSAGES, hook.fields("x" * length), **chunks).status_code == 413
    assert rows() == before


def test_a_long_text_still_comes_in(hook):
    assert hook.text("é" * 1600).status_code == 200
    assert texts()[0].body == "é" * 1600


def test_bytes_that_are_no_utf8_are_replaced_and_the_request_is_kept(hook, client, settings):
    raw = f"Body=caf%E9&From=%2B14805550199&MessageSid={sid()}&To=%2B14805550110".encode()
    pairs = [pair.partition(b"=") for pair in raw.split(b"&")]
    signed = b"".join(name + unquote_to_bytes(value) for name, _, value in sorted(pairs))
    answer = client.post(
        MESSAGES, data=raw, content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": signature_over(settings, signed)}, environ_overrides={"RAW_URI": MESSAGES},
    )  # fmt: skip
    assert answer.status_code == 200
    assert (texts()[0].body, texts()[0].raw_body) == ("caf\ufffd", raw)


def signature_over(settings, values: bytes) -> str:
    import base64
    import hmac

    message = (settings.public_url + MESSAGES).encode() + values
    return base64.b64encode(hmac.digest(settings.twilio_auth_tokens[0].encode(), message, "sha1")).decode()


@pytest.mark.lesson(17)
def test_a_text_that_cannot_be_stored_is_refused_with_5xx_and_comes_in_with_the_carriers_retry(
    hook, rows, monkeypatch
):
    same, before = sid(), rows()
    with monkeypatch.context() as broken:
        broken.setattr(database.session, "commit", gone)
        assert hook_status(hook, same) == 500
    database.session.rollback()
    assert rows() == before
    assert [hook_status(hook, same), hook_status(hook, same)] == [200, 200]
    assert [text.carrier_sid for text in texts()] == [same]


def hook_status(hook, message_sid: str) -> int:
    """The answer, without the test's own commit, which is broken too."""
    fields = hook.fields(MessageSid=message_sid)
    signature = hook.sign(hook.settings.public_url + MESSAGES, fields)
    plain = type(hook.client).__mro__[1](hook.client.application, hook.client.response_wrapper)
    return plain.post(MESSAGES, data=fields, headers={"X-Twilio-Signature": signature}).status_code


def gone(*_args, **_kwargs):
    raise OperationalError("COMMIT", {}, Exception("server closed the connection unexpectedly"))


@pytest.mark.lesson(17)
def test_with_the_database_away_the_carrier_hears_5xx(hook, monkeypatch):
    monkeypatch.setattr(transaction, "TRIES", 1)
    for name in ("execute", "scalar", "scalars", "get"):
        monkeypatch.setattr(database.session, name, gone)
    assert hook_status(hook, sid()) == 500


def test_the_text_of_a_refused_webhook_is_not_told(hook, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(database.session, "commit", gone)
        fields = hook.fields()
        signature = hook.sign(hook.settings.public_url + MESSAGES, fields)
        plain = type(hook.client).__mro__[1](hook.client.application, hook.client.response_wrapper)
        answer = plain.post(MESSAGES, data=fields, headers={"X-Twilio-Signature": signature})
    assert answer.data == b""


@pytest.mark.parametrize("path", [MESSAGES, "/webhooks/twilio/status"])
def test_asking_a_webhook_is_405(client, path):
    assert client.get(path).status_code == 405
