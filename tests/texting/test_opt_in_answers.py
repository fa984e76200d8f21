"""What people answer to the opt-in text: what a yes grants and lets go, what a no closes, and what is no answer."""

from __future__ import annotations

from functools import partial

import pytest

from app import transaction
from app.models import Block, Consent, ConsentEvent, Conversation, Event, Message, Note, OptIn, OptOutReview
from app.policy import gate
from app.texting import desk, judging, ledger, opt_in_waits, programs
from app.texting.compose import Refused
from app.texting.facts import facts_for_new
from tests.texting.acts import accepted, answer, claimed, newest, rows, said, text
from tests.texting.asking import arrives, asks, lead, offers, stands, waiting


def opened(thread, world, body: str = "A word about your visit.") -> Message:
    return answer(thread, world.ben, body)


@pytest.mark.parametrize("word", ["START", "yes", "Y", "ok", "Sure!", "I agree"])
def test_an_assent_grants_what_was_asked_and_lets_the_texts_go_in_their_order(world, thread, word):
    opened(thread, world, "One")
    opened(thread, world, "Two")
    question = arrives()
    text(world.fay, world.local, word)
    assert stands(thread.phone) == "ACCEPTED" and thread.phone.ok_to_sms == "ON"
    assert {c.level: c.state for c in rows(Consent, phone_e164=world.fay)} == {
        "conversational": "granted", "informational": "granted",
    }  # fmt: skip
    event = next(e for e in rows(ConsentEvent, level="informational"))
    assert event.disclosure_text == question.wire_body and event.template_version == "1" and event.medium == "keyword"
    assert ledger.verify()[1] == []
    assert [each.body for each in claimed(1)] == ["One"]
    accepted(newest_of("One"))
    assert [each.body for each in claimed(1)] == ["Two"]
    assert thread.reason == ""
    assert [e.count for e in rows(Event, kind="texts_released")] == [2] and rows(Event, kind="opt_in_answered")


def newest_of(body: str) -> Message:
    return rows(Message, body=body)[0]


def test_a_text_that_is_refused_after_the_assent_asks_for_a_person_even_where_all_was_closed(world, thread):
    held = opened(thread, world)
    arrives()
    thread.phone.contact.source = "purchased"
    text(world.fay, world.local, "START")
    transaction.perform(desk.close, thread, world.ben)
    assert claimed() == []
    assert (rows(Message, id=held.id)[0].code, thread.state, thread.reason) == ("NO_LAWFUL_BASIS", "open", "failed")
    [told] = rows(Event, kind="text_refused")
    assert "bought list" in told.detail and thread.needs_attention


def test_yes_is_answered_by_us_and_start_by_the_carrier(world, thread):
    opened(thread, world)
    arrives()
    text(world.fay, world.local, "YES")
    assert [m.body.split(". ")[0] for m in rows(Message, purpose="system")] == [
        "Copper & Co. Plumbing: You are subscribed to texts from us".split(". ")[0]
    ]
    text(world.fay, world.local, "START")
    assert len(rows(Message, purpose="system", state="queued")) == 0, "the carrier's own answer took its place"


def test_yes_without_a_question_is_talk(world, thread):
    text(world.fay, world.local, "yes")
    assert (newest(Message).keyword, stands(thread.phone), thread.phone.ok_to_sms) == (None, "NOT_SENT", "UNSET")


def test_yes_is_talk_once_the_question_has_lapsed(world, thread, clock):
    opened(thread, world)
    said(arrives().carrier_sid, "delivered")
    clock.advance(days=31)
    transaction.perform(opt_in_waits.tend)
    text(world.fay, world.local, "yes")
    assert (stands(thread.phone), thread.phone.ok_to_sms) == ("NOT_SENT", "UNSET")
    assert {c.level for c in rows(Consent, phone_e164=world.fay)} == {"conversational"}


def test_yes_is_talk_after_a_stop_that_start_took_back_at_another_business_of_the_brand(world, thread, west):
    opened(thread, world)
    said(arrives().carrier_sid, "delivered")
    text(world.fay, world.local, "STOP")
    text(world.fay, west, "START")
    text(world.fay, world.local, "yes")
    assert (stands(thread.phone), thread.phone.ok_to_sms) == ("NOT_SENT", "UNSET")


