"""The contact list in pages: count(), page(), ids_after(), last_texts().

A page is found by keyset: a cursor names the last row shown, so that page 900 costs what page 1 costs. Some orders have
a second part, which follows the first: people without a name after the named ones, people without a text after those
with one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_, union_all
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.extensions import db
from app.models.contact import Contact, Phone
from app.models.contact_filter import Filter, Sight, at_desks, conditions, matching
from app.models.conversation import STATES, Conversation


def count(sight: Sight, chosen: Filter) -> int:
    """Exactly how many match."""
    return db.session.scalar(select(func.count()).select_from(matching(sight, chosen, is_for_all=True).subquery()))


def page(sight: Sight, chosen: Filter, sort: str, after: str = "", limit: int = 50) -> tuple[list[Contact], str]:
    """One page of contacts with what their rows show, and the cursor of the next ("" at the end)."""
    found: list[tuple[int, str]] = []
    for letter, part in ORDERS[sort]:
        if after[:1] <= letter and len(found) <= limit:
            cursor = after[1:] if after[:1] == letter else ""
            rows = part(sight, chosen, cursor, limit + 1 - len(found))
            found += [(contact_id, letter + place) for contact_id, place in rows]
    people = _with_details([contact_id for contact_id, _ in found[:limit]])
    return people, found[limit - 1][1] if len(found) > limit else ""


def ids_after(sight: Sight, chosen: Filter, last_id: int, limit: int) -> list[int]:
    """Matching ids in ascending order: a batch that stays the right one while earlier batches are changed."""
    query = matching(sight, chosen).where(Contact.id > last_id).order_by(Contact.id).limit(limit)
    return list(db.session.scalars(query))


def last_texts(sight: Sight, contact_ids: list[int]) -> dict[int, datetime]:
    """When each of these last wrote or was written to, at the viewer's desks."""
    query = select(Phone.contact_id, func.max(Conversation.last_message_at)).join(
        Conversation, Conversation.phone_id == Phone.id
    )
    query = query.where(Phone.contact_id.in_(contact_ids), Conversation.department_id.in_(sight.department_ids))
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Phone.contact_id))}


def _newest(sight: Sight, chosen: Filter, cursor: str, limit: int) -> list[tuple[int, str]]:
    query = select(Contact.id, Contact.created_at).where(*conditions(sight, chosen))
    if place := _place(cursor):
        at = literal(place[0], Contact.created_at.type)
        query = query.where(tuple_(Contact.created_at, Contact.id) < tuple_(at, place[1]))
    rows = db.session.execute(query.order_by(Contact.created_at.desc(), Contact.id.desc()).limit(limit))
    return [(row.id, _cursor(row.created_at, row.id)) for row in rows]


def _named(sight: Sight, chosen: Filter, cursor: str, limit: int) -> list[tuple[int, str]]:
    query = select(Contact.id).where(*conditions(sight, chosen), Contact.name > "")
    alike = _without_capitals(Contact.name)
    last_id = int(cursor) if cursor.isascii() and cursor.isdecimal() and len(cursor) < 19 else 0
    seen = select(Contact.name).where(*conditions(sight, Filter()), Contact.id == last_id)  # nobody else's name
    if last_id and (name := db.session.scalar(seen)) is not None:
        place = _without_capitals(literal(name, Contact.name.type))
        query = query.where(tuple_(alike, Contact.id) > tuple_(place, last_id))
    ids = db.session.scalars(query.order_by(alike, Contact.id).limit(limit))
    return [(contact_id, str(contact_id)) for contact_id in ids]


def _without_capitals(name: ColumnElement[str]) -> ColumnElement[str]:
    """SQLite's column has NOCASE by itself, which its index (ix_contact_name) knows."""
    return name if db.engine.dialect.name == "sqlite" else func.lower(name)


def _nameless(sight: Sight, chosen: Filter, cursor: str, limit: int) -> list[tuple[int, str]]:
    return _by_id(matching(sight, chosen).where(Contact.name == ""), cursor, limit)


def _last_written(sight: Sight, chosen: Filter, cursor: str, limit: int) -> list[tuple[int, str]]:
    """Conversations newest first, each person at their newest. Each department and state is walked along its own index
    (ix_conversation_inbox), so that a page reads a page, not everybody."""
    parts = [
        select(_talk(sight, chosen, cursor, department, state, limit).subquery())
        for department in sight.department_ids for state in STATES
    ]
    if not parts:
        return []
    both = union_all(*parts).subquery()
    rows = db.session.execute(select(both).order_by(both.c.at.desc(), both.c.talk.desc()).limit(limit))
    return [(row.contact_id, _cursor(row.at, row.talk)) for row in rows]


def _talk(sight: Sight, chosen: Filter, cursor: str, department: int, state: str, limit: int) -> Select:
    other, number = aliased(Conversation), aliased(Phone)
    at, newer = Conversation.last_message_at, tuple_(other.last_message_at, other.id)
    has_newer = (
        select(other.id).join(number, number.id == other.phone_id)
        .where(number.contact_id == Contact.id, at_desks(other, sight))
        .where(newer > tuple_(at, Conversation.id)).correlate(Contact, Conversation).exists()
    )  # fmt: skip
    query = select(at.label("at"), Conversation.id.label("talk"), Contact.id.label("contact_id"))
    query = query.join(Phone, Phone.id == Conversation.phone_id).join(Contact, Contact.id == Phone.contact_id)
    query = query.where(Conversation.department_id == department, Conversation.state == state)
    query = query.where(*conditions(sight, chosen), ~has_newer)
    if place := _place(cursor):
        query = query.where(tuple_(at, Conversation.id) < tuple_(literal(place[0], at.type), place[1]))
    return query.order_by(at.desc(), Conversation.id.desc()).limit(limit)


def _never_written(sight: Sight, chosen: Filter, cursor: str, limit: int) -> list[tuple[int, str]]:
    talks = select(Phone.contact_id).join(Conversation, Conversation.phone_id == Phone.id)
    ours = talks.where(Phone.contact_id == Contact.id, at_desks(Conversation, sight))
    return _by_id(matching(sight, chosen).where(~ours.correlate(Contact).exists()), cursor, limit)


def _by_id(query: Select[tuple[int]], cursor: str, limit: int) -> list[tuple[int, str]]:
    if cursor.isdecimal() and len(cursor) < 19:
        query = query.where(Contact.id < int(cursor))
    return [(one, str(one)) for one in db.session.scalars(query.order_by(Contact.id.desc()).limit(limit))]


Part = Callable[[Sight, Filter, str, int], list[tuple[int, str]]]
ORDERS: dict[str, list[tuple[str, Part]]] = {
    "newest": [("a", _newest)],
    "name": [("a", _named), ("b", _nameless)],
    "last": [("a", _last_written), ("b", _never_written)],
}


def _with_details(ids: list[int]) -> list[Contact]:
    query = select(Contact).where(Contact.id.in_(ids)).options(
        selectinload(Contact.phones), selectinload(Contact.tags), joinedload(Contact.owner),
        joinedload(Contact.record_type),
    )  # fmt: skip
    people = {person.id: person for person in db.session.scalars(query)}
    return [people[one] for one in ids if one in people]


def _cursor(at: datetime, row_id: int) -> str:
    return f"{int(at.timestamp())}{at.microsecond:06}-{row_id}"


def _place(cursor: str) -> tuple[datetime, int] | None:
    micros, _, row_id = cursor.partition("-")
    if not (micros.isdecimal() and row_id.isdecimal() and len(micros) < 18 and len(row_id) < 19):
        return None
    seconds, rest = divmod(int(micros), 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), int(row_id)
