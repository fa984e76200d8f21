"""Rows by the hundred thousand: reserve(table, many) takes ids, write(noun, columns, rows) inserts in the session's
transaction. PostgreSQL: COPY; SQLite: executemany.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlalchemy import text

from app.extensions import Base, db

BATCH = 20_000


def reserve(table: str, many: int) -> int:
    """The first of `many` ids in a row that nobody else takes."""
    highest = db.session.scalar(text(f'SELECT coalesce(max(id), 0) FROM "{table}"'))
    if db.engine.dialect.name == "postgresql":
        sequence = f"pg_get_serial_sequence('\"{table}\"', 'id')"
        last = db.session.scalar(text(f"SELECT nextval({sequence})"))
        highest = max(highest, last)
        db.session.execute(text(f"SELECT setval({sequence}, :last)"), {"last": highest + many + 1})
    return highest + 1


def write(noun: type[Base], columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert them all, in the order given; columns not named get their database's default."""
    wire = db.session.connection()
    table, names = noun.__table__.name, ", ".join(columns)
    if wire.dialect.name == "postgresql":
        with wire.connection.driver_connection.cursor() as cursor, \
                cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    feed = iter(rows)
    while batch := list(islice(_kept_by_sqlite(feed), BATCH)):
        wire.exec_driver_sql(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', batch)


def _kept_by_sqlite(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Instants as the models keep them there: UTC without a zone, always with microseconds."""
    for row in rows:
        yield tuple(_instant(value) if isinstance(value, datetime) else value for value in row)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
