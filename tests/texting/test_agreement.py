"""What an agent does about consent: lowering at once, raising with evidence only, the switch, and who is left alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app import transaction
from app.clock import now
from app.extensions import db
from app.models import Block, Consent, ConsentEvent, ConsentPerson, Conversation, Event, EvidenceFile, Message, Phone
from app.texting import agreement, compose, ledger, outcomes
from app.texting.access import Problem
from app.texting.agreement import Given
from app.texting.evidence import Incomplete
from tests.fixtures.files import PDF
from tests.texting.acts import answer, asked, at_once, claimed, kept, newest, rows, shown, text

THEN, PHOENIX = datetime(2026, 11, 20, 15, tzinfo=UTC), "America/Phoenix"
SPOKEN = Given("verbal", THEN, PHOENIX, "May we text you about your visit? Yes.")
FORM = Given("form", THEN, PHOENIX, "Copper & Co. may text me offers.",
             "ticked the box", "Offers")


@pytest.fixture
def fay(world) -> Phone:
    """Fay's phone: she texted once, so that she may be answered and no more."""
    text(world.fay, world.local)
    return newest(Phone)


def stands(phone) -> dict[tuple[str, str], str]:
    return {(each.level, each.topic): each.state for each in Consent.of(phone.account_id, phone.e164)}


def refused(problem, verb, *args):
    """What the verb says to this; nothing may change."""
    transaction.commit()
    before = kept()
    with pytest.raises(problem) as said:
        transaction.perform(verb, *args)
    assert kept() == before
    return said.value


def test_what_somebody_said_on_the_phone_lets_the_first_text_go(world, fay):
    event = transaction.perform(agreement.raise_level, fay, "informational", world.ben, SPOKEN)
    assert stands(fay)[("informational", "")] == "granted"
    assert (fay.ok_to_sms, fay.ok_to_sms_why) == ("ON", "spoken")
    assert (event.legal_basis, event.medium, event.verbal_script) == ("PEC", "verbal", SPOKEN.words)
    assert (event.actor_type, event.actor_id, event.tz) == ("agent", world.ben.id, "America/Phoenix")
    assert event.occurred_at == SPOKEN.occurred_at
    told = newest(Event)
    assert (told.kind, told.detail, told.actor_id) == ("consent_given", "informational consent: spoken", world.ben.id)
    assert ledger.verify() == (2, [])


def test_offers_are_agreed_to_in_writing_for_a_program(world, fay):
    event = transaction.perform(agreement.raise_level, fay, "promotional", world.ben, FORM)
    assert stands(fay)[("promotional", "Offers")] == "granted"
    assert (event.legal_basis, event.disclosure_text, len(event.disclosure_sha256)) == ("PEWC", FORM.words, 64)
    assert ("informational", "") not in stands(fay) and fay.ok_to_sms == "ON"


def test_a_file_that_shows_it_is_kept_with_its_digest_and_named_by_the_event(world, fay):
    given = Given("paper", SPOKEN.occurred_at, "UTC", file=("..\\Scan <1>.exe", PDF))
    event = transaction.perform(agreement.raise_level, fay, "informational", world.ben, given)
    [file] = rows(EvidenceFile)
    assert (event.recording_or_file_id, file.name) == (file.sha256, "Scan _1_.pdf")
    assert file.content_type == "application/pdf"
    assert (file.phone_e164, file.data, len(file.sha256), file.added_by_id) == (world.fay, PDF, 64, world.ben.id)


@pytest.mark.parametrize("level, given, field, words", [
    ("informational", {"medium": ""}, "medium", "how they agreed"),
    ("informational", {"medium": "telepathy"}, "medium", "how they agreed"),
    ("informational", {"medium": "purchased"}, "medium", "bought"),
    ("informational", {"medium": "text"}, "medium", "lets you answer"),
    ("informational", {"words": "  "}, "disclosure_text", "Write the words"),
    ("informational", {"tz": "America/Fenix"}, "tz", "America/Fenix"),
    ("informational", {"occurred_at": datetime(2999, 1, 1, tzinfo=UTC)}, "occurred_at", "future"),
    ("informational", {"source_url": "javascript:alert(1)"}, "source_url", "no address"),
    ("informational", {"words": "x" * 5001}, "disclosure_text", "5,000"),
    ("informational", {"file": ("a.pdf", b"")}, "file", "empty"),
    ("informational", {"file": ("a.pdf", b"MZ\x90\x00")}, "file", "no file that can be kept"),
    ("informational", {"file": ("a.txt", b"<script>alert(1)</script>")}, "file", "no file that can be kept"),
    ("informational", {"file": ("a.txt", b"x" * (5 * 1024 * 1024 + 1))}, "file", "5 MB"),
    ("promotional", {}, "medium", "informational only"),
    ("promotional", {"medium": "form", "program": " "}, "topic_or_program", "which program"),
    ("promotional", {"medium": "form", "act": ""}, "affirmative_act", "what they did"),
    ("conversational", {}, "level", "never given by hand"),
    ("everything", {}, "level", "no such consent"),
])  # fmt: skip
def test_what_is_no_evidence_is_refused_with_the_field_to_mend(world, fay, level, given, field, words):
    typed = {**vars(SPOKEN), "act": "said yes", "program": "Offers", **given}
    said = refused(Incomplete, agreement.raise_level, fay, level, world.ben, Given(**typed))
    assert (said.field, words in str(said)) == (field, True), str(said)


