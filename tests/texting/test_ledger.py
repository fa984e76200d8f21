"""The consent ledger: chained from the first row, tampering shows, erasing a person leaves it whole."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Boolean, Integer, delete, func, select, update

from app import transaction
from app.extensions import db
from app.models import Account, ConsentEvent, ConsentPerson
from app.texting import ledger
from tests.texting.acts import kept, rows, text

COLUMNS = [column.key for column in ConsentEvent.__table__.columns if column.key != "id"]
NINE = datetime(2026, 11, 23, 9, 0, 0, 123456, UTC)
BEFORE = datetime(2026, 11, 20, 9, 0, 0, 123456, UTC)
BEFORE = datetime(2026, 11, 20, 9, 0, 0, 123456, UTC)
GRANT = {
    "legal_basis": "PEC", "medium": "form", "disclosure_text": "Yes, text me — “really”", "affirmative_act": "box",
    "phone_field_required": False, "occurred_at": BEFORE, "actor_type": "person", "ip": "192.0.2.7",
    "identity_name": "Dée Álvarez",
}  # fmt: skip


@pytest.fixture
def chain(world):
    """Three events of Dee's, the first with personal fields."""
    first = ledger.write(world.dee, "grant", "informational", **GRANT)
    ledger.write(world.dee, "grant", "conversational", legal_basis="conversational", actor_type="person")
    ledger.write(world.dee, "withdraw", "informational", actor_type="agent", actor_id=world.ben.id, note="called us")
    transaction.commit()
    return first


def another(column: str) -> Any:
    """A value that the column does not have now."""
    kind = ConsentEvent.__table__.columns[column].type
    if isinstance(kind, Boolean):
        return True
    if column in ("occurred_at", "recorded_at", "implied_basis_date", "expires_at"):
        return datetime(2020, 1, 1, tzinfo=UTC)
    if column == "event":
        return "attest"
    if column == "account_id":
        return db.session.scalar(select(func.max(Account.id)))
    return 4711 if isinstance(kind, Integer) or "int" in str(kind).lower() else "other"


def test_a_chain_verifies_from_its_first_link(world, chain):
    assert ledger.verify() == (3, [])
    events = rows(ConsentEvent)
    assert [event.seq for event in events] == [1, 2, 3]
    assert events[0].prev_hash == ledger.first_link(world.copper.id, world.dee.e164)
    assert [event.prev_hash for event in events[1:]] == [event.row_hash for event in events[:-1]]


@pytest.mark.parametrize("column", COLUMNS)
def test_tampering_with_any_column_is_found(world, chain, column, tampering):
    tampering(update(ConsentEvent).where(ConsentEvent.id == chain.id).values({column: another(column)}))
    assert ledger.verify()[1] != []


@pytest.mark.parametrize("column", ["value", "salt", "field"])
def test_tampering_with_a_personal_field_is_found(world, chain, column, tampering):
    where = (ConsentPerson.event_id == chain.id, ConsentPerson.field == "ip")
    tampering(update(ConsentPerson).where(*where).values({column: "session_id"}))
    assert ledger.verify()[1] == [f"#{chain.id}"]


def test_a_removed_event_is_found_by_the_one_after_it(world, chain, tampering):
    tampering(delete(ConsentPerson).where(ConsentPerson.event_id == chain.id))
    tampering(delete(ConsentEvent).where(ConsentEvent.id == chain.id))
    assert len(ledger.verify()[1]) == 1


def test_erasing_the_personal_fields_leaves_the_chain_valid(world, chain):
    assert "Dée" in str(kept()["consent_person"])
    db.session.execute(delete(ConsentPerson))
    assert ledger.verify() == (3, [])
    assert "192.0.2.7" not in str(kept()) and "Dée" not in str(kept())


def test_each_phone_and_each_business_has_a_chain_of_its_own(world):
    text(world.fay, world.local)
    text(world.fay, world.harbor_number)
    text(world.dee.e164, world.local)
    assert {event.seq for event in rows(ConsentEvent)} == {1}
    assert ledger.verify() == (3, [])
    assert ledger.verify(world.harbor.id) == (1, [])


def test_a_field_without_a_value_leaves_no_personal_row(world):
    ledger.write(world.dee, "withdraw", "promotional", actor_type="provider", revocation_raw_text=None, note="")
    assert rows(ConsentPerson) == []
    assert ledger.verify() == (1, [])


def test_both_databases_spell_an_event_alike(world):
    """The digest of a fixed event, read back from the database, is one and the same figure on both."""
    world.keep(Account(id=7_000, name="Spelled the same"))
    row = world.keep(
        ConsentEvent(
            account_id=7_000, phone_e164=world.fay, seq=1, event="grant", level="informational", occurred_at=NINE,
            recorded_at=NINE, disclosure_text="Yes — “é” 😀", condition_of_purchase=False, phone_field_required=True,
            actor_type="person", personal_digests="{}", prev_hash="0" * 64, row_hash="",
        )
    )  # fmt: skip
    db.session.expire_all()
    assert ledger.digest(row) == "239217ff900cdb297462bfbc465147a88cedc2001ca19ef2eece24b6dc1adb09"
