"""The decision table: each row, what fails it, what its sentence says; and that it always answers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.message import PURPOSES
from app.policy import gate
from app.policy.facts import Agreed, Facts, Finding
from app.policy.permissions import PERMISSIONS, may
from app.policy.table import RULES, TABLE, TABLES
from app.policy.verdict import WARN
from app.sms.e164 import Destination

NOW = "2026-11-23T15:41:00+00:00"
PLAIN = Facts(
    purpose="reply", at=NOW, actor="user 2", may_send=True, sender="(480) 555-0110", sender_owned=True,
    to="+14805550199", destination="us_ca", name="Maria", has_texted=True, last_inbound="2026-11-23T15:40:00+00:00",
    recent_inbound=True, length=12, zone="America/Phoenix",
)  # fmt: skip
SPOKEN = Agreed("informational", "", "granted", "2026-11-20T15:20:00+00:00", "booking form", 3)
OFFERS = Agreed("promotional", "Offers", "granted", "2026-11-20T15:20:00+00:00", "ticked the box", 4)
WITHDRAWN = SPOKEN._replace(state="withdrawn")
PROACTIVE = replace(PLAIN, purpose="direct", ok_to_sms="ON", consents=(SPOKEN,))
AGREED = {"ok_to_sms": "ON", "consents": (SPOKEN,)}
PROMO = {"purpose": "promo", "ok_to_sms": "ON", "topic": "Offers", "consents": (SPOKEN, OFFERS)}
DOUBT = {"review_at": "2026-11-23T15:40:00+00:00", "review_words": "dude please quit"}

DECIDED = [
    ({"may_send": False}, "refuse", "NO_PERMISSION", 1),
    ({"sender_owned": False}, "refuse", "NO_PERMISSION", 1),
    ({"paused": "account"}, "hold", "SENDING_PAUSED", 1),
    ({"paused": "installation"}, "hold", "SENDING_PAUSED", 1),
    ({"destination": "foreign"}, "refuse", "DEST_COUNTRY", 2),
    ({"destination": "caribbean"}, "refuse", "DEST_COUNTRY", 2),
    ({"destination": "premium"}, "refuse", "DEST_INVALID", 2),
    ({"destination": "short_code"}, "refuse", "DEST_INVALID", 2),
    ({"destination": "name"}, "refuse", "DEST_INVALID", 2),
    ({"destination": "empty"}, "refuse", "DEST_INVALID", 2),
    ({"destination": "unassigned", "has_texted": False}, "refuse", "DEST_INVALID", 2),
    ({"destination": "unassigned"}, "send", "ALLOWED", 0),
    ({"block": "all"}, "refuse", "OPTED_OUT", 5),
    ({"block": "proactive"}, "send", "ALLOWED", 0),
    ({"block": "proactive", "purpose": "direct"}, "refuse", "OPTED_OUT", 5),
    ({"block": "all", "purpose": "system"}, "send", "ALLOWED", 0),
    ({"block": "all", "purpose": "internal"}, "refuse", "OPTED_OUT", 5),
    ({"ok_to_sms": "OFF"}, "refuse", "SMS_NOT_OK", 6),
    ({"ok_to_sms": "OFF", "purpose": "auto_reply"}, "refuse", "SMS_NOT_OK", 6),
    ({"ok_to_sms": "OFF", "purpose": "system"}, "send", "ALLOWED", 0),
    ({"ok_to_sms": "UNSET"}, "send", "ALLOWED", 0),
    ({"purpose": "direct"}, "refuse", "SMS_NOT_OK", 6),
    ({"purpose": "promo"}, "refuse", "SMS_NOT_OK", 6),
    ({"purpose": "direct", **AGREED}, "send", "ALLOWED", 0),
    ({"purpose": "direct", "can_ask": True}, "hold", "AWAITING_OPTIN", 6),
    ({"purpose": "direct", "can_ask": True, "recent_inbound": False}, "refuse", "SMS_NOT_OK", 6),
    ({"purpose": "optin", "has_texted": False, "consents": (SPOKEN,)}, "send", "ALLOWED", 0),
    ({"line": "landline"}, "refuse", "DEST_NOT_MOBILE", 3),
    ({"line": "deactivated"}, "refuse", "DEST_NOT_MOBILE", 3),
    ({"line": "landline", "line_rule": "warn"}, "warn", "DEST_NOT_MOBILE", 0),
    ({"line": "landline", "line_rule": "off"}, "send", "ALLOWED", 0),
    ({"line": "landline", "purpose": "system"}, "send", "ALLOWED", 0),
    ({"line": "voip"}, "send", "ALLOWED", 0),
    ({"line": "landline", "purpose": "internal"}, "send", "ALLOWED", 0),
    ({"verification": "pending", "purpose": "internal"}, "send", "ALLOWED", 0),
    ({"purpose": "internal", "findings": (Finding("L5", True, "bit.ly"),)}, "send", "ALLOWED", 0),
    ({"verification": "pending"}, "warn", "SENDER_UNVERIFIED", 0),
    ({"verification": "pending", "purpose": "direct", **AGREED}, "refuse", "SENDER_UNVERIFIED", 4),
    ({"verification": "verified", "purpose": "direct", **AGREED}, "send", "ALLOWED", 0),
    ({**PROMO, "verification": "verified", "covers_purpose": False}, "refuse", "CAMPAIGN_MISMATCH", 4),
    (DOUBT, "send", "ALLOWED", 0),
    ({**DOUBT, "purpose": "auto_reply"}, "hold", "REVIEW_HOLD", 7),
    ({**DOUBT, "purpose": "direct", **AGREED}, "hold", "REVIEW_HOLD", 7),
    ({**DOUBT, **PROMO}, "hold", "REVIEW_HOLD", 7),
    ({**DOUBT, "purpose": "system"}, "send", "ALLOWED", 0),
    ({"source": "purchased", "purpose": "direct", **AGREED}, "refuse", "NO_LAWFUL_BASIS", 8),
    ({"source": "purchased"}, "send", "ALLOWED", 0),
    ({"purpose": "direct", "ok_to_sms": "ON"}, "refuse", "NO_CONSENT_informational", 9),
    ({"purpose": "direct", "ok_to_sms": "ON", "consents": (WITHDRAWN,)}, "refuse", "NO_CONSENT_informational", 9),
    ({"purpose": "direct", "ok_to_sms": "ON", "consents": (OFFERS,)}, "send", "ALLOWED", 0),
    ({"purpose": "direct", "ok_to_sms": "ON", "can_ask": True}, "hold", "AWAITING_OPTIN", 9),
    ({"purpose": "info", **AGREED}, "send", "ALLOWED", 0),
    ({"purpose": "info", "ok_to_sms": "ON", "consents": (OFFERS,)}, "refuse", "NO_CONSENT_informational", 9),
    (PROMO, "send", "ALLOWED", 0),
    ({**PROMO, "topic": "Reviews"}, "refuse", "NO_CONSENT_promotional", 9),
    ({**PROMO, "consents": (SPOKEN,), "can_ask": True}, "refuse", "NO_CONSENT_promotional", 9),
    ({**PROMO, "consents": (SPOKEN,), "can_ask": True, "asks_promotional": True}, "hold", "AWAITING_OPTIN", 9),
    ({**PROMO, "opt_in_first": "strict", "can_ask": True}, "hold", "AWAITING_OPTIN", 10),
    ({**PROMO, "opt_in_first": "strict", "opt_in": "ACCEPTED"}, "send", "ALLOWED", 0),
    ({"opt_in_first": "strict"}, "send", "ALLOWED", 0),
    ({"purpose": "optin", "national_dnc": True}, "refuse", "NATIONAL_DNC", 11),
    ({**PROMO, "national_dnc": True}, "send", "ALLOWED", 0),
    ({"findings": (Finding("L11", False, "CAPITALS"),)}, "warn", "CONTENT_L11", 0),
    ({"findings": (Finding("L11", False, "CAPITALS"), Finding("L5", True, "bit.ly"))}, "refuse",
     "CONTENT_L5", 12),
    ({**PROMO, "cap_until": "2026-11-23T20:00:00+00:00"}, "defer", "CAP_24H", 14),
    ({"cap_until": "2026-11-23T20:00:00+00:00"}, "send", "ALLOWED", 0),
    ({**PROMO, "quiet_until": "2026-11-23T16:00:00+00:00", "quiet_words": "Quiet."}, "defer", "QUIET_HOURS", 15),
    ({"quiet_until": "2026-11-23T16:00:00+00:00", "quiet_words": "Quiet."}, "send", "ALLOWED", 0),
    ({"funds": "none"}, "refuse", "NO_BALANCE", 16),
    ({"funds": "enough"}, "send", "ALLOWED", 0),
    ({"leave_by": NOW}, "refuse", "STALE", 17),
    ({"purpose": "optin"}, "send", "ALLOWED", 0),
    ({"purpose": "optin", "has_texted": False, "recent_inbound": False}, "refuse", "SMS_NOT_OK", 6),
    ({"length": 0}, "refuse", "EMPTY", 13),
    ({"length": 0, "has_media": True}, "send", "ALLOWED", 0),
    ({"length": 550}, "send", "ALLOWED", 0),
    ({"length": 551}, "refuse", "TOO_LONG", 13),
    ({"tokens": ("{{ first_name }}",)}, "refuse", "TOKEN_EMPTY", 13),
]

instants = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)).map(datetime.isoformat)
maybe = st.just("") | instants
short = st.text(max_size=40)
consents = st.builds(
    Agreed, level=st.sampled_from(["informational", "promotional"]), topic=st.sampled_from(["", "Offers", "Reviews"]),
    state=st.sampled_from(["granted", "withdrawn", "expired", "declined"]), at=instants,
    how=st.text("abc ", max_size=40), seq=st.integers(1, 99),
)  # fmt: skip
usual_facts = st.builds(
    Facts, purpose=st.sampled_from(PURPOSES), at=instants, actor=st.just("user 7"), may_send=st.booleans(),
    sender=st.just("(480) 555-0110"), sender_owned=st.booleans(), to=st.just("+14805550199"),
    destination=st.sampled_from([str(kind) for kind in Destination]),
    paused=st.sampled_from(["", "account", "installation"]), name=short, has_texted=st.booleans(),
    last_inbound=maybe, recent_inbound=st.booleans(), block=st.sampled_from(["none", "proactive", "all"]),
    block_at=maybe, block_words=st.sampled_from(["", "texted STOP", "opted out at the carrier"]),
    ok_to_sms=st.sampled_from(["UNSET", "ON", "OFF"]), ok_to_sms_at=maybe, ok_to_sms_why=short,
    length=st.integers(0, 20_000), has_media=st.booleans(), reply_days=st.integers(1, 30),
    tokens=st.lists(short, max_size=3).map(tuple),
    zone=st.sampled_from(["America/Phoenix", "America/St_Johns", "UTC"]), topic=st.sampled_from(["", "Offers"]),
    consents=st.lists(consents, max_size=2).map(tuple), review_at=maybe, review_words=st.just("dude please quit it"),
)  # fmt: skip
rare = st.fixed_dictionaries({}, optional={
    "source": st.just("purchased"), "line": st.sampled_from(["mobile", "voip", "landline", "invalid", "deactivated"]),
    "line_rule": st.sampled_from(["warn", "off"]), "verification": st.sampled_from(["pending", "verified"]),
    "covers_purpose": st.just(False), "opt_in": st.sampled_from(["SENT", "ACCEPTED", "REJECTED"]),
    "opt_in_first": st.just("strict"), "can_ask": st.just(True), "asks_promotional": st.just(True),
    "cannot_ask": st.sampled_from(["week", "twice", "template", "The number is a landline."]), "opt_in_at": instants,
    "waits_since": instants,
    "national_dnc": st.just(True), "cap_until": instants, "quiet_until": instants, "leave_by": instants,
    "quiet_words": st.just("Quiet until nine there."), "funds": st.sampled_from(["enough", "none"]),
    "findings": st.builds(Finding, st.just("L11"), st.booleans(), st.just("CAPITALS")).map(lambda one: (one,)),
})  # fmt: skip
any_facts = st.builds(lambda facts, more: replace(facts, **more), usual_facts, rare)  # fmt: skip


@pytest.mark.parametrize(("facts", "kind", "code", "row"), DECIDED)
def test_each_row_decides_as_the_table_says(facts, kind, code, row):
    verdict = gate.decide(replace(PLAIN, **facts))
    assert (verdict.kind, verdict.code, verdict.row) == (kind, code, row)


def test_an_answer_may_go_and_says_whom_it_answers():
    verdict = gate.decide(PLAIN)
    assert verdict.may_go
    assert verdict.sentence.replace("\u00a0", " ") == "Can go now, Maria texted at 8:40 AM"


def test_a_stop_names_the_person_and_the_day_and_the_way_back():
    stopped = replace(PLAIN, block="all", block_at="2026-11-12T23:30:00+00:00", block_words="texted STOP")
    words = gate.decide(stopped).sentence.replace("\u00a0", " ")
    assert words == "Maria texted STOP on Nov 12. Nobody can text this number until they text START."


def test_somebody_without_a_name_is_this_person():
    nameless = replace(PLAIN, name="", block="all", block_words="texted STOP")
    assert gate.decide(nameless).sentence.startswith("This person texted STOP. ")


def test_a_day_is_told_in_the_accounts_zone_and_with_its_year_when_that_is_another():
    stopped = replace(PLAIN, block="all", block_at="2025-01-01T02:00:00+00:00", block_words="texted STOP")
    assert "on Dec\u00a031, 2024." in gate.decide(stopped).sentence


def test_the_first_failing_row_decides_and_later_ones_are_not_reached():
    everything_wrong = replace(PLAIN, may_send=False, destination="foreign", block="all", ok_to_sms="OFF", length=0)
    assert gate.decide(everything_wrong).row == 1
    outcomes = [check.outcome for check in gate.explain(everything_wrong)]
    assert outcomes == ["decided", *["later"] * (len(outcomes) - 1)] and len(outcomes) > 4


def test_why_says_which_consent_was_relied_on_and_when_it_was_given():
    found = {check.name: check.words.replace("\u00a0", " ") for check in gate.explain(PROACTIVE)}
    assert found["Consent"] == "Informational, booking form, Nov 20"
    found = {check.name: check.words.replace("\u00a0", " ") for check in gate.explain(PLAIN)}
    assert found["Consent"] == "Conversational: they texted at 8:40 AM"


def test_a_consent_that_was_withdrawn_is_told_with_its_day():
    facts = replace(PROACTIVE, consents=(WITHDRAWN,))
    words = gate.decide(facts).sentence.replace("\u00a0", " ")
    assert words.startswith("Maria's consent to texts that you begin was withdrawn on Nov 20. Record how")


def test_a_warning_lets_the_text_go_and_a_later_row_speak():
    warned = replace(PLAIN, verification="pending", findings=(Finding("L11", False, "CAPITALS"),))
    verdict = gate.decide(warned)
    assert verdict.may_go and [warning.code for warning in verdict.warnings] == ["SENDER_UNVERIFIED", "CONTENT_L11"]
    assert "warned" in {check.outcome for check in gate.explain(warned)}
    refused = gate.decide(replace(warned, length=0))
    assert (refused.code, len(refused.warnings)) == ("EMPTY", 2)


def test_a_decision_of_earlier_rules_is_judged_by_them():
    """Before consent was a row, OK to SMS? alone let a first text go."""
    kept = json.loads(gate.record(replace(PROACTIVE, consents=()), gate.decide(PROACTIVE)))
    assert kept["rules"] == RULES
    old = json.dumps({**kept, "rules": "2026-11-22"})
    assert gate.recall(old)[1].may_go and not gate.recall(json.dumps(kept))[1].may_go
    facts, _, record = gate.recall(old)
    assert "Consent" not in {check.name for check in gate.explain_kept(facts, record)}
    assert [*TABLES][0] == "2026-11-22" and [*TABLES][-1] == RULES


@pytest.mark.parametrize("change", [facts for facts, kind, *_ in DECIDED if kind not in ("send", "warn")])
def test_one_changed_fact_changes_the_verdict(change):
    """From facts with which it may go, the change that the row names stops it."""
    purpose = change.get("purpose", "reply")
    base = replace(PLAIN, purpose=purpose, ok_to_sms="ON", topic="Offers", consents=(SPOKEN, OFFERS))
    assert gate.decide(base).may_go
    usual = {"ok_to_sms": "UNSET", "consents": ()} if purpose in ("direct", "info", "promo", "optin") else {}
    assert not gate.decide(replace(base, **{**usual, **change})).may_go


@given(any_facts)
def test_the_gate_always_answers_and_the_first_row_that_fails_decides(facts):
    verdict = gate.decide(facts)
    outcomes = [(row.number, row.rule(facts)) for row in TABLE]
    failing = [number for number, outcome in outcomes if outcome is not None and outcome.kind != WARN]
    assert verdict.row == (failing[0] if failing else 0)
    assert verdict.kind in ("send", "warn", "defer", "hold", "refuse")
    assert verdict.may_go == (not failing)
    assert verdict.sentence and verdict.code
    assert bool(verdict.at) == (verdict.kind == "defer")
    checks = gate.explain(facts)
    assert [check.outcome for check in checks].count("decided") == bool(failing)
    assert [check.row for check in checks] == sorted(check.row for check in checks)


@given(any_facts)
def test_nobody_texts_somebody_who_opted_out(facts):
    if facts.block == "all" and facts.purpose != "system":
        assert not gate.decide(facts).may_go
        assert not gate.decide(replace(facts, may_send=True, ok_to_sms="ON", paused="")).may_go


@given(any_facts)
def test_a_kept_decision_comes_to_itself_again(facts):
    verdict = gate.decide(facts)
    kept = gate.record(facts, verdict)
    _, again, record = gate.recall(kept)
    assert (again.kind, again.code, again.row) == (verdict.kind, verdict.code, verdict.row)
    assert (record["code"], record["sentence"]) == (verdict.code, verdict.sentence)
    if json.loads(kept)["facts"] == json.loads(str(facts)):  # nothing was cut short
        assert gate.recall(kept)[:2] == (facts, verdict) and gate.explain_kept(facts, record) == gate.explain(facts)


@given(usual_facts)
def test_a_kept_decision_is_small(facts):
    assert len(gate.record(replace(facts, tokens=()), gate.decide(facts)).encode()) <= 1024


def test_a_decision_of_today_reads_the_same_in_a_year():
    kept = gate.record(PLAIN, gate.decide(PLAIN))
    assert datetime.fromisoformat(json.loads(kept)["facts"]["at"]) + timedelta(0) == datetime.fromisoformat(NOW)
    assert gate.recall(kept)[1].sentence == gate.decide(PLAIN).sentence


def test_every_role_may_answer_and_only_admins_see_numbers():
    assert [role for role in ("agent", "manager", "admin") if may(role, "send_text")] == ["agent", "manager", "admin"]
    assert PERMISSIONS["see_numbers"] == {"admin"}
    assert not may("visitor", "send_text")
    with pytest.raises(KeyError):
        may("admin", "fly")
