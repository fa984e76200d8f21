"""A conversation moves to another department: alone, or into the one that is there already."""

from __future__ import annotations

import uuid

import pytest

from app.live import push, wire
from app.models import Conversation, Departure, Draft, Event, Message, Note, Redirect
from app.texting import claim, desk, settle, transfer
from app.transaction import commit, perform
from tests.texting.acts import accepted, answer, asked, claimed, new_sid, rows, said, text


@pytest.fixture
def billing_number(world):
    return world.number(world.billing, "+14805550111")


@pytest.fixture
def conversation(world) -> Conversation:
    return asked(world)


@pytest.fixture
def other(world, conversation, billing_number) -> Conversation:
    """Fay's conversation with Billing, begun after the one with the Service desk."""
    text(world.fay, billing_number, "And my bill?")
    return rows(Conversation, department_id=world.billing.id)[0]


def bodies(conversation) -> list[str]:
    return [message.body for message in Message.page(conversation.id)]


def test_it_moves_with_its_texts_and_is_nobodys(world, conversation):
    perform(desk.claim, conversation, world.ben)
    moved = perform(transfer.transfer, conversation, world.billing, world.ben)
    assert (moved.id, moved.department_id, moved.assignee_id) == (conversation.id, world.billing.id, None)
    assert {m.department_id for m in rows(Message)} == {world.billing.id}
    assert [(e.kind, e.detail) for e in rows(Event, conversation_id=moved.id)][-1] == ("transferred", "Billing")


def test_moving_it_where_it_is_changes_nothing(world, conversation):
    before = conversation.change_no
    perform(transfer.transfer, conversation, world.service, world.ben)
    assert rows(Conversation)[0].change_no == before
    assert rows(Departure) == []


def test_it_never_moves_to_another_business(world, conversation):
    with pytest.raises(desk.Problem, match="not one of your business"):
        perform(transfer.transfer, conversation, world.front, world.ana)


def test_the_department_it_left_is_told_and_whoever_watched_is_put_out(world, conversation, pushed):
    pushed.sent.clear()
    perform(transfer.transfer, conversation, world.billing, world.ben)
    [left] = pushed.to(f"inbox:{world.copper.id}:{world.service.id}")
    [departure] = rows(Departure)
    assert left["parts"] == [
        {"gone": f"conversation_{conversation.id}_row", "department": world.service.id, "change": departure.change_no}
    ]
    assert left["recheck"] == f"conversation:{conversation.id}"
    assert left["tallies"] == {}
    assert pushed.closed == [f"conversation:{conversation.id}"]
    [there] = pushed.to(f"inbox:{world.copper.id}:{world.billing.id}")
    assert there["tallies"] == {"0": [1, 1, 1]}


@pytest.mark.parametrize("into", ["one that is there", "a new one"])
def test_the_threads_room_is_closed_before_anything_of_the_move_is_pushed(
    world, conversation, other, monkeypatch, into
):
    perform(desk.claim, other, world.ana)
    said: list[str] = []
    monkeypatch.setattr(wire, "is_watched", lambda room: True)
    monkeypatch.setattr(wire, "emit", lambda room, payload: said.append(room))
    monkeypatch.setattr(wire, "close", lambda room: said.append(f"close {room}"))
    third = world.keep(type(world.billing)(account_id=world.copper.id, name="Sales"))
    moved, where = (conversation, world.billing) if into == "one that is there" else (other, third)
    closing = f"close conversation:{moved.id}"
    said.clear()
    perform(transfer.transfer, moved, where, world.ana)
    assert said[0] == closing
    assert said.count(closing) == 1 and len(said) > 2


def test_a_push_from_before_a_move_shows_nothing_of_after_it(world, conversation, pushed):
    before = world.service.id
    perform(transfer.transfer, conversation, world.billing, world.ana)
    pushed.sent.clear()
    push.changed(conversation.id, 0, True, None, before)
    assert pushed.sent == []


def test_a_text_to_the_old_number_follows_it(world, conversation):
    perform(transfer.transfer, conversation, world.billing, world.ben)
    text(world.fay, world.local, "Still there?")
    assert [c.id for c in rows(Conversation)] == [conversation.id]
    assert rows(Message)[-1].department_id == world.billing.id


def test_a_text_to_the_old_number_follows_it_also_when_it_went_on_from_another(world, conversation, billing_number):
    moved = perform(transfer.transfer, conversation, world.billing, world.ana)
    answer(moved, world.ana, "From Billing's own number.", number=billing_number)
    assert rows(Conversation)[0].number_id == billing_number.id
    text(world.fay, world.local, "To the number I know")
    assert [c.id for c in rows(Conversation)] == [conversation.id]
    assert rows(Message)[-1].conversation_id == conversation.id


def test_a_text_to_a_number_they_never_used_goes_to_its_department(world, conversation, billing_number):
    text(world.fay, billing_number, "And my bill?")
    assert {(c.department_id, c.number_id) for c in rows(Conversation)} == {
        (world.service.id, world.local.id), (world.billing.id, billing_number.id),
    }  # fmt: skip


