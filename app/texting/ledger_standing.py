"""Whether Consent says what the ledger says: follow() what stands event by event; Standings holds the two together.

Consent is a view that texting.ledger keeps with each event, and what the gate believes: one that somebody made say
"granted" in the database must show.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Row, select

from app.extensions import db
from app.models import Consent, ConsentEvent
from app.models.consent import STANDS

AT_ONCE = 500
Standing = dict[tuple[str, str], Any]  # level and topic: the event after which it stands
Tell = Callable[[int, str, int, str], None]  # account, number, place in the chain, what


class Standings:
    """add() what stands after each chain, account by account, then done(): whatever differs is told."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.owner = 0
        self.chains: dict[str, Standing] = {}

    def add(self, owner: int, e164: str, standing: Standing) -> None:
        if owner != self.owner or len(self.chains) >= AT_ONCE:
            self.done()
        self.owner, self.chains[e164] = owner, standing

    def done(self) -> None:
        """Compare what was taken in since the last time."""
        table = Consent.__table__
        query = select(table).where(table.c.account_id == self.owner, table.c.phone_e164.in_(self.chains))
        for kept in db.session.execute(query).all() if self.chains else ():
            event = self.chains[kept.phone_e164].pop((kept.level, kept.topic), None)
            if not _is_same(kept, event):
                self._tell(kept, event)
        for e164, left in self.chains.items():
            for (level, topic), event in left.items():
                named = _named(level, topic)
                self.tell(self.owner, e164, event.seq, f"what stands for {named} is missing from the list of consents")
        self.chains = {}

    def _tell(self, kept: Row, event: Any) -> None:
        says = "the ledger has nothing of it"
        if event:
            says = f"the ledger says {STANDS[event.event]} by event {event.seq}"
        named = _named(kept.level, kept.topic)
        what = f"the list of consents has {named} as {kept.state} by event {kept.seq}, and {says}"
        self.tell(kept.account_id, kept.phone_e164, kept.seq, what)


def follow(standing: Standing, row: Any) -> None:
    """What stands after one more event. Taken without naming a program, it is taken for every program."""
    if row.event not in STANDS:
        return
    topic = row.topic_or_program or ""
    if row.event != "grant" and not topic:
        for level, other in [key for key, event in standing.items() if event.event == "grant"]:
            if level == row.level:
                standing[level, other] = row
    standing[row.level, topic] = row


def strays(account_id: int | None) -> list[Row]:
    """Consents of numbers that have no event at all."""
    table, events = Consent.__table__, ConsentEvent.__table__
    same = (events.c.account_id == table.c.account_id) & (events.c.phone_e164 == table.c.phone_e164)
    query = select(table).where(~select(events.c.id).where(same).exists())
    if account_id is not None:
        query = query.where(table.c.account_id == account_id)
    return list(db.session.execute(query.order_by(table.c.account_id, table.c.phone_e164, table.c.level)))


def _is_same(kept: Row, event: Any) -> bool:
    return event is not None and (kept.state, kept.seq, kept.since, kept.expires_at) == (
        STANDS[event.event], event.seq, event.occurred_at, event.expires_at
    )


def _named(level: str, topic: str) -> str:
    return f"{level} “{topic}”" if topic else level
