"""Do Not Contact: the numbers that an account may not text, page() by page, count() of them, and every() for a file.

An account's own blocks, and those that another account of its brand has on a number which this one knows too: they bind
it, but whom else the other account knows is none of its business. A number stands there once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_
from sqlalchemy.orm import aliased, joinedload

from app.extensions import db
from app.models.account import Account
from app.models.consent import SOURCES, Block
from app.models.contact import Contact, Phone
from app.models.contact_filter import Filter, Sight, matching
from app.models.opt_in import OptIn
from app.models.user import User

STATUSES = ("all", "proactive", "back")
Place = tuple[datetime, int]
AT_ONCE = 500


@dataclass(frozen=True)
class Asked:
    """What of the list: `q` part of a number or a name; `status` of STATUSES, "back" being those who came back; `how`
    of SOURCES. Empty: any that stands."""

    q: str = ""
    status: str = ""
    how: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Asked:
        """From an address; what can't be chosen is nothing chosen."""
        q, status, how = (str(query.get(name) or "").strip() for name in ("q", "status", "how"))
        return cls(q[:160], status if status in STATUSES else "", how if how in SOURCES else "")

    @property
    def digits(self) -> str:
        """What is looked for in numbers; "" where names are."""
        digits = "".join(char for char in self.q if char in "0123456789")
        return "" if any(char.isalpha() for char in self.q) else digits

    def query(self) -> dict[str, str]:
        """As an address keeps it."""
        return {name: value for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class Line:
    """A number of the list. `contact`: whose it is now, none where nobody's or not for this viewer to see; `words`:
    theirs, where the viewer may read them; `by`: the colleague who recorded it; `opt_in`: how asking them stands, where
    they were asked."""

    block: Block
    contact: Contact | None
    words: str
    by: User | None
    is_ours: bool
    opt_in: OptIn | None = None


def page(sight: Sight, asked: Asked, before: Place | None = None, limit: int = 50) -> list[Line]:
    """The newest first; `before` is the place of the last one seen."""
    found = []
    for part in _parts(sight, asked):
        if before is not None:
            at = literal(before[0], Block.created_at.type)
            part = part.where(tuple_(Block.created_at, Block.id) < tuple_(at, before[1]))
        found += db.session.scalars(part.order_by(Block.created_at.desc(), Block.id.desc()).limit(limit))
    found.sort(key=place, reverse=True)
    return _lines(sight, found[:limit])


def every(sight: Sight, asked: Asked) -> Iterator[Line]:
    """All of them: our own first, newest first; some hundreds read at a time."""
    for part in _parts(sight, asked):
        order = part.with_only_columns(Block.id).order_by(Block.created_at.desc(), Block.id.desc())
        ids = list(db.session.scalars(order))
        for start in range(0, len(ids), AT_ONCE):
            query = select(Block).where(Block.id.in_(ids[start : start + AT_ONCE]))
            yield from _lines(sight, sorted(db.session.scalars(query), key=place, reverse=True))


def count(sight: Sight, asked: Asked) -> int:
    """Exactly how many."""
    counts = (select(func.count()).select_from(part.subquery()) for part in _parts(sight, asked))
    return sum(db.session.scalar(each) for each in counts)


def visible(sight: Sight, block_id: int) -> Block | None:
    """The block, if it stands in this account's list, or has."""
    block = db.session.get(Block, block_id)
    if block is None or block.account_id == sight.account_id:
        return block
    siblings = (part.where(Block.id == block_id) for part in _parts(sight, Asked())[1:])
    return next((found for part in siblings if (found := db.session.scalar(part))), None)


def place(block: Block) -> Place:
    return block.created_at, block.id


def _parts(sight: Sight, asked: Asked) -> list[Select[tuple[Block]]]:
    """Our own, walked along their index (ix_block_list), and where there are other accounts of the brand, theirs."""
    stands = Block.lifted_at.is_not(None) if asked.status == "back" else Block.lifted_at.is_(None)
    where = [stands, *_conditions(sight, asked)]
    parts = [select(Block).where(Block.account_id == sight.account_id, *where)]
    tree = db.session.get(Account, sight.account_id).tree_ids()
    siblings = [each for each in tree if each != sight.account_id]
    if siblings and asked.status != "back":
        parts.append(select(Block).where(Block.account_id.in_(siblings), *where, *_binding(sight, siblings)))
    return parts


def _binding(sight: Sight, siblings: Sequence[int]) -> list[ColumnElement[bool]]:
    """Of another account's block: that we know the number, have no block of our own, and show none of it already."""
    other = aliased(Block)
    known = select(Phone.id).where(Phone.account_id == sight.account_id, Phone.e164 == Block.e164).exists()
    same = select(other.id).where(other.e164 == Block.e164, other.lifted_at.is_(None))
    ours = same.where(other.account_id == sight.account_id).exists()
    shown = same.where(other.account_id.in_(siblings), other.id < Block.id).exists()
    return [known, ~ours, ~shown]


def _conditions(sight: Sight, asked: Asked) -> list[ColumnElement[bool]]:
    where = []
    if asked.status in ("all", "proactive"):
        where.append(Block.scope == asked.status)
    if asked.how:
        where.append(Block.source == asked.how)
    if asked.digits:
        where.append(Block.e164.contains(asked.digits))
    elif asked.q:
        named = matching(sight, Filter(q=asked.q), is_for_all=True)
        numbers = select(Phone.e164).where(Phone.account_id == sight.account_id, Phone.contact_id.in_(named))
        where.append(Block.e164.in_(numbers))
    return where


def _lines(sight: Sight, blocks: Sequence[Block]) -> list[Line]:
    contacts = _contacts(sight, [block.e164 for block in blocks])
    query = select(User).where(User.id.in_({block.actor_id for block in blocks if block.actor_id}))
    asked = _asked(sight, [block.e164 for block in blocks])
    people = {user.id: user for user in db.session.scalars(query)}
    lines = []
    for block in blocks:
        contact, is_ours = contacts.get(block.e164), block.account_id == sight.account_id
        is_theirs_to_read = is_ours and (contact is not None or sight.is_whole)
        lines.append(Line(block, contact, block.raw_text.strip() if is_theirs_to_read else "",
                          people.get(block.actor_id) if is_ours else None, is_ours, asked.get(block.e164)))
    return lines


def _asked(sight: Sight, e164s: Sequence[str]) -> dict[str, OptIn]:
    query = select(Phone.e164, OptIn).join(OptIn, OptIn.phone_id == Phone.id)
    query = query.where(Phone.account_id == sight.account_id, Phone.e164.in_(e164s))
    return {e164: row for e164, row in db.session.execute(query)}


def _contacts(sight: Sight, e164s: Sequence[str]) -> dict[str, Contact]:
    """Whose these numbers are, as far as this viewer may see it."""
    query = select(Phone).where(Phone.account_id == sight.account_id, Phone.e164.in_(e164s))
    phones = db.session.scalars(query.options(joinedload(Phone.contact))).all()
    ids = [phone.contact_id for phone in phones if phone.contact_id]
    seen = set(db.session.scalars(matching(sight, Filter()).where(Contact.id.in_(ids))))
    return {phone.e164: phone.contact for phone in phones if phone.contact_id in seen}
