"""Whatever happens in whatever order, nobody is texted who may not be: the product beside a model of it (rights.py)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine as StateMachine
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import delete

from app import transaction
from app.clock import now
from app.extensions import db as database
from app.live import pushes
from app.models import Account, Block, Consent, ConsentEvent, Conversation, Department, Message, OptOutReview, Phone
from app.models.message import WAITING
from app.policy import gate
from app.texting import agreement, judging, ledger, opt_outs, transfer
from app.texting.access import Problem
from app.texting.agreement import Given, NeedsEvidence
from app.texting.compose import Refused
from tests.fixtures.time import MONDAY_MORNING
from tests.texting.acts import accepted, answer, claimed, refused, rows, said, text
from tests.texting.rights import SAYS, Rights, stands_after
from tests.world import World

PEOPLE = ("+14805550199", "+14805550198")
NUMBERS = ("local", "short_code", "billing_line", "west", "harbor_number")
DESKS = ("service", "billing")
people, numbers, picks = st.sampled_from(PEOPLE), st.sampled_from(NUMBERS), st.integers(0, 9)


def words_of(*kinds: str):
    """One of these kinds of words, and what it is."""
    return st.sampled_from(kinds).flatmap(lambda kind: st.sampled_from([(kind, words) for words in SAYS[kind]]))


class Consents(StateMachine):
    """Two people, five numbers, two businesses of one brand and a stranger's; `seen` counts over all examples."""

    seen: Counter[str] = Counter()

    def __init__(self, snapshots, written, clock) -> None:
        super().__init__()
        self.clock, clock.instant = clock, MONDAY_MORNING
        database.session.rollback()
        database.session.remove()
        snapshots.put("world")
        self.world = World(database.session, written)
        self.rights = {(brand, person): Rights() for brand in ("copper", "harbor") for person in PEOPLE}
        self.bounced: set[int] = set()

    @initialize(long_ago=st.booleans())
    def they_have_texted_and_agreed(self, long_ago: bool) -> None:
        world = self.world
        branch = world.keep(Account(name="Copper West", parent_id=world.copper.id, brand_id=world.copper.id))
        desk = world.keep(Department(account_id=branch.id, name="West desk"))
        world.west, world.wes = world.number(desk, "+16025550177"), world.user(branch, "Wes Holm", "admin", desk)
        world.billing_line = world.number(world.billing, "+14805550111")
        database.session.execute(delete(Consent))  # the world's own stand without a ledger
        transaction.commit()
        for person, name in zip(PEOPLE, ("local", "west"), strict=True):
            self.they_text(person, name, ("ordinary", "Is anybody there?"))
            self.they_agree(-1, promotional=False)
        self.clock.advance(days=8 if long_ago else 0)

    @rule(person=people, name=numbers, what=words_of("doubtful"))
    def they_grumble(self, **said) -> None:
        self.they_text(**said)
        self.somebody_writes(pick=0, at_once=False)

    @rule(person=people, name=numbers, what=words_of("stop"))
    def they_stop(self, **said) -> None:
        self.they_text(**said)

    @rule(person=people, name=numbers, what=words_of("ordinary", "help", "yes", "start", "start"))
    def they_text(self, person: str, name: str, what: tuple[str, str]) -> None:
        number = getattr(self.world, name)
        self._tick()
        text(person, number, what[1])
        self._of(number.account_id, person).hear(*what, number.account_id, number.kind == "local", now())

    @rule(pick=picks, at_once=st.booleans())
    def somebody_writes(self, pick: int, at_once: bool) -> None:
        """An answer, or a first text where their last one is long ago."""
        conversation = _one_of(rows(Conversation), pick)
        phone = conversation.phone
        rights = self._of(phone.account_id, phone.e164)
        try:
            answer(conversation, self._colleague(phone.account_id), "A word from us.")
            assert not rights.is_out and phone.account_id not in rights.off, "a text was queued past a stop"
            self.seen["queued"] += 1
        except Refused as refusal:
            transaction.rollback()
            assert not rights.is_out or refusal.verdict.code in ("OPTED_OUT", "DEST_NOT_MOBILE"), "row 3 speaks first"
            self.seen["refused"] += 1
        if at_once:
            self.a_worker_claims()

    @rule(pick=picks, promotional=st.booleans())
    def they_agree(self, pick: int, promotional: bool) -> None:
        """Recorded with evidence, and OK to SMS? is on; never past a stop."""
        given = Given("form", self._tick(), "America/Phoenix", "Offers by text?", "ticked", "Offers")
        level = "promotional" if promotional else "informational"
        self._agent_may(pick, lambda phone, actor: agreement.raise_level(phone, level, actor, given))

    @rule(pick=picks)
    def an_agent_switches_on(self, pick: int) -> None:
        self._agent_may(pick, agreement.switch_on)

    def _agent_may(self, pick: int, switch: Callable) -> None:
        """What switches OK to SMS? on again, where they haven't opted out."""
        phone = _one_of(self._phones(), pick)
        rights = self._of(phone.account_id, phone.e164)
        try:
            if transaction.perform(switch, phone, self._colleague(phone.account_id)):
                assert not rights.is_out, "an agent went past a stop"
                rights.off.discard(phone.account_id)
        except NeedsEvidence:
            self.seen["needs evidence"] += 1
        except Problem:
            assert rights.is_out

    @rule(pick=picks)
    def an_agent_switches_off(self, pick: int) -> None:
        phone = _one_of(self._phones(), pick)
        if transaction.perform(agreement.switch_off, phone, self._colleague(phone.account_id)):
            self._of(phone.account_id, phone.e164).off.add(phone.account_id)

    @rule(pick=picks, level=st.sampled_from(["conversational", "informational", "promotional"]))
    def an_agent_lowers_a_level(self, pick: int, level: str) -> None:
        phone = _one_of(self._phones(), pick)
        self._tick()
        transaction.perform(agreement.lower, phone, level, self._colleague(phone.account_id))

    @rule(pick=picks, is_news_to_us=st.booleans())
    def an_agent_records_an_opt_out(self, pick: int, is_news_to_us: bool) -> None:
        """Said just now, or an hour ago: then nothing confirms it."""
        phone, said_at = _one_of(self._phones(), pick), self._tick() - timedelta(hours=0 if is_news_to_us else 1)
        actor = self._colleague(phone.account_id)
        transaction.perform(opt_outs.record_opt_out, phone, "phone call", "take me off", said_at, actor)
        self._of(phone.account_id, phone.e164).stop(carrier=False, is_confirmed=is_news_to_us)

    @precondition(lambda self: rows(OptOutReview, state="open"))
    @rule(pick=picks, word=st.sampled_from(["opted_out", "not_opt_out", "partial"]))
    def somebody_judges(self, pick: int, word: str) -> None:
        review = _one_of(rows(OptOutReview, state="open"), pick)
        [conversation, *_] = rows(Conversation, phone_id=review.phone_id)
        self._tick()
        transaction.perform(judging.answer, conversation, review.id, word, self._colleague(review.account_id))
        self._of(review.account_id, review.phone.e164).judged(word, review.account_id)
        self.seen[word] += 1

    @rule(hours=st.sampled_from([0.1, 25, 24 * 8]))
    def time_passes(self, hours: float) -> None:
        """And what nobody judged in a day is a stop."""
        self.clock.advance(hours=hours)
        due = [(review.account_id, review.phone.e164) for review in rows(OptOutReview, state="open")
               if review.due_at <= now()]
        transaction.perform(judging.expire)
        for account, person in due:
            self._of(account, person).stop(carrier=False, is_confirmed=False)
            self.seen["expired"] += 1

    @rule(pick=picks, desk=st.sampled_from(DESKS))
    def somebody_transfers(self, pick: int, desk: str) -> None:
        conversation = _one_of(rows(Conversation, account_id=self.world.copper.id), pick)
        transaction.perform(transfer.transfer, conversation, getattr(self.world, desk), self.world.ana)

    @precondition(lambda self: rows(Message, state="queued"))
    @rule()
    def a_worker_claims(self) -> None:
        for taken in claimed():
            [message] = rows(Message, id=taken.message_id)
            [conversation] = rows(Conversation, id=message.conversation_id)
            rights = self._of(message.account_id, taken.to)
            purpose = message.purpose if message.purpose == "system" or _is_answer(conversation) else "direct"
            assert not rights.forbids(purpose, message.account_id), f"a {purpose} text was claimed: {rights}"
            self.seen[f"claimed {purpose}"] += 1

    @precondition(lambda self: rows(Message, state="sending"))
    @rule(pick=picks, outcome=st.sampled_from(["accepted", "delivered", "busy", "failed"]))
    def the_carrier_answers(self, pick: int, outcome: str) -> None:
        message = _one_of(rows(Message, state="sending"), pick)
        if outcome in ("busy", "failed"):
            refused(message, *((20429, 429) if outcome == "busy" else (21211,)))
            self.bounced.add(message.id)  # one that was busy waits for its next try, and the gate is asked there
        else:
            sid = accepted(message)
            if outcome == "delivered":
                said(sid, "delivered")

    @precondition(lambda self: rows(Message, state="sending"))
    @rule(pick=picks, at_once=st.booleans())
    def the_carrier_knows_of_a_stop(self, pick: int, at_once: bool) -> None:
        """Error 21610, in answer to our call or in a callback."""
        message = _one_of(rows(Message, state="sending"), pick)
        [phone], claimed_at = rows(Phone, id=message.phone_id), message.claimed_at
        self._tick()
        if at_once:
            refused(message, 21610)
        else:
            said(accepted(message), "failed", 21610)
        self._of(message.account_id, phone.e164).carrier_says_stopped(message.account_id, claimed_at)
        self.seen["21610"] += 1

    @invariant()
    def the_blocks_are_those_of_the_model(self) -> None:
        for (brand, person), rights in self.rights.items():
            standing = Block.standing(getattr(self.world, brand).tree_ids(), [person])
            scopes = {block.scope for block in standing}
            assert ("all" if "all" in scopes else "proactive" if scopes else "none") == rights.block, (brand, person)
            doubts = {r.account_id for r in rows(OptOutReview, state="open") if r.phone.e164 == person}
            assert doubts & set(getattr(self.world, brand).tree_ids()) == rights.doubts

    @invariant()
    def nothing_waits_for_somebody_who_opted_out(self) -> None:
        for message in rows(Message, direction="out"):
            if self._of(message.account_id, message.phone.e164).is_out and message.id not in self.bounced:
                assert message.state not in WAITING or message.purpose == "system"
            if message.state in ("held", "canceled"):
                self.seen[message.state] += 1

    def teardown(self) -> None:
        self.no_stop_was_confirmed_twice()
        self.the_ledger_is_whole_and_consent_stands_as_it_says()
        for message in rows(Message, direction="out"):
            _, verdict, record = gate.recall(message.decision)
            assert (verdict.kind, verdict.code) == (record["verdict"], record["code"])

    def no_stop_was_confirmed_twice(self) -> None:
        ours = [message for message in rows(Message, purpose="system") if "unsubscribed" in message.body]
        for key, how_many in Counter((self._brand(m.account_id), m.phone.e164) for m in ours).items():
            assert how_many <= self.rights[key].stops

    def the_ledger_is_whole_and_consent_stands_as_it_says(self) -> None:
        assert ledger.verify()[1] == []
        kept = {(c.account_id, c.phone_e164, c.level, c.topic): c.state for c in rows(Consent)}
        assert kept == stands_after(rows(ConsentEvent))

    def _of(self, account_id: int, person: str) -> Rights:
        return self.rights[self._brand(account_id), person]

    def _brand(self, account_id: int) -> str:
        return "harbor" if account_id == self.world.harbor.id else "copper"

    def _colleague(self, account_id: int):
        """Somebody who may see everything there."""
        return {self.world.copper.id: self.world.ana, self.world.harbor.id: self.world.cara}.get(
            account_id, self.world.wes
        )

    def _phones(self) -> list[Phone]:
        return [phone for phone in rows(Phone) if phone.e164 in PEOPLE]

    def _tick(self) -> datetime:
        return self.clock.advance(seconds=1)


