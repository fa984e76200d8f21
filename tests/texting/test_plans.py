"""What somebody plans is looked at before it is kept: both local times, and what is wrong in a sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.models import Consent, Conversation, Program, Schedule
from app.texting import compose, schedules, sending
from app.texting.access import Moved
from app.texting.recurrence import Repeats
from app.texting.schedules import Wrong
from app.transaction import perform
from tests.texting.acts import asked, rows, text
from tests.texting.planning import keep, keep_plan, planned

DENVER = "America/Denver"


@pytest.fixture
def thread(world, clock) -> Conversation:
    return world.conversation(world.dee)


@pytest.fixture
def quiet_nights(world):
    """Copper keeps quiet hours, which the world puts away."""
    world.copper.quiet_from, world.copper.quiet_to = 480, 1260
    perform(lambda: None)


def look(world, conversation, body: str = "See you at nine.", **more):
    return schedules.look(world.ben, planned(conversation, body, **more))


def test_both_local_times_are_said(world, thread):
    assert look(world, thread).sentence == "Leaves Tue, Nov 24, 9:00 AM in Phoenix, your time."
    world.ben.time_zone = "America/New_York"
    assert look(world, thread).sentence == "Leaves Tue, Nov 24, 9:00 AM in Phoenix, 11:00 AM for you in New York."
    world.ben.time_zone = "Asia/Tokyo"
    assert "Wed, Nov 25, 1:00 AM for you in Tokyo." in look(world, thread).sentence
    world.ben.time_zone = "America/Creston"
    assert look(world, thread).sentence.endswith("the same for you in Creston.")


def test_a_note_appears_and_asks_no_gate(world, thread):
    found = look(world, thread, kind="note", body="Call the supplier.")
    assert found.sentence.startswith("Appears ") and (found.verdict, found.problem) == (None, "")


@pytest.mark.parametrize("wall, sentence", [
    (datetime(2026, 11, 23, 8, 0), "8:00 AM today has passed there. Choose a later time."),
    (datetime(2026, 11, 22, 21, 5), "Sun, Nov 22, 9:05 PM has passed there. Choose a later time."),
])
def test_the_past_is_said(world, thread, clock, wall, sentence):
    found = look(world, thread, wall=wall)
    assert (found.field, found.problem) == ("wall", sentence)


def test_the_minute_that_is_now_has_passed(world, thread, clock):
    clock.set(datetime(2026, 11, 24, 16, 0, tzinfo=UTC))
    assert look(world, thread).field == "wall"


def test_a_time_that_the_clocks_skip_says_what_it_becomes(world, thread):
    found = look(world, thread, wall=datetime(2027, 3, 14, 2, 30), zone=DENVER)
    assert found.problem == "" and found.at == datetime(2027, 3, 14, 9, 30, tzinfo=UTC)
    assert "Clocks skip 2:30 AM on Mar 14 in Denver. It will leave at 3:30 AM." in found.warnings


def test_a_time_shown_twice_is_the_first_and_said(world, thread):
    found = look(world, thread, wall=datetime(2027, 11, 7, 1, 30), zone=DENVER)
    assert found.at == datetime(2027, 11, 7, 7, 30, tzinfo=UTC)
    assert "Clocks in Denver show 1:30 AM twice on Nov 7. It will leave the first time." in found.warnings


def test_what_repeats_without_end_is_said_and_what_never_begins_is_wrong(world, thread):
    assert "Repeats without end." in look(world, thread, repeats=Repeats("day")).warnings
    assert look(world, thread, repeats=Repeats("day", count=3)).warnings == ()
    never = look(world, thread, repeats=Repeats("week", weekdays=(0,), until=date(2026, 11, 29)))
    assert (never.field, never.problem.split(":")[0]) == ("until", "It would never begin")


@pytest.mark.parametrize("more, field", [
    ({"zone": "Mars/Olympus"}, "zone"), ({"zone": ""}, "zone"), ({"wall": None}, "wall"),
    ({"wall": datetime(2060, 1, 1, 9)}, "wall"), ({"kind": "fax"}, "kind"), ({"conversation_id": None}, "conversation"),
    ({"conversation_id": 987_654}, "conversation"), ({"body": "  "}, "body"), ({"kind": "note", "body": ""}, "body"),
    ({"media_ids": (987_654,)}, "media"), ({"kind": "note", "media_ids": (987_654,)}, "media"),
    ({"number_id": 987_654}, "number"), ({"program_id": 987_654}, "program"),
])
def test_what_is_wrong_names_its_field_and_is_not_kept(world, thread, more, field):
    plan = {"body": "See you.", **more}
    found = look(world, thread, **plan)
    assert found.field == field and found.problem.endswith(".")
    with pytest.raises((Wrong, Moved)):
        keep(world.ben, thread, **plan)
    assert rows(Schedule) == []


def test_a_broken_token_is_said(world, thread):
    found = look(world, thread, body="Hello {{ contact.shoe_size }}")
    assert found.field == "body" and found.problem
    with pytest.raises(Wrong):
        keep(world.ben, thread, "Hello {{ contact.shoe_size }}")


def test_their_quiet_hours_at_that_hour_are_said_and_not_those_of_now(world, thread, quiet_nights, clock):
    found = look(world, thread, wall=datetime(2026, 11, 24, 6, 0))
    assert (found.verdict.kind, found.problem) == ("defer", "")
    assert "Their quiet hours: it leaves Tue, Nov 24, 8:00 AM in Phoenix, your time instead." in found.warnings
    clock.set(datetime(2026, 11, 24, 6, 0, tzinfo=UTC))  # late in the evening there
    assert look(world, thread).warnings == (), "nine in the morning is none of them"


def test_consent_that_ends_before_that_hour_is_none(world, thread):
    rows(Consent, phone_e164=world.dee.e164)[0].expires_at = datetime(2026, 11, 24, 15, 59, tzinfo=UTC)
    assert look(world, thread, wall=datetime(2026, 11, 24, 8, 58)).problem == ""
    found = look(world, thread)
    assert found.problem and not found.verdict.may_go
    assert compose.check(thread, world.ben, "See you at nine.").may_go, "today it counts"


def test_offers_of_today_are_not_counted_against_the_day_after_tomorrow(world, clock):
    clock.set(datetime(2026, 11, 23, 18, 0, tzinfo=UTC))
    program = world.keep(Program(account_id=world.copper.id, name="Offers", level="promotional"))
    world.agrees(world.dee, "promotional", "Offers")
    conversation = world.conversation(world.dee)
    for _ in range(3):
        world.message(conversation, "10% off", "delivered", claimed_at=clock.instant).purpose = "promo"
    words = "Copper & Co. Plumbing: 10% off. Reply STOP to end."
    found = [look(world, conversation, words, wall=datetime(2026, 11, 24, hour, 30), program_id=program.id)
             for hour in (9, 14)]
    assert [each.verdict.kind for each in found] == ["defer", "send"]
    assert "three offers" in found[0].warnings[0]


def test_a_pause_of_today_says_nothing_of_tomorrow(world, thread):
    perform(sending.pause, world.copper, "Ana")
    assert look(world, thread).verdict.may_go, look(world, thread).verdict


def test_what_is_for_one_hour_may_answer_them_within_the_window_and_what_repeats_answers_nothing(world, clock):
    conversation = asked(world)
    assert look(world, conversation).verdict.may_go
    assert not look(world, conversation, wall=datetime(2026, 12, 1, 9)).verdict.may_go, "eight days on"
    assert not look(world, conversation, repeats=Repeats("day")).verdict.may_go


def test_whoever_opted_out_is_refused_and_may_be_kept_as_a_draft(world, thread):
    text(world.dee.e164, world.local, "STOP")
    found = look(world, thread)
    assert (found.field, found.verdict.code) == ("conversation", "OPTED_OUT") and "texted STOP" in found.problem
    with pytest.raises(Wrong):
        keep(world.ben, thread)
    assert keep_plan(world.ben, planned(thread), as_draft=True).state == "draft"
