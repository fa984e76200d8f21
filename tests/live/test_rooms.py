"""Who may watch which room: asked of the database each time."""

from __future__ import annotations

import pytest

from app import transaction
from app.live import rooms
from app.models import Membership
from tests.texting.acts import asked

pytestmark = pytest.mark.usefixtures("doorbell", "pushed")


def test_a_conversation_is_watched_by_its_desk_and_by_admins_of_its_business(world):
    room = rooms.conversation(asked(world).id)
    assert rooms.may_join(world.ben, room)
    assert rooms.may_join(world.ana, room)
    assert not rooms.may_join(world.cara, room)


def test_an_agent_of_another_desk_may_not_watch(world):
    billing = world.number(world.billing, "+14805550111")
    conversation = asked(world, to=billing)
    assert not rooms.may_join(world.ben, rooms.conversation(conversation.id))
    assert not rooms.may_join(world.ben, rooms.inbox(world.copper.id, world.billing.id))
    assert rooms.may_join(world.ana, rooms.inbox(world.copper.id, world.billing.id))


def test_an_inbox_is_watched_only_under_its_own_business(world):
    assert rooms.may_join(world.ben, rooms.inbox(world.copper.id, world.service.id))
    assert not rooms.may_join(world.cara, rooms.inbox(world.copper.id, world.service.id))
    assert not rooms.may_join(world.cara, rooms.inbox(world.harbor.id, world.service.id))
    assert not rooms.may_join(world.ben, rooms.inbox(world.harbor.id, world.service.id))


def test_who_leaves_a_desk_may_no_longer_watch_it(world):
    room = rooms.conversation(asked(world).id)
    seat = world.session.get(Membership, (world.ben.id, world.service.id))
    world.session.delete(seat)
    transaction.commit()
    assert not rooms.may_join(world.ben, room)


@pytest.mark.parametrize(
    "room",
    [
        "", "conversation", "conversation:", "conversation:x", "conversation:1:2", "conversation:-1", "inbox:1",
        "conversation:²", "conversation:٣", "conversation:99999999999999999999", "user:1", "inbox:1:1:1", "admin:1",
    ],
)  # fmt: skip
def test_a_room_that_is_none_is_refused_without_a_fault(world, room):
    assert rooms.may_join(world.ana, room) is False
