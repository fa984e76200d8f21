"""A person's text on its way to Leadline."""

from __future__ import annotations

import base64

import pytest
import requests

from .conftest import ACCOUNT, SAM, SHOP, TOKEN, Receiver, Simulator

SERVICE = "MG" + "ef" * 16


def test_a_text_arrives_signed_with_twilios_parameters_and_stands_in_the_list(
    sim: Simulator, receiver: Receiver
) -> None:
    answer = sim.text("Hi, do you install water heaters?")
    assert answer["webhook"]["status"] == 200 and len(answer["webhook"]["attempts"]) == 1
    hook = receiver.hooks[0]
    assert hook["signed"] and hook["path"] == "/webhooks/twilio/messages"
    assert {name: hook[name] for name in ("From", "To", "NumMedia", "NumSegments", "SmsStatus", "FromCity")} == {
        "From": SAM, "To": SHOP, "NumMedia": "0", "NumSegments": "1", "SmsStatus": "received", "FromCity": "PHOENIX",
    }  # fmt: skip
    assert hook["MessageSid"] == hook["SmsSid"] == hook["SmsMessageSid"] == answer["sid"]
    assert "MessagingServiceSid" not in hook and "OptOutType" not in hook
    listed = sim.client.messages(answer["sid"]).fetch()
    assert (listed.direction, listed.status) == ("inbound", "received")


def test_the_same_sid_is_delivered_again_but_stored_once(sim: Simulator, receiver: Receiver) -> None:
    first = sim.text("ok")
    again = sim.text("ok", sid=first["sid"])
    assert again["sid"] == first["sid"] and len(receiver.hooks) == 2
    assert len(sim.client.messages.list(from_=SAM)) == 1


@pytest.mark.parametrize("sender", ["68849", "SUPPORT", ""])
def test_any_sender_may_text(sim: Simulator, receiver: Receiver, sender: str) -> None:
    assert sim.text(sender=sender)["webhook"]["status"] == 200
    assert receiver.hooks[0]["From"] == sender and receiver.hooks[0]["signed"]


def test_extra_and_repeated_parameters_are_signed_too(sim: Simulator, receiver: Receiver) -> None:
    sim.text(extra={"New": ["b", "a", "a"], "ToCity": "MESA"}, messaging_service_sid=SERVICE)
    hook = receiver.hooks[0]
    assert hook["signed"] and hook["ToCity"] == "MESA" and hook["MessagingServiceSid"] == SERVICE


def test_media_is_behind_a_login_and_a_redirect(sim: Simulator, receiver: Receiver) -> None:
    data = base64.b64encode(b"jpeg bytes").decode()
    sim.text("", media=[{"data": data, "content_type": "image/jpeg"}, {"data": data, "content_type": "image/png"}])
    hook = receiver.hooks[0]
    assert (hook["NumMedia"], hook["MediaContentType1"]) == ("2", "image/png")
    assert requests.get(hook["MediaUrl0"], timeout=5).status_code == 401
    moved = requests.get(hook["MediaUrl0"], auth=(ACCOUNT, TOKEN), allow_redirects=False, timeout=5)
    assert moved.status_code == 307
    assert requests.get(moved.headers["Location"], timeout=5).content == b"jpeg bytes"
    assert requests.get(moved.headers["Location"][:-1], timeout=5).status_code == 404
    listed = sim.client.messages(hook["MessageSid"]).media.list()
    assert listed[0].delete() is True
    assert requests.get(hook["MediaUrl0"], auth=(ACCOUNT, TOKEN), timeout=5).status_code == 404


def test_the_fallback_address_is_used_when_the_webhook_fails(sim: Simulator, receiver: Receiver) -> None:
    sim.control("numbers", number=SHOP, sms_url=f"{receiver.url}/in", sms_fallback_url=f"{receiver.url}/fallback")
    receiver.answers = [(500, "text/plain", "")]
    assert sim.text()["webhook"]["status"] == 200
    assert [hook["path"] for hook in receiver.hooks] == ["/in", "/fallback"]
    assert receiver.hooks[1]["ErrorCode"] == "11200" and receiver.hooks[1]["signed"]


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("text/xml", "<Response><Message>Thanks</Message></Response>", "Thanks"),
        ("text/xml", "<Response><Message><Body>Thanks</Body></Message></Response>", "Thanks"),
        ("text/plain", "oops", "oops"),
        ("text/xml", "<Response/>", None),
        ("text/html", "", None),
    ],
)
def test_an_answer_with_a_message_is_sent_as_a_text(
    sim: Simulator, receiver: Receiver, kind: str, body: str, words: str | None
) -> None:
    receiver.answers = [(200, kind, body)]
    sim.text()
    replies = sim.client.messages.list(to=SAM)
    assert [(m.body, m.direction, m.from_) for m in replies] == ([(words, "outbound-reply", SHOP)] if words else [])


def test_a_text_need_not_wait_for_its_webhook(sim: Simulator, receiver: Receiver) -> None:
    assert sim.text(wait=False)["webhook"] is None
    receiver.wait(1)