def test_any_other_answer_leaves_the_question_open_and_may_be_answered(world, thread):
    opened(thread, world)
    arrives()
    text(world.fay, world.local, "who is this?")
    assert stands(thread.phone) == "SENT" and waiting("held") == [("direct", "held")]
    assert opened(thread, world, "Ben of Copper.").state == "queued"
    assert (thread.reason, thread.needs_attention) == ("held", True), "a text still waits"
    text(world.fay, world.local, "Yes!")
    assert stands(thread.phone) == "ACCEPTED"


def test_no_closes_what_we_begin_and_leaves_answers_open(world, thread):
    held = opened(thread, world)
    arrives()
    text(world.fay, world.local, "No thanks")
    assert stands(thread.phone) == "REJECTED" and thread.phone.ok_to_sms == "UNSET"
    assert [(b.scope, b.source) for b in rows(Block, e164=world.fay)] == [("proactive", "person")]
    assert (rows(Message, id=held.id)[0].state, thread.reason) == ("canceled", "")
    assert {c.level: c.state for c in rows(Consent, phone_e164=world.fay)}["informational"] == "declined"
    assert any("1 waiting canceled" in note.body for note in rows(Note)) and rows(Message, purpose="system") == []
    assert opened(thread, world, "Understood.").state == "queued"


def test_after_a_no_yes_is_talk_and_start_alone_comes_back(world, thread, clock):
    opened(thread, world)
    arrives()
    text(world.fay, world.local, "no")
    text(world.fay, world.local, "yes")
    assert stands(thread.phone) == "REJECTED"
    clock.advance(days=10)
    with pytest.raises(Refused, match="until they text START"):
        opened(thread, world)
    transaction.rollback()
    text(world.fay, world.local, "START")
    assert stands(thread.phone) == "ACCEPTED" and rows(Block, e164=world.fay, lifted_at=None) == []
    clock.advance(days=10)
    assert opened(thread, world).state == "queued"


def test_stop_rejects_the_question_and_cancels_what_waits(world, thread):
    held = opened(thread, world)
    arrives()
    text(world.fay, world.local, "STOP")
    assert (stands(thread.phone), rows(Message, id=held.id)[0].code) == ("REJECTED", "OPTED_OUT")


def test_start_in_any_context_is_an_opt_in_and_takes_back_a_question_that_still_waits(world, thread):
    opened(thread, world)
    text(world.fay, world.local, "START")
    assert stands(thread.phone) == "ACCEPTED"
    [question] = rows(Message, purpose="optin")
    assert (question.state, question.code) == ("refused", "OPTIN_ANSWERED")
    assert [each.body.split("\n")[0] for each in claimed()] == ["A word about your visit."]
    assert len(rows(OptIn)) == 1


def test_a_yes_before_the_carriers_answer_is_known_counts(world, thread):
    """The question is on its way; that somebody answers it proves that it arrived."""
    opened(thread, world)
    [taken] = claimed()
    [question] = rows(Message, id=taken.message_id)
    text(world.fay, world.local, "yes")
    accepted(question)
    [row] = rows(OptIn)
    assert (row.state, row.asked) == ("ACCEPTED", 1)


def test_offers_wait_only_for_a_question_about_them_and_get_written_consent(world, clock):
    program = offers(world)
    asks(world)
    thread = lead(world, clock)
    promo = facts_for_new(thread, world.local, "20 % off", "promo", None, program=program)
    assert not promo.asks_promotional
    asks(world, program)
    promo = facts_for_new(thread, world.local, "20 % off", "promo", None, program=program)
    assert promo.asks_promotional
    opened(thread, world)
    arrives()
    text(world.fay, world.local, "YES")
    [granted] = rows(ConsentEvent, level="promotional")
    assert (granted.topic_or_program, granted.legal_basis, granted.event) == ("Spring offers", "PEWC", "grant")
    assert "condition of purchase" in granted.disclosure_text
    [confirmation] = rows(Message, purpose="system")
    assert "subscribed to Spring offers. 2 texts a month." in confirmation.body


