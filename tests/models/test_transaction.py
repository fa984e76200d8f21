"""perform(), after_commit() and reading(): what is tried again, what follows a commit, what a rollback forgets."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from app import transaction
from app.extensions import db
from app.models import Quarantine
from tests.texting.acts import at_once, rows

SID = "SM" + "c" * 32


class Deadlock(Exception):
    """As psycopg says it."""

    sqlstate = "40P01"


class Serialisation(Exception):
    sqlstate = "40001"


PASSING = [
    OperationalError("UPDATE", {}, Exception("database is locked")),
    OperationalError("UPDATE", {}, Deadlock()),
    OperationalError("UPDATE", {}, Serialisation()),
]


class Verb:
    """Writes a row, then raises the first `times` times."""

    def __init__(self, error: Exception, times: int) -> None:
        self.error, self.times, self.calls = error, times, 0

    def __call__(self) -> str:
        self.calls += 1
        db.session.add(Quarantine(carrier_sid=SID, from_address="a", to_address="b", body=str(self.calls)))
        db.session.flush()
        if self.calls <= self.times:
            raise self.error
        return "done"


@pytest.mark.parametrize("error", PASSING, ids=["locked", "deadlock", "serialisation"])
def test_a_passing_fault_is_tried_again_and_leaves_one_row(db, error):
    verb = Verb(error, times=2)
    assert transaction.perform(verb) == "done"
    assert (verb.calls, [row.body for row in rows(Quarantine)]) == (3, ["3"])


def test_the_third_fault_is_raised_and_leaves_nothing(db):
    verb = Verb(PASSING[0], times=3)
    with pytest.raises(OperationalError):
        transaction.perform(verb)
    assert (verb.calls, rows(Quarantine)) == (3, [])


@pytest.mark.parametrize(
    "error", [ValueError("no"), KeyboardInterrupt(), OperationalError("x", {}, Exception("disk I/O error")),
              IntegrityError("x", {}, Exception("UNIQUE"))],
)  # fmt: skip
def test_any_other_fault_is_raised_at_once_and_leaves_nothing(db, error):
    verb = Verb(error, times=1)
    with pytest.raises(type(error)):
        transaction.perform(verb)
    assert (verb.calls, rows(Quarantine)) == (1, [])


def test_what_follows_a_commit_runs_in_order_and_once(db):
    told = []
    for word in ("one", "two", "one"):
        transaction.after_commit(told.append, word)
    assert told == []
    transaction.commit()
    assert told == ["one", "two"]
    transaction.commit()
    assert told == ["one", "two"]


def test_a_call_that_fails_keeps_no_other_from_running_and_is_not_raised(db, caplog):
    def fail() -> None:
        raise ConnectionError("nobody listens")

    told = []
    transaction.after_commit(fail)
    transaction.after_commit(told.append, "told")
    db.session.add(Quarantine(
        carrier_sid=SID, from_address="a", to_address="b", body=""))  # fmt: skip
    transaction.commit()
    assert told == ["told"]
    assert "after commit: fail failed: ConnectionError" in caplog.text
    assert len(rows(Quarantine)) == 1


@pytest.mark.parametrize("undo", [transaction.rollback, lambda: db.session.rollback()])
def test_a_rollback_forgets_what_was_to_follow(app, db, undo):
    told = []
    db.session.execute(db.text("SELECT 1"))
    transaction.after_commit(told.append, "never")
    undo()
    transaction.commit()
    assert told == []


def test_a_retry_does_not_tell_what_the_failed_try_registered(db):
    told = []
    verb = Verb(PASSING[0], times=1)

    def with_news() -> None:
        transaction.after_commit(told.append, verb.calls)
        verb()

    transaction.perform(with_news)
    assert told == [1]


def test_a_reader_does_not_wait_for_a_writer(app, db):
    """Two threads: one stands in the middle of writing, the other reads what was there before."""
    writes, may_end = threading.Event(), threading.Event()

    def write() -> None:
        db.session.add(Quarantine(carrier_sid=SID, from_address="a", to_address="b", body=""))
        db.session.flush()
        writes.set()
        assert may_end.wait(20), "the reader never came"
        transaction.commit()

    def read() -> int:
        assert writes.wait(20)
        with transaction.reading():
            found = len(rows(Quarantine))
            db.session.rollback()
        may_end.set()
        return found

    assert at_once(app, write, read) == [None, 0]
    assert len(rows(Quarantine)) == 1


def test_writers_stand_in_line_and_none_fails(app, db):
    def write(number: int) -> None:
        row = Quarantine(carrier_sid=f"SM{number:032}", from_address="a", to_address="b", body="")
        transaction.perform(db.session.add, row)

    results = at_once(app, *[lambda n=n: write(n) for n in range(20)])
    assert results == [None] * 20
    assert len(rows(Quarantine)) == 20


def test_what_is_read_in_one_moment_is_of_that_moment(db):
    """A ledger that is checked while texts arrive holds together."""
    transaction.perform(Verb(PASSING[0], times=0))
    with transaction.one_moment():
        assert len(rows(Quarantine)) == 1
        with db.engine.connect() as other:
            columns = "carrier_sid, from_address, to_address, body, received_at"
            other.exec_driver_sql(
                f"INSERT INTO quarantine ({columns}) SELECT 'SMd', from_address, to_address, body, received_at "
                "FROM quarantine"
            )
            other.commit()
        assert len(rows(Quarantine)) == 1
    assert len(rows(Quarantine)) == 2
