"""consent verify: whole, or which account's event of which number is not as it was written. consent export."""

from __future__ import annotations

import stat
import zipfile

import pytest

from app import transaction
from app.extensions import db as database
from app.models import ConsentEvent, Event
from app.texting import ledger
from tests.texting.acts import rows

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


def test_the_evidence_of_a_number_is_written_to_a_file_and_that_is_noted(flask, world, chain, tmp_path):
    file = tmp_path / "dee.zip"
    said = flask("consent", "export", "Copper & Co. Plumbing", "(480) 555-0131", file, "--json")
    assert said.json == {"events": 2, "ok": True}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as pack:
        assert pack.testzip() is None and "verify.py" in pack.namelist()
    [noted] = rows(Event, kind="evidence_exported")
    assert (noted.contact_id, noted.detail, noted.actor_id) == (world.dee.contact_id, "(480) 555-0131", None)


def test_evidence_that_cannot_be_written_is_refused_in_a_sentence(flask, world, chain, tmp_path):
    there = tmp_path / "there.zip"
    there.write_bytes(b"mine")
    number = world.dee.e164
    for arguments, words in (
        (["Copper & Co. Plumbing", number, there], "is there already"),
        (["Copper & Co. Plumbing", number, tmp_path / "no" / "folder.zip"], "can't be written: No such file"),
        (["Copper & Co. Plumbing", number, there / "in.zip"], "can't be written: Not a directory"),
        (["Nobody", number, tmp_path / "a.zip"], "There is no account Nobody."),
        (["Copper & Co. Plumbing", "+14805550188", tmp_path / "a.zip"], "nothing on record about (480) 555-0188"),
        (["Harbor Dental", number, tmp_path / "a.zip"], "nothing on record"),
        (["Copper & Co. Plumbing", "call me", tmp_path / "a.zip"], ""),
    ):
        assert words in flask("consent", "export", *arguments).sentence
    assert (there.read_bytes(), [path.name for path in tmp_path.iterdir()]) == (b"mine", ["there.zip"])
    assert rows(Event, kind="evidence_exported") == []


def test_evidence_of_a_record_that_somebody_changed_is_written_and_said(flask, world, chain, tampering, tmp_path):
    transaction.commit()
    tampering("UPDATE consent_event SET actor_type = 'agent' WHERE seq = 2")
    file = tmp_path / "dee.zip"
    said = flask("consent", "export", "Copper & Co. Plumbing", world.dee.e164, file).sentence
    assert "is written, but the record doesn't hold together" in said and file.exists()
