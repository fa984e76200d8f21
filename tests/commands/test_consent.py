"""consent verify: whole, or which account's event of which number is not as it was written."""

from __future__ import annotations

import pytest

from app import transaction
from app.extensions import db as database
from app.models import ConsentEvent
from app.texting import ledger

CHANGES = {
    "a field": "UPDATE consent_event SET event = 'withdraw' WHERE seq = 1 AND event = 'grant'",
    "the last": "UPDATE consent_event SET actor_type = 'agent' WHERE seq = 2",
    "its place": "UPDATE consent_event SET seq = 5 WHERE seq = 2",
    "a person": "UPDATE consent_person SET value = 'Somebody Else'",
}


@pytest.fixture
def chain(world, anchored):
    """Three events of Dee's, one with a personal field."""
    return [
        ledger.write(world.dee, "grant", "informational", actor_type="person", identity_name="Dee Alvarez"),
        ledger.write(world.dee, "withdraw", "informational", actor_type="person"),
        ledger.write(world.eli, "withdraw", "conversational", actor_type="person"),
    ]


def test_a_ledger_that_nobody_touched_is_whole(flask, world, chain):
    assert flask("consent", "verify", "--json").json == {"events": 3, "ok": True}
    assert flask("consent", "verify", "Harbor Dental", "--json").json == {"events": 0, "ok": True}
    assert flask("consent", "verify", world.copper.id).out == "3 events, every chain whole; no anchors yet.\n"


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_row_that_somebody_changed_ends_with_status_1_and_names_it(flask, world, chain, tampering, change):
    transaction.commit()
    tampering(change)
    first, second = flask("consent", "verify", "--json").sentence.splitlines()
    assert first.startswith("1 place doesn't match what was written, in 3 events of the ledger.")
    assert second.startswith("Copper & Co. Plumbing, +1480…31, event ") and world.dee.e164 not in second


def test_a_last_event_that_somebody_removed_is_missed_by_the_anchors(flask, world, chain, tampering, anchored):
    anchored()
    assert "anchored up to 2026-11-24" in flask("consent", "verify").out
    tampering("DELETE FROM consent_event WHERE seq = 2")
    said = flask("consent", "verify").sentence
    assert "+1480…31, event 2: 2 events of this number were anchored on 2026-11-24, and only 1 of them" in said


def test_an_anchor_file_that_somebody_changed_is_named(flask, world, chain, anchored):
    path = anchored()
    path.write_text(path.read_text().replace('"seq":1', '"seq":2'))
    assert flask("consent", "verify").sentence == "The anchor file consent-2026-11-24.jsonl was changed or cut short."


def test_an_erased_persons_chain_is_still_whole(flask, world, chain):
    transaction.commit()
    database.session.execute(database.text("DELETE FROM consent_person"))
    assert flask("consent", "verify", "--json").json == {"events": 3, "ok": True}
    assert database.session.query(ConsentEvent).count() == 3
