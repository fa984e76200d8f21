"""Status callbacks: signed, one for each change, tried again as the address's fragment says."""

from __future__ import annotations

import pytest

from .conftest import SAM, SHOP, Receiver, Simulator, until

SERVICE = "MG" + "cd" * 16


def test_each_change_is_told_signed_and_the_first_status_is_not(sim: Simulator, receiver: Receiver) -> None:
    made = sim.send(status_callback=f"{receiver.url}/status?m=7&x=a%20b")
    hooks = receiver.wait(2)
    assert [hook["MessageStatus"] for hook in hooks] == ["sent", "delivered"]
    assert all(hook["signed"] and hook["path"] == "/status?m=7&x=a%20b" for hook in hooks)
    first = hooks[0]
    assert (first["MessageSid"], first["SmsSid"], first["SmsStatus"], first["ApiVersion"]) == (
        made.sid, made.sid, "sent", "2010-04-01")  # fmt: skip
    assert (first["From"], first["To"], len(hooks[1]["RawDlrDoneDate"])) == (SHOP, SAM, 10)
    assert "ErrorCode" not in first and first["token"] != hooks[1]["token"]


def test_a_messaging_service_also_tells_queued_and_its_sid(sim: Simulator, receiver: Receiver) -> None:
    sim.control("numbers", number=SHOP, messaging_service_sid=SERVICE)
    sim.client.messages.create(to=SAM, messaging_service_sid=SERVICE, body="x", status_callback=f"{receiver.url}/s")
    hooks = receiver.wait(3)
    assert sorted(hook["MessageStatus"] for hook in hooks) == ["delivered", "queued", "sent"]
    assert {hook["MessagingServiceSid"] for hook in hooks} == {SERVICE}


@pytest.mark.parametrize(
    ("fragment", "answers", "tries"),
    [
        ("", [500], 1),
        ("#rc=2&rp=5xx", [500, 503, 200], 3),
        ("#rc=1&rp=5xx", [500, 500, 500], 2),
        ("#rc=3&rp=5xx", [403], 1),
        ("#rc=1&rp=4xx,5xx", [403], 2),
        ("#rc=1&rp=all", [404], 2),
        ("#rc=9&rp=nonsense", [500], 1),
    ],
)
def test_the_fragment_decides_the_tries_and_is_never_sent(
    sim: Simulator, receiver: Receiver, fragment: str, answers: list[int], tries: int
) -> None:
    sim.control("numbers", number=SHOP, sms_url=f"{receiver.url}/in{fragment}")
    receiver.answers = [(code, "text/plain", "") for code in answers]
    attempts = sim.text()["webhook"]["attempts"]
    expected = (answers + [200] * tries)[:tries]
    assert [attempt["http_status"] for attempt in attempts] == expected
    assert all(hook["signed"] and hook["path"] == "/in" for hook in receiver.hooks)
    assert len({hook["token"] for hook in receiver.hooks}) == 1


def test_nobody_listening_is_tried_once_more_by_default(sim: Simulator) -> None:
    sim.control("numbers", number=SHOP, sms_url="http://127.0.0.1:9/in")
    webhook = sim.text()["webhook"]
    assert webhook["status"] is None and len(webhook["attempts"]) == 2
    assert all("no connection" in attempt["error"] for attempt in webhook["attempts"])


def test_the_ledger_keeps_every_webhook_with_its_answers(sim: Simulator, receiver: Receiver) -> None:
    receiver.answers = [(204, "text/plain", ""), (500, "text/plain", "")]
    made = sim.send(status_callback=f"{receiver.url}/s")
    done = until(lambda: [w for w in sim.ledger()["webhooks"] if not w["pending"]][1:], "both are settled")
    book = sim.ledger()
    assert [(c["sid"], c["to"], c["status"]) for c in book["creates"]] == [(made.sid, SAM, "delivered")]
    assert sorted(w["attempts"][0]["http_status"] for w in book["webhooks"]) == [204, 500]
    assert book["totals"]["create"] == 1 and book["totals"]["status"] == 2 and done
    assert sim.ledger(after=book["last"])["webhooks"] == []
