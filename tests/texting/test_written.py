"""Texts of several agents taken in one transaction: each with a verdict of its own; one that fails fails alone."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import delete

from app import transaction
from app.extensions import db
from app.models import Block, Conversation, Draft, Event, Membership, Message, Send
from app.texting import drafts, written
from app.texting.access import Moved
from app.texting.written import Composed, Conflict, Refused, Written
from app.together import APART, Together
from tests.statements import statements
from tests.texting.acts import asked, at_once, rows


def pressed(conversation, author, body="We come at 9.", **more) -> Written:
    return Written(conversation.id, conversation.phone_id, author.id, body, more.pop("form", str(uuid4())), **more)


def threads(world, count: int) -> list[Conversation]:
    return [asked(world, f"+1480555{n:04}") for n in range(count)]


def taken(*texts: Written) -> list:
    return transaction.perform(written.take, texts)


def test_texts_of_several_threads_are_queued_together_each_with_its_reason(world, doorbell, pushed):
    talks = threads(world, 4)
    doorbell.rings.clear()
    results = taken(*(pressed(talk, world.ben, f"For {talk.id}") for talk in talks))
    assert [result.is_new for result in results] == [True] * 4
    assert [(m.conversation_id, m.body, m.state, m.purpose, m.code) for m in rows(Message, direction="out")] == [
        (talk.id, f"For {talk.id}", "queued", "reply", "ALLOWED") for talk in talks
    ]
    assert len({message.send_id for message in rows(Message, direction="out")}) == len(rows(Send)) == 4
    assert [talk.assignee_id for talk in rows(Conversation)] == [world.ben.id] * 4
    assert doorbell.rings == ["drain"]
    assert {f"conversation:{talk.id}" for talk in talks} <= pushed.rooms()


def test_several_texts_of_one_thread_stand_in_their_order_and_are_numbered_without_gaps(world, clock):
    [talk] = threads(world, 1)
    taken(*(pressed(talk, world.ben, f"text {n}") for n in range(5)))
    out = rows(Message, direction="out")
    assert [m.body for m in sorted(out, key=lambda m: m.sort_at)] == [f"text {n}" for n in range(5)]
    numbers = [m.change_no for m in rows(Message)] + [e.change_no for e in rows(Event) if e.change_no]
    [row] = rows(Conversation)
    assert sorted(numbers) == list(range(1, row.change_no + 1))
    assert row.preview == "text 4"


def test_each_has_its_own_verdict_and_one_that_is_refused_changes_nothing_of_its_thread(world):
    first, stopped, last = threads(world, 3)
    world.keep(Block(account_id=world.copper.id, e164=stopped.phone.e164, source="keyword", raw_text="STOP"))
    transaction.commit()
    before = (stopped.change_no, stopped.unread, stopped.assignee_id, stopped.preview)
    results = taken(*(pressed(talk, world.ben) for talk in (first, stopped, last)))
    assert [type(result) for result in results] == [Composed, Refused, Composed]
    assert results[1].verdict.code == "OPTED_OUT"
    [row] = rows(Conversation, id=stopped.id)
    assert (row.change_no, row.unread, row.assignee_id, row.preview) == before
    assert [m.conversation_id for m in rows(Message, direction="out")] == [first.id, last.id]
    assert len(rows(Send)) == 2


def test_whoever_lost_the_desk_meanwhile_is_told_so_and_the_others_texts_leave(world):
    talks = threads(world, 2)
    texts = pressed(talks[0], world.ben), pressed(talks[1], world.ana)
    db.session.execute(delete(Membership).where(Membership.user_id == world.ben.id))
    transaction.commit()
    results = taken(*texts)
    assert (type(results[0]), results[1].is_new) == (Moved, True)
    assert [m.author_id for m in rows(Message, direction="out")] == [world.ana.id]


def test_a_thread_that_is_gone_is_told_among_others(world):
    talk, other = threads(world, 2)
    gone = replace(pressed(other, world.ben), conversation_id=10**6)
    assert [type(result) for result in taken(gone, pressed(talk, world.ben))] == [Moved, Composed]


@pytest.mark.lesson(2)
def test_a_form_used_before_is_its_text_again_or_a_conflict_among_others(world):
    talk, other = threads(world, 2)
    text = pressed(talk, world.ben)
    [first] = taken(text)
    same, others_words, fresh = taken(text, replace(text, body="Another"), pressed(other, world.ben))
    assert (same.message.id, same.is_new, fresh.is_new) == (first.message.id, False, True)
    assert isinstance(others_words, Conflict)
    assert len(rows(Message, direction="out")) == 2


@pytest.mark.lesson(2)
def test_a_form_that_comes_twice_in_one_batch_is_taken_once_and_then_known(world):
    talk, other = threads(world, 2)
    text = pressed(talk, world.ben)
    results = taken(text, text, replace(text, conversation_id=other.id, phone_id=other.phone_id))
    assert (results[0].is_new, results[1:]) == (True, [APART, APART])
    assert [type(taken(each)[0]) for each in (text, replace(text, body="Another"))] == [Composed, Conflict]
    assert len(rows(Message, direction="out")) == 1


def test_a_draft_is_emptied_with_its_text_and_a_newer_one_stays(world):
    old, new = threads(world, 2)
    for talk, version in ((old, 3), (new, 9)):
        transaction.perform(drafts.save, talk, world.ben, "begun", [], version)
    taken(pressed(old, world.ben, draft_version=3), pressed(new, world.ben, draft_version=4))
    assert [(draft.body, draft.version) for draft in rows(Draft)] == [("", 3), ("begun", 9)]


@pytest.mark.lesson(1)
def test_one_poisoned_text_among_sixteen_fails_alone(app, world, pushed):
    talks = threads(world, 16)
    texts = [pressed(talk, world.ben) for talk in talks]
    texts[7] = replace(texts[7], body="half a pair: \ud800")  # no database takes it
    together = Together(written.take)
    results = at_once(app, *[lambda text=text: together.perform(text).is_new for text in texts])
    assert [result for place, result in enumerate(results) if place != 7] == [True] * 15
    assert isinstance(results[7], Exception)
    assert len(rows(Message, direction="out")) == 15


@pytest.mark.lesson(2)
def test_the_same_form_sixteen_times_at_once_is_one_text(app, world, pushed):
    [talk] = threads(world, 1)
    text, together = pressed(talk, world.ben), Together(written.take)
    results = at_once(app, *[lambda: together.perform(text).is_new for _ in range(16)])
    assert sorted(results) == [False] * 15 + [True]
    assert len(rows(Message, direction="out")) == 1


def test_sixteen_texts_ask_no_more_than_one(world):
    """SQLite inserts rows one by one where their ids are wanted in order; all else is done for all at once."""
    talks = threads(world, 17)
    taken(*(pressed(talk, world.ben) for talk in talks))  # nobody's no more: whether it may be theirs is asked for each
    first, *others = [pressed(talk, world.ben) for talk in talks]
    with statements() as one:
        written.take([first])
    with statements() as sixteen:
        written.take(others)
    assert len([s for s in sixteen if not s.startswith("INSERT")]) + 2 <= len(one) <= 15, "\n".join(one)
