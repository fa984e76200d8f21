"""Where work becomes true: perform(verb), commit(), after_commit(fn, *args), and reading().

The one file that commits. What must happen only once something is true (a push to screens, a ring of
the doorbell) is registered with after_commit by the verb, and runs after the entrance's commit.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from app import metrics
from app.extensions import db

TRIES = 3
OVERLOAD = {"55P03", "57014", "53300"}  # PostgreSQL: waited too long for a lock, ran too long, too many connections
log = logging.getLogger(__name__)


class TooBusy(Exception):
    """The database could not be had in time. Nothing is known to be wrong: asked again later, it may be done."""


_reading: ContextVar[bool] = ContextVar("reading", default=False)


def perform(verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call a verb and commit what it did; on a deadlock or serialisation failure do both again, three times.

    A verb called here may run more than once, so it changes nothing but the database. The write lock (SQLite) is
    taken for the verb alone: what the entrance read before, it read in a transaction that ends here.
    """
    for attempt in range(1, TRIES + 1):
        try:
            with _writing():
                end_reading()
                result = verb(*args, **kwargs)
                commit()
            return result
        except DBAPIError as error:
            rollback()
            if attempt == TRIES or not is_passing(error):
                raise
        except BaseException:
            rollback()
            raise
    raise AssertionError("unreachable")


def commit() -> None:
    """Commit, then run what was registered. A failing registered call is logged, never raised: what was
    committed is true whether or not anybody could be told."""
    calls = db.session.info.pop("after_commit", [])
    try:
        db.session.commit()
    except BaseException:
        rollback()
        raise
    for function, args in calls:
        try:
            with reading():
                function(*args)
        except Exception as error:
            log.warning("after commit: %s failed: %s", function.__name__, type(error).__name__, exc_info=True)
            metrics.AFTER_COMMIT_FAILURES.labels(function.__name__).inc()


def rollback() -> None:
    """Undo what is not committed and forget what was to follow it."""
    db.session.info.pop("after_commit", None)
    db.session.rollback()


def after_commit(function: Callable[..., None], *args: Any) -> None:
    """Have function(*args) run once this transaction is committed; never, if it is rolled back.
    The same call registered twice runs once."""
    calls = db.session.info.setdefault("after_commit", [])
    if (function, args) not in calls:
        calls.append((function, args))


@contextmanager
def apart():
    """What fails inside is undone alone: the transaction around it goes on."""
    with db.session.begin_nested():
        yield


@contextmanager
def reading():
    """Transactions begun inside take no write lock (SQLite: BEGIN instead of BEGIN IMMEDIATE)."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def one_moment():
    """All that is read inside is of one moment, however long it takes, whatever is written meanwhile."""
    end_reading()
    with reading():
        if db.engine.dialect.name == "postgresql":
            db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        try:
            yield
        finally:
            rollback()


@contextmanager
def _writing():
    token = _reading.set(False)
    try:
        yield
    finally:
        _reading.reset(token)


def end_reading() -> None:
    """Let go of the snapshot that this session has read from, and of its connection; its objects stay."""
    session = db.session()
    if session.in_transaction() and not (session.new or session.dirty or session.deleted):
        session.commit()


def is_reading() -> bool:
    return _reading.get()


def read_only(on: bool) -> None:
    """Set the mode for the rest of this context (a request); entrances that only read call it first."""
    _reading.set(on)


def is_passing(error: BaseException) -> bool:
    """Whether trying again may succeed: PostgreSQL 40001 and 40P01, SQLite's "database is locked"."""
    original = getattr(error, "orig", None)
    if getattr(original, "sqlstate", None) in {"40001", "40P01"}:
        return True
    return isinstance(error, OperationalError) and "database is locked" in str(original)


def is_overload(error: BaseException) -> bool:
    """Whether this says only that too many ask at once: 503, and whoever asked comes again."""
    if isinstance(error, TooBusy | NoConnection):
        return True
    original = getattr(error, "orig", None)
    return getattr(original, "sqlstate", None) in OVERLOAD or "database is locked" in str(original)


@event.listens_for(db.session, "after_soft_rollback")
def _forget(session: Any, _previous: Any) -> None:
    session.info.pop("after_commit", None)