@pytest.fixture
def machine(app, db, snapshots, written_world, clock, monkeypatch):
    """Makes one, each on a fresh world."""
    monkeypatch.setattr(pushes, "tell", lambda _pushes: None)
    monkeypatch.setattr(Consents, "seen", Counter())
    return lambda: Consents(snapshots, written_world, clock)


def test_nobody_who_opted_out_is_ever_texted(machine):
    run_state_machine_as_test(machine, settings=_so_many(examples=8, steps=20))
    assert {"queued", "refused", "canceled"} <= Consents.seen.keys()
    assert {"claimed reply", "claimed direct"} & Consents.seen.keys()


@pytest.mark.long
def test_nobody_who_opted_out_is_ever_texted_in_many_more_orders(machine):
    run_state_machine_as_test(machine, settings=_so_many(examples=80, steps=40))
    claims = {"claimed reply", "claimed direct", "claimed system"}
    judged = {"opted_out", "not_opt_out", "partial", "expired"}
    others = {"queued", "refused", "held", "canceled", "21610"}
    assert {*claims, *judged, *others} <= Consents.seen.keys()


def _so_many(examples: int, steps: int) -> settings:
    return settings(max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=True, database=None,
                    suppress_health_check=list(HealthCheck), print_blob=False)


def _one_of(found: list, pick: int):
    return found[pick % len(found)]


def _is_answer(conversation: Conversation) -> bool:
    last = conversation.last_inbound_at
    return last is not None and now() - last <= timedelta(days=7)
