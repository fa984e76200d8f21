"""Books: writes many texts into the outbox, and balances the product's books with the carrier's.

Most recipients get one text; one in ten gets three, and one in ten the same word twice.
"""

from __future__ import annotations

import time
import uuid
from collections import Counter, defaultdict
from datetime import timedelta

from sqlalchemy import func, insert, select

from app import transaction
from app.clock import now
from app.extensions import db
from app.models import Attempt, Contact, Conversation, Message, Phone
from tests.fixtures.carrier import CarrierControl
from tests.world import World

OVER = {"accepted", "sent", "delivered"}
FIRST_ID = 1_000_000  # beyond what the world's own rows use


class Books:
    """What was written, and what the carrier says was sent. `over`: the states in which a text may end."""

    over = OVER

    def __init__(self, world: World, carrier: CarrierControl) -> None:
        self.world, self.carrier = world, carrier
        self.wanted: Counter[tuple[str, str]] = Counter()
        self.order: dict[str, list[str]] = defaultdict(list)
        self._phones = 0
        self._asked_at, self._was_over = 0.0, False

    def write(self, how_many: int) -> None:
        """Queue so many texts at once."""
        people, texts = [], []
        while len(texts) < how_many:
            person = self._phones
            self._phones += 1
            people.append(person)
            bodies = _bodies(person)[: how_many - len(texts)]
            texts += [(person, body) for body in bodies]
        self._insert(people, texts)
        self._was_over = False
        for person, body in texts:
            self.wanted[_e164(person), body] += 1
            self.order[_e164(person)].append(body)

    def are_settled(self) -> bool:
        """Whether every text has ended, well or not. Asks the database five times a second at most."""
        if time.monotonic() - self._asked_at >= 0.2:
            open_states = {"queued", "sending", "unknown", "held", "deferred", *OVER} - self.over
            self._was_over = self._ask(select(Message.id).where(Message.state.in_(open_states)).limit(1)) == []
            self._asked_at = time.monotonic()
        return self._was_over

    def unsent(self) -> int:
        """Texts that wait in the queue."""
        return self._ask(select(func.count()).where(Message.state == "queued"))[0][0]

    def states(self) -> Counter[str]:
        """How many texts are in each state."""
        return Counter(dict(self._ask(select(Message.state, func.count()).group_by(Message.state))))

    def renewed(self) -> int:
        """Texts that needed more than one try."""
        return self._ask(select(func.count()).where(Message.attempt > 1))[0][0]

    def sids(self) -> set[str]:
        """Every SID that one of our tries has."""
        return {sid for sid, in self._ask(select(Attempt.carrier_sid))}

    def problems(self) -> str:
        """What does not balance, in words for whoever reads the failed test; empty when all is well."""
        creates = self.carrier.creates()
        sent = Counter((text["to"], text["body"]) for text in creates)
        wrong = [key for key in self.wanted.keys() | sent.keys() if self.wanted[key] != sent[key]]
        lines = [
            f"{to} {body!r}: written {self.wanted[to, body]}, sent {sent[to, body]}, here {self._states_of(to)}"
            for to, body in sorted(wrong)[:10]
        ]
        if wrong:
            lines.insert(0, f"{len(wrong)} texts went a wrong number of times ({len(creates)} creates)")
        if left := set(self.states()) - self.over:
            lines.append(f"some ended {left}: {dict(self.states())}")
        if strangers := {text["sid"] for text in creates} ^ self.sids():
            lines.append(f"{len(strangers)} SIDs stand in one book only")
        return "\n".join(lines)

    def out_of_order(self) -> list[str]:
        """Recipients whose texts left in another order than they were written."""
        left: dict[str, list[str]] = defaultdict(list)
        for text in self.carrier.creates():
            left[text["to"]].append(text["body"])
        return [to for to, bodies in self.order.items() if left[to] != bodies]

    def _states_of(self, to: str) -> list[tuple]:
        query = select(Message.id, Message.state, Message.attempt, Message.needs_person, Message.carrier_sid)
        rows = self._ask(query.join(Phone, Phone.id == Message.phone_id).where(Phone.e164 == to).order_by(Message.id))
        return [tuple(row) for row in rows]

    def _ask(self, query) -> list:
        with transaction.reading():
            rows = list(db.session.execute(query))
            transaction.rollback()
        return rows

    def _insert(self, people: list[int], texts: list[tuple[int, str]]) -> None:
        number, at = self.world.local, now()
        owner, desk = number.account_id, number.department_id
        ids = {person: FIRST_ID + person for person in people}
        rows = {
            Contact: [{"id": i, "account_id": owner, "name": f"Person {p}", "source": ""} for p, i in ids.items()],
            Phone: [{
                "id": i, "account_id": owner, "contact_id": i, "e164": _e164(p), "ok_to_sms": "ON",
                "ok_to_sms_at": at, "ok_to_sms_why": "", "last_inbound_at": at,
            } for p, i in ids.items()],
            Conversation: [{
                "id": i, "account_id": owner, "department_id": desk, "phone_id": i, "number_id": number.id,
                "last_inbound_at": at, "last_message_at": at, "preview": "", "preview_is_ours": True,
            } for i in ids.values()],
            Message: [{
                "account_id": owner, "conversation_id": ids[p], "department_id": desk,
                "phone_id": ids[p], "number_id": number.id, "client_id": str(uuid.uuid4()),
                "direction": "out", "purpose": "reply", "body": body, "segments": 1,
                "state": "queued", "sort_at": at + timedelta(microseconds=n), "created_at": at,
            } for n, (p, body) in enumerate(texts)],
        }  # fmt: skip
        for noun, values in rows.items():
            db.session.execute(insert(noun), values)
        transaction.commit()


def _e164(person: int) -> str:
    return f"+1602{2_000_000 + person}"


def _bodies(person: int) -> list[str]:
    if person % 10 == 3:
        return ["ok", "ok"]
    if person % 10 == 7:
        return [f"{part} of 3 for you, {person}" for part in (1, 2, 3)]
    return [f"Your order {person} is ready. See you soon."]
