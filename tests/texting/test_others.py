"""A text to others as well as the person of its conversation, or to them alone: who gets it and who does not."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app import transaction
from app.models import Contact, Conversation, Event, Message, Send
from app.texting import others
from app.texting.written import Written
from tests.texting.acts import asked, claimed, rows, text

BOB, ANN = "+14805550141", "+14805550142"


@pytest.fixture
def talk(world):
    """Fay has just texted; Bob agreed to be texted, Ann too."""
    world.phone(BOB, "Bob Hill", ok_to_sms="ON")
    world.phone(ANN, "", ok_to_sms="ON")
    transaction.commit()
    return asked(world)


def pressed(talk, author, body="We come at 9.", **more) -> Written:
    return Written(talk.id, talk.phone_id, author.id, body, more.pop("form", str(uuid4())), **more)


def sent(written: Written, *addresses: str, leaves_out: bool = False):
    return transaction.perform(others.send, written, list(addresses), leaves_out)


def out() -> list[tuple[str, str]]:
    return [(message.phone.e164, message.state) for message in rows(Message, direction="out")]


def left() -> list[str]:
    """Whom the carrier would be asked to text, after every claim."""
    found = []
    while batch := claimed():
        found += [each.to for each in batch]
    return found


def test_one_act_is_one_send_with_a_text_for_each(world, talk):
    sent(pressed(talk, world.ben), BOB, ANN)
    assert out() == [(world.fay, "queued"), (BOB, "queued"), (ANN, "queued")]
    [act] = rows(Send)
    assert {message.send_id for message in rows(Message, direction="out")} == {act.id}
    assert (act.conversation_id, act.excludes_client) == (talk.id, False)
    assert sorted(left()) == sorted([world.fay, BOB, ANN])


def test_others_are_no_leads_and_their_conversations_stay_closed(world, talk):
    before = len(rows(Contact))
    sent(pressed(talk, world.ben), BOB, ANN)
    assert len(rows(Contact)) == before
    assert [event.kind for event in rows(Event)].count("lead_created") == 1  # Fay's own
    aside = [each for each in rows(Conversation) if each.id != talk.id]
    assert [(each.state, each.assignee_id, each.unread) for each in aside] == [("closed", None, 0)] * 2
    text(BOB, world.local, "Who is this?")
    [bobs] = [each for each in rows(Conversation) if each.phone.e164 == BOB]
    assert (bobs.state, bobs.unread) == ("open", 1)
    assert [message.conversation_id for message in rows(Message, direction="in")][-1] == bobs.id


def test_the_client_is_never_texted_when_left_out(world, talk):
    done = sent(pressed(talk, world.ben), BOB, ANN, leaves_out=True)
    assert out() == [(BOB, "queued"), (ANN, "queued")]
    assert sorted(left()) == [BOB, ANN]
    assert (done.message, done.event.kind) == (None, "sent_to_others")
    assert done.event.conversation_id == talk.id
    assert rows(Send)[0].excludes_client is True
