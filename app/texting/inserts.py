"""insert_or_leave(noun, rows, *told): new rows, where others may write the same ones at this moment."""

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


@lru_cache(maxsize=16)
def _statement(noun: type, dialect_name: str, told: tuple[str, ...]) -> Insert:
    table = noun.__table__
    insert = {"postgresql": postgresql, "sqlite": sqlite}[dialect_name].insert(table).on_conflict_do_nothing()
    return insert.returning(*(table.c[name] for name in told)) if told else insert