def test_nothing_is_raised_while_a_stop_stands_anywhere_in_the_brand(world, fay, west):
    text(world.fay, west, "STOP")
    transaction.commit()
    assert "START" in str(refused(Problem, agreement.raise_level, fay, "informational", world.ben, SPOKEN))
    assert "START" in str(refused(Problem, agreement.switch_on, fay, world.ben))
    text(world.fay, world.local, "START")
    assert stands(fay)[("informational", "")] == "granted"


def test_what_they_took_back_themselves_outweighs_an_older_form(world, fay):
    for word in ("STOP", "START"):
        text(world.fay, world.local, word)
    said = refused(Incomplete, agreement.raise_level, fay, "promotional", world.ben, FORM)
    assert (said.field, "took this back" in str(said)) == ("occurred_at", True)
    newer = Given(**{**vars(FORM), "occurred_at": now()})
    assert transaction.perform(agreement.raise_level, fay, "promotional", world.ben, newer) is not None


def test_a_level_is_lowered_at_once_and_no_other_with_it(world, fay):
    transaction.perform(agreement.raise_level, fay, "informational", world.ben, SPOKEN)
    transaction.perform(agreement.raise_level, fay, "promotional", world.ben, FORM)
    assert transaction.perform(agreement.lower, fay, "promotional", world.ana, " She said no more offers. ") is True
    assert stands(fay) == {("conversational", ""): "granted", ("informational", ""): "granted",
                           ("promotional", "Offers"): "withdrawn", ("promotional", ""): "withdrawn"}
    last = newest(ConsentEvent)
    assert (last.event, last.level) == ("withdraw", "promotional")
    assert (last.actor_type, last.actor_id) == ("agent", world.ana.id)
    assert rows(ConsentPerson, event_id=last.id, field="note")[0].value == "She said no more offers."
    assert (newest(Event).kind, fay.ok_to_sms) == ("consent_taken", "ON")


def test_who_was_lowered_by_mistake_is_raised_again_by_the_evidence_there_is(world, fay):
    transaction.perform(agreement.raise_level, fay, "informational", world.ben, SPOKEN)
    transaction.perform(agreement.lower, fay, "informational", world.ben)
    assert transaction.perform(agreement.raise_level, fay, "informational", world.ana, SPOKEN) is not None
    assert stands(fay)[("informational", "")] == "granted"


def test_conversational_is_lowered_by_hand_and_given_again_by_their_next_text(world, fay):
    transaction.perform(agreement.lower, fay, "conversational", world.ben)
    assert stands(fay) == {("conversational", ""): "withdrawn"}
    text(world.fay, world.local, "Hello?")
    assert stands(fay) == {("conversational", ""): "granted"}


def test_pressed_twice_each_changes_once(world, fay):
    ben = world.ben
    for verb, *args in [(agreement.raise_level, "informational", ben, SPOKEN), (agreement.switch_off, ben),
                        (agreement.switch_on, ben), (agreement.lower, "informational", ben)]:  # fmt: skip
        assert transaction.perform(verb, fay, *args)
        before = kept()
        assert not transaction.perform(verb, fay, *args)
        assert kept() == before


def test_two_agents_at_once_record_it_once(app, world, fay):
    def record(agent):
        assert agent.account.time_zone  # read here: a thread has a session of its own
        return lambda: transaction.perform(agreement.raise_level, fay, "informational", agent, SPOKEN) is not None

    assert sorted(at_once(app, record(world.ana), record(world.ben))) == [False, True]
    assert len(rows(ConsentEvent, level="informational")) == 1 and ledger.verify() == (2, [])


