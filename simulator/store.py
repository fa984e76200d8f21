"""The simulator's own SQLite file: one connection, writes gathered until `commit`, which a create calls
before its 201.

WAL with synchronous=NORMAL: a committed row outlives the process being killed, at no fsync per text.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import gevent

COMMIT_WITHIN = 0.02  # seconds

SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, sid TEXT NOT NULL UNIQUE, direction TEXT NOT NULL,
  sender TEXT, recipient TEXT NOT NULL, body TEXT NOT NULL, status TEXT NOT NULL, error_code INTEGER,
  num_segments INTEGER NOT NULL, num_media INTEGER NOT NULL, service TEXT, status_callback TEXT, price TEXT,
  created REAL NOT NULL, updated REAL NOT NULL, sent REAL, on_phone REAL, webhook TEXT, deleted INTEGER NOT
  NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS messages_recipient ON messages (recipient, seq);
CREATE INDEX IF NOT EXISTS messages_sender ON messages (sender, seq);
CREATE TABLE IF NOT EXISTS media (
  sid TEXT PRIMARY KEY, message TEXT NOT NULL, content_type TEXT NOT NULL, data BLOB, url TEXT, created
  REAL NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS media_message ON media (message);
CREATE TABLE IF NOT EXISTS numbers (
  sid TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kind TEXT NOT NULL, sms_url TEXT
  NOT NULL,
  sms_method TEXT NOT NULL DEFAULT 'POST', sms_fallback_url TEXT NOT NULL DEFAULT '',
  status_callback TEXT NOT NULL DEFAULT '', service TEXT, advanced_opt_out INTEGER NOT NULL DEFAULT 0,
  adopted INTEGER NOT NULL DEFAULT 0, created REAL NOT NULL, updated REAL NOT NULL);
CREATE TABLE IF NOT EXISTS blocks (person TEXT NOT NULL, scope TEXT NOT NULL, PRIMARY KEY (person, scope));
CREATE TABLE IF NOT EXISTS people (number TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS steps (
  id INTEGER PRIMARY KEY AUTOINCREMENT, sid TEXT NOT NULL, at REAL NOT NULL, status TEXT NOT NULL,
  error_code INTEGER,
  told TEXT NOT NULL, told_code INTEGER, last INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS steps_sid ON steps (sid);
CREATE TABLE IF NOT EXISTS ledger (
  id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, sid TEXT, at REAL NOT NULL,
  pending INTEGER NOT NULL DEFAULT 0, data TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS ledger_pending ON ledger (id) WHERE pending;
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
TABLES = ("messages", "media", "numbers", "blocks", "people", "steps", "ledger", "settings")


class Store:
    """One connection; greenlets take turns because no statement here waits for the network."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.db = sqlite3.connect(path, cached_statements=256)
        self.db.row_factory = sqlite3.Row
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=NORMAL")
        self.db.executescript(SCHEMA)
        self._due: Any = None

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """All rows of a query."""
        return self.db.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        return self.db.execute(sql, values).fetchone()

    def write(self, sql: str, *values: Any) -> int:
        """Run one writing statement in the open transaction; answers the new row's id."""
        return self.db.execute(sql, values).lastrowid or 0

    def insert(self, table: str, **values: Any) -> int:
        """Insert one row given by column names; answers its id."""
        marks = ",".join("?" * len(values))
        return self.write(f"INSERT INTO {table} ({','.join(values)}) VALUES ({marks})", *values.values())

    def commit(self) -> None:
        """Make everything written so far outlive this process."""
        self.db.commit()

    def commit_soon(self) -> None:
        """Commit within COMMIT_WITHIN seconds, together with what others write meanwhile."""
        if self._due is None:
            self._due = gevent.spawn_later(COMMIT_WITHIN, self._commit_due)

    def setting(self, name: str, default: Any) -> Any:
        """A small JSON value kept by name."""
        row = self.row("SELECT value FROM settings WHERE name = ?", name)
        return json.loads(row["value"]) if row else default

    def set(self, name: str, value: Any) -> None:
        """Keep a small JSON value by name."""
        self.write("INSERT OR REPLACE INTO settings VALUES (?, ?)", name, json.dumps(value))

    def empty(self, tables: Iterable[str] = TABLES) -> None:
        """Delete every row; ids start again at 1."""
        for table in tables:
            self.write(f"DELETE FROM {table}")
        self.write("DELETE FROM sqlite_sequence")
        self.commit()

    def close(self) -> None:
        """Commit and close the file."""
        self.db.commit()
        self.db.close()

    def _commit_due(self) -> None:
        self._due = None
        self.db.commit()
