"""Texts that wait for their hour: they leave at its first moment, after one more look, and an answer overtakes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app import transaction
from app.clock import now
from app.extensions import db
from app.models import Account, Conversation, Event, Message, Program
from app.policy import gate
from app.texting import caps, claim, compose, outbox, sending
from app.texting.facts import facts_for_new
from tests.texting.acts import accepted, answer, asked, claimed, rows, said, text

HOUR = timedelta(hours=1)


@pytest.fixture
def until(monkeypatch):
    """until(instant) has the gate defer what we begin; until(None) lets it go."""
    from app.texting import facts

    at: list[datetime | None] = [None]

    def quiet(text, account, moment):
        if at[0] is None or at[0] <= moment or text.purpose not in ("direct", "info", "promo", "optin"):
            return {}
        return {"quiet_until": at[0].isoformat(), "quiet_words": "It is night there."}

    monkeypatch.setattr(facts, "hours_of", quiet)
    return lambda instant: at.__setitem__(0, instant)


@pytest.fixture
def offers(world, clock):
    """A program of offers that Dee agreed to, at an hour at which they may go."""
    clock.advance(hours=2)
    program = world.keep(Program(account_id=world.copper.id, name="Offers", level="promotional"))
    world.agrees(world.dee, "promotional", "Offers")
    transaction.perform(lambda: None)
    return program


def of(message: Message) -> Message:
    return rows(Message, id=message.id)[0]


def offer(world, program, body: str = "Copper & Co. Plumbing: 10% off. Reply STOP to end.", account=None) -> Message:
    """A text that sells, written into the outbox."""
    known = rows(Conversation, phone_id=world.dee.id)
    conversation = known[0] if known else world.conversation(world.dee)

    def put() -> Message:
        facts = facts_for_new(conversation, world.local, body, "promo", None, program=program)
        message = outbox.draft(
            conversation, world.dee, world.local, body, "promo", world.ben, program_id=program.id
        )
        outbox.decide_anew(message, facts)
        outbox.write([(message, conversation)])
        return message

    return transaction.perform(put)


def test_a_deferred_text_leaves_at_its_instant_and_not_before(world, clock, until):
    until(now() + HOUR)
    message = answer(world.conversation(world.dee), world.ben, "Shall we come on Tuesday?")
    assert (message.state, message.not_before, message.code) == ("deferred", now() + HOUR, "QUIET_HOURS")
    assert not claim.is_anything_due() and claimed() == []
    clock.advance(minutes=59, seconds=59)
    assert not claim.is_anything_due() and claimed() == []
    clock.advance(seconds=1)
    assert claim.is_anything_due()
    assert [one.message_id for one in claimed()] == [message.id]
    assert of(message).state == "sending"


def test_a_due_text_is_looked_at_once_more(world, clock, until):
    until(now() + HOUR)
    message = answer(world.conversation(world.dee), world.ben, "Shall we come on Tuesday?")
    clock.advance(hours=1)
    text(world.dee.e164, world.local, "STOP")
    assert claimed() == []
    assert (of(message).state, of(message).code) == ("canceled", "OPTED_OUT")


def test_one_whose_hour_has_passed_again_waits_for_the_next(world, clock, until):
    until(now() + HOUR)
    message = answer(world.conversation(world.dee), world.ben, "Shall we come on Tuesday?")
    since = of(message).waits_since
    clock.advance(hours=2)
    until(now() + 10 * HOUR)
    assert claimed() == []
    assert (of(message).state, of(message).not_before) == ("deferred", now() + 10 * HOUR)
    assert of(message).waits_since == since, "how long it has waited is counted from the beginning"


def test_three_days_of_waiting_are_too_many(world, clock, until):
    until(now() + HOUR)
    message = answer(world.conversation(world.dee), world.ben, "Shall we come on Tuesday?")
    clock.advance(hours=70)
    until(now() + 3 * HOUR)
    assert claimed() == []
    assert (of(message).state, of(message).code) == ("canceled", "STALE")
    assert "three days" in gate.recall(of(message).decision)[2]["sentence"]
    assert rows(Conversation, id=message.conversation_id)[0].needs_attention, "who wrote it is told"
    assert "three days" in rows(Event, kind="text_refused")[0].detail


def test_an_offer_that_would_wait_more_than_a_day_is_refused_at_once(world, clock, until, offers):
    until(now() + 25 * HOUR)
    message = offer(world, offers)
    assert (message.state, message.code) == ("refused", "STALE")
    assert "a day at most" in gate.recall(message.decision)[2]["sentence"]


def test_an_answer_overtakes_what_waits_for_the_morning(world, clock, until):
    until(now() + HOUR)
    conversation = world.conversation(world.dee)
    waiting = answer(conversation, world.ben, "Shall we come on Tuesday?")
    asked(world, world.dee.e164)
    quick = answer(conversation, world.ben, "Yes, we are open.")
    assert [one.message_id for one in claimed()] == [quick.id]
    accepted(quick)
    clock.advance(hours=1)
    assert [one.message_id for one in claimed()] == [waiting.id]


def test_two_that_waited_leave_in_the_order_they_were_written(world, clock, until):
    until(now() + HOUR)
    conversation = world.conversation(world.dee)
    first, second = (answer(conversation, world.ben, words) for words in ("One.", "Two."))
    clock.advance(hours=1)
    assert [one.message_id for one in claimed()] == [first.id]
    accepted(first)
    assert [one.message_id for one in claimed()] == [second.id]


def test_a_pause_is_not_counted_as_waiting_for_the_hour(world, clock, until):
    until(now() + HOUR)
    message = answer(world.conversation(world.dee), world.ben, "Shall we come on Tuesday?")
    transaction.perform(sending.pause, world.copper, "Ana")
    clock.advance(hours=71)
    assert claimed() == [] and of(message).code == "SENDING_PAUSED"
    transaction.perform(sending.resume, world.copper)
    until(now() + 5 * HOUR)
    assert claimed() == [] and of(message).state == "deferred"


@pytest.mark.case(8)
def test_a_fourth_offer_in_a_day_waits_until_the_first_is_a_day_old(world, clock, offers):
    clock.set(datetime(2026, 11, 23, 18, 0, tzinfo=UTC))
    for hour in range(3):
        sent = offer(world, offers, f"Copper & Co. Plumbing: offer {hour}. Reply STOP to end.")
        assert [one.message_id for one in claimed()] == [sent.id]
        said(accepted(sent), "delivered")
        clock.advance(hours=1)
    fourth = offer(world, offers, "Copper & Co. Plumbing: one more. Reply STOP to end.")
    oldest = rows(Message, purpose="promo")[0]
    assert (fourth.state, fourth.code) == ("deferred", "CAP_24H")
    assert fourth.not_before == oldest.claimed_at + caps.SPAN
    assert "three offers in 24 hours" in gate.recall(fourth.decision)[2]["sentence"]
    clock.set(fourth.not_before)
    assert [one.message_id for one in claimed()] == [fourth.id]


def test_what_never_left_counts_nothing_and_a_text_of_ones_own_is_not_counted(world, clock, offers):
    for each in range(3):
        failed = offer(world, offers, f"Copper & Co. Plumbing: offer {each}. Reply STOP to end.")
        claimed()
        said(accepted(failed), "failed", 30007)
    conversation = rows(Conversation, phone_id=world.dee.id)[0]
    for each in range(3):
        accepted(answer(conversation, world.ben, f"A word {each}"))
    assert offer(world, offers).state == "queued"


def test_offers_of_a_sub_account_count_for_the_whole_brand(world, clock, offers):
    account = world.keep(Account(name="Copper West", parent_id=world.copper.id, brand_id=world.copper.id,
                                 time_zone="America/Phoenix"))
    west = world.number(world.desk(account, "West desk"), "+14805550177", "local", "verified")
    theirs = world.phone(world.dee.e164, "Dee", account=account, ok_to_sms="ON")
    world.agrees(theirs, "promotional", "Offers")
    for each in range(3):
        sent = offer(world, offers, f"Copper & Co. Plumbing: offer {each}. Reply STOP to end.")
        claimed()
        said(accepted(sent), "delivered")
    conversation = world.conversation(theirs, west)
    program = Program(account_id=account.id, name="Offers", level="promotional")
    body = f"{account.name}: hello. Reply STOP to end."
    facts = facts_for_new(conversation, west, body, "promo", None, program=program)
    assert gate.decide(facts).code == "CAP_24H"
    harbor = world.phone(world.dee.e164, "Dee", account=world.harbor, ok_to_sms="ON")
    world.agrees(harbor, "promotional", "Offers")
    elsewhere = world.conversation(harbor, world.harbor_number)
    body = "Harbor Dental: hello. Reply STOP to end."
    free = facts_for_new(elsewhere, world.harbor_number, body, "promo", None, program=program)
    assert free.cap_until == "", "another business's texts are its own"


def test_the_third_offer_of_two_accounts_of_the_brand_is_one_of_theirs_and_not_both(world, clock, offers):
    """Claimed together, each would be let go by a count that lacks the other."""
    clock.set(datetime(2026, 11, 23, 18, 0, tzinfo=UTC))
    for each in range(2):
        sent = offer(world, offers, f"Copper & Co. Plumbing: offer {each}. Reply STOP to end.")
        claimed()
        said(accepted(sent), "delivered")
    account = world.keep(Account(name="Copper West", parent_id=world.copper.id, brand_id=world.copper.id,
                                 time_zone="America/Phoenix"))
    west = world.number(world.desk(account, "West desk"), "+14805550177", "local", "verified")
    theirs = world.phone(world.dee.e164, "Dee", account=account, ok_to_sms="ON")
    world.agrees(theirs, "promotional", "Offers")
    program = world.keep(Program(account_id=account.id, name="Offers", level="promotional"))
    third = offer(world, offers, "Copper & Co. Plumbing: offer 2. Reply STOP to end.")
    waiting = world.message(
        world.conversation(theirs, west), "Copper West: hello. Reply STOP to end.", "queued", program_id=program.id
    )
    waiting.purpose = "promo"
    transaction.perform(lambda: None)
    assert [one.message_id for one in claimed()] == [third.id]
    assert claimed() == [] and (of(waiting).state, of(waiting).code) == ("deferred", "CAP_24H")


def test_a_decision_keeps_why_it_waited(world, clock, until):
    until(now() + HOUR)
    message = answer(world.conversation(world.dee), world.ben, "Shall we come on Tuesday?")
    facts, verdict, kept = gate.recall(message.decision)
    assert (verdict.kind, verdict.code, verdict.at) == ("defer", "QUIET_HOURS", message.not_before.isoformat())
    assert kept["sentence"] == "It is night there." and facts.quiet_until == message.not_before.isoformat()
    assert db.session.get(Message, message.id).purpose == "direct"


@pytest.mark.case(2)
def test_stop_cancels_what_is_deferred_and_what_is_held_and_nothing_leaves_later(world, clock, until, offers):
    until(now() + HOUR)
    conversation = world.conversation(world.dee)
    deferred = [answer(conversation, world.ben, f"Shall we come on day {day}?") for day in range(3)]
    text(world.dee.e164, world.local, "not interested anymore")
    held = offer(world, offers)
    assert ([of(each).state for each in deferred], held.state) == (["deferred"] * 3, "held")
    text(world.dee.e164, world.local, "please stop texting me")
    assert {(of(each).state, of(each).code) for each in (*deferred, held)} == {("canceled", "OPTED_OUT")}
    assert [each.purpose for each in rows(Message, state="queued")] == ["system"], "one confirmation at most"
    [confirmation] = claimed()
    accepted(of(rows(Message, id=confirmation.message_id)[0]))
    for _ in range(4):
        clock.advance(days=1)
        assert claimed() == []
    with pytest.raises(compose.Refused):
        answer(conversation, world.ana, "An admin may not either.")


def test_the_carrier_is_told_how_long_an_offer_may_be_tried(world, clock, offers):
    clock.set(datetime(2026, 11, 23, 18, 0, tzinfo=UTC))  # 11:00 AM in Phoenix, where eight in the evening ends it
    offer(world, offers)
    [sold] = claimed()
    assert sold.valid_s == (9 * 60 - 5) * 60
    accepted(of(rows(Message, id=sold.message_id)[0]))
    own = answer(rows(Conversation, phone_id=world.dee.id)[0], world.ben, "A word of my own.")
    assert [(one.message_id, one.valid_s) for one in claimed()] == [(own.id, None)]
