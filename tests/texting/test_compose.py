"""An agent presses Send: one text, queued at once, and the carrier is nobody's concern here."""

from __future__ import annotations

import json
from functools import partial
from uuid import uuid4

import pytest

from app import transaction
from app.extensions import db
from app.models import Conversation, Event, Message, Send, User
from app.sms import twilio_client
from app.texting import compose, sending
from tests.texting.acts import answer, asked, at_once, kept, newest, rows, text


def test_an_answer_is_queued_with_the_reason_why_it_may_go(world):
    message = answer(asked(world), world.ben, "We come at 9.")
    assert (message.state, message.purpose, message.body) == ("queued", "reply", "We come at 9.")
    assert (message.author_id, message.number_id, message.attempt) == (world.ben.id, world.local.id, 1)
    assert json.loads(message.decision)["code"] == message.code == "ALLOWED"


def test_an_answer_clears_what_waited_for_one(world):
    conversation = asked(world)
    assert (conversation.unread, conversation.reason) == (1, "new")
    answer(conversation, world.ben, "We come at 9.")
    [row] = rows(Conversation)
    assert (row.unread, row.reason, row.preview) == (0, "", "We come at 9.")
    assert (row.preview_is_ours, row.preview_author_id) == (True, world.ben.id)


def test_an_answer_stands_below_what_it_answers_even_when_the_clock_stands_still(world, clock):
    conversation = asked(world)
    first, second = (answer(conversation, world.ben, words) for words in ("one", "two"))
    question = rows(Message, direction="in")[0]
    assert question.sort_at < first.sort_at < second.sort_at


