"""Whether the consent ledger is as it was written: check(account_id, anchored) is a Checked.

Found: a changed field, a changed or added personal field, an event removed, put in or moved within a chain, a consent
that stands otherwise than the ledger says. A chain's last events, or a whole chain, may be gone with all their traces
in the database: those are found by anchors (texting.anchors). Reads a thousand events at a time: any ledger fits.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Row, select

from app.extensions import db
from app.models import ConsentEvent, ConsentPerson, Phone
from app.texting.anchors import Anchored, Head
from app.texting.chain import digest, first_link, personal_digest
from app.texting.ledger_standing import Standing, Standings, follow, strays

AT_ONCE = 1000
KEPT = 20  # faults told of; all are counted


@dataclass(frozen=True)
class Fault:
    """What doesn't hold, and where. `seq`: the event's place in its chain; `e164` is "" where nobody knows it now."""

    account_id: int
    e164: str
    seq: int
    what: str
    event_id: int | None = None


@dataclass
class Checked:
    """How many events were read, how many don't hold, and the first of those."""

    events: int = 0
    faulty: int = 0
    faults: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        self.faulty += 1
        if len(self.faults) < KEPT:
            self.faults.append(fault)


def check(account_id: int | None = None, anchored: Anchored | None = None) -> Checked:
    """Recompute every chain (of one account) and hold it against the anchors and against Consent."""
    checked, heads = Checked(), dict(anchored.heads) if anchored else {}
    standings = Standings(lambda *place: checked.add(Fault(*place)))
    for (owner, e164), chain in groupby(_events(account_id), lambda pair: (pair[0].account_id, pair[0].phone_e164)):
        standing = _check_chain(checked, owner, e164, chain, heads.pop(first_link(owner, e164), {}))
        if standing is not None:
            standings.add(owner, e164, standing)
    standings.done()
    newest = {link: found[max(found)] for link, found in heads.items()}
    gone = {link: head for link, head in newest.items() if account_id in (None, head.account_id)}
    names = _names(gone)
    for link, head in gone.items():
        checked.add(Fault(head.account_id, names.get(link, ""), head.seq, _missing(head, 0)))
    _check_strays(checked, account_id, gone)
    return checked


def check_one(account_id: int, e164: str, anchored: Anchored | None = None) -> Checked:
    """The same of one number's chain."""
    checked, link = Checked(), first_link(account_id, e164)
    heads = anchored.heads.get(link, {}) if anchored else {}
    standing = _check_chain(checked, account_id, e164, _events(account_id, e164), heads)
    if standing is not None:
        standings = Standings(lambda *place: checked.add(Fault(*place)))
        standings.add(account_id, e164, standing)
        standings.done()
    return checked


def _check_chain(
    checked: Checked, owner: int, e164: str, chain: Iterable[tuple[Row, list[Row]]], heads: dict[int, Head]
) -> Standing | None:
    """What stands after this chain; None where it doesn't hold."""
    before, last, faulty = first_link(owner, e164), 0, checked.faulty
    standing: Standing = {}
    for row, people in chain:
        wrong, head = _of_event(row, people, before, last), heads.get(row.seq)
        if head and row.row_hash != head.row_hash:
            wrong.append(f"it isn't the event that was anchored on {head.day}")
        if wrong:
            checked.add(Fault(owner, e164, row.seq, "; ".join(wrong), row.id))
        follow(standing, row)
        checked.events, before, last = checked.events + 1, row.row_hash, row.seq
    if heads and last < max(heads):
        checked.add(Fault(owner, e164, max(heads), _missing(heads[max(heads)], last)))
    return standing if checked.faulty == faulty else None


def _check_strays(checked: Checked, account_id: int | None, gone: dict[str, Head]) -> None:
    """Consents of numbers without any event, but those whose chain is missed already."""
    for kept in strays(account_id):
        if first_link(kept.account_id, kept.phone_e164) not in gone:
            what = f"the list of consents has {kept.level} as {kept.state}, and the ledger nothing of this number"
            checked.add(Fault(kept.account_id, kept.phone_e164, kept.seq, what))


def _of_event(row: Row, people: list[Row], before: str, last: int) -> list[str]:
    """What is wrong with one event, given the hash and the place of the one before it."""
    wrong = []
    if row.seq != last + 1:
        wrong.append(f"the {'event' if row.seq - last == 2 else 'events'} before it {_range(last + 1, row.seq - 1)}")
    if row.prev_hash != before:
        wrong.append("it doesn't follow from the event before it: one was removed, put in or moved")
    if row.row_hash != digest(row):
        wrong.append("its fields aren't those that were written")
    return wrong + _of_people(row, people)


def _of_people(row: Row, people: list[Row]) -> list[str]:
    """The personal fields still kept are those whose digests the chain holds; erased ones are gone."""
    try:
        digests = dict(json.loads(row.personal_digests))
    except (ValueError, TypeError):
        return ["its digests of personal fields can't be read"]
    return [f"its personal field {one.field} was changed" for one in people
            if digests.get(one.field) != personal_digest(one.salt, one.value)]


def _range(first: int, last: int) -> str:
    if first > last:
        return "stands there twice"
    return f"(number {first}) is missing" if first == last else f"(numbers {first} to {last}) are missing"


def _missing(head: Head, last: int) -> str:
    left = f"only {last} of them are there" if last else "none of them is there"
    return f"{head.seq} events of this number were anchored on {head.day}, and {left}: the rest was removed"


def _events(account_id: int | None, e164: str | None = None) -> Iterator[tuple[Row, list[Row]]]:
    """Every event with its personal fields, chain by chain."""
    table = ConsentEvent.__table__
    query = select(table).order_by(table.c.account_id, table.c.phone_e164, table.c.seq)
    if account_id is not None:
        query = query.where(table.c.account_id == account_id)
    if e164 is not None:
        query = query.where(table.c.phone_e164 == e164)
    for rows in db.session.execute(query.execution_options(yield_per=AT_ONCE)).partitions():
        people = _people([row.id for row in rows])
        for row in rows:
            yield row, people.get(row.id, [])


def _people(event_ids: list[int]) -> dict[int, list[Row]]:
    table = ConsentPerson.__table__
    query = select(table).where(table.c.event_id.in_(event_ids)).order_by(table.c.event_id, table.c.field)
    return {event_id: list(found) for event_id, found in groupby(db.session.execute(query), itemgetter(0))}


def _names(gone: dict[str, Head]) -> dict[str, str]:
    """The numbers of these chains, as far as their accounts still know them."""
    owners = {head.account_id for head in gone.values()}
    query = select(Phone.account_id, Phone.e164).where(Phone.account_id.in_(owners))
    links = ((first_link(owner, e164), e164) for owner, e164 in db.session.execute(query)) if gone else ()
    return {link: e164 for link, e164 in links if link in gone}
