"""What could not leave for the last time is a draft: its words and files stand nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from app import transaction
from app.models import Event, Media, Message, Occurrence, Schedule
from app.texting import firing, media_out, schedules
from app.texting.access import Problem
from app.texting.recurrence import Repeats
from tests.texting.acts import rows
from tests.texting.planning import fire_all, keep, planned

NINE = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # nine in the morning in Phoenix


def states(row: Schedule) -> list[tuple[int, str, str]]:
    return [(each.no, each.state, each.code) for each in rows(Occurrence, schedule_id=row.id)]


def of(row: Schedule) -> Schedule:
    return rows(Schedule, id=row.id)[0]


@pytest.fixture
def picture(world, monkeypatch):
    """A picture that Ben has just attached."""
    monkeypatch.setattr(media_out, "cannot_be_fetched", lambda settings: "")
    media = world.keep(Media(account_id=world.copper.id, author_id=world.ben.id, content_type="image/png",
                             state="stored", key="a" * 64, token=uuid4().hex, size=1024, name="Leak.png"))
    transaction.commit()
    return media


def test_what_the_gate_refuses_is_a_draft_with_its_words_and_files_and_may_be_scheduled_again(world, clock, picture):
    conversation = world.conversation(world.dee)
    kept = keep(world.ben, conversation, media_ids=(picture.id,), repeats=Repeats("day", count=1))
    world.local.verification = "rejected"
    clock.set(NINE)
    assert fire_all() == 1
    row = of(kept)
    assert (row.state, row.body, row.next_at, row.ended_at) == ("draft", "See you at nine.", None, None)
    assert [media.id for media in rows(Media, held_by="schedule")] == row.media_ids == [picture.id]
    assert rows(Event, kind="schedule_missed")[0].detail.endswith(firing.KEPT) and firing.fire_next() is False
    plan = planned(conversation, media_ids=(picture.id,), wall=datetime(2026, 11, 25, 9, 0))
    with pytest.raises(Problem, match="did not leave"):
        transaction.perform(schedules.change, row, world.ben, plan, kept.version - 1)
    world.local.verification = "verified"
    transaction.perform(schedules.change, row, world.ben, plan, row.version)
    clock.set(NINE + timedelta(days=1))
    assert fire_all() == 1 and len(rows(Message)[0].media) == 1
    assert states(kept) == [(1, "refused", "SENDER_UNVERIFIED"), (2, "fired", "")] and of(kept).state == "done"


def test_what_was_missed_is_a_draft_too_and_one_that_goes_on_is_not(world, clock):
    once = keep(world.ben, world.conversation(world.dee))
    daily = keep(world.ben, of(once).conversation, repeats=Repeats("day"))
    clock.set(NINE + timedelta(hours=2))
    assert fire_all() == 2 and rows(Message) == []
    assert (of(once).state, of(daily).state) == ("draft", "waiting")
    ends = [event.detail.endswith(f"was not running.{firing.KEPT}") for event in rows(Event, kind="schedule_missed")]
    assert ends == [True, False]