@pytest.mark.lesson(43)
def test_send_rings_once_after_the_commit_and_asks_no_carrier(world, doorbell, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("Send waited for the carrier")

    monkeypatch.setattr(twilio_client, "carrier", refuse)
    conversation = asked(world)
    doorbell.rings.clear()
    compose.compose(conversation, world.ben, "We come at 9.", str(uuid4()))
    assert doorbell.rings == []
    transaction.commit()
    assert doorbell.rings == ["drain"]


def test_a_send_that_is_rolled_back_rings_for_nothing(world, doorbell, pushed):
    conversation = asked(world)
    doorbell.rings.clear()
    pushed.sent.clear()
    compose.compose(conversation, world.ben, "We come at 9.", str(uuid4()))
    transaction.rollback()
    transaction.commit()
    assert (doorbell.rings, pushed.sent, rows(Message, direction="out")) == ([], [], [])


@pytest.mark.lesson(2)
def test_the_same_form_ten_times_is_one_text_and_one_send(world):
    conversation, form = asked(world), str(uuid4())
    texts = {answer(conversation, world.ben, "We come at 9.", form).id for _ in range(10)}
    assert len(texts) == 1
    assert len(rows(Message, state="queued")) == len(rows(Send)) == 1


@pytest.mark.lesson(2)
def test_the_same_form_ten_times_at_once_is_one_text(app, world):
    conversation_id, ben_id, form = asked(world).id, world.ben.id, str(uuid4())

    def send() -> int:
        conversation, ben = db.session.get(Conversation, conversation_id), db.session.get(User, ben_id)
        return answer(conversation, ben, "We come at 9.", form).id

    assert len(set(at_once(app, *[send] * 10))) == 1
    assert len(rows(Message, direction="out")) == 1


@pytest.mark.lesson(2)
def test_the_same_form_with_other_words_is_a_conflict_and_changes_nothing(world):
    dees, conversation, form = asked(world, world.dee.e164), asked(world), str(uuid4())
    answer(conversation, world.ben, "We come at 9.", form)
    before = kept()
    for author, where, words in (
        (world.ben, conversation, "We come at 10."),
        (world.ana, conversation, "We come at 9."),
        (world.ben, dees, "We come at 9."),
    ):
        with pytest.raises(compose.Conflict, match="already used"):
            answer(where, author, words, form)
        assert kept() == before


def test_a_refused_text_writes_nothing(world):
    conversation = world.conversation(world.eli)
    transaction.commit()
    before = kept()
    with pytest.raises(compose.Refused) as refusal:
        answer(conversation, world.ana)
    assert refusal.value.verdict.code == "OPTED_OUT"
    assert kept() == before


@pytest.mark.parametrize(("days", "may_go"), [(7, True), (7.001, False)])
def test_a_text_counts_as_an_answer_for_seven_days(world, clock, days, may_go):
    conversation = asked(world)
    clock.advance(seconds=days * 86_400)
    assert compose.check(conversation, world.ben, "Still there?").may_go is may_go


def test_after_the_window_the_sentence_says_how_long_it_was(world, clock):
    conversation = asked(world)
    clock.advance(days=8)
    with pytest.raises(compose.Refused, match="within 7 days of their text"):
        answer(conversation, world.ben)
    assert rows(Message, direction="out") == []


def test_somebody_who_agreed_may_be_texted_any_day(world):
    message = answer(world.conversation(world.dee), world.ben)
    assert (message.state, message.purpose) == ("queued", "direct")


def test_another_businesss_number_is_refused_as_sender(world):
    conversation = asked(world)
    with pytest.raises(compose.Refused) as refusal:
        answer(conversation, world.ben, number=world.harbor_number)
    assert refusal.value.verdict.code == "NO_PERMISSION"
    assert rows(Message, number_id=world.harbor_number.id) == []


def test_the_from_number_follows_the_choice(world):
    conversation = asked(world)
    message = answer(conversation, world.ben, number=world.toll_free)
    assert (message.number_id, rows(Conversation)[0].number_id) == (world.toll_free.id, world.toll_free.id)


@pytest.mark.parametrize("body", ["", "   ", "x" * 551, "Hi {{ first_name }}"])
def test_what_cant_be_sent_is_refused_with_its_sentence(world, body):
    conversation = asked(world)
    with pytest.raises(compose.Refused) as refusal:
        answer(conversation, world.ben, body)
    assert refusal.value.verdict.row == 13
    assert rows(Message, direction="out") == []


def test_an_answer_keeps_every_byte_that_was_typed(world):
    body = "  Two blanks,\na line — and “quotes” 😀  "
    assert answer(asked(world), world.ben, body).body == body


def test_a_text_written_during_a_pause_waits_without_a_ring(world, doorbell):
    conversation = asked(world)
    transaction.perform(sending.pause, world.copper, "Ana")
    doorbell.rings.clear()
    message = answer(conversation, world.ben)
    assert (message.state, message.code, doorbell.rings) == ("held", "SENDING_PAUSED", [])


def test_a_number_nobody_texted_with_is_refused_and_leaves_no_trace(world):
    before = kept()
    with pytest.raises(compose.Refused, match="hasn't agreed to be texted"):
        transaction.perform(compose.open_with, world.ben, world.local, "+16025550188", "Hello")
    assert kept() == before


def test_a_number_abroad_is_refused_with_what_to_write(world):
    with pytest.raises(compose.Refused, match="US and Canadian numbers only"):
        compose.open_with(world.ben, world.local, "+442071838750", "Hello")


def test_a_known_number_opens_its_own_conversation(world):
    opened = transaction.perform(compose.open_with, world.ben, world.local, world.dee.e164, "Hello")
    again = transaction.perform(compose.open_with, world.ben, world.local, world.dee.e164, "Hello")
    assert (opened.id, opened.phone_id) == (again.id, world.dee.id)


def test_a_decision_is_small_whatever_the_names(world, clock):
    world.dee.contact.name = "😀" * 150
    world.dee.ok_to_sms_why = "é" * 200
    text(world.dee.e164, world.local)
    message = answer(newest(Conversation), world.ben)
    assert len(message.decision.encode()) <= 1024



def test_ten_agents_at_once_queue_ten_texts_in_a_dense_order(app, world):
    conversation_id, ben_id = asked(world).id, world.ben.id

    def send(number: int) -> None:
        answer(db.session.get(Conversation, conversation_id), db.session.get(User, ben_id), f"text {number}")

    at_once(app, *[partial(send, number) for number in range(10)])
    numbered = [*rows(Message), *(event for event in rows(Event) if event.change_no)]
    assert sorted(each.change_no for each in numbered) == list(range(1, len(numbered) + 1))
    assert len({message.sort_at for message in rows(Message)}) == 11
