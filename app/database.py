"""How each database is opened: engine_options(url), prepare(engine).

SQLite: WAL with synchronous=FULL (a claim that a power cut forgets is a text sent twice), foreign keys,
BEGIN IMMEDIATE for whoever may write (a deferred transaction that reads and then writes fails at once with
SQLITE_BUSY_SNAPSHOT, which no time-out helps), and one lock per process in front of it, so that a waiting
writer gives way to other greenlets instead of blocking them all inside SQLite.
"""

from __future__ import annotations

import threading
from typing import Any

from sqlalchemy import Engine, event

from app.transaction import is_reading

BUSY_TIMEOUT_MS = 5_000
WRITER_TIMEOUT_S = 30


def engine_options(url: str, pool_size: int) -> dict[str, Any]:
    """Keyword arguments for create_engine."""
    if url.startswith("sqlite"):
        return {
            "connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
            "pool_size": pool_size,
            "max_overflow": 20,
        }
    return {"pool_size": pool_size, "max_overflow": 20, "pool_pre_ping": True}


def prepare(engine: Engine, synchronous: str = "FULL") -> None:
    """Attach what SQLite needs; nothing for PostgreSQL."""
    if engine.dialect.name != "sqlite":
        return
    writer = threading.Lock()

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "cache_size=-16000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        if is_reading():
            connection.exec_driver_sql("BEGIN")
            return
        if not writer.acquire(timeout=WRITER_TIMEOUT_S):
            raise RuntimeError("another part of this process has held the database for over 30 seconds")
        connection.info["writer"] = True
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except BaseException:
            release(connection)
            raise

    @event.listens_for(engine, "commit")
    def commit(connection: Any) -> None:
        connection.exec_driver_sql("COMMIT")
        release(connection)

    @event.listens_for(engine, "rollback")
    def rollback(connection: Any) -> None:
        if connection.connection.dbapi_connection.in_transaction:
            connection.exec_driver_sql("ROLLBACK")
        release(connection)

    @event.listens_for(engine, "checkin")
    def checkin(_connection: Any, record: Any) -> None:
        release(record)

    def release(holder: Any) -> None:
        if holder.info.pop("writer", False):
            writer.release()
