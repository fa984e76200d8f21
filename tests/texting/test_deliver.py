"""drain(): due texts reach the carrier, side by side, each once, and a stuck one holds up no other."""

from __future__ import annotations

import threading

import pytest

from app import transaction
from app.extensions import db
from app.models import Block, Message
from app.sms.twilio_client import NotSent, Refused
from app.texting import claim, deliver
from app.texting.claim import Claimed
from tests.texting.acts import answer, asked, rows, said
from tests.texting.fake_carrier import FakeCarrier, callback_url


@pytest.fixture
def carrier() -> FakeCarrier:
    return FakeCarrier()


def queue(world, count: int) -> list[Message]:
    return [answer(asked(world, f"+1480555{4000 + n}"), world.ben, f"text {n}") for n in range(count)]


def states() -> list[str]:
    return [message.state for message in rows(Message, direction="out")]


def test_what_is_due_leaves_with_the_address_that_names_it(world, carrier):
    [message] = queue(world, 1)
    assert deliver.drain(carrier, callback_url) is True
    assert carrier.calls == [("+14805554000", "text 0")]
    assert carrier.callbacks == [callback_url(message.id, 1)]
    assert (states(), rows(Message, id=message.id)[0].carrier_sid) == (["accepted"], carrier.accepted[0].sid)


@pytest.mark.lesson(7)
def test_two_workers_send_each_text_once(app, world, carrier):
    queue(world, 25)

    def work() -> None:
        with app.app_context():
            deliver.drain(carrier, callback_url)

    workers = [threading.Thread(target=work) for _ in range(2)]
    transaction.commit()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    deliver.drain(carrier, callback_url)
    assert sorted(body for _, body in carrier.calls) == sorted(f"text {n}" for n in range(25))
    assert states() == ["accepted"] * 25


def test_creates_run_side_by_side(world, carrier):
    queue(world, 4)
    together = threading.Barrier(4)
    carrier.on_create = lambda to, body: together.wait(20)
    deliver.drain(carrier, callback_url)
    assert states() == ["accepted"] * 4


def test_a_stuck_create_holds_up_no_other(world, carrier):
    queue(world, 15)
    others = threading.Event()

    def stick(to: str, body: str) -> None:
        if body == "text 0":
            assert others.wait(30), "the others waited for the stuck one"
        elif len(carrier.calls) == 15:
            others.set()

    carrier.on_create = stick
    deliver.drain(carrier, callback_url)
    assert states() == ["accepted"] * 15


def test_two_texts_to_one_person_leave_one_after_the_other(world, carrier):
    conversation = asked(world)
    for words in ("one", "two", "three"):
        answer(conversation, world.ben, words)
    deliver.drain(carrier, callback_url)
    assert [body for _, body in carrier.calls] == ["one", "two", "three"]


def test_without_budget_nothing_leaves_and_it_says_so(world, carrier):
    queue(world, 1)
    assert deliver.drain(carrier, callback_url, budget_s=0) is False
    assert (carrier.calls, states()) == ([], ["queued"])


def test_a_claim_that_grew_old_is_not_sent(world, carrier, clock):
    queue(world, 1)
    [text] = transaction.perform(claim.claim, 10)
    clock.advance(seconds=16)
    outcome = deliver.tell_carrier(carrier, text, callback_url)
    assert (outcome.kind, carrier.calls) == ("unknown", [])


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (Refused(21211, 400), "refused"), (NotSent("no route"), "not_sent"), (ZeroDivisionError(), "unknown"),
        (OSError("reset"), "unknown"),
    ],
)  # fmt: skip
def test_whatever_the_carrier_does_one_try_ends_in_a_word(world, carrier, clock, raised, kind):
    def fail(to: str, body: str) -> None:
        raise raised

    carrier.on_create = fail
    text = Claimed(1, 1, world.fay, "+14805550110", "Hi", None, clock.instant)
    assert deliver.tell_carrier(carrier, text, callback_url).kind == kind


def test_no_transaction_is_open_while_the_carrier_is_asked(app, world, carrier):
    [message] = queue(world, 1)
    seen = []

    def look(to: str, body: str) -> None:
        with app.app_context():
            said(carrier_sid, "delivered", message=message)  # on SQLite this would wait for an open write
            seen.append(rows(Message, id=message.id)[0].state)

    carrier_sid = "SM" + "9" * 32
    carrier.on_create = look
    deliver.drain(carrier, callback_url)
    assert seen == ["delivered"]
    db.session.expire_all()
    assert rows(Message, id=message.id)[0].carrier_sid == carrier_sid


def test_one_bad_number_stops_nobody_else(world, carrier):
    queue(world, 6)

    def refuse_one(to: str, body: str) -> None:
        if body == "text 2":
            raise Refused(21211, 400)

    carrier.on_create = refuse_one
    deliver.drain(carrier, callback_url)
    assert states() == ["accepted", "accepted", "failed", "accepted", "accepted", "accepted"]


def test_somebody_the_carrier_blocks_is_blocked_and_nobody_else(world, carrier):
    queue(world, 3)

    def refuse_one(to: str, body: str) -> None:
        if body == "text 1":
            raise Refused(21610, 400)

    carrier.on_create = refuse_one
    deliver.drain(carrier, callback_url)
    assert states() == ["accepted", "failed", "accepted"]
    assert [block.e164 for block in rows(Block, source="provider")] == ["+14805554001"]
