"""People found by any part of name, company, email or number: ids(...), newest first, from search_person, one narrow
row a contact.

SQLite looks them up by three letters at a time in search_line, an FTS5 index of those rows up to search_mark; newer
ones are read. PostgreSQL reads the rows of the account.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, column, false, func, literal_column, or_, select, table, text

from app.extensions import db
from app.models.contact import Contact

GRAM = 3  # letters
NO_DESK = "0"  # of whoever talks with none
_person = table("search_person", *map(column, ("account_id", "contact_id", "desks", "words", "digits")))
_line = table("search_line", column("rowid"))
_MARK = text("SELECT contact_id FROM search_mark")
_TAKE_IN = text(
    """INSERT INTO search_line (rowid, line) SELECT person.contact_id, person.words || person.digits || ' ' ||
    CASE person.desks WHEN ',' THEN ',0,' ELSE person.desks END FROM contact JOIN search_person AS person
    ON person.account_id = contact.account_id AND person.contact_id = contact.id
    WHERE contact.id > :after AND contact.id <= :upto"""
)


def ids(
    account_id: int, department_ids: Sequence[int], words: Sequence[str], digits: str, limit: int
) -> list[int]:
    """Contacts whose row holds every word, or these digits ("": none), of those who talk with one of these departments
    or with none yet."""
    here = [_has(_person.c.desks, f",{each},") for each in department_ids]
    in_sight = or_(_person.c.desks == ",", *here)
    found = select(_person.c.contact_id).where(_person.c.account_id == account_id, _holds(words, digits), in_sight)
    found = found.order_by(_person.c.contact_id.desc()).limit(limit)
    grams = _grams([*words, digits])
    if db.engine.dialect.name == "postgresql" or not grams:
        return list(db.session.scalars(found))
    mark = db.session.scalar(_MARK)
    recent = list(db.session.scalars(found.where(_person.c.contact_id > mark)))
    if len(recent) == limit:
        return recent
    looked_up = found.join(_line, _line.c.rowid == _person.c.contact_id).order_by(None)
    looked_up = looked_up.where(literal_column("search_line").op("MATCH")(_query(department_ids, words, digits)))
    indexed = db.session.scalars(looked_up.order_by(_line.c.rowid.desc()).limit(limit - len(recent)))
    return recent + list(indexed)


def pending() -> int:
    """How many contacts search_line lacks, at most (SQLite)."""
    newest_id = db.session.scalar(select(Contact.id).order_by(Contact.id.desc()).limit(1)) or 0
    return max(0, newest_id - db.session.scalar(_MARK))


def take_in(most: int) -> int:
    """Index the oldest `most` contacts that aren't yet (SQLite); how many were."""
    mark = db.session.scalar(_MARK)
    found = list(db.session.scalars(select(Contact.id).where(Contact.id > mark).order_by(Contact.id).limit(most)))
    if found:
        db.session.execute(_TAKE_IN, {"after": mark, "upto": found[-1]})
        db.session.execute(text("UPDATE search_mark SET contact_id = :upto"), {"upto": found[-1]})
    return len(found)


def _holds(words: Sequence[str], digits: str) -> ColumnElement[bool]:
    each_word = (
        or_(_has(_person.c.words, word), _has(_person.c.digits, word) if word.isdigit() else false()) for word in words
    )
    return or_(and_(*each_word), _has(_person.c.digits, digits)) if digits else and_(*each_word)


def _has(where: ColumnElement[str], part: str) -> ColumnElement[bool]:
    position = func.strpos if db.engine.dialect.name == "postgresql" else func.instr
    return position(where, part) > 0


def _query(department_ids: Sequence[int], words: Sequence[str], digits: str) -> str:
    """What the index is asked for: no fewer than are meant, for each is looked at again."""
    scope = " OR ".join(f"({_grams([f',{each},'])})" for each in [*department_ids, NO_DESK])
    either = [f"({grams})" for each in (words, [digits]) if (grams := _grams(each))]
    short = all(len(word) < GRAM for word in words)
    return f"({scope})" if short and digits == "" else f"({scope}) AND ({' OR '.join(either)})"


def _grams(words: Sequence[str]) -> str:
    """Every three letters in a row, each in quotes."""
    grams = dict.fromkeys(word[at : at + GRAM] for word in words for at in range(len(word) - GRAM + 1))
    return " AND ".join(f'"{gram}"' for gram in grams)
