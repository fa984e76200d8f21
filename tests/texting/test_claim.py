"""The claim: order within a number, one worker a text, and the gate once more at the last moment."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from sqlalchemy import update

from app import transaction
from app.clock import now
from app.extensions import db
from app.models import Account, Block, Conversation, Message
from app.texting import claim, outcomes, sending
from tests.texting.acts import accepted, answer, asked, at_once, claimed, refused, rows, shown, text


def ids(taken: list) -> list[int]:
    return [one.message_id for one in taken]


def test_a_claim_carries_all_that_the_carrier_needs(world, clock):
    message = answer(asked(world), world.ben, "We come at 9.")
    [taken] = claimed()
    assert (taken.message_id, taken.attempt, taken.to, taken.from_) == (
        message.id, 1, world.fay, world.local.e164,
    )  # fmt: skip
    assert (taken.body, taken.messaging_service_sid, taken.claimed_at) == ("We come at 9.", None, now())
    assert (rows(Message, id=message.id)[0].state, claimed()) == ("sending", [])


def test_a_second_text_waits_while_the_first_is_on_its_way(world):
    conversation = asked(world)
    first, second = (answer(conversation, world.ben, words) for words in ("one", "two"))
    other = answer(asked(world, world.dee.e164), world.ben)
    assert ids(claimed()) == [first.id, other.id]
    assert claimed() == []
    accepted(first)
    assert ids(claimed()) == [second.id]


def test_a_second_text_waits_while_the_first_is_backing_off(world, clock):
    conversation = asked(world)
    first, second = (answer(conversation, world.ben, words) for words in ("one", "two"))
    claimed()
    refused(first, 20429, 429, retry_after=30)
    assert claimed() == []
    assert not claim.is_anything_due()
    clock.advance(seconds=31)
    assert ids(claimed()) == [first.id]
    assert rows(Message, id=second.id)[0].state == "queued"


def test_the_order_holds_across_the_numbers_of_a_business(world):
    conversation = asked(world)
    first = answer(conversation, world.ben, "one")
    answer(conversation, world.ben, "two", number=world.toll_free)
    assert ids(claimed()) == [first.id]


def test_what_is_not_due_yet_is_not_claimed(world, clock):
    message = answer(asked(world), world.ben)
    message.not_before = clock.instant.replace(hour=16)
    transaction.commit()
    assert (claimed(), claim.is_anything_due()) == ([], False)
    clock.advance(minutes=60)
    assert (ids(claimed()), claim.is_anything_due()) == ([message.id], False)


def test_a_claim_takes_no_more_than_it_may(world):
    for n in range(3):
        answer(asked(world, f"+1480555020{n}"), world.ben)
    assert len(claimed(2)) == 2
    assert len(claimed(2)) == 1


def test_a_block_that_came_after_queueing_wins_at_the_claim(world, pushed):
    conversation = asked(world)
    message = answer(conversation, world.ben)
    world.keep(Block(account_id=world.copper.id, e164=world.fay, source="agent"))
    transaction.commit()
    pushed.sent.clear()
    assert claimed() == []
    [row] = rows(Message, id=message.id)
    assert (row.state, row.code) == ("refused", "OPTED_OUT")
    assert shown(pushed, f"conversation:{conversation.id}").find("article")["data-state"] == "refused"


def test_a_stop_between_queue_and_claim_wins(world):
    answer(asked(world), world.ben)
    text(world.fay, world.local, "STOP")
    assert claimed() == []


def test_an_author_who_may_no_longer_send_sends_nothing(world):
    message = answer(asked(world), world.ben)
    world.local.account_id = world.harbor.id
    transaction.commit()
    assert claimed() == []
    assert rows(Message, id=message.id)[0].code == "NO_PERMISSION"


@pytest.mark.parametrize("whose", ["account", "installation"])
def test_a_pause_holds_and_resuming_sends_in_order(world, doorbell, whose):
    account = world.copper if whose == "account" else None
    conversation = asked(world)
    first, second = (answer(conversation, world.ben, words) for words in ("one", "two"))
    transaction.perform(sending.pause, account, "Ana")
    assert (claimed(), claimed()) == ([], [])
    assert [m.state for m in rows(Message, direction="out")] == ["held", "held"]
    doorbell.rings.clear()
    assert transaction.perform(sending.resume, account) == 2
    assert doorbell.rings == ["drain"]
    assert ids(claimed()) == [first.id]
    accepted(first)
    assert ids(claimed()) == [second.id]


def test_a_pause_of_one_business_holds_nothing_of_another(world):
    transaction.perform(sending.pause, world.harbor, "Cara")
    message = answer(asked(world), world.ben)
    assert ids(claimed()) == [message.id]


def test_resuming_one_business_sends_nothing_of_another(world):
    for account in (world.copper, world.harbor):
        transaction.perform(sending.pause, account, "somebody")
    text(world.fay, world.harbor_number)
    answer(rows(Conversation, account_id=world.harbor.id)[0], world.cara)
    assert transaction.perform(sending.resume, world.copper) == 0
    assert [m.state for m in rows(Message, direction="out")] == ["held"]


def test_a_text_held_while_somebody_resumes_is_not_left_behind(app, world):
    """The claim has read the pause and not yet committed; resuming must find what it holds."""
    message = answer(asked(world), world.ben)
    transaction.perform(sending.pause, world.copper, "Ana")
    is_read, is_resumed = threading.Event(), threading.Event()

    def hold() -> None:
        claim.claim(10)
        is_read.set()
        is_resumed.wait(1)  # not set where resuming waits for us, as it must
        transaction.commit()

    def resume() -> None:
        is_read.wait(20)
        copper = db.session.get(type(world.copper), world.copper.id)
        transaction.perform(sending.resume, copper)
        is_resumed.set()

    assert at_once(app, hold, resume) == [None, None]
    assert rows(Message, id=message.id)[0].state == "queued"


@pytest.mark.lesson(7)
def test_threads_that_claim_at_once_never_share_a_text(app, world):
    for n in range(40):
        answer(asked(world, f"+14805550{n + 200}"), world.ben)

    def drain() -> list[int]:
        taken = []
        while len(taken) <= 40 and (batch := claimed(3)):
            taken += ids(batch)
        return taken

    everything = [one for taken in at_once(app, *[drain] * 6) for one in taken]
    left = ids(claimed(40))
    assert sorted(everything + left) == [m.id for m in rows(Message, direction="out")]
    assert {m.state for m in rows(Message, direction="out")} == {"sending"}


@pytest.mark.lesson(7)
def test_a_text_whose_phone_another_holds_is_left_to_them(app, world):
    """Two real connections: one stands in the middle of its claim, the other takes the next phone."""
    if db.engine.dialect.name != "postgresql":
        assert db.engine.dialect.name == "sqlite"  # there a writer is alone: nothing to skip
        return
    first = answer(asked(world), world.ben)
    second = answer(asked(world, world.dee.e164), world.ben)
    is_held, may_end = threading.Event(), threading.Event()

    def hold() -> list[int]:
        taken = claim.claim(1)
        is_held.set()
        may_end.wait(20)
        transaction.commit()
        return ids(taken)

    def take_next() -> list[int]:
        is_held.wait(20)
        try:
            return ids(claimed(1))
        finally:
            may_end.set()

    assert at_once(app, hold, take_next) == [[first.id], [second.id]]


def test_a_stop_and_a_claim_at_once_end_in_one_of_two_ways(app, world):
    """Whoever commits first wins: the text has left before the stop, or it never leaves."""
    for n in range(6):
        person = f"+14805550{n + 300}"
        message = answer(asked(world, person), world.ben)
        at_once(app, partial(text, person, world.local, "STOP"), claimed)
        [row] = rows(Message, id=message.id)
        assert row.state in ("sending", "canceled")
        transaction.perform(outcomes.record, [outcomes.Outcome(row.id, 1, "not_sent")])
        row.not_before = None
        transaction.commit()
        assert message.id not in ids(claimed()), "a text left after its stop"


def test_what_a_stop_cancels_while_somebody_resumes_stays_canceled(world, monkeypatch):
    message = answer(asked(world), world.ben)
    transaction.perform(sending.pause, world.copper, "Ana")
    assert claimed() == [] and rows(Message, id=message.id)[0].state == "held"
    real = sending.lock_messages

    def late(ids):
        message.state, message.code = "canceled", "OPTED_OUT"
        db.session.flush()
        return real(ids)

    monkeypatch.setattr(sending, "lock_messages", late)
    assert transaction.perform(sending.resume, world.copper) == 0
    assert rows(Message, id=message.id)[0].state == "canceled"


def test_a_claim_reads_the_account_and_the_author_as_they_are_by_now(world):
    first, second = asked(world), asked(world, world.dee.e164)
    answer(first, world.ben, "We come at nine.")
    assert len(claimed()) == 1
    answer(second, world.ben, "We come at nine.")
    kept_by_this_session = world.copper, world.ben  # as a worker's session may keep them
    db.session.execute(update(Account).values(length_limit=3).execution_options(synchronize_session=False))
    transaction.commit()
    assert claimed() == [] and kept_by_this_session[0].length_limit == 3
    assert [message.code for message in rows(Message, state="refused")] == ["TOO_LONG"]
