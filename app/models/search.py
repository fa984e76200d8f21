"""Search: what was typed (Query.read), people(...) and texts(...) that hold it, of the departments one may see.

People are found by any part of name, company, email or number; texts by words, the last of which may be begun only.
How texts are looked up on each database: search_sqlite.py, search_postgres.py. What both look in is kept by triggers
(migration 0003) and by texting.indexing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.models import search_people, search_postgres, search_sqlite
from app.models.contact import Contact, Phone
from app.models.conversation import Conversation
from app.models.message import TAKEN_BACK, Message
from app.models.search_words import words_of

FEWEST = 3  # characters
MOST_WORDS = 8
MOST_RANKED = 40  # people
LONGEST_QUERY = 200  # characters of it that are looked at
_NUMBER = re.compile(r"[\d\s()+.\-/]*")


@dataclass(frozen=True)
class Query:
    """What somebody looks for. `digits`: all of it, where it was written as a phone number is."""

    words: tuple[str, ...] = ()
    digits: str = ""

    @classmethod
    def read(cls, typed: str) -> Query:
        """Anything may be typed: what is no letter and no digit only parts words."""
        typed = typed[:LONGEST_QUERY]
        words = tuple(dict.fromkeys(words_of(typed)[:MOST_WORDS]))
        digits = re.sub(r"\D", "", typed) if _NUMBER.fullmatch(typed) else ""
        return cls(words, digits if digits.isascii() and len(digits) >= FEWEST else "")

    @property
    def is_enough(self) -> bool:
        return sum(map(len, self.words)) >= FEWEST


@dataclass(frozen=True)
class Texts:
    """Hits, newest first. `is_slow`: the database gave up. `is_behind`: older texts aren't all in the index yet."""

    messages: Sequence[Message] = ()
    has_more: bool = False
    is_slow: bool = False
    is_behind: bool = False


def people(account_id: int, department_ids: list[int], query: Query, limit: int) -> list[Contact]:
    """Contacts with these words in name, company, email or number; of those who talk with one of these departments or
    with none yet. The newest, and of them those first in whose name a word begins so."""
    found = search_people.ids(account_id, department_ids, query.words, query.digits, max(limit, MOST_RANKED))
    rows = db.session.execute(select(Contact.id, Contact.name).where(Contact.id.in_(found)).order_by(Contact.id.desc()))
    best = [row.id for row in sorted(rows, key=lambda row: not _begins(row.name, query.words))][:limit]
    people_by_id = {
        contact.id: contact
        for contact in db.session.scalars(
            select(Contact).where(Contact.id.in_(best)).options(selectinload(Contact.phones))
        )
        if contact.account_id == account_id
    }
    return [people_by_id[each] for each in best if each in people_by_id]


def _begins(name: str, words: Sequence[str]) -> bool:
    return any(each.startswith(word) for each in words_of(name) for word in words)


def texts(account_id: int, department_ids: list[int], query: Query, limit: int) -> Texts:
    """Texts of these departments with these words, newest first."""
    if not department_ids or not query.words:
        return Texts()
    backend = search_postgres if db.engine.dialect.name == "postgresql" else search_sqlite
    found = backend.newest(department_ids, query.words, limit + 1)
    rows = (
        select(Message)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.id.in_(found.ids), Message.account_id == account_id)
        .where(Conversation.department_id.in_(department_ids))
        .where(or_(Message.code.is_(None), Message.code.not_in(TAKEN_BACK)))
        .options(joinedload(Message.author), joinedload(Message.phone).joinedload(Phone.contact))
        .order_by(Message.id.desc())
    )
    messages = list(db.session.scalars(rows))
    return Texts(messages[:limit], len(found.ids) > limit, found.is_slow, found.is_behind)
