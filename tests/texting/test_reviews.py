"""Replies that may mean stop: flagged at once, judged by a person or by time, and what is held meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import transaction
from app.clock import now
from app.extensions import db
from app.live.panel import stands
from app.models import Account, Block, Consent, Conversation, Department, Event, Message, OptOutReview
from app.texting import desk, judging, outcomes, reviews, transfer
from app.texting.access import Moved, Problem
from app.texting.compose import Refused
from app.texting.facts import facts_for_new
from tests.texting.acts import answer, claimed, newest, rows, text

DOUBTFUL = "not interested anymore"


@pytest.fixture
def thread(world) -> Conversation:
    """Dee has agreed to be texted, has texted, and now writes something doubtful."""
    text(world.dee.e164, world.local, "Hi")
    text(world.dee.e164, world.local, DOUBTFUL)
    return newest(Conversation)


def judge(review: OptOutReview, word: str, who) -> Conversation:
    return transaction.perform(judging.answer, rows(Conversation)[0], review.id, word, who)


def first_text(thread: Conversation, author) -> Message:
    """A text that we begin: their last one is too long ago for an answer."""
    thread.last_inbound_at = now() - timedelta(days=30)
    transaction.commit()
    return answer(thread, author, "A word about your visit.")


def blocks() -> list[tuple[str, str]]:
    return [(block.scope, block.source) for block in rows(Block, lifted_at=None) if block.e164 == "+14805550131"]


def test_a_doubtful_reply_is_flagged_at_once_and_blocks_nothing(world, thread):
    [review] = rows(OptOutReview)
    assert (review.state, review.words, review.phone_id) == ("open", DOUBTFUL, world.dee.id)
    assert review.due_at - review.opened_at == timedelta(hours=24)
    assert (thread.reason, thread.needs_attention) == ("review", True)
    assert blocks() == [] and world.dee.ok_to_sms == "ON"
    assert [event.kind for event in rows(Event)] == ["means_stop"]
    assert newest(Message).keyword == "review"


def test_an_answer_may_go_and_what_we_begin_is_held(world, thread):
    assert answer(thread, world.ben, "Understood. Shall I cancel the visit?").state == "queued"
    assert [each.body for each in claimed()] == ["Understood. Shall I cancel the visit?"]
    held = first_text(thread, world.ben)
    assert (held.state, held.code, claimed()) == ("held", "REVIEW_HOLD", [])


def test_neither_an_answer_nor_a_failure_takes_the_question_away(world, thread):
    message = answer(thread, world.ben, "Understood.")
    assert (thread.reason, thread.needs_attention) == ("review", True)
    [taken] = claimed()
    no_mobile = outcomes.Outcome(taken.message_id, taken.attempt, "refused", code=21614, http_status=400)
    transaction.perform(outcomes.record, [no_mobile])
    db.session.expire_all()
    assert (message.state, thread.reason) == ("failed", "review")


def test_not_an_opt_out_lets_held_texts_go_through_the_gate_again(world, thread):
    held = first_text(thread, world.ben)
    judge(rows(OptOutReview)[0], "not_opt_out", world.ben)
    db.session.expire_all()
    assert (held.state, thread.reason, blocks()) == ("queued", "", [])
    assert thread.waiting_since is not None, "the text still asks for an answer"
    assert [each.message_id for each in claimed()] == [held.id]
    assert [(e.kind, e.actor_id) for e in rows(Event, kind="reviewed")] == [("reviewed", world.ben.id)]


def test_opt_out_has_every_effect_of_a_stop_and_is_confirmed_once_within_five_minutes(world, thread):
    held = first_text(thread, world.ben)
    judge(rows(OptOutReview)[0], "opted_out", world.ben)
    db.session.expire_all()
    assert blocks() == [("all", "person")] and world.dee.ok_to_sms == "OFF"
    assert (held.state, held.code, thread.reason) == ("canceled", "OPTED_OUT", "stop")
    assert [m.purpose for m in rows(Message, direction="out") if m.state == "queued"] == ["system"]
    with pytest.raises(Refused, match="not interested anymore"):
        answer(thread, world.ana, "One more thing")


def test_an_opt_out_decided_hours_later_is_not_confirmed(world, thread):
    newest(Message).created_at = now() - timedelta(hours=3)
    transaction.commit()
    judge(rows(OptOutReview)[0], "opted_out", world.ben)
    assert blocks() == [("all", "person")]
    assert rows(Message, direction="out") == []


def test_answers_only_keeps_replies_open_and_stops_what_we_begin(world, thread):
    judge(rows(OptOutReview)[0], "partial", world.ben)
    assert blocks() == [("proactive", "person")] and world.dee.ok_to_sms == "ON"
    assert answer(thread, world.ben, "Understood.").state == "queued"
    with pytest.raises(Refused, match="They may be answered, and nothing more"):
        first_text(thread, world.ben)


def test_a_stop_after_answers_only_blocks_everything(world, thread):
    judge(rows(OptOutReview)[0], "partial", world.ben)
    text(world.dee.e164, world.local, "STOP")
    assert blocks() == [("all", "keyword")]


@pytest.mark.case(14)
def test_unanswered_for_a_day_it_counts_as_a_stop_without_a_confirmation(world, thread):
    assert not reviews.is_any_due() and transaction.perform(judging.expire) == 0
    rows(OptOutReview)[0].due_at = now() - timedelta(seconds=1)
    transaction.commit()
    assert reviews.is_any_due()
    assert transaction.perform(judging.expire) == 1
    assert transaction.perform(judging.expire) == 0
    assert blocks() == [("all", "person")] and rows(Message, direction="out") == []
    assert rows(OptOutReview)[0].state == "opted_out"


def test_how_long_one_waits_is_the_businesss_own(world):
    world.copper.review_hours = 48
    transaction.commit()
    text(world.dee.e164, world.local, DOUBTFUL)
    [review] = rows(OptOutReview)
    assert review.due_at - review.opened_at == timedelta(hours=48)


@pytest.mark.parametrize("word, answered", [("STOP", "opted_out"), ("START", "not_opt_out")])
def test_their_own_word_since_settles_it(world, thread, word, answered):
    text(world.dee.e164, world.local, word)
    assert [review.state for review in rows(OptOutReview)] == [answered]
    assert newest(Conversation).reason == ("stop" if word == "STOP" else "")


def test_a_second_doubtful_reply_is_the_same_doubt(world, thread):
    [first] = rows(OptOutReview)
    due = first.due_at
    text(world.dee.e164, world.local, "this is spam")
    [review] = rows(OptOutReview)
    assert (review.id, review.due_at) == (first.id, due)
    assert (review.words, review.message_id) == ("this is spam", newest(Message).id)  # what is decided on is seen


def test_of_two_who_decide_the_second_is_told(world, thread):
    judge(rows(OptOutReview)[0], "not_opt_out", world.ben)
    with pytest.raises(Problem, match="Somebody has decided this meanwhile: it is not a stop"):
        judge(rows(OptOutReview)[0], "opted_out", world.ana)
    assert blocks() == []


def test_whoever_does_not_sit_there_decides_nothing(world, thread):
    with pytest.raises(Moved):
        judge(rows(OptOutReview)[0], "opted_out", world.cara)
    assert [review.state for review in rows(OptOutReview)] == ["open"]


def test_a_first_text_that_means_no_stop_is_conversational_consent_once_that_is_decided(world):
    text(world.fay, world.local, DOUBTFUL)
    assert rows(Consent, phone_e164=world.fay) == []
    judge(rows(OptOutReview)[0], "not_opt_out", world.ben)
    assert [(c.level, c.state) for c in rows(Consent, phone_e164=world.fay)] == [("conversational", "granted")]


def test_an_unknown_answer_changes_nothing(world, thread):
    with pytest.raises(Problem, match="Choose one of the three"):
        judge(rows(OptOutReview)[0], "maybe", world.ben)
    assert [review.state for review in rows(OptOutReview)] == ["open"]


def test_a_conversation_that_may_mean_stop_is_not_closed_unjudged(world, thread):
    with pytest.raises(Problem, match="Say first whether they did"):
        transaction.perform(desk.close, thread, world.ben)


def test_doubt_at_one_business_of_the_brand_holds_what_the_others_begin(world, thread, west):
    branch = db.session.get(Account, west.account_id)
    theirs = world.phone(world.dee.e164, "Dee Alvarez", ok_to_sms="ON", account=branch)
    elsewhere = world.conversation(theirs, west)
    transaction.commit()
    assert facts_for_new(elsewhere, west, "Hi", "direct", None).review_at != ""
    assert facts_for_new(elsewhere, west, "Hi", "direct", None).review_words == ""  # written to the others


@pytest.mark.parametrize("word", ["not_opt_out", "partial", "START"])
def test_what_the_doubt_held_at_the_brands_other_business_is_let_go_with_it(world, thread, west, word):
    branch = db.session.get(Account, west.account_id)
    theirs = world.phone(world.dee.e164, "Dee Alvarez", ok_to_sms="ON", account=branch)
    elsewhere = world.conversation(theirs, west)
    author = world.user(branch, "Wes Lund", "agent", db.session.get(Department, west.department_id))
    transaction.commit()
    held = first_text(elsewhere, author)
    assert (held.state, held.code) == ("held", "REVIEW_HOLD")
    if word == "START":
        text(world.dee.e164, world.local, "START")
    else:
        judge(rows(OptOutReview)[0], word, world.ben)
    gone = claimed()
    after = rows(Message, id=held.id)[0]
    if word == "partial":
        assert (after.state, after.code, gone) == ("refused", "OPTED_OUT", [])
    else:
        assert [claim.message_id for claim in gone] == [held.id]


def test_another_desk_that_texts_with_them_neither_reads_nor_decides_it(world, thread):
    theirs = world.conversation(world.dee, world.number(world.billing, "+14805550111"))
    bea = world.user(world.copper, "Bea Holt", "agent", world.billing)
    transaction.commit()
    assert (stands(theirs)["review"], stands(thread)["review"]) == (None, rows(OptOutReview)[0])
    with pytest.raises(Problem, match="stands in another conversation"):
        transaction.perform(judging.answer, theirs, rows(OptOutReview)[0].id, "not_opt_out", bea)
    assert DOUBTFUL not in str(facts_for_new(theirs, theirs.number, "Hi", "direct", bea))
    assert transaction.perform(desk.close, theirs, bea).state == "closed"
    assert rows(OptOutReview)[0].state == "open"


def test_where_its_thread_is_merged_it_is_decided_there(world, thread):
    theirs = world.conversation(world.dee, world.number(world.billing, "+14805550111"))
    transaction.commit()
    there = transaction.perform(transfer.transfer, thread, world.billing, world.ana)
    assert there.id == theirs.id and there.reason == "review"
    transaction.perform(judging.answer, there, rows(OptOutReview)[0].id, "opted_out", world.ana)
    assert blocks() == [("all", "person")]