def test_where_the_other_department_talks_with_them_already_it_becomes_one(world, conversation, other):
    answer(conversation, world.ben, "From the service desk.")
    claimed()
    for each, body in ((conversation, "half a"), (other, "sentence")):
        world.keep(Draft(conversation_id=each.id, user_id=world.ana.id, body=body))
    world.keep(Note(account_id=world.copper.id, conversation_id=conversation.id, body="Gate code 4471"))
    commit()
    seen, gone = other.change_no, conversation.id
    merged = perform(transfer.transfer, conversation, world.billing, world.ana)
    assert merged.id == other.id
    assert rows(Conversation, id=gone) == []
    assert bodies(merged) == ["Is anybody there?", "And my bill?", "From the service desk."]
    assert {m.department_id for m in rows(Message)} == {world.billing.id}
    assert [n.body for n in rows(Note, conversation_id=merged.id)] == ["Gate code 4471"]
    assert [d.body for d in rows(Draft)] == ["sentence\nhalf a"]
    assert (merged.preview, merged.number_id) == ("From the service desk.", world.local.id)
    assert [r.conversation_id for r in rows(Redirect, old_id=gone)] == [merged.id]
    missed = {m.body for m in Message.changed_since(merged.id, seen, 100)}
    assert missed == {"Is anybody there?", "From the service desk."}, "whoever has it open gets what moved in"
    numbers = [m.change_no for m in rows(Message)] + [e.change_no for e in rows(Event) if e.change_no]
    assert len(set(numbers)) == len(numbers)
    assert max(numbers) <= merged.change_no


def test_a_merged_conversation_is_open_if_either_was_and_keeps_what_waits(world, conversation, other):
    perform(desk.close, other, world.ana)
    merged = perform(transfer.transfer, conversation, world.billing, world.ana)
    assert (merged.state, merged.needs_attention, merged.unread) == ("open", True, 1)
    assert merged.waiting_since is not None and merged.closed_at is None


def test_an_address_leads_on_however_often_it_was_merged(world, conversation, other):
    third = world.keep(type(world.billing)(account_id=world.copper.id, name="Sales"))
    text(world.fay, world.number(third, "+14805550112"), "Hi sales")
    last = rows(Conversation, department_id=third.id)[0]
    first_id, second_id = conversation.id, other.id
    merged = perform(transfer.transfer, conversation, world.billing, world.ana)
    merged = perform(transfer.transfer, merged, third, world.ana)
    assert merged.id == last.id
    assert {r.old_id: r.conversation_id for r in rows(Redirect)} == {first_id: last.id, second_id: last.id}


def test_the_number_of_a_merged_conversation_is_never_given_again(world, conversation, other):
    """Of two, the newer one goes; without that its address would soon be a stranger's."""
    gone = other.id
    perform(transfer.transfer, other, world.service, world.ana)
    text("+14805550177", world.local, "I am new")
    assert gone not in {c.id for c in rows(Conversation)}


def test_a_text_that_is_on_its_way_arrives_in_the_merged_thread(world, conversation, other):
    message = answer(conversation, world.ben, "On its way", str(uuid.uuid4()))
    claimed()
    merged = perform(transfer.transfer, conversation, world.billing, world.ana)
    said(accepted(message), "delivered")
    assert (rows(Message, id=message.id)[0].state, rows(Message, id=message.id)[0].conversation_id) == (
        "delivered", merged.id,
    )  # fmt: skip


@pytest.mark.parametrize("word", ["answer", "callback", "lost"])
def test_what_is_said_of_a_text_at_the_moment_its_thread_is_merged_is_kept(
    world, conversation, other, merged_as_it_is_locked, clock, word
):
    """The merge is committed after it was asked where the text is, and before that conversation is ours."""
    message = answer(conversation, world.ben, "On its way", str(uuid.uuid4()))
    claimed()
    sid = accepted(message) if word == "callback" else new_sid()
    clock.advance(minutes=5)
    merged_as_it_is_locked(conversation)
    if word == "lost":
        perform(settle.abandon, 30)
    else:
        said(sid, "delivered") if word == "callback" else accepted(message, sid)
    [text_now] = rows(Message, id=message.id)
    assert text_now.state == {"answer": "accepted", "callback": "delivered", "lost": "unknown"}[word]
    assert text_now.conversation_id == other.id
    assert text_now.change_no == rows(Conversation, id=other.id)[0].change_no


def test_a_text_whose_thread_is_merged_at_the_moment_of_its_claim_leaves_from_the_other(
    world, conversation, other, monkeypatch
):
    """The merge is committed after the text was picked and before its phone is ours."""
    message = answer(conversation, world.ben, "On its way", str(uuid.uuid4()))
    real = claim.lock_phones

    def late(ids, skip_locked=False):
        monkeypatch.setattr(claim, "lock_phones", real)
        transfer.transfer(conversation, world.billing, world.ana)
        return real(ids, skip_locked)

    monkeypatch.setattr(claim, "lock_phones", late)
    assert [taken.message_id for taken in claimed()] == [message.id]
    assert rows(Message, id=message.id)[0].conversation_id == other.id
