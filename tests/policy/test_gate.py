"""The decision table: each row, what fails it, what its sentence says; and that it always answers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.message import PURPOSES
from app.policy import gate, rows
from app.policy.facts import Facts
from app.policy.permissions import PERMISSIONS, may
from app.sms.e164 import Destination

NOW = "2026-11-23T15:41:00+00:00"
PLAIN = Facts(
    purpose="reply", at=NOW, actor="user 2", may_send=True, sender="(480) 555-0110", sender_owned=True,
    to="+14805550199", destination="us_ca", name="Maria", has_texted=True, last_inbound="2026-11-23T15:40:00+00:00",
    recent_inbound=True, length=12, zone="America/Phoenix",
)  # fmt: skip
PROACTIVE = replace(PLAIN, purpose="direct", ok_to_sms="ON")

TABLE = [
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
    ({"purpose": "direct", "ok_to_sms": "ON"}, "send", "ALLOWED", 0),
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
any_facts = st.builds(
    Facts, purpose=st.sampled_from(PURPOSES), at=instants, actor=st.just("user 7"), may_send=st.booleans(),
    sender=st.just("(480) 555-0110"), sender_owned=st.booleans(), to=st.just("+14805550199"),
    destination=st.sampled_from([str(kind) for kind in Destination]),
    paused=st.sampled_from(["", "account", "installation"]), name=short, has_texted=st.booleans(),
    last_inbound=maybe, recent_inbound=st.booleans(), block=st.sampled_from(["none", "proactive", "all"]),
    block_at=maybe, block_words=st.sampled_from(["", "texted STOP", "opted out at the carrier"]),
    ok_to_sms=st.sampled_from(["UNSET", "ON", "OFF"]), ok_to_sms_at=maybe, ok_to_sms_why=short,
    length=st.integers(0, 20_000), has_media=st.booleans(), reply_days=st.integers(1, 30),
    tokens=st.lists(short, max_size=3).map(tuple),
    zone=st.sampled_from(["America/Phoenix", "America/St_Johns", "UTC"]),
)  # fmt: skip


@pytest.mark.parametrize(("facts", "kind", "code", "row"), TABLE)
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
    verdict = gate.decide(everything_wrong)
    assert verdict.row == 1
    assert [check.outcome for check in verdict.checks] == ["decided", *["later"] * 5]


@pytest.mark.parametrize("change", [facts for facts, kind, *_ in TABLE if kind != "send"])
def test_one_changed_fact_changes_the_verdict(change):
    base = replace(PROACTIVE, purpose="reply", ok_to_sms="ON")
    if change.get("purpose") == "direct" and "block" not in change or change.get("purpose") in ("promo", "optin"):
        base = replace(PROACTIVE, purpose=change["purpose"])
        change = {**change, "ok_to_sms": "UNSET"}
    assert gate.decide(base).may_go
    assert not gate.decide(replace(base, **change)).may_go


@given(any_facts)
def test_the_gate_always_answers_and_the_first_row_that_fails_decides(facts):
    verdict = gate.decide(facts)
    failing = [number for number, _, rule, _ in rows.TABLE if rule(facts) is not None]
    assert verdict.row == (failing[0] if failing else 0)
    assert verdict.kind in ("send", "warn", "defer", "hold", "refuse")
    assert verdict.may_go == (not failing)
    assert verdict.sentence and verdict.code
    assert [check.row for check in verdict.checks] == [number for number, *_ in rows.TABLE]
    assert [check.outcome for check in verdict.checks].count("decided") == bool(failing)


@given(any_facts)
def test_nobody_texts_somebody_who_opted_out(facts):
    if facts.block == "all" and facts.purpose != "system":
        assert not gate.decide(facts).may_go
        assert not gate.decide(replace(facts, may_send=True, ok_to_sms="ON", paused="")).may_go


@given(any_facts)
def test_a_kept_decision_is_small_and_comes_to_itself_again(facts):
    verdict = gate.decide(facts)
    kept = gate.record(facts, verdict)
    again_facts, again, record = gate.recall(kept)
    assert (again_facts, again) == (facts, verdict)
    assert again.checks == verdict.checks
    assert (record["code"], record["sentence"]) == (verdict.code, verdict.sentence)
    assert len(gate.record(replace(facts, tokens=()), verdict).encode()) <= 1024
    assert json.loads(kept)["rules"] == gate.RULES


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