def test_lowered_and_raised_at_once_ends_in_one_order_with_a_whole_chain(app, world, fay):
    assert world.ana.account.time_zone and world.ben.account.time_zone
    transaction.perform(agreement.raise_level, fay, "informational", world.ben, SPOKEN)
    at_once(app, lambda: transaction.perform(agreement.lower, fay, "informational", world.ana),
            lambda: transaction.perform(agreement.raise_level, fay, "promotional", world.ben, FORM))
    assert stands(fay)[("informational", "")] == "withdrawn" and stands(fay)[("promotional", "Offers")] == "granted"
    assert ledger.verify()[1] == []


def test_switched_off_nothing_leaves_and_what_waits_is_refused_at_its_turn(world, fay):
    conversation = newest(Conversation)
    waiting = answer(conversation, world.ben)
    assert transaction.perform(agreement.switch_off, fay, world.ana) is True
    assert (fay.ok_to_sms, fay.ok_to_sms_why) == ("OFF", "by Ana Ruiz")
    assert claimed() == []
    assert (db.session.get(Message, waiting.id).state, waiting.code) == ("refused", "SMS_NOT_OK")
    with pytest.raises(compose.Refused):
        answer(conversation, world.ben, "One more thing")
    assert rows(Block, e164=fay.e164) == []


def test_turned_on_again_only_where_an_agreement_is_on_record(world, fay):
    transaction.perform(agreement.switch_off, fay, world.ben)
    refused(agreement.NeedsEvidence, agreement.switch_on, fay, world.ben)
    transaction.perform(agreement.raise_level, fay, "informational", world.ben, SPOKEN)
    transaction.perform(agreement.switch_off, fay, world.ben)
    assert transaction.perform(agreement.switch_on, fay, world.ana) is True
    assert (fay.ok_to_sms, fay.ok_to_sms_why) == ("ON", "by Ana Ruiz")


def test_what_has_expired_turns_nothing_on(world, fay):
    ledger.write(fay, "grant", "informational", medium="form", actor_type="person",
                 expires_at=now() - timedelta(days=1))
    refused(agreement.NeedsEvidence, agreement.switch_on, fay, world.ben)


def test_another_number_another_business_and_another_person_keep_what_they_had(world, fay, west):
    text(world.fay, west)
    theirs = newest(Phone)
    before = {each.id: (stands(each), each.ok_to_sms) for each in (theirs, world.dee, world.eli)}
    transaction.perform(agreement.raise_level, fay, "informational", world.ben, SPOKEN)
    transaction.perform(agreement.switch_off, fay, world.ben)
    assert {each.id: (stands(each), each.ok_to_sms) for each in (theirs, world.dee, world.eli)} == before


def test_who_may_not_see_the_person_changes_nothing(world, fay):
    billing = world.phone("+14805550177", "Gus Ames")
    world.conversation(billing, world.number(world.billing, "+16025550155"))
    for agent, phone in ((world.cara, fay), (world.ben, billing)):
        refused(Problem, agreement.switch_off, phone, agent)
        refused(Problem, agreement.lower, phone, "informational", agent)
        refused(Problem, agreement.raise_level, phone, "informational", agent, SPOKEN)


def test_every_change_shows_in_colleagues_open_panels(world, pushed):
    conversation = asked(world)
    transaction.perform(agreement.raise_level, conversation.phone, "informational", world.ben, SPOKEN)
    panel = shown(pushed, f"conversation:{conversation.id}")
    assert "Spoken" in panel.text and panel.find_all(role="switch")[-1]["aria-checked"] == "true"


def test_a_stop_the_carrier_reports_counts_though_a_colleague_switched_it_on_meanwhile(world, fay, clock):
    message = answer(newest(Conversation), world.ben)
    claimed()
    clock.advance(seconds=5)
    transaction.perform(agreement.raise_level, fay, "informational", world.ben, SPOKEN)
    transaction.perform(outcomes.record, [outcomes.Outcome(message.id, 1, "refused", code=21610, http_status=400)])
    assert [(block.source, block.scope) for block in rows(Block, e164=fay.e164)] == [("provider", "all")]
    assert rows(Phone, id=fay.id)[0].ok_to_sms == "OFF"


def test_consents_that_have_ended_do_not_hide_one_that_stands(world, fay):
    ended = {"state": "granted", "since": THEN, "how": "form", "seq": 0, "expires_at": now() - timedelta(days=1)}
    for topic in ("a", "b"):
        whose = {"account_id": world.copper.id, "phone_e164": fay.e164, "level": "informational"}
        world.keep(Consent(topic=topic, **whose, **ended))
    transaction.perform(agreement.raise_level, fay, "promotional", world.ben, FORM)
    thread = newest(Conversation)
    thread.last_inbound_at = now() - timedelta(days=30)
    transaction.commit()
    assert answer(thread, world.ben).state == "queued"
