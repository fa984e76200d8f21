"""How each database is opened: engine_options(url, web_processes), prepare(engine).

SQLite: WAL with synchronous=FULL (a claim that a power cut forgets is a text sent twice), foreign keys,
BEGIN IMMEDIATE for whoever may write (a deferred transaction that reads and then writes fails at once with
SQLITE_BUSY_SNAPSHOT, which no time-out helps), and in front of it one lock in each process and one between them, so
that a waiting writer gives way to other greenlets instead of blocking them all inside SQLite.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from typing import Any

from sqlalchemy import Engine, event

from app.transaction import TooBusy, is_reading

BUSY_TIMEOUT_MS = 5_000
WRITER_TIMEOUT_S = 30
NAP_S = 0.001
POOL_SIZE, OVERFLOW = 10, 20
WEB_CONNECTIONS = 40  # of all web processes: PostgreSQL takes 100 unless told otherwise, and workers want theirs
WEB_POOL = (5, 20)  # at least and at most, of one web process
WAIT_FOR_ONE_S = 10
LOCK_TIMEOUT_MS, STATEMENT_TIMEOUT_MS = 5_000, 12_000  # below the 15 s that the carrier waits for an answer


def engine_options(url: str, web_processes: int = 0) -> dict[str, Any]:
    """Keyword arguments for create_engine. In a web process, one of `web_processes` (0: this is none), thousands may
    ask at once: they stand in line for a connection, and give up after WAIT_FOR_ONE_S."""
    if url.startswith("sqlite"):
        return {
            "connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
            "pool_size": POOL_SIZE,
            "max_overflow": OVERFLOW,
            "pool_timeout": WAIT_FOR_ONE_S,
            "hide_parameters": True,  # texts and numbers stay out of error messages
        }
    options = {"pool_size": POOL_SIZE, "max_overflow": OVERFLOW, "pool_pre_ping": True, "hide_parameters": True}
    if web_processes:
        least, most = WEB_POOL
        size = min(most, max(least, WEB_CONNECTIONS // web_processes))
        options |= {"pool_size": size, "max_overflow": 0, "pool_timeout": WAIT_FOR_ONE_S}
    return options


def prepare(engine: Engine, synchronous: str = "FULL", is_web: bool = False) -> None:
    """Attach what SQLite needs; for PostgreSQL how long a web process waits for a lock and for a statement."""
    if engine.dialect.name != "sqlite":
        if is_web:
            event.listen(engine, "connect", _hurry)
        return
    door = _WriterDoor(engine.url.database or "")
    event.listen(engine, "connect", lambda connection, _record: _configure(connection, synchronous))
    event.listen(engine, "begin", door.begin)
    event.listen(engine, "commit", door.commit)
    event.listen(engine, "rollback", door.rollback)
    event.listen(engine, "checkin", lambda _connection, record: door.leave(record))


def _hurry(connection: Any, _record: Any) -> None:
    connection.autocommit = True  # else a rollback would take these back
    connection.execute(f"SET lock_timeout = {LOCK_TIMEOUT_MS}")
    connection.execute(f"SET statement_timeout = {STATEMENT_TIMEOUT_MS}")
    connection.autocommit = False


def _configure(connection: Any, synchronous: str) -> None:
    connection.isolation_level = None
    connection.create_function("lower", 1, _lower, deterministic=True)
    for pragma in (
        "journal_mode=WAL",
        f"synchronous={synchronous}",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "cache_size=-16000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _lower(text: Any) -> Any:
    """SQLite's own knows ASCII letters only; people are called Élodie."""
    return text.lower() if isinstance(text, str) else text


class _WriterDoor:
    """One writer of this process at a time. COMMIT and ROLLBACK are said here, because the door must stay shut until
    they are done, and SQLAlchemy tells its listeners before it says them itself."""

    def __init__(self, database: str) -> None:
        self.lock = threading.Lock()
        self.between = _LockFile(f"{database}.writer") if database not in ("", ":memory:") else None

    def begin(self, connection: Any) -> None:
        if is_reading():
            connection.exec_driver_sql("BEGIN")
            return
        if not self.lock.acquire(timeout=WRITER_TIMEOUT_S):
            raise TooBusy("another part of this process has held the database for over 30 seconds")
        connection.info["writer"] = True
        try:
            if self.between:
                self.between.take()
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except BaseException:
            self.leave(connection)
            raise

    def commit(self, connection: Any) -> None:
        connection.exec_driver_sql("COMMIT")
        self.leave(connection)

    def rollback(self, connection: Any) -> None:
        if connection.connection.dbapi_connection.in_transaction:
            connection.exec_driver_sql("ROLLBACK")
        self.leave(connection)

    def leave(self, holder: Any) -> None:
        if holder.info.pop("writer", False):
            if self.between:
                self.between.give()
            self.lock.release()


class _LockFile:
    """One writing process at a time. The kernel lets go of it when its holder dies. Waiting is done in naps, in which
    other greenlets run: SQLite's own waiting stops the whole process."""

    def __init__(self, path: str) -> None:
        self.path, self.pid, self.file = path, 0, -1

    def take(self) -> None:
        if self.pid != os.getpid():  # one opened before a fork would be shared with the parent
            self.file, self.pid = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), os.getpid()
        end = time.monotonic() + WRITER_TIMEOUT_S
        while True:
            try:
                return fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > end:
                    raise TooBusy("another process has held the database for over 30 seconds") from None
                time.sleep(NAP_S)

    def give(self) -> None:
        if self.pid == os.getpid():
            fcntl.flock(self.file, fcntl.LOCK_UN)
