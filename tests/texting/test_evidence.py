"""What is evidence of consent, and what the ledger says stands now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app import transaction
from app.clock import now
from app.models import Consent, ConsentEvent
from app.texting import evidence, ledger
from tests.texting.acts import rows

WRITTEN = {
    "medium": "form", "disclosure_text": "Copper & Co. may text me offers.", "affirmative_act": "ticked the box",
    "topic_or_program": "Offers", "occurred_at": datetime(2026, 11, 2, 9, tzinfo=UTC), "actor_type": "person",
}  # fmt: skip


def refused(phone, event, level, **fields) -> evidence.Incomplete:
    """What the ledger says to this; nothing may be written."""
    with pytest.raises(evidence.Incomplete) as said:
        ledger.write(phone, event, level, **fields)
    transaction.rollback()
    assert rows(ConsentEvent) == [] and stands(phone) == {}
    return said.value


def stands(phone) -> dict[tuple[str, str], str]:
    return {(each.level, each.topic): each.state for each in Consent.of(phone.account_id, phone.e164)}


@pytest.mark.parametrize("missing, words", [
    ("medium", "how they agreed"), ("disclosure_text", "the words they were shown"),
    ("affirmative_act", "what they did"), ("topic_or_program", "which program"),
])  # fmt: skip
def test_promotional_consent_without_one_part_of_its_evidence_is_refused(world, missing, words):
    said = refused(world.eli, "grant", "promotional", **{**WRITTEN, missing: " "})
    assert (said.field, said.code) == (missing, "EVIDENCE_INCOMPLETE") and words in str(said)


def test_what_was_spoken_gives_no_promotional_consent(world):
    said = refused(world.eli, "grant", "promotional", **{**WRITTEN, "medium": "verbal"})
    assert "informational only" in str(said)
    ledger.write(world.eli, "grant", "informational", **{**WRITTEN, "medium": "verbal", "topic_or_program": None})
    assert stands(world.eli) == {("informational", ""): "granted"}


def test_bought_consent_is_none(world):
    assert "bought" in str(refused(world.eli, "grant", "informational", **{**WRITTEN, "medium": "purchased"}))


def test_a_record_from_the_future_or_of_an_unknown_zone_is_refused(world):
    tomorrow = now() + timedelta(days=1)
    assert "future" in str(refused(world.eli, "grant", "informational", **{**WRITTEN, "occurred_at": tomorrow}))
    said = refused(world.eli, "grant", "informational", **{**WRITTEN, "tz": "America/Fenix"})
    assert (said.field, "America/Fenix" in str(said)) == ("tz", True)


def test_what_stands_is_what_was_said_last_about_each_level_and_program(world):
    ledger.write(world.eli, "grant", "promotional", **WRITTEN)
    ledger.write(world.eli, "grant", "promotional", **{**WRITTEN, "topic_or_program": "Reviews"})
    ledger.write(world.eli, "withdraw", "promotional", topic_or_program="Offers", actor_type="agent")
    ledger.write(world.eli, "attest", "promotional", actor_type="import")
    transaction.commit()
    assert stands(world.eli) == {("promotional", "Offers"): "withdrawn", ("promotional", "Reviews"): "granted"}
    assert stands(world.dee) == {("informational", ""): "granted"}
    reviews = next(each for each in Consent.of(world.eli.account_id, world.eli.e164) if each.topic == "Reviews")
    assert (reviews.seq, reviews.how, reviews.since) == (2, "ticked the box", WRITTEN["occurred_at"])


def test_what_is_taken_without_naming_a_program_is_taken_for_all(world):
    ledger.write(world.eli, "grant", "promotional", **WRITTEN)
    ledger.write(world.eli, "withdraw", "promotional", actor_type="person")
    transaction.commit()
    assert set(stands(world.eli).values()) == {"withdrawn"}
