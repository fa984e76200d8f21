"""What can be made to go wrong, and that nothing else does."""

from __future__ import annotations

import time

import pytest
import requests
from twilio.base.exceptions import TwilioException, TwilioRestException

from .conftest import SAM, SHOP, Receiver, Simulator, until


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [(429, 429, 20429), (500, 500, 20500), (503, 503, 20503), ({"status": 400, "code": 30001}, 400, 30001)],
)
def test_refuse_accepts_nothing(sim: Simulator, fault, status: int, code: int) -> None:
    sim.control("faults", refuse=fault)
    with pytest.raises(TwilioRestException) as caught:
        sim.send()
    assert (caught.value.status, caught.value.code) == (status, code)
    assert sim.ledger()["creates"] == [] and sim.client.messages.list() == []
    assert sim.ask("DELETE", "/control/faults") == (200, {}) and sim.send().status == "queued"


def test_a_fault_with_a_count_and_a_match_ends_by_itself(sim: Simulator) -> None:
    sim.control("faults", refuse={"status": 503, "count": 1, "match": {"to": SAM, "body_contains": "quote"}})
    assert sim.send("something else").status == "queued"
    with pytest.raises(TwilioRestException):
        sim.send("the quote")
    assert sim.send("the quote").status == "queued"
    assert sim.ask("GET", "/control/faults")[1] == {}


@pytest.mark.parametrize("mode", ["close", "500"])
def test_timeout_after_accept_records_the_text_and_loses_the_answer(sim: Simulator, mode: str) -> None:
    sim.control("faults", timeout_after_accept={"mode": mode, "count": 1})
    with pytest.raises((requests.exceptions.RequestException, TwilioException)):
        sim.send("Lost answer")
    assert [create["body"] for create in sim.ledger()["creates"]] == ["Lost answer"]
    assert sim.client.messages.list(to=SAM)[0].body == "Lost answer"


def test_timeout_after_accept_can_hold_the_line(sim: Simulator) -> None:
    sim.control("faults", timeout_after_accept={"mode": "hang", "seconds": 30, "count": 1})
    sim.client.http_client.timeout = 0.3
    try:
        with pytest.raises(requests.exceptions.ReadTimeout):
            sim.send("Held")
    finally:
        sim.client.http_client.timeout = 10
    assert [create["body"] for create in sim.ledger()["creates"]] == ["Held"]


def test_delay_makes_the_answer_slow_and_the_callbacks_follow_it(sim: Simulator, receiver: Receiver) -> None:
    sim.control("faults", delay=0.4)
    began = time.monotonic()
    sim.send(status_callback=f"{receiver.url}/s")
    assert time.monotonic() - began >= 0.4
    assert receiver.statuses(2) == ["sent", "delivered"]


def test_a_callback_can_leave_before_the_answer(sim: Simulator, receiver: Receiver) -> None:
    sim.control("faults", callback_before_answer=True)
    made = sim.send(status_callback=f"{receiver.url}/s")
    assert made.status == "queued" and len(receiver.hooks) == 2


def test_dropped_callbacks_are_booked_but_not_sent(sim: Simulator, receiver: Receiver) -> None:
    sim.control("faults", drop=True)
    sim.until_status(sim.send(status_callback=f"{receiver.url}/s").sid, "delivered")
    assert [(w["status"], w["dropped"], w["attempts"]) for w in sim.ledger()["webhooks"]] == [
        ("sent", True, []),
        ("delivered", True, []),
    ]
    assert receiver.hooks == []


def test_a_dropped_inbound_webhook_leaves_the_text_in_the_list(sim: Simulator, receiver: Receiver) -> None:
    sim.control("faults", drop_webhooks=1)
    lost = sim.text("lost")
    assert lost["webhook"]["status"] is None and receiver.hooks == []
    assert sim.client.messages(lost["sid"]).fetch().body == "lost"
    assert sim.text("heard")["webhook"]["status"] == 200


def test_repeat_sends_each_callback_so_many_times(sim: Simulator, receiver: Receiver) -> None:
    sim.control("faults", repeat=3)
    sim.send(status_callback=f"{receiver.url}/s")
    assert sorted(receiver.statuses(6)) == ["delivered"] * 3 + ["sent"] * 3


def test_reorder_shuffles_by_its_seed_while_the_text_itself_goes_forward(sim: Simulator, receiver: Receiver) -> None:
    wanted = ["queued", "sending", "sent", "delivered"]
    sim.control("options", delivered_after=0.08, sent_after=0.08, queued_after=0.08)
    sim.control("faults", statuses=wanted, reorder={"seed": 5})
    made = sim.send(status_callback=f"{receiver.url}/s")
    told = receiver.statuses(4)
    assert sorted(told) == sorted(wanted) and told != wanted
    assert sim.until_status(made.sid, "delivered")


def test_fail_ends_a_text_as_asked(sim: Simulator, receiver: Receiver) -> None:
    sim.control("faults", fail=30003)
    made = sim.send(status_callback=f"{receiver.url}/s")
    assert receiver.statuses(2) == ["sent", "undelivered"] and receiver.hooks[1]["ErrorCode"] == "30003"
    assert sim.until_status(made.sid, "undelivered").error_code == 30003
    sim.control("faults", fail={"code": 30001, "status": "failed"})
    assert sim.until_status(sim.send().sid, "failed").error_code == 30001


def test_statuses_may_stop_at_sent(sim: Simulator) -> None:
    sim.control("faults", statuses=["sent"])
    made = sim.send()
    sim.until_status(made.sid, "sent")
    until(lambda: sim.client.messages(made.sid).fetch().status == "sent", "it stays there")


@pytest.mark.parametrize(
    "wrong", [{"explode": True}, {"delay": "soon"}, {"delay": {}}, {"refuse": {"colour": 1}}, {"statuses": []},
              {"timeout_after_accept": "explode"}, {"drop": {"match": {"planet": "Mars"}}}]
)  # fmt: skip
def test_an_impossible_fault_is_refused_with_a_sentence(sim: Simulator, wrong: dict) -> None:
    status, answer = sim.ask("POST", "/control/faults", wrong)
    assert status == 400 and answer["error"].endswith(".") and sim.ask("GET", "/control/faults")[1] == {}


def test_faults_are_merged_and_one_can_be_ended(sim: Simulator) -> None:
    sim.control("faults", repeat=2)
    assert sim.control("faults", drop=True) == {"repeat": {"times": 2}, "drop": {}}
    assert sim.control("faults", repeat=None) == {"drop": {}}
    assert SHOP not in str(sim.ask("GET", "/control/numbers"))
