""""Cancel if they reply first": it holds until the text has left, also where it waits for its hour or for an opt-in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app import transaction
from app.models import Conversation, Event, Message, Note, Schedule
from app.texting import sending
from app.texting.recurrence import Repeats
from tests.texting.acts import claimed, rows, text
from tests.texting.asking import arrives
from tests.texting.planning import fire_all, keep

SIX = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)  # in the morning in Phoenix


@pytest.fixture
def early(world, clock) -> Schedule:
    """Due at six, to leave at eight: the business is quiet until then."""
    world.copper.quiet_from, world.copper.quiet_to = 480, 1260
    kept = keep(world.ben, world.conversation(world.dee), wall=datetime(2026, 11, 24, 6, 0), cancels_on_reply=True)
    clock.set(SIX)
    assert fire_all() == 1 and rows(Message)[0].state == "deferred"
    return kept


def sent(conversation_id: int) -> list[tuple[str, str | None]]:
    return [(m.state, m.code) for m in rows(Message, conversation_id=conversation_id, direction="out")]


def test_a_reply_takes_out_what_waits_for_its_hour(world, clock, early):
    clock.set(SIX.replace(hour=14))
    text(world.dee.e164, world.local, "Thanks, it works again")
    clock.set(SIX.replace(hour=15))
    assert claimed() == [] and sent(early.conversation_id) == [("canceled", "REPLIED")]
    assert [event.detail for event in rows(Event, kind="schedule_canceled")] == [
        "they replied before a text that had waited since its hour"
    ]
    assert not rows(Conversation, id=early.conversation_id)[0].awaits_reply


def test_what_leaves_also_after_a_reply_still_leaves(world, clock):
    world.copper.quiet_from, world.copper.quiet_to = 480, 1260
    keep(world.ben, world.conversation(world.dee), wall=datetime(2026, 11, 24, 6, 0))
    clock.set(SIX)
    fire_all()
    text(world.dee.e164, world.local, "Thanks, it works again")
    clock.set(SIX.replace(hour=15))
    assert len(claimed()) == 1


def test_one_held_while_sending_is_paused_is_taken_out_too(world, clock):
    conversation = world.conversation(world.dee)
    keep(world.ben, conversation, cancels_on_reply=True, repeats=Repeats("day"))
    transaction.perform(sending.pause, world.copper, "Ana")
    clock.set(SIX.replace(hour=16))
    fire_all()
    text(world.dee.e164, world.local, "Thanks")
    transaction.perform(sending.resume, world.copper)
    assert claimed() == [] and sent(conversation.id) == [("canceled", "REPLIED")]
    assert [row.code for row in rows(Schedule)] == ["REPLIED"]


@pytest.mark.case(2)
def test_a_stop_counts_also_what_a_reply_would_have_canceled(world, clock, early):
    conversation = rows(Conversation, id=early.conversation_id)[0]
    keep(world.ben, conversation, wall=datetime(2026, 11, 25, 9, 0), cancels_on_reply=True)
    text(world.dee.e164, world.local, "STOP")
    assert [event.count for event in rows(Event, kind="opted_out")] == [2]
    assert any("2 waiting canceled." in note.body for note in rows(Note))
    assert sent(conversation.id)[0] == ("canceled", "OPTED_OUT") and rows(Schedule)[1].code == "OPTED_OUT"


@pytest.mark.parametrize(("words", "left"), [("YES", "sent for"), ("Who is this?", "taken out")])
def test_the_yes_that_a_text_waits_for_lets_it_go_and_any_other_answer_takes_it_out(world, thread, clock, words, left):
    keep(world.ben, thread, cancels_on_reply=True, wall=datetime(2026, 12, 4, 9, 0))
    clock.set(datetime(2026, 12, 4, 16, 0, tzinfo=UTC))
    fire_all()
    assert sent(thread.id)[1] == ("held", "AWAITING_OPTIN")
    arrives()
    text(thread.phone.e164, world.local, words)
    [due] = rows(Message, author_id=world.ben.id)
    assert (due.code == "REPLIED") == (left == "taken out")
    assert (due.state in ("queued", "deferred")) == (left == "sent for")
