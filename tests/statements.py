"""statements(): what the database is asked inside the block. Tests count them; they never measure time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from app.extensions import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements, in their order; BEGIN, COMMIT and savepoints are none."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_more) -> None:
        if statement.split(" ", 1)[0] in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
