"""Schedules are kept, changed and ended; what can't be so is said before."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from app.models import Account, Conversation, Draft, Event, Schedule, Template
from app.texting import departments, drafts, schedules, transfer
from app.texting.access import Moved, Problem
from app.texting.recurrence import Repeats
from app.texting.schedules import Wrong
from app.transaction import perform
from tests.texting.acts import rows, text
from tests.texting.planning import PHOENIX, TOMORROW, fire_all, keep, keep_plan, planned

DENVER = "America/Denver"


@pytest.fixture
def thread(world, clock) -> Conversation:
    return world.conversation(world.dee)


def details(kind: str) -> list[str]:
    return [event.detail for event in rows(Event, kind=kind)]


def of(row: Schedule) -> Schedule:
    return rows(Schedule, id=row.id)[0]


def change(row: Schedule, actor, version: int | None = None, as_draft: bool = False, **more) -> Schedule:
    conversation = rows(Conversation, id=more.pop("to", row.conversation_id))[0]
    plan = planned(conversation, more.pop("body", row.body), **more)
    return perform(schedules.change, row, actor, plan, version or of(row).version, as_draft)


# Kept


def test_the_same_form_is_the_same_schedule(world, thread):
    form = str(uuid4())
    first = keep_plan(world.ben, planned(thread), form)
    assert keep_plan(world.ben, planned(thread), form).id == first.id and len(rows(Schedule)) == 1
    with pytest.raises(Problem, match="already used"):
        keep_plan(world.ana, planned(thread), form)


@pytest.mark.parametrize("changed", [
    {"body": "See you at ten."}, {"wall": TOMORROW.replace(hour=10)}, {"repeats": Repeats("day")},
    {"zone": "America/New_York"}, {"kind": "note"}, {"as_draft": True},
])
def test_the_same_form_with_something_else_in_it_is_no_quiet_yes(world, thread, changed):
    form = str(uuid4())
    keep_plan(world.ben, planned(thread), form)
    as_draft = changed.pop("as_draft", False)
    with pytest.raises(Problem, match="already used"):
        keep_plan(world.ben, planned(thread, **changed), form, as_draft=as_draft)
    assert [row.body for row in rows(Schedule)] == ["See you at nine."]


def test_it_stands_in_the_journey_with_its_time_and_its_turns(world, thread):
    keep(world.ben, thread, repeats=Repeats("week", weekdays=(1,), count=4))
    assert details("scheduled") == ["a text for Tue, Nov 24, 9:00 AM, every week on Tue, 4 left"]
    assert [event.actor_id for event in rows(Event, kind="scheduled")] == [world.ben.id]


def test_the_composers_draft_is_emptied(world, thread):
    perform(drafts.save, thread, world.ben, "See you at nine.", [], 5)
    keep_plan(world.ben, planned(thread), draft_version=5)
    assert rows(Draft)[0].body == ""


def test_open_pages_are_shown_it(world, thread, pushed):
    pushed.sent.clear()
    keep(world.ben, thread)
    assert pushed.to(f"conversation:{thread.id}")


def test_nobody_schedules_where_they_sit_not(world, thread):
    with pytest.raises(Moved):
        keep(world.cara, thread)
    perform(transfer.transfer, thread, world.billing, world.ana)
    with pytest.raises(Moved):
        keep(world.ben, thread)
    assert rows(Schedule) == []


def test_a_draft_may_lack_whom_and_when(world, clock):
    kept = keep_plan(world.ben, planned(None, "", department_id=world.service.id, wall=None, zone=""), as_draft=True)
    assert (kept.state, kept.next_at, kept.conversation_id, kept.wall) == ("draft", None, None, "")
    assert schedules.counts(world.ben) == (0, 1) and schedules.drafts(world.ben) == [kept]
    assert rows(Event) == []
    with pytest.raises(Wrong) as wrong:
        keep_plan(world.ben, planned(None, department_id=world.billing.id), as_draft=True)
    assert wrong.value.field == "department"


def test_a_department_with_drafts_stays_and_one_whose_drafts_are_deleted_goes(world, clock):
    draft = keep_plan(world.ana, planned(None, department_id=world.billing.id), as_draft=True)
    with pytest.raises(departments.Problem, match="has drafts in the scheduler"):
        perform(departments.remove, world.billing)
    perform(schedules.end, draft, world.ana)
    perform(departments.remove, world.billing)
    assert rows(Schedule) == []


def test_only_who_sees_the_department_sees_it(world, thread):
    kept = keep(world.ben, thread)
    assert schedules.visible(world.ben, kept.id) == kept and schedules.upcoming(world.ana) == [kept]
    assert schedules.visible(world.cara, kept.id) is None and schedules.upcoming(world.cara) == []
    assert schedules.upcoming(world.ben, world.billing.id) == [] and schedules.upcoming(world.ben, kind="note") == []
    assert schedules.counts(world.ben, world.service.id, "text") == (1, 0) and schedules.of_thread(thread.id) == [kept]


def test_a_template_that_is_deleted_leaves_its_words(world, thread):
    template = world.keep(Template(account_id=world.copper.id, subject="Tomorrow", body="See you at nine."))
    foreign = world.keep(Template(account_id=world.harbor.id, subject="Theirs", body="Floss."))
    kept = keep(world.ben, thread, template_id=template.id)
    assert (kept.template_id, keep(world.ben, thread, template_id=foreign.id).template_id) == (template.id, None)


# Changed


def test_a_change_counts_its_version_and_the_second_of_two_is_told(world, thread):
    kept = keep(world.ben, thread)
    changed = change(kept, world.ana, body="See you at ten.", wall=TOMORROW.replace(hour=10))
    assert (changed.body, changed.wall, changed.author_id) == ("See you at ten.", "2026-11-24T10:00", world.ben.id)
    assert details("schedule_changed") == ["a text for Tue, Nov 24, 10:00 AM"]
    with pytest.raises(Problem, match="Somebody changed this meanwhile"):
        change(kept, world.ben, version=1, body="See you never.")
    assert of(kept).body == "See you at ten."


def test_a_draft_becomes_scheduled_and_goes_back(world, thread):
    kept = keep_plan(world.ben, planned(thread), as_draft=True)
    assert change(kept, world.ben).state == "waiting" and details("scheduled")
    back = change(kept, world.ben, as_draft=True)
    assert (back.state, back.next_at, back.wall) == ("draft", None, "2026-11-24T09:00")
    assert details("schedule_changed") == ["a text is a draft now"]


def test_it_may_go_to_somebody_else(world, thread):
    kept = keep(world.ben, thread, cancels_on_reply=True)
    other = world.conversation(world.phone("+14805550177", "Gil", ok_to_sms="ON"))
    change(kept, world.ben, to=other.id, cancels_on_reply=True)
    assert of(kept).conversation_id == other.id
    assert [rows(Conversation, id=each.id)[0].awaits_reply for each in (thread, other)] == [False, True]


def test_once_it_has_fired_it_says_so(world, thread, clock):
    once, weekly = keep(world.ben, thread), keep(world.ben, thread, repeats=Repeats("week", weekdays=(1,)))
    seen = of(weekly).version
    clock.set(datetime(2026, 11, 24, 16, 0, tzinfo=UTC))
    assert fire_all() == 2
    with pytest.raises(Problem, match="It has left already"):
        change(once, world.ben, wall=datetime(2026, 11, 25, 9))
    with pytest.raises(Problem, match="It has left since you opened this"):
        change(weekly, world.ben, version=seen, wall=datetime(2026, 11, 25, 9))
    with pytest.raises(Problem, match="left already"):
        perform(schedules.end, once, world.ben)


def test_no_fewer_times_than_it_has_left(world, thread, clock):
    kept = keep(world.ben, thread, repeats=Repeats("day", count=5))
    clock.set(datetime(2026, 11, 24, 16, 0, tzinfo=UTC))
    fire_all()
    with pytest.raises(Wrong, match="left once already") as wrong:
        change(kept, world.ben, wall=datetime(2026, 11, 25, 9), repeats=Repeats("day", count=1))
    assert wrong.value.field == "count"


# Ended


def test_what_is_deleted_never_leaves(world, thread, clock):
    kept = keep(world.ben, thread)
    perform(schedules.end, kept, world.ana)
    assert (of(kept).state, of(kept).code) == ("canceled", "DELETED")
    assert details("schedule_canceled") == ["Ana Ruiz deleted a text for Tue, Nov 24, 9:00 AM"]
    clock.advance(days=2)
    assert fire_all() == 0
    for verb in (lambda: perform(schedules.end, kept, world.ana), lambda: change(kept, world.ana)):
        with pytest.raises(Problem, match="Somebody deleted this"):
            verb()


def test_their_reply_cancels_what_should_leave_only_without_one(world, thread, pushed):
    gone, stays = keep(world.ben, thread, cancels_on_reply=True), keep(world.ben, thread)
    assert rows(Conversation, id=thread.id)[0].awaits_reply
    pushed.sent.clear()
    text(world.dee.e164, world.local, "Yes please")
    assert ((of(gone).state, of(gone).code), of(stays).state) == (("canceled", "REPLIED"), "waiting")
    assert details("schedule_canceled") == ["they replied before a text for Tue, Nov 24, 9:00 AM"]
    assert not rows(Conversation, id=thread.id)[0].awaits_reply
    assert pushed.html(f"conversation:{thread.id}").find(id=f"conversation_{thread.id}_standing"), "what waits is shown"


def test_nobody_waits_for_a_reply_once_the_last_that_does_is_deleted(world, thread):
    kept = keep(world.ben, thread, cancels_on_reply=True)
    perform(schedules.end, kept, world.ben)
    assert not rows(Conversation, id=thread.id)[0].awaits_reply


def test_stop_cancels_texts_in_the_whole_brand_and_leaves_notes_and_drafts(world, thread, west, clock):
    theirs = world.phone(world.dee.e164, "Dee", account=rows(Account, id=west.account_id)[0], ok_to_sms="ON")
    boss = world.user(rows(Account, id=west.account_id)[0], "Wes Hill", "admin")
    there = keep(boss, world.conversation(theirs, west))
    here = keep(world.ben, thread)
    note = keep(world.ben, thread, kind="note", body="Ask how it went.")
    draft = keep_plan(world.ben, planned(thread), as_draft=True)
    text(world.dee.e164, world.local, "STOP")
    assert [(of(each).state, of(each).code) for each in (there, here)] == [("canceled", "OPTED_OUT")] * 2
    assert [of(each).state for each in (note, draft)] == ["waiting", "draft"]
    assert [event.count for event in rows(Event, kind="opted_out", conversation_id=thread.id)] == [1]


# Its thread moves


def test_it_moves_with_its_thread(world, thread):
    kept = keep(world.ben, thread)
    perform(transfer.transfer, thread, world.billing, world.ana)
    assert of(kept).department_id == world.billing.id
    assert schedules.upcoming(world.ben) == [] and schedules.upcoming(world.ana) == [of(kept)]


def test_it_goes_into_the_thread_that_its_own_became_part_of(world, thread, clock):
    kept = keep(world.ben, thread, cancels_on_reply=True)
    number = world.number(world.billing, "+14805550111")
    there = world.conversation(world.dee, number)
    perform(transfer.transfer, thread, world.billing, world.ana)
    assert (of(kept).conversation_id, of(kept).department_id) == (there.id, world.billing.id)
    assert rows(Conversation, id=there.id)[0].awaits_reply
    clock.set(datetime(2026, 11, 24, 16, 0, tzinfo=UTC))
    assert fire_all() == 1, "in Ben's name, though he sits elsewhere"


def test_a_zone_is_meant_unless_said(world, thread):
    assert schedules.zone_for(thread, world.ben) == PHOENIX
    world.dee.contact.time_zone = "America/Chicago"
    assert schedules.zone_for(thread, world.ben) == "America/Chicago"
    assert schedules.zone_for(world.conversation(world.phone("+18005550123")), world.ben) == PHOENIX
    assert schedules.zone_for(None, world.ben) == PHOENIX
