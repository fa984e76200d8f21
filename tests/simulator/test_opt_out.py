"""The carrier's own STOP, START and HELP, by kind of number."""

from __future__ import annotations

import pytest
from twilio.base.exceptions import TwilioRestException

from .conftest import SAM, SHOP, Receiver, Simulator

TOLL_FREE, SHORT, SERVICE = "+18335550110", "68849", "MG" + "12" * 16


def blocked(sim: Simulator, sender: str) -> bool:
    try:
        sim.send(sender=sender)
    except TwilioRestException as error:
        assert (error.status, error.code) == (400, 21610)
        return True
    return False


def replies(sim: Simulator) -> list[str]:
    return [reply["body"] for reply in sim.ledger()["carrier_replies"]]


@pytest.mark.parametrize(
    "word", ["STOP", "stopall", "Unsubscribe", "CANCEL", "end", "QUIT", "REVOKE", "OptOut", " stop "]
)
def test_a_stop_word_blocks_the_pair_is_answered_and_still_delivered(
    sim: Simulator, receiver: Receiver, word: str
) -> None:
    sim.text(word)
    assert receiver.hooks[0]["Body"] == word and "OptOutType" not in receiver.hooks[0]
    assert blocked(sim, SHOP) and not blocked(sim, "+14805550111")
    assert replies(sim) == [
        "You have successfully been unsubscribed. You will not receive any more messages from this number. "
        "Reply START to resubscribe."
    ]
    assert sim.client.messages.list(to=SAM, from_=SHOP)[0].direction == "outbound-reply"


@pytest.mark.parametrize("words", ["STOP PLEASE", "please stop", "opt out", "stop."])
def test_more_than_the_one_word_blocks_nothing(sim: Simulator, words: str) -> None:
    sim.text(words)
    assert not blocked(sim, SHOP) and replies(sim) == []


@pytest.mark.parametrize(
    ("number", "stop", "undo", "lifted"),
    [
        (SHOP, "STOP", "START", True),
        (SHOP, "STOP", "yes", True),
        (SHOP, "QUIT", "UNSTOP", True),
        (TOLL_FREE, "STOP", "START", True),
        (TOLL_FREE, "STOP", "unstop", True),
        (TOLL_FREE, "STOP", "YES", False),
    ],
)
def test_what_lifts_a_block(sim: Simulator, number: str, stop: str, undo: str, lifted: bool) -> None:
    sim.text(stop, to=number)
    assert blocked(sim, number)
    sim.text(undo, to=number)
    assert blocked(sim, number) is not lifted
    assert len(replies(sim)) == (2 if lifted else 1)
    assert all(words.startswith("NETWORK MSG") for words in replies(sim)) is (number == TOLL_FREE)


@pytest.mark.parametrize("word", ["QUIT", "END", "CANCEL"])
def test_a_toll_free_number_knows_only_stop(sim: Simulator, word: str) -> None:
    sim.text(word, to=TOLL_FREE)
    assert not blocked(sim, TOLL_FREE) and replies(sim) == []


def test_a_short_code_leaves_everything_to_its_owner(sim: Simulator) -> None:
    for word in ("STOP", "HELP", "START"):
        sim.text(word, to=SHORT)
    assert replies(sim) == [] and not blocked(sim, SHORT)


def test_yes_is_ordinary_talk_unless_it_lifts_a_block(sim: Simulator) -> None:
    sim.text("YES")
    assert replies(sim) == []
    sim.text("START")
    assert len(replies(sim)) == 1


def test_help_is_answered_but_not_to_somebody_who_opted_out(sim: Simulator) -> None:
    sim.text("help")
    sim.text("INFO")
    assert replies(sim) == ["Reply STOP to unsubscribe. Msg&Data Rates May Apply."] * 2
    sim.text("STOP")
    sim.text("HELP")
    assert len(replies(sim)) == 3


def test_a_messaging_service_is_blocked_as_a_whole_and_says_so_later(sim: Simulator, receiver: Receiver) -> None:
    for number in (SHOP, "+14805550111"):
        sim.control("numbers", number=number, messaging_service_sid=SERVICE, advanced_opt_out=True)
    sim.text("STOP")
    assert receiver.hooks[0]["OptOutType"] == "STOP" and receiver.hooks[0]["MessagingServiceSid"] == SERVICE
    made = sim.client.messages.create(
        to=SAM, from_="+14805550111", messaging_service_sid=SERVICE, body="x", status_callback=f"{receiver.url}/s"
    )
    assert made.status == "accepted"
    told = receiver.wait(1, lambda hook: hook.get("MessageStatus") == "failed")
    assert told[0]["ErrorCode"] == "21610"
    assert sim.until_status(made.sid, "failed").error_code == 21610
