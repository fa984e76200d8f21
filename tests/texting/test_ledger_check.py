"""Whatever somebody with the database's own keys does to the ledger is found, and is named."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select, text, update

from app import transaction
from app.extensions import db
from app.models import ConsentEvent, ConsentPerson
from app.texting import anchors, chain, ledger
from app.texting.ledger_check import KEPT, check

TABLE = ConsentEvent.__table__


@pytest.fixture(autouse=True)
def chains(world, anchored):
    """Three events of Dee's, the first with a name, and one of Eli's."""
    ledger.write(world.dee, "grant", "informational", actor_type="person", identity_name="Dee Alvarez")
    ledger.write(world.dee, "grant", "conversational", actor_type="person")
    ledger.write(world.dee, "withdraw", "informational", actor_type="person")
    ledger.write(world.eli, "withdraw", "conversational", actor_type="person")
    transaction.commit()


def found() -> list[tuple[str, int, str]]:
    """What doesn't hold: the number's last two digits, which event, and what."""
    return [(fault.e164[-2:], fault.seq, fault.what) for fault in check(None, anchors.read()).faults]


def test_a_ledger_nobody_touched_is_whole_with_and_without_anchors(anchored):
    assert (check().events, found()) == (4, [])
    anchored()
    assert (check(None, anchors.read()).events, found()) == (4, [])


def test_a_changed_field_is_found(tampering):
    tampering("UPDATE consent_event SET level = 'promotional' WHERE seq = 2")
    assert found() == [("31", 2, "its fields aren't those that were written")]


def test_a_changed_personal_field_is_found_and_an_erased_one_is_none(tampering):
    tampering("UPDATE consent_person SET value = 'Somebody else'")
    assert found() == [("31", 1, "its personal field identity_name was changed")]
    db.session.execute(db.text("DELETE FROM consent_person"))
    assert found() == []


def test_a_personal_field_that_was_added_is_found(tampering, world):
    event = db.session.scalar(select(ConsentEvent.id).where(ConsentEvent.seq == 3))
    tampering(insert(ConsentPerson).values(event_id=event, field="note", value="yes", salt="ab"))
    assert found() == [("31", 3, "its personal field note was changed")]


def test_an_event_removed_from_the_middle_is_found_by_the_next(tampering):
    tampering("DELETE FROM consent_event WHERE seq = 2")
    [(number, seq, what)] = found()
    assert (number, seq) == ("31", 3)
    assert what.startswith("the event before it (number 2) is missing; it doesn't follow")


def test_an_event_put_in_is_found_though_its_own_hash_is_right(tampering, world):
    [second] = db.session.execute(select(TABLE).where(TABLE.c.seq == 2)).mappings()
    forged = {**second, "id": second["id"] + 1000, "level": "promotional", "prev_hash": second["row_hash"]}
    tampering(update(TABLE).where(TABLE.c.seq == 3).values(seq=4))
    tampering(insert(TABLE).values(**{**forged, "seq": 3, "row_hash": ""}))
    row = db.session.execute(select(TABLE).where(TABLE.c.id == forged["id"])).one()
    tampering(update(TABLE).where(TABLE.c.id == row.id).values(row_hash=chain.digest(row)))
    assert [(seq, "fields" in what, "follow" in what) for _, seq, what in found()] == [(4, True, True)]


def test_events_that_changed_places_are_found(tampering):
    for old, new in ((2, 9), (3, 2), (9, 3)):
        tampering(update(TABLE).where(TABLE.c.seq == old).values(seq=new))
    assert [seq for _, seq, _ in found()] == [2, 3]


def test_the_last_event_removed_is_found_by_the_anchors(tampering, anchored):
    anchored()
    tampering("DELETE FROM consent_event WHERE seq = 3")
    assert found() == [("31", 3, "3 events of this number were anchored on 2026-11-24, and only 2 of them are there: "
                                 "the rest was removed")]


def test_a_whole_chain_removed_is_found_and_its_number_named(tampering, anchored, world):
    anchored()
    tampering("DELETE FROM consent_event WHERE phone_e164 = :number", number=world.eli.e164)
    [(number, seq, what)] = found()
    assert (number, seq, "none of them is there" in what) == ("32", 1, True)


def test_a_chain_written_anew_with_right_hashes_is_found_by_the_anchors(tampering, anchored, world):
    anchored()
    tampering("DELETE FROM consent_event WHERE phone_e164 = :number", number=world.eli.e164)
    tampering("DELETE FROM consent WHERE phone_e164 = :number", number=world.eli.e164)
    ledger.write(world.eli, "grant", "conversational", actor_type="person")
    transaction.commit()
    assert check().faults == []
    assert found() == [("32", 1, "it isn't the event that was anchored on 2026-11-24")]
    anchored()
    assert len(found()) == 1, "the forgery was anchored and is believed"


def test_a_chain_cut_that_then_went_on_is_found_though_both_ends_are_anchored(tampering, anchored, world):
    anchored()
    tampering("DELETE FROM consent_event WHERE seq = 3")
    ledger.write(world.dee, "grant", "informational", actor_type="person")
    ledger.write(world.dee, "withdraw", "conversational", actor_type="person")
    anchored()
    assert found() == [("31", 3, "it isn't the event that was anchored on 2026-11-24")]


@pytest.mark.parametrize(
    ("change", "what"),
    [("UPDATE consent SET state = 'granted' WHERE state = 'withdrawn' AND phone_e164 LIKE '%31'",
      "has informational as granted by event 3, and the ledger says withdrawn by event 3"),
     ("INSERT INTO consent (account_id, phone_e164, level, topic, state, since, seq) SELECT account_id, phone_e164, "
      "'promotional', 'Offers', 'granted', since, 2 FROM consent WHERE seq = 2",
      "has promotional “Offers” as granted by event 2, and the ledger has nothing of it"),
     ("DELETE FROM consent WHERE seq = 3", "what stands for informational is missing from the list of consents")],
)  # fmt: skip
def test_a_consent_that_stands_otherwise_than_the_ledger_says_is_found(db, change, what):
    db.session.execute(text(change))
    [(number, _, said)] = found()
    assert (number, what in said) == ("31", True), said


def test_what_was_taken_without_a_program_stands_as_taken_for_each(world):
    for topic in ("Offers", "Reviews"):
        ledger.write(world.eli, "grant", "promotional", topic_or_program=topic, actor_type="person", medium="form",
                     disclosure_text="May we?", affirmative_act="ticked the box")
    ledger.write(world.eli, "withdraw", "promotional", actor_type="person")
    ledger.write(world.eli, "decline", "promotional", topic_or_program="Offers", actor_type="person")
    assert found() == []


def test_events_removed_before_they_were_anchored_are_missed_by_the_consents(tampering, world):
    tampering("DELETE FROM consent_event WHERE seq = 3 OR phone_e164 = :number", number=world.eli.e164)
    assert [(number, seq) for number, seq, _ in found()] == [("31", 3), ("32", 1)]


def test_only_the_account_asked_for_is_checked(tampering, anchored, world):
    anchored()
    tampering("DELETE FROM consent_event WHERE seq = 3")
    assert check(world.harbor.id, anchors.read()).faulty == 0
    assert check(world.copper.id, anchors.read()).faulty == 1


def test_of_many_faults_the_first_are_told_and_all_are_counted(tampering, world):
    for _ in range(2 * KEPT):
        ledger.write(world.eli, "grant", "informational", actor_type="person")
    tampering("UPDATE consent_event SET level = 'promotional'")
    checked = check()
    assert (checked.faulty, len(checked.faults)) == (4 + 2 * KEPT, KEPT)
