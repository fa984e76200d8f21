"""Notify me: who is told of the reply or of a failure, once, and who is not."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app import transaction
from app.clock import now
from app.models import Conversation, Membership, Message, Notice, Watch
from app.texting import notices, opt_in_waits, opt_outs, others, receive, transfer, undo_send, written
from app.texting.written import Written
from tests.statements import statements
from tests.texting.acts import accepted, asked, at_once, claimed, inbound, refused, rows, said, text


def sent(talk, author, body="We come at 9.", notify=True, form="") -> Message:
    pressed = Written(talk.id, talk.phone_id, author.id, body, form or str(uuid4()), notify=notify)
    [composed] = transaction.perform(written.take, [pressed])
    return composed.message


def later(talk, author) -> Message:
    """One that its author may still take back."""
    pressed = Written(talk.id, talk.phone_id, author.id, "We come at 9.", str(uuid4()), notify=True, undo_s=5)
    return transaction.perform(written.take, [pressed])[0].message


def told() -> list[tuple[int, str, str]]:
    return [(notice.user_id, notice.kind, notice.words) for notice in rows(Notice)]


def test_who_asked_is_told_of_the_next_reply_once(world, pushed):
    talk = asked(world)
    sent(talk, world.ben)
    sent(talk, world.ben)
    text(world.fay, world.local, "Yes, nine is good.")
    text(world.fay, world.local, "And bring a ladder.")
    assert told() == [(world.ben.id, "reply", "(480) 555-0199 replied: “Yes, nine is good.”")]
    [push] = [each["notice"] for each in pushed.to(f"user:{world.ben.id}") if "notice" in each]
    assert push["path"].startswith(f"/conversations/{talk.id}#message_")
    assert (rows(Watch), rows(Conversation)[0].awaits_reply) == ([], False)


def test_everybody_who_asked_is_told_and_nobody_else(world):
    talk = asked(world)
    sent(talk, world.ben)
    sent(talk, world.ana)
    sent(talk, world.ana, notify=False)
    text(world.fay, world.local, "Fine.")
    assert sorted(user for user, _, _ in told()) == sorted([world.ben.id, world.ana.id])


def test_a_text_without_the_bell_is_watched_by_nobody(world):
    talk = asked(world)
    sent(talk, world.ben, notify=False)
    text(world.fay, world.local, "Fine.")
    assert (told(), rows(Watch)) == ([], [])


@pytest.mark.parametrize("words", ["STOP", "HELP", "Yes"])
def test_a_keyword_is_a_reply(world, words):
    talk = asked(world)
    sent(talk, world.ben)
    text(world.fay, world.local, words)
    assert told() == [(world.ben.id, "reply", f"(480) 555-0199 replied: “{words}”")]


def test_who_lost_the_desk_or_left_is_told_nothing(world):
    talk = asked(world)
    sent(talk, world.ben)
    gone = world.user(world.copper, "Gil Moss", "agent", world.service)
    transaction.commit()
    sent(talk, gone)
    world.session.query(Membership).filter_by(user_id=world.ben.id).delete()
    gone.deactivated_at = now()
    transaction.commit()
    text(world.fay, world.local, "Fine.")
    assert (told(), rows(Watch)) == ([], [])


def test_who_asked_is_told_once_that_the_text_did_not_arrive(world):
    talk = asked(world)
    message = sent(talk, world.ben)
    claimed()
    sid = accepted(message)
    said(sid, "undelivered", 30006)
    said(sid, "undelivered", 30006)
    [(user, kind, words)] = told()
    assert (user, kind) == (world.ben.id, "failure")
    assert words.startswith("Your text to (480) 555-0199 did not arrive.")


def test_a_failure_is_told_to_nobody_who_did_not_ask(world):
    talk = asked(world)
    message = sent(talk, world.ben, notify=False)
    claimed()
    refused(message, 21211)
    assert told() == []


def test_who_asked_is_told_when_the_gate_refuses_at_its_turn(world):
    talk = asked(world)
    sent(talk, world.ben)
    world.session.get(type(talk.phone), talk.phone_id).ok_to_sms = "OFF"
    transaction.commit()
    assert claimed() == []
    [(user, kind, words)] = told()
    assert (user, kind) == (world.ben.id, "failure")
    assert "OK to SMS? is off" in words


def test_a_refused_text_is_watched_by_nobody(world):
    talk = world.conversation(world.eli)
    transaction.commit()
    pressed = Written(talk.id, talk.phone_id, world.ben.id, "Hi", str(uuid4()), notify=True)
    [result] = transaction.perform(written.take, [pressed])
    assert isinstance(result, written.Refused)
    assert (rows(Watch), rows(Conversation)[0].awaits_reply) == ([], False)


def test_the_reply_of_one_of_several_is_told(world):
    world.phone("+14805550141", "Bob Hill", ok_to_sms="ON")
    transaction.commit()
    talk = asked(world)
    pressed = Written(talk.id, talk.phone_id, world.ben.id, "We come at 9.", str(uuid4()), notify=True)
    transaction.perform(others.send, pressed, ["+14805550141"])
    text("+14805550141", world.local, "Right.")
    text(world.fay, world.local, "Fine.")
    assert [words for _, _, words in told()] == ["Bob Hill replied: “Right.”", "(480) 555-0199 replied: “Fine.”"]


def test_the_same_reply_delivered_twice_at_once_tells_once(app, world):
    talk = asked(world)
    sent(talk, world.ben)
    again = inbound(world.fay, world.local.e164, "Fine.")
    at_once(app, *[lambda: transaction.perform(receive.receive, again)] * 3)
    assert len(told()) == 1


def test_a_text_in_a_conversation_that_nobody_watches_asks_nothing_of_watches(world):
    talk = asked(world)
    sent(talk, world.ben, notify=False)
    with statements() as made:
        text(world.fay, world.local, "Hello again")
    assert not any(word in each for each in made for word in (" watch", " notice", " schedule ")), "\n".join(made)


def test_who_asked_is_told_also_where_two_threads_became_one(world):
    service = asked(world)
    billing = Conversation(account_id=world.copper.id, department_id=world.billing.id, phone_id=service.phone_id,
                           number_id=world.local.id)  # fmt: skip
    world.keep(billing)
    transaction.commit()
    sent(service, world.ben)
    sent(service, world.ana)
    world.keep(Watch(conversation_id=billing.id, user_id=world.ana.id, message_id=0))
    world.keep(Membership(user_id=world.ben.id, department_id=world.billing.id))
    transaction.commit()
    into = billing.id
    transaction.perform(notices.tell, world.ana.id, "reply", service, "Fay replied")
    transaction.perform(transfer.transfer, service, world.billing, world.ana)
    text(world.fay, world.local, "Fine.")
    assert sorted(told()) == sorted([
        (world.ana.id, "reply", "Fay replied"), (world.ana.id, "reply", "(480) 555-0199 replied: “Fine.”"),
        (world.ben.id, "reply", "(480) 555-0199 replied: “Fine.”"),
    ])  # fmt: skip
    assert {notice.conversation_id for notice in rows(Notice)} == {into}


@pytest.mark.parametrize("verb", [undo_send.take_back, opt_in_waits.cancel])
def test_nobody_waits_for_a_reply_to_what_was_taken_back(world, verb):
    talk = asked(world)
    transaction.perform(verb, later(talk, world.ben), world.ben)
    text(world.fay, world.local, "Fine.")
    assert (told(), rows(Watch)) == ([], [])


def test_who_took_back_the_second_text_still_hears_of_a_reply_to_the_first(world):
    talk = asked(world)
    sent(talk, world.ben)
    transaction.perform(undo_send.take_back, later(talk, world.ben), world.ben)
    text(world.fay, world.local, "Fine.")
    assert [kind for _, kind, _ in told()] == ["reply"]


def test_who_asked_is_told_that_an_opt_out_took_the_text_out(world):
    talk = asked(world)
    later(talk, world.ben)
    transaction.perform(opt_outs.record_opt_out, talk.phone, "phone call", "Take me off.", now(), world.ana)
    assert [kind for _, kind, _ in told()] == ["failure"]
