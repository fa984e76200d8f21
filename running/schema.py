"""The database before anything starts: check(settings), migrate(settings, upgrade), has_demo(settings).

The stamp in the database is compared with the files in migrations/versions by reading both, which takes
milliseconds; Alembic is started only when there is something to do.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.config import Settings
from running.checks import Problem

VERSIONS = Path(__file__).resolve().parent.parent / "migrations" / "versions"
UPGRADE_LOCK = 0x1EAD11E  # any number of ours: PostgreSQL's advisory locks are named by numbers


def check(settings: Settings) -> None:
    """Raises Problem when the database can't be reached or is newer than the code."""
    known, _ = revisions()
    opened = _open_sqlite if settings.is_sqlite else _open_postgres
    with opened(settings.database_url) as ask:
        _known_stamp(ask, known)


def migrate(settings: Settings, upgrade: Callable[[], None]) -> None:
    """Call upgrade() if the database is behind the code. Several starts on one PostgreSQL take turns."""
    known, head = revisions()
    opened = _open_sqlite if settings.is_sqlite else _open_postgres
    with opened(settings.database_url) as ask:
        if _known_stamp(ask, known) != head:
            upgrade()


def has_demo(settings: Settings) -> bool:
    """Whether the database holds the account that `demo` makes."""
    opened = _open_sqlite if settings.is_sqlite else _open_postgres
    with opened(settings.database_url) as ask:
        return ask("SELECT id FROM account WHERE is_demo") is not None


def revisions() -> tuple[set[str], str | None]:
    """Every revision this code knows, and the newest."""
    known, parents = set(), set()
    for path in VERSIONS.glob("*.py"):
        text = path.read_text()
        known.update(re.findall(r"^revision(?:: \w+)? = ['\"](\w+)['\"]", text, re.M))
        parents.update(re.findall(r"^down_revision(?:: [^=]+)? = ['\"](\w+)['\"]", text, re.M))
    heads = known - parents
    if len(heads) > 1:
        raise Problem(f"migrations/versions has several newest files ({', '.join(sorted(heads))}). Merge them.")
    return known, heads.pop() if heads else None


def _known_stamp(ask: Callable[[str], Any], known: set[str]) -> str | None:
    row = ask("SELECT version_num FROM alembic_version")
    if row is not None and row[0] not in known:
        raise Problem(
            "This database was made by a newer Leadline than this one. Install that version or a later one, or "
            f"restore a backup made with this version. (The database says {row[0]}.)"
        )
    return row[0] if row else None


@contextmanager
def _open_sqlite(url: str) -> Iterator[Callable[[str], Any]]:
    """A function that answers a query with its first row, or None where the table is missing."""
    path = Path(url.removeprefix("sqlite:///").split("?", 1)[0])
    if not path.parent.is_dir():
        raise Problem(f"The database's folder {path.parent} doesn't exist. Make it, or correct DATABASE_URL.")

    def ask(query: str) -> Any:
        if not path.exists() or path.stat().st_size == 0:
            return None
        connection = sqlite3.connect(path, timeout=10)
        try:
            return connection.execute(query).fetchone()
        except sqlite3.DatabaseError as error:
            if "no such table" in str(error):
                return None
            raise Problem(
                f"The database {path} can't be read ({error}). Correct DATABASE_URL, or restore a backup."
            ) from error
        finally:
            connection.close()

    yield ask


@contextmanager
def _open_postgres(url: str) -> Iterator[Callable[[str], Any]]:
    """As _open_sqlite, while holding the lock that makes upgrades take turns."""
    import psycopg

    plain = "postgresql://" + url.split("://", 1)[1]
    try:
        connection = psycopg.connect(plain, connect_timeout=5, autocommit=True)
    except psycopg.Error as error:
        where = urlsplit(plain)
        reason = str(error).strip().splitlines()[-1] if str(error).strip() else type(error).__name__
        place = f"{where.path.lstrip('/')} on {where.hostname or 'this machine'}"
        raise Problem(f"The database {place} can't be reached: {reason}. Start it, or correct DATABASE_URL.") from error

    def ask(query: str) -> Any:
        try:
            return connection.execute(query).fetchone()
        except psycopg.errors.UndefinedTable:
            return None

    with connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (UPGRADE_LOCK,))
        yield ask
