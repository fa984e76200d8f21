"""Starting three clocks fires each occurrence once, also where they are killed while they fire."""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime, timedelta
from random import Random
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from app import transaction
from app.clock import now, zone_data
from app.extensions import db
from app.models import Message, Occurrence, Schedule
from app.texting import recurrence
from tests.fixtures.waiting import until
from tests.proof import clocks
from tests.proof.crew import environ_of
from tests.texting.acts import rows

SEED = 20_261_122
CLOCKS = 3
ZONE = "America/Phoenix"


@pytest.mark.lesson(6)
def test_three_clocks_fire_each_occurrence_once_though_they_are_killed(world, settings):
    due(world, 90)
    assert fire(settings, kills=3) == 3
    assert_once(90)


@pytest.mark.long
@pytest.mark.lesson(6)
def test_three_clocks_fire_1000_occurrences_once_though_they_are_killed_20_times(world, settings, told):
    due(world, 1000)
    begun = time.monotonic()
    assert fire(settings, kills=20) == 20
    told(f"1000 occurrences in {time.monotonic() - begun:.0f} s")
    assert_once(1000)


def due(world, many: int) -> None:
    """So many texts that repeat daily, due a minute ago; every third is of a person who has one already."""
    wall = now().astimezone(ZoneInfo(ZONE)).replace(tzinfo=None, second=0, microsecond=0) - timedelta(minutes=1)
    people = [
        world.conversation(world.phone(f"+1602{2_000_000 + n}", f"Person {n}", ok_to_sms="ON"))
        for n in range(many * 2 // 3)
    ]
    for n in range(many):
        conversation = people[n % len(people)]
        world.keep(Schedule(
            account_id=conversation.account_id, department_id=conversation.department_id, author_id=world.ben.id,
            conversation_id=conversation.id, state="waiting", body=f"See you, {n}.", zone=ZONE,
            repeats={"every": "day"}, wall=wall.isoformat(timespec="minutes"),
            next_at=recurrence.instant_of(wall, ZONE), zone_rules=zone_data(), client_id=str(uuid4()),
        ))
    transaction.commit()


def fire(settings, kills: int) -> int:
    """Let three clocks fire all that is due, killing one at so many instants; how many were."""
    dice, environ = Random(SEED), environ_of(settings)
    crew = [clocks.start(environ) for _ in range(CLOCKS)]
    total, killed = left(), 0
    try:
        for instant in sorted(dice.sample(range(total // 10, total), kills), reverse=True):
            until(lambda instant=instant: left() <= instant, 300, f"{instant} are left")
            victim = crew.pop(dice.randrange(CLOCKS))
            victim.kill()
            victim.join()
            killed += 1
            crew.append(clocks.start(environ))
        until(lambda: left() == 0, 300, "nothing is due any more")
    finally:
        for process in crew:
            process.kill()
            process.join()
    return killed


def left() -> int:
    with transaction.reading():
        found = db.session.scalar(select(func.count()).select_from(Schedule).where(Schedule.next_at <= now()))
        transaction.rollback()
    return found


def assert_once(many: int) -> None:
    happened = Counter((row.schedule_id, row.no, row.state) for row in rows(Occurrence))
    assert len(happened) == many and set(happened.values()) == {1}
    assert {(no, state) for _, no, state in happened} == {(1, "fired")}
    sent = Counter(message.schedule_id for message in rows(Message))
    assert len(sent) == many and set(sent.values()) == {1}
    for schedule in rows(Schedule):
        assert schedule.occurrence_no == 2 and schedule.next_at > now()
        assert datetime.fromisoformat(schedule.wall).time() == schedule.next_at.astimezone(ZoneInfo(ZONE)).time()
