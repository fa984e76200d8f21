"""The Contact Journey whole: of one person, texts, events and notes in one order, newest first, page by page.

What stands in a conversation is for those who see its department; what is about the person is for all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models.contact import Phone
from app.models.conversation import Conversation
from app.models.event import ASSIGNMENT_KINDS, CONSENT_KINDS, CONTACT_KINDS, TEXT_KINDS, Event, Note
from app.models.message import Message

Entry = Message | Event | Note
EVENTS = {
    "texts": TEXT_KINDS, "assignment": ASSIGNMENT_KINDS, "contact": CONTACT_KINDS, "notes": (),
    "consent": (*CONSENT_KINDS, "lead_created"),  # a lead's first text is their conversational consent
}
RANKS = {Event: 0, Note: 1, Message: 2}  # at the same instant: a text, then what it led to; newest first reads upward


@dataclass(frozen=True)
class Place:
    """Where a page ends: everything older comes after it."""

    at: datetime
    rank: int
    row_id: int

    @classmethod
    def read(cls, cursor: str) -> Place | None:
        """None for the first page, and for nonsense."""
        parts = cursor.split("-")
        if len(parts) != 3 or not all(part.isdecimal() and len(part) < 19 for part in parts) or len(parts[0]) > 17:
            return None
        micros, rank, row_id = map(int, parts)
        seconds, rest = divmod(micros, 1_000_000)
        return cls(datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), rank, row_id)

    @classmethod
    def of(cls, entry: Entry) -> Place:
        return cls(when(entry), RANKS[type(entry)], entry.id)

    def cursor(self) -> str:
        return f"{int(self.at.timestamp())}{self.at.microsecond:06}-{self.rank}-{self.row_id}"


def when(entry: Entry) -> datetime:
    return entry.sort_at if isinstance(entry, Message) else entry.at if isinstance(entry, Event) else entry.created_at


def timeline(
    contact_id: int, department_ids: list[int], kind: str = "all", before: Place | None = None, limit: int = 50
) -> tuple[list[Entry], str]:
    """One page of a person's journey, newest first, and the cursor of the next ("" at its end). `kind`: all, or a key
    of EVENTS."""
    talks = _conversations(contact_id, department_ids)
    found: list[Entry] = []
    if kind in ("all", "texts"):
        found += _texts(talks, before, limit + 1)
    if kind in ("all", "notes"):
        found += _notes(contact_id, talks, before, limit + 1)
    if kind != "notes":
        found += _events(contact_id, talks, EVENTS.get(kind), before, limit + 1)
    found.sort(key=lambda entry: (when(entry), RANKS[type(entry)], entry.id), reverse=True)
    return found[:limit], Place.of(found[limit - 1]).cursor() if len(found) > limit else ""


def texts(
    contact_id: int, department_ids: list[int], before: Place | None = None, limit: int = 50
) -> tuple[list[Message], str]:
    """A page of texts of all a person's phones, oldest first, and the cursor of the page before."""
    found = _texts(_conversations(contact_id, department_ids), before, limit + 1)
    return found[:limit][::-1], Place.of(found[limit - 1]).cursor() if len(found) > limit else ""


def history_notes(contact_id: int, before: Place | None = None, limit: int = 50) -> tuple[list[Note], str]:
    """One page of History Notes, newest first, and the cursor of the next ("" at its end)."""
    query = select(Note).where(Note.contact_id == contact_id, Note.conversation_id.is_(None))
    found = _newest_notes(query, before, limit + 1)
    return found[:limit], Place.of(found[limit - 1]).cursor() if len(found) > limit else ""


def _conversations(contact_id: int, department_ids: list[int]) -> list[int]:
    query = select(Conversation.id).join(Phone, Phone.id == Conversation.phone_id)
    query = query.where(Phone.contact_id == contact_id, Conversation.department_id.in_(department_ids))
    return list(db.session.scalars(query.order_by(Conversation.id)))


def _texts(talks: list[int], before: Place | None, limit: int) -> list[Message]:
    """Each thread is read along its own index, so that a long one costs a page."""
    found: list[Message] = []
    people = joinedload(Message.author), joinedload(Message.phone).joinedload(Phone.contact), joinedload(Message.number)
    for conversation_id in talks:
        query = select(Message).where(Message.conversation_id == conversation_id).options(*people)
        query = _older(query, Message.sort_at, Message, before)
        found += db.session.scalars(query.order_by(Message.sort_at.desc(), Message.id.desc()).limit(limit))
    return sorted(found, key=lambda text: (text.sort_at, text.id), reverse=True)[:limit]


def _notes(contact_id: int, talks: list[int], before: Place | None, limit: int) -> list[Note]:
    return _newest_notes(select(Note).where(Note.contact_id == contact_id, _ours(Note, talks)), before, limit)


def _newest_notes(query: Select, before: Place | None, limit: int) -> list[Note]:
    query = _older(query.options(joinedload(Note.author)), Note.created_at, Note, before)
    return list(db.session.scalars(query.order_by(Note.created_at.desc(), Note.id.desc()).limit(limit)))


def _events(
    contact_id: int, talks: list[int], kinds: tuple[str, ...] | None, before: Place | None, limit: int
) -> list[Event]:
    query = select(Event).where(Event.contact_id == contact_id, _ours(Event, talks)).options(joinedload(Event.actor))
    if kinds is not None:
        query = query.where(Event.kind.in_(kinds))
    query = _older(query, Event.at, Event, before)
    return list(db.session.scalars(query.order_by(Event.at.desc(), Event.id.desc()).limit(limit)))


def _ours(noun: type[Event] | type[Note], talks: list[int]):
    return or_(noun.conversation_id.is_(None), noun.conversation_id.in_(talks))


def _older(query, at, noun: type[Entry], before: Place | None):
    if before is None:
        return query
    rank = RANKS[noun]
    if rank < before.rank:
        return query.where(at <= before.at)
    if rank > before.rank:
        return query.where(at < before.at)
    return query.where(or_(at < before.at, and_(at == before.at, noun.id < before.row_id)))
