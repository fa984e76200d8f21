"""STOP and the claim race in two processes: in the order of their commits, no text leaves after a STOP."""

from __future__ import annotations

import time
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select, text

from app import transaction
from app.clock import now
from app.extensions import db
from app.models import Block, Contact, Conversation, Message, Phone
from app.texting import ledger
from tests.fixtures.waiting import until
from tests.proof import two_sides
from tests.proof.crew import environ_of
from tests.proof.two_sides import PATIENCE_S, Trial
from tests.texting.conftest import west  # noqa: F401

SEED = 20_261_122
BATCH = 50
LAST_ID = 10_000_000  # beyond what the databases number themselves, and downwards
SIDES = ("stop", "claim")


@pytest.fixture
def race(world, west, settings) -> Iterator[Race]:  # noqa: F811
    """Two processes and their tables; the stops come to any number of the brand's."""
    for statement in two_sides.TABLES:
        db.session.execute(text(statement))
    transaction.commit()
    racing = Race(world, [world.local.e164, world.toll_free.e164, west.e164], two_sides_of(settings))
    yield racing
    racing.end()
    transaction.rollback()
    for table in ("race", "race_counter"):
        db.session.execute(text(f"DROP TABLE {table}"))
    transaction.commit()


@pytest.mark.lesson(26)
@pytest.mark.case(16)
def test_no_text_leaves_after_a_stop_that_committed_first(race):
    race.run(150)
    assert race.problems() == [], f"seed {SEED}"
    assert min(race.won().values()) >= 30, "both sides must win, or nothing was raced for"


@pytest.mark.long
@pytest.mark.lesson(26)
def test_in_10000_races_no_text_leaves_after_a_stop_that_committed_first(race, told):
    begun = time.monotonic()
    race.run(10_000)
    told(f"10000 races in {time.monotonic() - begun:.0f} s, won: {dict(race.won())}")
    assert race.problems() == [], f"seed {SEED}"
    assert min(race.won().values()) >= 3000


class Race:
    """run(trials), then won() and problems()."""

    def __init__(self, world, numbers: list[str], sides: dict) -> None:
        self.world, self.numbers, self.sides = world, numbers, sides
        self.trials: list[Trial] = []
        self.taken: Counter[int] = Counter()

    def run(self, trials: int) -> None:
        """So many races, each for a number of its own."""
        while len(self.trials) < trials:
            batch = self._prepare(min(BATCH, trials - len(self.trials)))
            for boss, _ in self.sides.values():
                boss.send(batch)
            said = {side: self._answer(side) for side in SIDES}
            self.trials += batch
            self.taken.update(text_id for taken in said["claim"] for text_id in taken)

    def won(self) -> Counter[str]:
        """How many races each side won, as the database has it."""
        return Counter("claim" if state == "sending" else "stop" for state, _ in self._texts().values())

    def problems(self) -> list[str]:
        """Every race that did not end in one of the two lawful ways, in words."""
        texts, order = self._texts(), {}
        for trial, side, place in self._ask(text("SELECT trial, side, place FROM race")):
            order.setdefault(trial, {})[side] = place
        found = [self._problem(trial, texts[trial.text_id], order.get(trial.trial, {})) for trial in self.trials]
        blocked = self._ask(select(Block.e164).where(Block.account_id == self.world.copper.id))
        open_still = {trial.person for trial in self.trials} - {e164 for e164, in blocked}
        found += [f"{person} is not blocked" for person in open_still]
        return [*filter(None, found), *(f"chain {wrong}" for wrong in ledger.verify()[1])]

    def end(self) -> None:
        """Let both processes go."""
        for boss, process in self.sides.values():
            if process.is_alive():
                boss.send(None)
            process.join(10)
            process.kill()

    def _problem(self, trial: Trial, ended: tuple[str, str], order: dict[str, int]) -> str:
        """The text was claimed, once, and the stop committed after; or it was canceled, and nobody ever claimed it."""
        taken, kinds = self.taken[trial.text_id], set(order)
        if ended[0] == "sending" and taken == 1 and kinds == set(SIDES) and order["claim"] < order["stop"]:
            return ""
        if ended == ("canceled", "OPTED_OUT") and taken == 0 and kinds == {"stop"}:
            return ""
        return f"race {trial.trial}: the text is {ended}, was handed out {taken} times, committed {order}"

    def _answer(self, side: str) -> list:
        boss, process = self.sides[side]
        until(lambda: boss.poll() or not process.is_alive(), BATCH * PATIENCE_S, f"the side of the {side} answers")
        assert boss.poll(), f"the side of the {side} ended with {process.exitcode}"
        answer = boss.recv()
        assert not isinstance(answer, str), answer
        return answer

    def _texts(self) -> dict[int, tuple[str, str]]:
        query = select(Message.id, Message.state, Message.code).where(Message.direction == "out")
        return {text_id: (state, code) for text_id, state, code in self._ask(query)}

    def _ask(self, query) -> list:
        with transaction.reading():
            found = list(db.session.execute(query))
            transaction.rollback()
        return found

    def _prepare(self, how_many: int) -> list[Trial]:
        """Numbers that have texted, each with an answer that waits. Each is due a moment after the one before, by the
        clock of the side that claims: nothing but the race at hand is there to be claimed."""
        at, first = now(), len(self.trials) + 1
        made = [
            Trial(n, f"+1602{2_000_000 + n}", self.numbers[n % len(self.numbers)], LAST_ID - n,
                  at + timedelta(milliseconds=n - first + 1))
            for n in range(first, first + how_many)
        ]
        number = self.world.local
        for noun, row in ROWS.items():
            db.session.execute(insert(noun), [row(trial, number, at) for trial in made])
        transaction.commit()
        return made


def two_sides_of(settings) -> dict:
    """The processes by side, each with the connection to it."""
    sides, ends = {}, two_sides.pipe()
    for side, peer in zip(SIDES, ends, strict=True):
        ours, theirs = two_sides.pipe()
        sides[side] = ours, two_sides.start(environ_of(settings), side, SEED, peer, theirs)
        theirs.close()
        peer.close()
    return sides


def _contact(trial: Trial, number, _at: datetime) -> dict:
    return {"id": trial.text_id, "account_id": number.account_id, "name": f"Person {trial.trial}", "source": ""}


def _phone(trial: Trial, number, at: datetime) -> dict:
    return {"id": trial.text_id, "account_id": number.account_id, "contact_id": trial.text_id, "e164": trial.person,
            "ok_to_sms": "UNSET", "last_inbound_at": at}


def _conversation(trial: Trial, number, at: datetime) -> dict:
    return {"id": trial.text_id, "account_id": number.account_id, "department_id": number.department_id,
            "phone_id": trial.text_id, "number_id": number.id, "last_inbound_at": at, "last_message_at": at,
            "preview": "", "preview_is_ours": True}


def _message(trial: Trial, number, at: datetime) -> dict:
    return {"id": trial.text_id, "account_id": number.account_id, "conversation_id": trial.text_id,
            "department_id": number.department_id, "phone_id": trial.text_id, "number_id": number.id,
            "client_id": str(uuid.uuid4()), "direction": "out", "purpose": "reply", "body": "On our way.",
            "segments": 1, "state": "queued", "sort_at": at, "created_at": at, "not_before": trial.due}


ROWS = {Contact: _contact, Phone: _phone, Conversation: _conversation, Message: _message}
