"""What somebody does with a conversation that was merged, or that they may no longer see, since they looked: a
sentence, and nothing else."""

from __future__ import annotations

import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import delete

from app.clock import now
from app.extensions import db
from app.models import Conversation, Department, Draft, Event, Media, Membership, Message, Note
from app.texting import compose, desk, drafts, media_work, notes, reading_marks, transfer
from app.texting.access import Moved
from app.texting.media_files import Made
from app.transaction import commit, perform
from tests.texting.acts import asked, rows, text

ACTS = {
    "send": lambda c, who: perform(compose.compose, c, who, "Hello", str(uuid.uuid4())),
    "note": lambda c, who: perform(notes.write, c, who, "Gate code 4471", str(uuid.uuid4())),
    "draft": lambda c, who: perform(drafts.save, c, who, "half a", [], 1),
    "take": lambda c, who: perform(desk.claim, c, who),
    "snooze": lambda c, who: perform(desk.snooze, c, now() + timedelta(hours=1), who),
    "close": lambda c, who: perform(desk.close, c, who),
    "reopen": lambda c, who: perform(desk.reopen, c, who),
    "move": lambda c, who: perform(transfer.transfer, c, Department.named(c.account_id, "Sales"), who),
}


@pytest.fixture
def conversation(world) -> Conversation:
    world.keep(Department(account_id=world.copper.id, name="Sales"))
    return asked(world)


@pytest.fixture
def merged(world, conversation) -> SimpleNamespace:
    """Fay's thread with the Service desk as somebody had it open, before it became one with Billing's."""
    text(world.fay, world.number(world.billing, "+14805550111"), "And my bill?")
    seen = {name: getattr(conversation, name) for name in ("id", "phone_id", "account_id", "department_id", "number")}
    perform(transfer.transfer, conversation, world.billing, world.ana)
    return SimpleNamespace(**seen)


def written() -> list[int]:
    return [len(rows(noun)) for noun in (Message, Note, Draft, Event)]


@pytest.mark.parametrize("act", ACTS)
def test_what_was_merged_meanwhile_is_left_alone(world, merged, act):
    before = written()
    with pytest.raises(Moved, match="Load the page again"):
        ACTS[act](merged, world.ana)
    assert written() == before


@pytest.mark.parametrize("act", ACTS)
def test_who_lost_the_department_meanwhile_does_nothing_there(world, conversation, act):
    world.ben.department_ids()
    db.session.execute(delete(Membership).where(Membership.user_id == world.ben.id))
    commit()
    before = written()
    with pytest.raises(Moved):
        ACTS[act](conversation, world.ben)
    assert written() == before


def test_a_read_mark_on_a_merged_thread_is_nothing(world, merged):
    perform(reading_marks.mark_read, merged.id)
    assert [c.unread for c in rows(Conversation)] == [2]


def test_a_file_whose_thread_is_merged_as_it_arrives_shows_in_the_other(world, conversation, merged_as_it_is_locked):
    text(world.fay, world.number(world.billing, "+14805550111"), "And my bill?")
    other = rows(Conversation, department_id=world.billing.id)[0]
    text(world.fay, world.local, "", media=[("https://api.twilio.com/x", "image/jpeg")])
    [taken] = perform(media_work.claim, 1)
    merged_as_it_is_locked(conversation)
    perform(media_work.record, taken, Made("failed", "The carrier no longer has this file."))
    [media] = rows(Media)
    [message] = rows(Message, id=media.message_id)
    assert (media.state, message.conversation_id) == ("failed", other.id)
    assert message.change_no == rows(Conversation)[0].change_no
