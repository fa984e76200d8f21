"""The database itself refuses to change what the consent ledger holds, whoever asks and however."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app import transaction
from app.models import ConsentEvent, ConsentPerson, EvidenceFile
from app.texting import ledger
from tests.texting.acts import rows

COLUMNS = ", ".join(column.key for column in ConsentEvent.__table__.columns)
FORGED = COLUMNS.replace("level", "'promotional'")
FILE = ", ".join(column.key for column in EvidenceFile.__table__.columns)
CHANGES = {
    "a field": "UPDATE consent_event SET level = 'promotional'",
    "a field of the last": "UPDATE consent_event SET level = 'promotional' WHERE seq = 2",
    "to what it is already": "UPDATE consent_event SET level = level",
    "the middle removed": "DELETE FROM consent_event WHERE seq = 1",
    "all removed": "DELETE FROM consent_event",
    "a personal field": "UPDATE consent_person SET value = 'Somebody else'",
    "whose field it is": "UPDATE consent_person SET event_id = event_id",
    "a file": "UPDATE evidence_file SET sha256 = 'another'",
}
REPLACED = {
    "an event put over another": f"INSERT OR REPLACE INTO consent_event ({COLUMNS}) SELECT {FORGED} FROM consent_event",
    "by its place in the chain": "INSERT OR REPLACE INTO consent_event "
    f"({COLUMNS}) SELECT {FORGED.replace('id, ', '9000 + id, ', 1)} FROM consent_event",
    "a person put over another": "INSERT OR REPLACE INTO consent_person (event_id, field, value, salt) "
    "SELECT event_id, field, 'Somebody else', salt FROM consent_person",
    "a file put over another": f"INSERT OR REPLACE INTO evidence_file ({FILE}) SELECT {FILE} FROM evidence_file",
}
TRUNCATED = (
    "TRUNCATE consent_event CASCADE", "TRUNCATE consent_person", "TRUNCATE account CASCADE", "TRUNCATE evidence_file",
)  # fmt: skip


@pytest.fixture
def kept(world, db):
    """Two events of Dee's, one with a name; a function that says what the ledger holds."""
    ledger.write(world.dee, "grant", "informational", actor_type="person", identity_name="Dee Alvarez")
    ledger.write(world.dee, "withdraw", "informational", actor_type="person")
    paper = {"name": "paper.png", "content_type": "image/png", "sha256": "0" * 64, "data": b"scan"}
    world.keep(EvidenceFile(id="one", account_id=world.copper.id, phone_e164=world.dee.e164, **paper))
    transaction.commit()
    query = text(f"SELECT {COLUMNS} FROM consent_event ORDER BY id")
    return lambda: [tuple(row) for row in db.session.execute(query)]


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_database_refuses_to_change_the_ledger(db, kept, change):
    refuses(db, kept, change)


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("change", REPLACED.values(), ids=REPLACED)
def test_nothing_is_put_over_an_event_either(db, kept, change):
    refuses(db, kept, change)


@pytest.mark.only_on("postgres")
@pytest.mark.parametrize("change", TRUNCATED)
def test_the_ledger_is_not_emptied_either(db, kept, change):
    refuses(db, kept, change)


def test_erasing_a_persons_fields_and_files_is_allowed_and_writing_later_events_is_too(world, db, kept):
    db.session.execute(text("DELETE FROM consent_person"))
    db.session.execute(text("DELETE FROM evidence_file"))
    ledger.write(world.dee, "grant", "informational", actor_type="person", identity_name="Dee")
    transaction.commit()
    assert (len(rows(ConsentEvent)), len(rows(ConsentPerson))) == (3, 1)


def test_it_is_the_guards_that_refuse(db, kept, tampering):
    """What stands between a change and the ledger is the guards alone."""
    for change in (change for name, change in CHANGES.items() if "removed" not in name):
        tampering(change)
    assert db.session.scalar(text("SELECT value FROM consent_person")) == "Somebody else"
    db.session.rollback()


def refuses(db, kept, change: str) -> None:
    """The database says why not, and nothing has changed."""
    before = kept()
    with pytest.raises(IntegrityError, match="append-only|never changed"):
        db.session.execute(text(change))
    db.session.rollback()
    assert kept() == before
