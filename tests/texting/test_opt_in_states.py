"""Asking people to opt in beside the model of who may be texted: in whatever order, nothing leaves that nobody agreed
to, and nothing that waits is forgotten."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test

from app import transaction
from app.live import pushes
from app.models import ConsentEvent, Conversation, Message, OptIn, Phone
from app.models.message import OPEN
from app.texting import agreement, opt_in_waits
from app.texting.opt_in_answers import pending_among
from tests.texting.acts import accepted, claimed, rows
from tests.texting.asking import asks, tend
from tests.texting.rights import stands_after
from tests.texting.test_consent_states import (
    PEOPLE,
    Consents,
    _is_answer,
    _one_of,
    _so_many,
    numbers,
    people,
    picks,
    words_of,
)

ANSWERS = {"YES": "start", "ok": "start", "no": "no"}


class Asks(Consents):
    """The same people, whom Copper asks first: a question may be queued, on its way, taken, lost, answered or not."""

    seen: Counter[str] = Counter()

    @initialize(long_ago=st.just(False), is_taken=st.booleans())
    def they_have_texted_and_agreed(self, long_ago: bool, is_taken: bool) -> None:
        """What they agreed to was taken back by somebody here, and days later somebody begins a text to each."""
        super().they_have_texted_and_agreed(long_ago)
        self.they_text(PEOPLE[1], "local", ("ordinary", "Is anybody there?"))
        asks(self.world)
        for phone in self._phones():
            transaction.perform(agreement.lower, phone, "informational", self._colleague(phone.account_id))
        self.clock.advance(days=8, hours=3)  # noon there
        for pick in range(len(rows(Conversation))):
            self.somebody_writes(pick, at_once=is_taken)
        for message in rows(Message, state="sending"):
            accepted(message)

    @rule(person=people, name=numbers, what=words_of("ordinary", "help", "yes", "start", "start"))
    def they_text(self, person: str, name: str, what: tuple[str, str]) -> None:
        """Who was asked says yes or no with words that are talk at other times."""
        kind, words = what
        if pending_among(rows(Phone, account_id=getattr(self.world, name).account_id, e164=person)):
            kind = ANSWERS.get(words, kind)
            self.seen[f"asked, {kind}"] += 1
        super().they_text(person, name, (kind, words))

    @rule(person=people, what=words_of("ordinary", "yes", "start"))
    def they_answer(self, person: str, what: tuple[str, str]) -> None:
        self.they_text(person, "local", what)

    @precondition(lambda self: rows(Message, state="queued") or rows(Message, state="deferred"))
    @rule()
    def a_worker_claims(self) -> None:
        for taken in claimed():
            [message] = rows(Message, id=taken.message_id)
            begins = message.purpose == "optin" or not _is_answer(rows(Conversation, id=message.conversation_id)[0])
            purpose = message.purpose if message.purpose in ("system", "optin") else "direct" if begins else "reply"
            rights = self._of(message.account_id, taken.to)
            assert not rights.forbids(purpose, message.account_id), f"a {purpose} text was claimed: {rights}"
            assert purpose != "direct" or self._has_agreed(message), "a first text left for who hasn't agreed"
            self.seen[f"claimed {purpose}"] += 1

    def _has_agreed(self, message: Message) -> bool:
        [phone] = rows(Phone, id=message.phone_id)
        events = rows(ConsentEvent, account_id=phone.account_id, phone_e164=phone.e164)
        given = {level for (_, _, level, _), state in stands_after(events).items() if state == "granted"}
        return phone.ok_to_sms == "ON" and bool(given & {"informational", "promotional"})

    @rule(pick=picks)
    def somebody_takes_a_waiting_text_out(self, pick: int) -> None:
        if held := rows(Message, state="held"):
            message = _one_of(held, pick)
            transaction.perform(opt_in_waits.cancel, message, self._colleague(message.account_id))

    @rule(days=st.sampled_from([8, 31]))
    def they_are_silent(self, days: int) -> None:
        self.time_passes(24 * days)
        self.what_waits_is_looked_after()

    @rule()
    def what_waits_is_looked_after(self) -> None:
        """After that, a text that is held waits for a question that somebody can answer."""
        tend()
        for held in rows(Message, state="held", code="AWAITING_OPTIN"):
            [row] = rows(OptIn, phone_id=held.phone_id)
            is_under_way = row.message_id is not None and rows(Message, id=row.message_id)[0].state in OPEN
            assert row.state == "SENT" or is_under_way, f"a held text waits for nothing: {row.state}, {row.why}"
            self.seen["waits"] += 1

    @invariant()
    def nobody_is_asked_twice_at_once_nor_a_third_time(self) -> None:
        for row in rows(OptIn):
            questions = rows(Message, phone_id=row.phone_id, purpose="optin")
            assert sum(message.state in OPEN for message in questions) <= 1 and row.asked <= 2
            self.seen[row.state] += 1

    def teardown(self) -> None:
        self.what_waits_is_looked_after()
        super().teardown()


@pytest.fixture
def machine(app, db, snapshots, written_world, clock, monkeypatch):
    """Makes one, each on a fresh world."""
    monkeypatch.setattr(pushes, "tell", lambda _pushes: None)
    monkeypatch.setattr(Asks, "seen", Counter())
    return lambda: Asks(snapshots, written_world, clock)


def test_nothing_leaves_that_nobody_agreed_to_and_nothing_held_is_forgotten(machine):
    run_state_machine_as_test(machine, settings=_so_many(examples=8, steps=25))
    assert {"waits", "SENT", "NOT_SENT"} <= Asks.seen.keys(), dict(Asks.seen)


@pytest.mark.long
def test_nothing_leaves_unasked_in_many_more_orders(machine):
    run_state_machine_as_test(machine, settings=_so_many(examples=60, steps=40))
    assert {"waits", "SENT", "NOT_SENT", "ACCEPTED", "REJECTED", "claimed direct"} <= Asks.seen.keys(), dict(Asks.seen)
