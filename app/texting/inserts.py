"""insert_or_leave(noun, rows, *told): new rows, where others may write the same ones at this moment;
insert_or_renew(noun, rows, column): the same, where one of the same key takes this column's new value."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Insert, Row
from sqlalchemy.dialects import postgresql, sqlite

from app.extensions import db


def insert_or_leave(noun: type, rows: Sequence[dict[str, Any]], *told: str) -> Sequence[Row]:
    """INSERT … ON CONFLICT DO NOTHING, in the words of the database at hand: what is there already stays. Of those that
    are new, these columns."""
    result = db.session.execute(_statement(noun, db.engine.dialect.name, told), list(rows))
    return result.all() if told else ()


def insert_or_renew(noun: type, rows: Sequence[dict[str, Any]], column: str) -> None:
    """INSERT … ON CONFLICT DO UPDATE of one column. The rows are written in the order of their keys, as others do."""
    keys = [key.name for key in noun.__table__.primary_key]
    each = {tuple(row[key] for key in keys): row for row in rows}
    db.session.execute(_renewing(noun, db.engine.dialect.name, column), [each[key] for key in sorted(each)])


@lru_cache(maxsize=16)
def _renewing(noun: type, dialect_name: str, column: str) -> Insert:
    insert = {"postgresql": postgresql, "sqlite": sqlite}[dialect_name].insert(noun.__table__)
    keys = list(noun.__table__.primary_key)
    return insert.on_conflict_do_update(index_elements=keys, set_={column: insert.excluded[column]})


@lru_cache(maxsize=16)
def _statement(noun: type, dialect_name: str, told: tuple[str, ...]) -> Insert:
    table = noun.__table__
    insert = {"postgresql": postgresql, "sqlite": sqlite}[dialect_name].insert(table).on_conflict_do_nothing()
    return insert.returning(*(table.c[name] for name in told)) if told else insert