def test_a_yes_to_one_program_of_notices_is_none_to_another(world, clock):
    """No double dipping: what they were asked about is all that they agree to."""
    codes, visits = (programs.add(world.copper.id, name, "informational") for name in ("Sign-in codes", "Visits"))
    asks(world, codes)
    thread = lead(world, clock)
    opened(thread, world)
    asked_of_another = partial(facts_for_new, thread, world.local, "We come on Tuesday.", "info", None)
    assert gate.decide(asked_of_another(program=visits)).code == "SMS_NOT_OK", "it would wait for a yes to the other"
    assert gate.decide(asked_of_another(program=codes)).code == "AWAITING_OPTIN"
    arrives()
    text(world.fay, world.local, "yes")
    granted = {(c.level, c.topic) for c in rows(Consent, phone_e164=world.fay) if c.state == "granted"}
    assert granted == {("conversational", ""), ("informational", "Sign-in codes")}
    assert gate.decide(asked_of_another(program=visits)).code == "NO_CONSENT_informational"
    assert gate.decide(asked_of_another(program=codes)).may_go
    assert [each.body.split("\n")[0] for each in claimed()][-1] == "A word about your visit."


def test_each_business_of_a_brand_asks_for_itself_and_a_no_binds_all(world, thread, west):
    text(world.fay, west)
    opened(thread, world)
    arrives()
    theirs = next(c for c in rows(Conversation) if c.account_id == west.account_id)
    assert stands(theirs.phone) == "NOT_SENT"
    text(world.fay, west, "yes")
    assert stands(thread.phone) == "SENT", "who says yes to the others has not answered us"
    text(world.fay, world.local, "no")
    assert {b.account_id for b in rows(Block, lifted_at=None, e164=world.fay)} == {west.account_id, world.copper.id}


@pytest.mark.case(13)
def test_a_held_text_released_at_ten_at_night_is_deferred_and_not_sent(world, thread, clock):
    world.copper.quiet_from, world.copper.quiet_to = 8 * 60, 21 * 60
    held = opened(thread, world)
    arrives()
    clock.advance(hours=11)  # ten at night in Phoenix
    text(world.fay, world.local, "START")
    assert claimed() == []
    [held] = rows(Message, id=held.id)
    assert (held.state, held.code) == ("deferred", "QUIET_HOURS")
    clock.advance(hours=11)
    assert [each.body for each in claimed()] == ["A word about your visit."]


@pytest.mark.case(12)
@pytest.mark.parametrize(
    ("situation", "stand", "ok"), [("talk", "NOT_SENT", "UNSET"), ("pending", "ACCEPTED", "ON"),
                                   ("opted out", "ACCEPTED", "ON")]
)  # fmt: skip
def test_yes_in_talk_while_asked_and_from_who_opted_out(world, clock, situation, stand, ok):
    asks(world, offers(world))
    thread = lead(world, clock)
    if situation != "talk":
        opened(thread, world)
        arrives()
    if situation == "opted out":
        text(world.fay, world.local, "STOP")
    text(world.fay, world.local, "YES")
    assert (stands(thread.phone), thread.phone.ok_to_sms) == (stand, ok)
    granted = {c.level for c in rows(Consent, phone_e164=world.fay) if c.state == "granted"}
    assert ("promotional" in granted) == (situation == "pending")


def test_answers_only_ends_what_they_were_asked_and_what_waits_for_it(world, thread):
    held = opened(thread, world)
    arrives()
    text(world.fay, world.local, "not interested")
    [review] = rows(OptOutReview)
    transaction.perform(judging.answer, thread, review.id, "partial", world.ben)
    assert claimed() == [] and stands(thread.phone) == "REJECTED"
    assert (rows(Message, id=held.id)[0].code, thread.reason) == ("OPTED_OUT", "failed")
    text(world.fay, world.local, "yes")
    assert (stands(thread.phone), thread.phone.ok_to_sms) == ("REJECTED", "UNSET")
    assert [b.scope for b in rows(Block, e164=world.fay, lifted_at=None)] == ["proactive"]


def test_a_yes_to_one_kind_of_notice_is_none_to_another(world, clock):
    visits, quotes = (programs.add(world.copper.id, name, "informational") for name in ("Visits", "Quotes"))
    asks(world, visits)
    thread = lead(world, clock)
    opened(thread, world)
    arrives()
    text(world.fay, world.local, "YES")
    words = "Copper & Co. Plumbing: we come at nine. Reply STOP to end."
    about = [
        gate.decide(facts_for_new(thread, world.local, words, "info", None, program=each)).row
        for each in (visits, quotes)
    ]
    assert about == [0, 9]
    assert gate.decide(facts_for_new(thread, world.local, words, "direct", world.ben)).may_go
