"""Schedules that are due: each occurrence leaves once, through the gate, and the next is known in the same moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from app import transaction
from app.models import Conversation, Event, Media, Message, Note, Notice, Occurrence, Program, Schedule, Template, User
from app.texting import firing, media_out, notes, schedules, sending, transfer
from app.texting.recurrence import Repeats
from tests.texting.acts import asked, claimed, rows, text
from tests.texting.planning import fire_all, keep

NINE = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # nine in the morning in Phoenix


def test_a_text_leaves_at_its_instant_once_and_not_before(world, clock):
    conversation = world.conversation(world.dee)
    kept = keep(world.ben, conversation)
    assert (kept.state, kept.next_at, kept.wall) == ("waiting", NINE, "2026-11-24T09:00")
    clock.set(NINE.replace(hour=15, minute=59, second=59))
    assert not firing.is_anything_due() and fire_all() == 0
    clock.set(NINE)
    assert firing.is_anything_due() and fire_all() == 1
    assert not firing.is_anything_due() and fire_all() == 0
    [message] = rows(Message)
    assert (message.body, message.purpose, message.author_id, message.schedule_id) == (
        "See you at nine.", "direct", world.ben.id, kept.id
    )
    assert [one.message_id for one in claimed()] == [message.id]
    assert rows(Schedule)[0].state == "done"
    [happened] = rows(Occurrence)
    assert (happened.no, happened.state, happened.message_id, happened.planned_at) == (1, "fired", message.id, NINE)


def test_one_that_repeats_knows_its_next_in_the_moment_it_fires(world, clock):
    keep(world.ben, world.conversation(world.dee), repeats=Repeats("week", 8, (1,), count=2))
    clock.set(NINE)
    assert fire_all() == 1
    [kept] = rows(Schedule)
    assert (kept.state, kept.wall, kept.occurrence_no) == ("waiting", "2027-01-19T09:00", 2)
    assert kept.next_at == datetime(2027, 1, 19, 16, 0, tzinfo=UTC)
    clock.set(kept.next_at)
    assert fire_all() == 1 and rows(Schedule)[0].state == "done"
    assert len(rows(Message)) == 2


def states(row: Schedule) -> list[tuple[int, str, str]]:
    return [(each.no, each.state, each.code) for each in rows(Occurrence, schedule_id=row.id)]


def of(row: Schedule) -> Schedule:
    return rows(Schedule, id=row.id)[0]


# Through the gate, with all it takes along


def test_what_was_written_for_one_hour_may_answer_them_and_what_repeats_never_does(world, clock):
    conversation = asked(world, world.dee.e164)
    keep(world.ben, conversation)
    keep(world.ben, conversation, repeats=Repeats("week", 2, (1,), count=2))
    clock.set(NINE)
    fire_all()
    clock.set(NINE + timedelta(days=14))
    fire_all()
    assert [text.purpose for text in rows(Message, direction="out")] == ["reply", "direct", "direct"]


def test_whoever_waits_for_an_answer_still_waits_after_it(world, clock):
    conversation = asked(world, world.dee.e164)
    waiting_since = conversation.waiting_since
    assert waiting_since
    keep(world.ben, conversation)
    clock.set(NINE)
    fire_all()
    found = rows(Conversation, id=conversation.id)[0]
    assert (found.waiting_since, found.assignee_id, found.unread) == (waiting_since, None, 1)
    assert found.preview == "See you at nine."


def test_a_closed_conversation_stays_closed(world, clock):
    conversation = world.conversation(world.dee)
    conversation.state = "closed"
    keep(world.ben, conversation)
    clock.set(NINE)
    fire_all()
    assert rows(Conversation, id=conversation.id)[0].state == "closed" and len(rows(Message)) == 1


def test_tokens_are_filled_with_what_is_known_when_it_is_due(world, clock):
    conversation = world.conversation(world.dee)
    kept = keep(world.ben, conversation, "Hello {{ contact.first_name }}", repeats=Repeats("day"))
    world.dee.contact.name = "Delia Alvarez"
    clock.set(NINE)
    fire_all()
    assert [(message.body, message.typed) for message in rows(Message)] == [
        ("Hello Delia", "Hello {{ contact.first_name }}")
    ]
    world.dee.contact.name = ""
    clock.set(NINE + timedelta(days=1))
    fire_all()
    assert states(kept) == [(1, "fired", ""), (2, "refused", "TOKEN_EMPTY")] and len(rows(Message)) == 1


def test_what_belongs_to_a_program_is_what_that_is_for(world, clock):
    program = world.keep(Program(account_id=world.copper.id, name="Offers", level="promotional"))
    world.agrees(world.dee, "promotional", "Offers")
    words = "Copper & Co. Plumbing: 10% off this week. Reply STOP to end."
    keep(world.ben, world.conversation(world.dee), words, wall=datetime(2026, 11, 24, 11, 0), program_id=program.id)
    clock.set(NINE + timedelta(hours=2))
    assert fire_all() == 1
    assert [(message.purpose, message.program_id) for message in rows(Message)] == [("promo", program.id)]


def test_its_author_is_told_of_the_reply_where_they_wish(world, clock):
    conversation = world.conversation(world.dee)
    keep(world.ben, conversation, notify=True)
    clock.set(NINE)
    fire_all()
    assert rows(Message)[0].notify_id == world.ben.id and rows(Conversation, id=conversation.id)[0].awaits_reply
    text(world.dee.e164, world.local, "Fine")
    assert [(notice.user_id, notice.kind) for notice in rows(Notice)] == [(world.ben.id, "reply")]


def test_what_the_gate_refuses_asks_for_a_person_and_its_author_is_told(world, clock):
    conversation = world.conversation(world.dee)
    kept = keep(world.ben, conversation, repeats=Repeats("day"))
    world.local.verification = "rejected"
    clock.set(NINE)
    assert fire_all() == 1
    assert states(kept) == [(1, "refused", "SENDER_UNVERIFIED")] and rows(Message) == []
    sentence = rows(Occurrence)[0].sentence
    assert [event.detail for event in rows(Event, kind="schedule_missed")] == [sentence] and sentence.endswith(".")
    assert rows(Conversation, id=conversation.id)[0].needs_attention
    assert [(each.user_id, each.kind, each.words) for each in rows(Notice)] == [(world.ben.id, "refused", sentence)]
    assert (of(kept).state, of(kept).occurrence_no) == ("waiting", 2), "the next may go"


def test_in_their_quiet_hours_it_waits_for_the_morning(world, clock):
    world.copper.quiet_from, world.copper.quiet_to = 480, 1260
    keep(world.ben, world.conversation(world.dee), wall=datetime(2026, 11, 24, 6, 0))
    clock.set(datetime(2026, 11, 24, 13, 0, tzinfo=UTC))
    assert fire_all() == 1
    [message] = rows(Message)
    assert (message.state, message.not_before) == ("deferred", NINE.replace(hour=15))


def test_while_sending_is_paused_it_is_held_and_leaves_with_the_rest(world, clock):
    keep(world.ben, world.conversation(world.dee))
    transaction.perform(sending.pause, world.copper, "Ana")
    clock.set(NINE)
    assert fire_all() == 1 and rows(Message)[0].state == "held"
    transaction.perform(sending.resume, world.copper)
    assert len(claimed()) == 1


@pytest.fixture
def picture(world, monkeypatch):
    """A picture that Ben has just attached."""
    monkeypatch.setattr(media_out, "cannot_be_fetched", lambda settings: "")
    media = world.keep(Media(account_id=world.copper.id, author_id=world.ben.id, content_type="image/png",
                             state="stored", key="a" * 64, token=uuid4().hex, size=1024, name="Leak.png"))
    transaction.commit()
    return media


def test_its_files_go_each_time_and_are_let_go_of_in_the_end(world, clock, picture):
    kept = keep(world.ben, world.conversation(world.dee), repeats=Repeats("day", count=2), media_ids=(picture.id,))
    assert (rows(Media)[0].held_by, of(kept).media_ids) == ("schedule", [picture.id])
    for day in range(2):
        clock.set(NINE + timedelta(days=day))
        assert fire_all() == 1
    sent = rows(Message)
    assert [[(media.key, media.name) for media in message.media] for message in sent] == [[("a" * 64, "Leak.png")]] * 2
    assert {media.message_id for media in rows(Media)} == {message.id for message in sent}, "none is held any more"


def test_a_file_taken_out_is_let_go_of(world, clock, picture):
    conversation = world.conversation(world.dee)
    kept = keep(world.ben, conversation, media_ids=(picture.id,))
    transaction.perform(schedules.end, kept, world.ben)
    assert rows(Media) == []


def test_one_with_a_template_deleted_meanwhile_says_its_words(world, clock):
    template = world.keep(Template(account_id=world.copper.id, subject="Tomorrow", body="See you at nine."))
    keep(world.ben, world.conversation(world.dee), template_id=template.id)
    template.deleted_at = clock.instant
    clock.set(NINE)
    assert fire_all() == 1
    assert [(message.body, message.template_id) for message in rows(Message)] == [("See you at nine.", template.id)]


def test_a_note_appears_in_its_thread_and_no_outbox_meets_it(world, clock, pushed):
    conversation = world.conversation(world.dee)
    kept = keep(world.ben, conversation, "@Ana did they pay?", kind="note")
    clock.set(NINE)
    pushed.sent.clear()
    assert fire_all() == 1 and rows(Message) == []
    [note] = rows(Note)
    assert (note.body, note.author_id, note.conversation_id) == ("@Ana did they pay?", world.ben.id, conversation.id)
    assert [user.id for user in note.mentioned] == [world.ana.id]
    assert rows(Occurrence)[0].note_id == note.id and pushed.to(f"conversation:{conversation.id}")
    assert of(kept).state == "done"


def test_a_note_to_somebody_who_sees_the_desk_no_more_is_told(world, clock, monkeypatch):
    kept = keep(world.ben, world.conversation(world.dee), "@Ana did they pay?", kind="note")
    monkeypatch.setattr(notes, "mentioned_in", lambda *_: (_ for _ in ()).throw(notes.Refused("Ana sees it no more.")))
    clock.set(NINE)
    assert fire_all() == 1 and states(kept) == [(1, "refused", "NOTE")]


def test_it_leaves_in_the_name_of_somebody_who_has_left_or_sits_elsewhere(world, clock):
    conversation = world.conversation(world.dee)
    keep(world.ben, conversation)
    transaction.perform(transfer.transfer, conversation, world.billing, world.ana)
    rows(User, id=world.ben.id)[0].deactivated_at = clock.instant
    clock.set(NINE)
    assert fire_all() == 1
    assert [(message.author_id, message.department_id) for message in rows(Message)] == [
        (world.ben.id, world.billing.id)
    ]


def test_where_its_number_is_another_desks_by_now_it_leaves_from_the_one_they_know(world, clock):
    keep(world.ben, world.conversation(world.dee), number_id=world.toll_free.id)
    world.toll_free.department_id = world.billing.id
    clock.set(NINE)
    fire_all()
    assert rows(Message)[0].number_id == world.local.id
