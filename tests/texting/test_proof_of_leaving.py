"""A text that waits to be tried anew, and then turns out to have left already, is not sent again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import transaction
from app.models import Attempt, Message
from app.texting import outcomes, settle
from app.texting.settle import Doubt, Pair
from tests.texting.acts import claimed, new_sid, on_its_way, rows, said


def now_of(message: Message) -> Message:
    return rows(Message, id=message.id)[0]


def tried_anew(world):
    """A text whose outcome was unknown, and that waits as a second try."""
    message = on_its_way(world)
    transaction.perform(outcomes.record, [outcomes.Outcome(message.id, 1, "unknown")])
    now_of(message).needs_person = True
    transaction.commit()
    transaction.perform(settle.decide_by_person, now_of(message), False)
    assert (now_of(message).state, now_of(message).attempt) == ("queued", 2)
    return message


@pytest.mark.lesson(8)
@pytest.mark.parametrize("word, state", [("queued", "accepted"), ("sent", "sent"), ("delivered", "delivered")])
def test_a_callback_for_the_first_try_takes_the_text_out_of_the_queue(world, word, state):
    message, sid = tried_anew(world), new_sid()
    said(sid, word, None, message)
    assert (now_of(message).state, now_of(message).attempt, now_of(message).carrier_sid) == (state, 1, sid)
    assert claimed() == []


@pytest.mark.lesson(8)
def test_once_the_second_try_is_on_its_way_the_first_ones_sid_is_only_known(world):
    message, sid = tried_anew(world), new_sid()
    claimed()
    said(sid, "delivered", None, message)
    assert (now_of(message).state, now_of(message).attempt, now_of(message).carrier_sid) == ("sending", 2, None)
    assert [attempt.carrier_sid for attempt in rows(Attempt)] == [sid], "no listing takes it for another text's"


@pytest.mark.lesson(8)
def test_a_list_that_was_asked_for_too_early_counts_for_nothing_however_late_it_is_written(world, clock):
    message = on_its_way(world)
    transaction.perform(outcomes.record, [outcomes.Outcome(message.id, 1, "unknown")])
    text = now_of(message)
    doubt = Doubt(text.id, 1, text.body, text.claimed_at)
    pair = Pair(text.number_id, text.phone_id, text.number.e164, text.phone.e164, (doubt,))
    clock.advance(minutes=5)
    transaction.perform(settle._settle_pair, pair, [], text.claimed_at + timedelta(seconds=55), 60)
    assert now_of(message).absent_at is None
    first = text.claimed_at + timedelta(seconds=61)
    transaction.perform(settle._settle_pair, pair, [], first, 60)
    assert now_of(message).absent_at == first
    transaction.perform(settle._settle_pair, pair, [], first, 60)
    assert now_of(message).state == "unknown", "the same list again is no second one"
