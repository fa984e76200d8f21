"""Whatever people do and text, in whatever order: counts are what counting would say, and each folder lists what its
rule says, newest first."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select, text

from app.clock import now
from app.extensions import db
from app.models import Conversation, Department, Redirect, Tally
from app.models.folder import FOLDERS, belongs, counts, page, standings
from app.texting import desk, transfer
from app.transaction import perform, rollback
from tests.texting import acts
from tests.texting.acts import answer, rows

_senders = count(6000)
PEOPLE, DESKS = st.integers(0, 2), st.integers(0, 1)


class Desk(RuleBasedStateMachine):
    """Three people at two departments, each with a number; set by the test."""

    people: list
    desks: list
    numbers: list
    clock: object

    leads = Bundle("leads")

    @rule(target=leads, to=DESKS)
    def somebody_texts(self, to):
        sender = f"+1480555{next(_senders)}"
        acts.text(sender, self.numbers[to])
        return sender

    @rule(sender=leads, to=DESKS)
    def they_text_again(self, sender, to):
        self.clock.advance(seconds=1)
        acts.text(sender, self.numbers[to], "Hello again")

    @rule(sender=leads)
    def they_stop(self, sender):
        acts.text(sender, self.numbers[0], "STOP")

    @rule(sender=leads, who=PEOPLE, whose=st.integers(0, 3))
    def assign(self, sender, who, whose):
        self.do(desk.assign, sender, (self.people + [None])[whose], self.people[who])

    @rule(sender=leads, who=PEOPLE)
    def claim(self, sender, who):
        self.do(desk.claim, sender, self.people[who])

    @rule(sender=leads, who=PEOPLE, to=DESKS)
    def move(self, sender, who, to):
        self.do(transfer.transfer, sender, self.desks[to], self.people[who])

    @rule(sender=leads, who=PEOPLE, hours=st.integers(1, 3))
    def snooze(self, sender, who, hours):
        self.do(desk.snooze, sender, now() + timedelta(hours=hours), self.people[who])

    @rule(hours=st.integers(1, 2))
    def time_passes(self, hours):
        self.clock.advance(hours=hours)
        perform(desk.wake)

    @rule(sender=leads, who=PEOPLE)
    def close(self, sender, who):
        self.do(desk.close, sender, self.people[who])

    @rule(sender=leads, who=PEOPLE)
    def reopen(self, sender, who):
        self.do(desk.reopen, sender, self.people[who])

    @rule(sender=leads, who=PEOPLE)
    def reply(self, sender, who):
        self.do(lambda conversation, author: answer(conversation, author), sender, self.people[who])

    def do(self, verb, sender, *args):
        """To the conversation of this sender that was begun last; what can't be done changes nothing."""
        found = [c for c in rows(Conversation) if c.phone.e164 == sender]
        try:
            verb(found[-1], *args) if verb.__name__ == "<lambda>" else perform(verb, found[-1], *args)
        except Exception as problem:
            rollback()
            assert type(problem).__name__ in ("Problem", "Taken", "Refused", "Moved"), problem

    @invariant()
    def tallies_are_what_counting_says(self):
        assert {k: v for k, v in tallied().items() if any(v)} == counted()

    @invariant()
    def folders_list_what_their_rule_says(self):
        for who in self.people:
            desks = who.department_ids()
            theirs = [c for c in rows(Conversation) if c.department_id in desks]
            held = counts(standings(Department.id.in_(desks)), who.id)
            for folder in FOLDERS:
                expected = [c for c in theirs if belongs(c, folder, who.id)]
                expected.sort(key=lambda c: (c.last_message_at, c.id), reverse=True)
                assert [row.id for row in page(folder, desks, who.id)] == [c.id for c in expected][:50]
                assert held[folder] == len(expected)

    def teardown(self):
        for noun in (Redirect,):
            assert {r.conversation_id for r in rows(noun)} <= {c.id for c in rows(Conversation)}



def tallied() -> dict[tuple, tuple]:
    return {
        (t.department_id, t.assignee_id): (t.open_count, t.active_count, t.attention_count, t.closed_count)
        for t in rows(Tally)
    }


def counted() -> dict[tuple, tuple]:
    """The same by count(*)."""
    c = Conversation
    is_open, awake = c.state == "open", c.snoozed_until.is_(None)
    query = select(
        c.department_id, func.coalesce(c.assignee_id, 0), func.count().filter(is_open),
        func.count().filter(is_open, awake), func.count().filter(c.needs_attention),
        func.count().filter(c.state == "closed"),
    ).group_by(text("1, 2"))  # fmt: skip
    return {(desk, whose): tuple(numbers) for desk, whose, *numbers in db.session.execute(query)}


@pytest.mark.lesson(45)
def test_counts_and_folders_are_right_whatever_happens(world, clock):
    Desk.people = [world.ben, world.ana, world.user(world.copper, "Bea Lund", "manager", world.service, world.billing)]
    Desk.desks, Desk.clock = [world.service, world.billing], clock
    Desk.numbers = [world.local, world.number(world.billing, "+14805550111")]
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=2, stateful_step_count=10, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
