"""Asking people to opt in: the question goes first and once, their texts wait for the answer, and what it grants."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import transaction
from app.clock import now
from app.models import Event, Message, Note, OptIn
from app.texting import agreement, claim, line_proofs, opt_in_templates, opt_in_waits
from app.texting.agreement import Given
from app.texting.compose import Refused
from tests.texting.acts import accepted, answer, at_once, claimed, refused, rows, said, text
from tests.texting.asking import arrives, asks, lead, stands, tend, waiting

ASKED = "It waits until they say START."


def opened(thread, world, body: str = "A word about your visit.") -> Message:
    return answer(thread, world.ben, body)


def test_the_first_text_to_a_lead_waits_and_the_question_goes_before_it(world, thread):
    held = opened(thread, world)
    question, text_of_ben = rows(Message, direction="out")
    assert text_of_ben is held and question.sort_at < held.sort_at
    assert waiting() == [("optin", "queued"), ("direct", "held")] and held.code == "AWAITING_OPTIN"
    assert question.author_id is None and "Reply START" in question.body and question.send_id != held.send_id
    assert (thread.reason, thread.needs_attention, stands(thread.phone)) == ("held", True, "NOT_SENT")
    assert [each.body for each in claimed()] == [question.body], "nothing but the question leaves"


def test_asked_is_who_the_carrier_took_the_question_for(world, thread):
    opened(thread, world)
    question = arrives()
    [row] = rows(OptIn)
    assert (row.state, row.asked, row.asked_at, row.message_id) == ("SENT", 1, now(), question.id)
    assert [event.kind for event in rows(Event, message_id=question.id)] == ["asked_opt_in"]
    said(question.carrier_sid, "delivered")
    assert (rows(OptIn)[0].asked, len(rows(Event, kind="asked_opt_in"))) == (1, 1)


def test_a_second_text_waits_for_the_same_question(world, thread, clock):
    opened(thread, world)
    opened(thread, world, "Another word.")
    assert waiting() == [("optin", "queued"), ("direct", "held"), ("direct", "held")]
    arrives()
    clock.advance(days=1)
    held = opened(thread, world, "And one tomorrow.")
    assert (held.state, ASKED in held.decision) == ("held", True)
    assert len(rows(Message, purpose="optin")) == 1


def test_nobody_is_asked_without_a_basis_or_against_a_stop(world, thread, clock):
    clock.advance(days=90)
    with pytest.raises(Refused, match="hasn't agreed to be texted"):
        opened(thread, world)
    transaction.rollback()
    assert rows(Message, direction="out") == [] and rows(OptIn) == []


@pytest.mark.parametrize(
    ("outcome", "code"), [(30006, "DEST_NOT_MOBILE"), (21211, "DEST_NOT_MOBILE"), (30003, "OPTIN_FAILED")]
)
def test_a_question_that_did_not_arrive_refuses_what_waited_for_it(world, thread, outcome, code):
    held = opened(thread, world)
    [taken] = claimed()
    [question] = rows(Message, id=taken.message_id)
    if outcome == 21211:
        refused(question, outcome)
    else:
        said(accepted(question), "undelivered", outcome)
    assert stands(thread.phone) == "NOT_SENT" and rows(Event, kind="opt_in_failed")
    tend()
    [held] = rows(Message, id=held.id)
    assert (held.state, held.code, thread.reason) == ("refused", code, "failed")
    assert ("asking came to nothing" in held.decision) == (code == "OPTIN_FAILED")


@pytest.mark.parametrize("stood", ["SENT", "ACCEPTED"])
def test_a_number_out_of_service_has_answered_nothing_for_whoever_gets_it_next(world, thread, clock, stood):
    held = opened(thread, world)
    arrives()
    if stood == "ACCEPTED":
        text(world.fay, world.local, "START")
        accepted(rows(Message, id=claimed()[0].message_id)[0])
    assert stands(thread.phone) == stood
    transaction.perform(line_proofs._out_of_service, thread.phone)
    assert stands(thread.phone) == "NOT_SENT"
    tend()
    assert rows(Message, id=held.id)[0].state == ("refused" if stood == "SENT" else "accepted")
    text(world.fay, world.local, "yes")
    assert (stands(thread.phone), thread.phone.ok_to_sms) == ("NOT_SENT", "UNSET")
    world.copper.opt_in_first = "strict"
    clock.advance(days=8)
    agreed = Given("form", now(), "America/Phoenix", "May we text you?", "ticked", "")
    transaction.perform(agreement.raise_level, thread.phone, "informational", world.ben, agreed)
    assert opened(thread, world).code == "AWAITING_OPTIN", "strict asks whoever has the number now"


def test_a_question_that_the_gate_refuses_at_its_turn_does_not_leave_texts_waiting(world, thread):
    held = opened(thread, world)
    thread.phone.contact.source = "purchased"
    transaction.commit()
    assert claimed() == []
    tend()
    [held] = rows(Message, id=held.id)
    assert held.state == "refused" and stands(thread.phone) == "NOT_SENT"


def test_a_question_that_waited_too_long_for_its_hour_says_so_of_what_waited_for_it(world, thread, clock, monkeypatch):
    until = now() + timedelta(days=2)
    night = {"quiet_words": "It is night there.", "local": "11:00 PM"}
    monkeypatch.setattr("app.texting.facts.hours_of", lambda text, *_: {
        **night, "quiet_until": until.isoformat()} if text.purpose == "optin" else {})
    held = opened(thread, world)
    assert waiting() == [("optin", "deferred"), ("direct", "held")]
    clock.advance(days=2)
    until += timedelta(days=2)
    assert claimed() == []
    tend()
    assert rows(Message, purpose="optin")[0].code == "STALE"
    assert "asking came to nothing: The next allowed time is" in rows(Message, id=held.id)[0].decision


def test_a_question_that_the_gate_refuses_at_once_refuses_the_text_and_writes_nothing(world, thread, monkeypatch):
    monkeypatch.setattr("app.texting.opt_ins.render", lambda *_: "Copper & Co. Plumbing: START? " * 20)
    with pytest.raises(Refused, match="asking came to nothing: It doesn.t say how to stop"):
        opened(thread, world)
    transaction.rollback()
    assert rows(Message, direction="out") == [] and rows(OptIn, state="SENT") == []


def test_after_a_week_what_waits_is_canceled_with_a_note(world, thread, clock):
    held = opened(thread, world)
    arrives()
    clock.advance(days=7, seconds=-1)
    tend()
    assert rows(Message, id=held.id)[0].state == "held"
    clock.advance(seconds=1)
    tend()
    [held] = rows(Message, id=held.id)
    assert (held.state, held.code, thread.reason) == ("canceled", "OPTIN_NOT_ANSWERED", "")
    assert [(e.kind, e.count) for e in rows(Event, kind="opt_in_lapsed")] == [("opt_in_lapsed", 1)]
    assert any("didn't answer the opt-in for 7 days" in note.body for note in rows(Note))
    assert stands(thread.phone) == "SENT"


@pytest.mark.case(18)
def test_the_template_twice_within_a_week_is_one_and_after_a_month_it_may_go_once_more(world, thread, clock):
    opened(thread, world)
    arrives()
    clock.advance(days=6)
    opened(thread, world)
    assert len(rows(Message, purpose="optin")) == 1
    clock.advance(days=24)
    tend()
    assert stands(thread.phone) == "NOT_SENT" and "for thirty days" in lapsed_words()
    text(world.fay, world.local, "yes")
    assert stands(thread.phone) == "NOT_SENT", "what lapsed can't be answered any more"
    clock.advance(days=9)
    opened(thread, world)
    arrives()
    assert rows(OptIn)[0].asked == 2
    clock.advance(days=31)
    with pytest.raises(Refused, match="nobody is asked a third time"):
        opened(thread, world)


def lapsed_words() -> list[str]:
    return [event.detail for event in rows(Event, kind="opt_in_lapsed")]


def test_strict_asks_whom_evidence_lets_text_too_and_double_opt_in_at_once(world, thread, clock):
    agreed = Given("form", now(), "America/Phoenix", "May we text you?", "ticked", "")
    world.copper.opt_in_first = "strict"
    transaction.perform(agreement.raise_level, thread.phone, "informational", world.ben, agreed)
    assert rows(Message, direction="out") == []
    assert opened(thread, world).state == "held"
    arrives()
    text(world.fay, world.local, "Y")
    assert [each.body for each in claimed()] == ["A word about your visit."]


@pytest.mark.parametrize("first", ["smart", "strict"])
def test_consent_recorded_while_the_question_waits_to_leave_spares_it_unless_everybody_is_asked(world, thread, first):
    world.copper.opt_in_first = first
    held = opened(thread, world)
    agreed = Given("form", now(), "America/Phoenix", "May we text you?", "ticked", "")
    transaction.perform(agreement.raise_level, thread.phone, "informational", world.ben, agreed)
    assert [each.message_id == held.id for each in claimed()] == [first == "smart"]
    assert (rows(Message, purpose="optin")[0].state == "canceled") == (first == "smart")
    assert (stands(thread.phone), thread.reason) == ("NOT_SENT", "" if first == "smart" else thread.reason)


def test_with_double_opt_in_recorded_consent_sends_the_welcome_at_once(world, thread, clock):
    agreed = Given("form", now(), "America/Phoenix", "May we text you?", "ticked", "")
    world.copper.double_opt_in = True
    transaction.commit()
    transaction.perform(agreement.raise_level, thread.phone, "informational", world.ben, agreed)
    assert waiting() == [("optin", "queued")]
    arrives()
    assert opened(thread, world).state == "held" and len(rows(Message, purpose="optin")) == 1
    text(world.fay, world.local, "begin")
    assert stands(thread.phone) == "ACCEPTED"


def test_two_agents_at_once_ask_once(app, world, thread):
    agents = world.ana, world.ben
    assert [agent.account.id and agent.department_ids() for agent in agents]
    results = at_once(app, *(lambda agent=agent: answer(thread, agent, "Hello").state for agent in agents))
    assert results == ["held", "held"], results
    assert len(rows(Message, purpose="optin")) == 1 and len(rows(OptIn)) == 1


def test_an_answer_and_another_text_at_once_lose_nothing(app, world, thread):
    opened(thread, world)
    arrives()
    ben, local = world.ben, world.local.e164
    assert ben.account.id and ben.department_ids()
    at_once(app, lambda: text(world.fay, local, "yes"), lambda: answer(thread, ben, "Hello").state)
    assert stands(thread.phone) == "ACCEPTED" and waiting("held") == []


def test_the_question_sent_anew_after_a_busy_carrier_is_asked_once(world, thread, clock):
    opened(thread, world)
    [taken] = claimed()
    [question] = rows(Message, id=taken.message_id)
    refused(question, 20429, 429)
    assert stands(thread.phone) == "NOT_SENT"
    clock.advance(minutes=1)
    arrives()
    assert (rows(OptIn)[0].asked, stands(thread.phone)) == (1, "SENT")


def test_from_a_toll_free_number_the_question_never_offers_yes(world, clock):
    template = asks(world)
    body = template.body.replace("Reply START to", "Reply START or YES to")
    opt_in_templates.save(world.copper, None, body, "informational", None, world.ana)
    thread = lead(world, clock, world.toll_free)
    opened(thread, world)
    [question] = rows(Message, purpose="optin")
    assert "YES" not in question.body and "Reply START to" in question.body


def test_a_text_that_waits_is_taken_out_by_a_person_and_the_question_with_it(world, thread):
    held = opened(thread, world)
    transaction.perform(opt_in_waits.cancel, held, world.ben)
    assert (rows(Message, id=held.id)[0].state, thread.reason) == ("canceled", "")
    [told] = rows(Event, kind="texts_canceled")
    assert told.actor_id == world.ben.id
    assert claim.is_anything_due(), "the question may still go: the next text is spared the wait"
