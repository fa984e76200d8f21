"""Undo after Send: how long a text waits for it, who may, what comes back; and Edit of what waits anyway."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from app import transaction
from app.extensions import db
from app.models import Conversation, Draft, Event, Media, Message, Note
from app.policy import gate
from app.texting import claim, compose, desk, drafts, media_out, others, outcomes, sending, undo_send
from app.texting.access import Problem
from app.texting.written import Written
from tests.texting.acts import answer, asked, at_once, claimed, new_sid, newest, refused, rows, shown, text

SECONDS = 5


def send(conversation, author, body: str = "On our way.", seconds: int = SECONDS, **more) -> Message:
    """An agent presses Send where Send can be taken back for so long."""
    composed = transaction.perform(
        compose.compose, conversation, author, body, str(uuid4()), undo_s=seconds, **more
    )
    return composed.message


def undo(message: Message, actor) -> undo_send.Returned:
    return transaction.perform(undo_send.take_back, message, actor)


def edit(message: Message, actor) -> undo_send.Returned:
    return transaction.perform(undo_send.edit, message, actor)


@pytest.fixture
def upload(world, monkeypatch):
    """upload(user): a stored picture that this user has just attached."""
    monkeypatch.setattr(media_out, "cannot_be_fetched", lambda settings: "", raising=False)

    def keep(user, **more) -> Media:
        media = Media(account_id=user.account_id, author_id=user.id, content_type="image/png", state="stored",
                      key="a" * 64, token=uuid4().hex, size=1024, name="Leak.png", **more)  # fmt: skip
        world.keep(media)
        transaction.commit()
        return media

    return keep


@pytest.mark.lesson(54)
def test_where_nobody_set_any_seconds_a_text_may_leave_at_once(world, doorbell):
    message = send(asked(world), world.ben, seconds=0)
    assert (message.not_before, doorbell.rings) == (None, ["drain"])
    assert [one.message_id for one in claimed()] == [message.id]


@pytest.mark.lesson(54)
def test_a_text_waits_for_its_undo_and_then_leaves_by_itself(world, clock, doorbell):
    message = send(asked(world), world.ben)
    assert (message.state, claimed(), claim.is_anything_due(), doorbell.rings) == ("queued", [], False, [])
    clock.advance(seconds=SECONDS - 1)
    assert (claimed(), claim.is_anything_due()) == ([], False)
    clock.advance(seconds=1)
    assert claim.is_anything_due()
    assert [one.message_id for one in claimed()] == [message.id]


def test_no_later_text_of_the_number_overtakes_one_that_waits_and_no_other_number_waits(world, clock):
    conversation = asked(world)
    first, second = send(conversation, world.ben, "one"), answer(conversation, world.ben, "two")
    other = answer(asked(world, world.dee.e164), world.ben)
    assert [one.message_id for one in claimed()] == [other.id]
    assert not claim.is_anything_due(), "the clock would ring for nothing each second"
    undo(first, world.ben)
    assert [one.message_id for one in claimed()] == [second.id]


def test_what_waits_anyway_waits_for_no_undo(world):
    conversation = asked(world)
    transaction.perform(sending.pause, world.copper, "Ana Ruiz")
    message = send(conversation, world.ben)
    assert (message.state, message.not_before) == ("held", None)


@pytest.mark.lesson(54)
def test_words_files_and_program_come_back_and_the_draft_has_them(world, upload):
    conversation, picture = asked(world), upload(world.ben)
    message = send(conversation, world.ben, "See the leak", media_ids=[picture.id], draft_version=4)
    returned = undo(message, world.ben)
    assert (returned.body, returned.media_ids, returned.program_id) == ("See the leak", [picture.id], None)
    [kept] = rows(Message, id=message.id)
    assert (kept.state, kept.code, kept.body, kept.media_count) == ("canceled", "UNDONE", "See the leak", 0)
    [draft] = rows(Draft)
    assert (draft.body, draft.media_ids, draft.version) == ("See the leak", [picture.id], 5)
    again = send(conversation, world.ben, "See this leak", media_ids=returned.media_ids, draft_version=6)
    assert [media.id for media in again.media] == [picture.id]
    assert rows(Draft)[0].body == ""


def test_a_link_in_the_words_still_leads_to_its_file(world, upload):
    film = upload(world.ben, as_link=True)
    body = f"Look: {media_out.address(film.token)}"
    returned = undo(send(asked(world), world.ben, body, media_ids=[film.id]), world.ben)
    again = send(newest(Conversation), world.ben, body, media_ids=returned.media_ids)
    assert [media.token for media in again.media] == [film.token]


def test_a_newer_draft_is_not_written_over(world):
    conversation = asked(world)
    message = send(conversation, world.ben)
    transaction.perform(drafts.save, conversation, world.ben, "And then", [], 7)
    undo(message, world.ben)
    assert [(draft.body, draft.version) for draft in rows(Draft)] == [("And then", 7)]


def test_asked_twice_it_is_taken_back_once_and_answered_the_same(world):
    message = send(asked(world), world.ben)
    first, second = undo(message, world.ben), undo(message, world.ben)
    assert first.body == second.body == "On our way."
    assert rows(Message, id=message.id)[0].change_no == rows(Conversation)[0].change_no


def test_only_its_author_may(world):
    message = send(asked(world), world.ben)
    with pytest.raises(Problem, match="Only whoever wrote"):
        undo(message, world.ana)
    assert rows(Message, id=message.id)[0].state == "queued"


def test_what_was_claimed_or_tried_has_left(world, clock):
    message = send(asked(world), world.ben)
    clock.advance(seconds=SECONDS)
    [taken] = claimed()
    with pytest.raises(Problem, match="It has left already."):
        undo(message, world.ben)
    transaction.perform(outcomes.record, [outcomes.Outcome(taken.message_id, 1, "not_sent")])
    assert rows(Message, id=message.id)[0].state == "queued"
    sid = new_sid()
    transaction.perform(outcomes.record, [outcomes.Outcome(taken.message_id, 1, "accepted", sid, "queued")])
    with pytest.raises(Problem, match="It has left already."):
        undo(message, world.ben)


def test_a_text_that_goes_back_to_the_queue_for_a_second_try_has_been_tried(world, clock):
    message = send(asked(world), world.ben, seconds=0)
    claimed()
    refused(message, 20429, 429, retry_after=30)
    assert rows(Message, id=message.id)[0].attempt == 2
    with pytest.raises(Problem, match="It has left already."):
        undo(message, world.ben)


@pytest.mark.parametrize("_again", range(6))
def test_of_undo_and_claim_at_the_same_moment_exactly_one_has_it(app, world, clock, _again):
    message = send(asked(world), world.ben)
    clock.advance(seconds=SECONDS)
    author = world.ben
    transaction.commit()
    taken, undone = at_once(app, claimed, lambda: undo(message, author))
    [kept] = rows(Message, id=message.id)
    if taken:
        assert (kept.state, str(undone)) == ("sending", "It has left already.")
    else:
        assert (kept.state, kept.code, undone.body) == ("canceled", "UNDONE", "On our way.")
        assert claimed() == []


def test_the_inbox_speaks_of_the_text_before_and_waits_for_an_answer_again(world, clock):
    conversation = asked(world)
    waits, before, at = conversation.waiting_since, conversation.preview, conversation.last_message_at
    message = send(conversation, world.ben)
    assert (conversation.waiting_since, conversation.preview) == (None, "On our way.")
    undo(message, world.ben)
    conversation = rows(Conversation)[0]
    assert (conversation.preview, conversation.preview_is_ours) == (before, False)
    assert (conversation.last_message_at, conversation.waiting_since) == (at, waits)


def test_what_was_closed_does_not_wait_again_and_what_came_since_stays_last(world, clock):
    conversation = asked(world)
    transaction.perform(desk.close, conversation, world.ben)
    undo(send(conversation, world.ben), world.ben)
    assert rows(Conversation)[0].waiting_since is None
    message = send(conversation, world.ben)
    text(world.fay, world.local, "Are you there?")
    undo(message, world.ben)
    assert rows(Conversation)[0].preview == "Are you there?"


def test_open_pages_see_it_go_without_its_words(world, pushed):
    conversation = asked(world)
    message = send(conversation, world.ben, "Wrong person, sorry")
    pushed.sent.clear()
    undo(message, world.ben)
    bubble = shown(pushed, f"conversation:{conversation.id}").select_one(f"#message_{message.client_id}")
    assert "Ben Okafor took a text back" in bubble.text and "Wrong person" not in bubble.text


def test_a_text_that_waits_is_edited_by_a_colleague_too_and_the_journey_says_so(world, upload):
    conversation, picture = asked(world), upload(world.ben)
    transaction.perform(sending.pause, world.copper, "Ana Ruiz")
    message = send(conversation, world.ben, "Tomorow?", media_ids=[picture.id])
    returned = edit(message, world.ana)
    assert (returned.body, returned.media_ids) == ("Tomorow?", [picture.id])
    [kept] = rows(Message, id=message.id)
    assert (kept.state, kept.code) == ("canceled", "EDITED")
    assert [(event.kind, event.actor_id) for event in rows(Event, message_id=message.id)] == [
        ("texts_canceled", world.ana.id)
    ]
    assert [(draft.user_id, draft.body) for draft in rows(Draft)] == [(world.ana.id, "Tomorow?")]
    assert db.session.get(Media, picture.id).author_id == world.ana.id


def test_who_edits_again_because_the_answer_was_lost_has_the_words_and_nobody_else_has(world):
    transaction.perform(sending.pause, world.copper, "Ana Ruiz")
    message = send(asked(world), world.ben, "Tomorow?")
    assert edit(message, world.ana).body == edit(message, world.ana).body == "Tomorow?"
    with pytest.raises(Problem):
        edit(message, world.ben)
    assert len(rows(Event, message_id=message.id)) == 1


def test_what_is_no_longer_waiting_or_was_written_by_nobody_is_not_edited(world):
    message = send(asked(world), world.ben, seconds=0)
    claimed()
    with pytest.raises(Problem, match="waits no more"):
        edit(message, world.ben)
    ours = world.message(newest(Conversation), "Reply STOP to end", "held")
    with pytest.raises(Problem, match="It can be canceled, not edited."):
        edit(ours, world.ben)


def test_the_gates_decision_is_kept_with_what_was_taken_back(world):
    message = send(asked(world), world.ben)
    undo(message, world.ben)
    assert gate.recall(rows(Message, id=message.id)[0].decision)[1].kind == "send"


@pytest.fixture
def act(world):
    """act(**more): Ben texts Fay and Bob by one press; (Fay's text, Bob's)."""
    world.phone("+14805550141", "Bob Hill", ok_to_sms="ON")

    def press(**more) -> list[Message]:
        talk = asked(world)
        written = Written(talk.id, talk.phone_id, world.ben.id, "We come at 9.", str(uuid4()), undo_s=SECONDS)
        transaction.perform(others.send, written, ["+14805550141"], **more)
        return rows(Message, direction="out")

    return press


def test_a_text_to_several_is_taken_back_from_all_of_them(world, act, clock):
    fays, bobs = act()
    with pytest.raises(Problem, match="in the conversation where it was written"):
        undo(bobs, world.ben)
    assert undo(fays, world.ben).also == "+14805550141"
    assert [(text.state, text.code) for text in rows(Message, direction="out")] == [("canceled", "UNDONE")] * 2
    clock.advance(seconds=SECONDS)
    assert claimed() == []
    assert rows(Note)[-1].body == "Taken back before it left: the text to Bob Hill."


def test_of_several_none_is_taken_back_once_one_has_left(world, act, clock):
    fays, bobs = act()
    fays.not_before += timedelta(seconds=SECONDS)
    transaction.commit()
    clock.advance(seconds=SECONDS)
    assert [one.message_id for one in claimed()] == [bobs.id]
    with pytest.raises(Problem, match="It has left already."):
        undo(fays, world.ben)
    assert "UNDONE" not in [text.code for text in rows(Message, direction="out")]


def test_a_text_that_leaves_its_person_out_is_taken_back_too(world, act):
    [bobs] = act(leaves_out=True)
    assert claimed() == []
    assert undo(bobs, world.ben).leaves_out is True
    assert rows(Message, direction="out")[0].code == "UNDONE"
