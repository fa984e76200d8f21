"""State rules as data: the table that comes with Leadline, and each sentence for one that cannot stand."""

from __future__ import annotations

import json
from datetime import date

import pytest

from app import create_app
from app.config import ConfigProblem
from app.policy import state_rules
from app.policy.state_rule import RulesProblem
from app.policy.state_rules_read import read

ROW = {
    "state": "TX", "confidence": "A", "hours": {"Mon-Sat": "09:00-21:00", "Sun": "12:00-21:00"},
    "effective_from": "2025-09-01", "source": "SB 140", "reviewed_on": "2026-11-22",
}  # fmt: skip


def table(*rows: dict) -> str:
    return json.dumps({"rules": [{**ROW, **row} for row in rows]})


@pytest.fixture
def at_home(settings):
    """Where an operator's own table lies; afterwards Leadline's holds again."""
    path = settings.data / state_rules.FILE
    yield path
    path.unlink(missing_ok=True)
    state_rules.use(None)


def test_the_table_that_comes_with_leadline_stands():
    rules = state_rules.own()
    confirmed = {rule.state for rule in rules.rules if rule.confidence == "A"}
    assert confirmed == {"CT", "FL", "MD", "OK", "OR", "TX", "VA"}
    assert len(rules.rules) == 21
    texas = rules.of("TX", date(2026, 11, 22), "verified")
    assert texas.hours[6] == (720, 1260) and texas.hours[5] == (540, 1260) and texas.name == "Texas"
    assert rules.of("FL", date(2026, 1, 1), "verified").cap == 3


def test_a_profile_looks_at_its_own_rows():
    rules, day = state_rules.own(), date(2026, 11, 22)
    assert rules.of("AL", day, "verified") is None and rules.of("AL", day, "strict").holidays
    assert rules.of("TX", day, "federal") is None
    assert rules.of("AZ", day, "strict") is None


@pytest.mark.parametrize("text", ['{"rules": [{"cap": ' + "9" * 5000 + "}]}", '{"rules":' + "[" * 100_000])
def test_a_file_that_no_reader_takes_has_its_sentence(text):
    with pytest.raises(RulesProblem, match="rules.json: a number or a nesting in it is too long to be read"):
        read(text, "rules.json")


def test_a_table_that_an_editor_saved_with_a_mark_in_front_is_read(tmp_path):
    (tmp_path / "rules.json").write_text(table({}), encoding="utf-8-sig")
    assert len(state_rules.read_file(tmp_path / "rules.json").rules) == 1


def test_a_row_holds_from_its_first_day_to_its_last():
    later = {"effective_from": "2026-07-01", "hours": {"Mon": "10:00-12:00"}}
    rules = read(table({"effective_to": "2026-06-30"}, later), "rules.json")
    assert rules.of("TX", date(2025, 8, 31), "verified") is None
    assert rules.of("TX", date(2026, 6, 30), "verified").hours[0] == (540, 1260)
    assert rules.of("TX", date(2026, 7, 1), "verified").hours == ((600, 720), *[None] * 6)


def test_a_table_that_nobody_reviewed_for_half_a_year_is_stale():
    rules = read(table({}, {"state": "FL", "reviewed_on": "2026-10-01"}), "rules.json")
    assert rules.reviewed_on == date(2026, 10, 1)
    assert not rules.stale(date(2027, 3, 30)) and rules.stale(date(2027, 3, 31))


@pytest.mark.parametrize("row, sentence", [
    ({"state": "ZZ"}, r"rules.json, row 1 \(ZZ\): state 'ZZ' is not known. Write the two letters"),
    ({"confidence": "C"}, r"row 1 \(TX\): confidence 'C' is not known. Write A .* or B"),
    ({"hours": {}}, "no window ever opens. Write hours, like"),
    ({"hours": {"Mon-Sun": "21:00-09:00"}}, "21:00-09:00 of Mon-Sun never opens: it ends before it begins. Write"),
    ({"hours": {"Mon": "09:00-09:00"}}, "09:00-09:00 of Mon never opens"),
    ({"hours": {"Mon-Sun": "9 to 5"}}, "the hours '9 to 5' of Mon-Sun can't be read. Write them like 09:00-20:00"),
    ({"hours": {"Mon-Sun": "09:00-24:30"}}, "can't be read"),
    ({"hours": {"Montag": "09:00-20:00"}}, "the days “Montag” are not known. Write one day or two with a dash"),
    ({"hours": {"Sat-Mon": "09:00-20:00"}}, "the days “Sat-Mon” are not known"),
    ({"hours": {"Mon-Sat": "09:00-20:00", "Sat": "10:00-12:00"}}, "Sat has two windows. Write each day once"),
    ({"cap": 0}, "cap 0 is no number of texts a day"),
    ({"cap": True}, "cap True is no number"),
    ({"cap": 2}, "cap 2 is no number of texts a day that can be kept: everywhere it is 3. Write one from 3"),
    ({"hours": {"Mon-Sun": "21:00-23:00"}}, "no window ever opens: offers go nationwide from 09:00 to 20:00"),
    ({"hours": {"Sun": "09:00-12:00"}}, "no window ever opens: .* Write hours within these"),
    ({"hours": {"Mon-Sun": "09:00-09:05"}}, "no window ever opens: .* the last five minutes before an end"),
    ({"holidays": "yes"}, "holidays is true .* or false"),
    ({"zone": "Mars/Olympus"}, "zone 'Mars/Olympus' is not known. Write an IANA name"),
    ({"effective_from": "September"}, "effective_from 'September' is no date. Write it like 2026-11-22"),
    ({"effective_to": "2025-01-01"}, "it ends on 2025-01-01, before it begins. Write effective_to after"),
    ({"reviewed_on": ""}, "reviewed_on is missing. Write it like"),
    ({"source": " "}, "source is missing. Write where the rule is from"),
    ({"color": "red"}, "“color” is not known here. Use only: cap, confidence"),
])  # fmt: skip
def test_a_row_that_cannot_stand_is_named_with_what_to_do(row, sentence):
    with pytest.raises(RulesProblem, match=sentence):
        read(table(row), "rules.json")


@pytest.mark.parametrize("text, sentence", [
    ('{"rules": [}', r"rules.json, line 1: this isn't JSON"),
    ("[]", "rules.json has no rules. Write them as"),
    ('{"rules": []}', "rules.json has no rules"),
    ('{"rules": ["TX"]}', "row 1: this isn't a row. Write it in braces"),
])  # fmt: skip
def test_a_file_that_is_no_table_is_said(text, sentence):
    with pytest.raises(RulesProblem, match=sentence):
        read(text, "rules.json")


def test_a_gap_between_a_states_rows_is_said():
    with pytest.raises(RulesProblem, match=r"row 2 \(TX\): no row holds from 2026-01-01 to 2026-03-31. Let the"):
        read(table({"effective_to": "2025-12-31"}, {"effective_from": "2026-04-01"}), "rules.json")


@pytest.mark.parametrize("first, sentence", [
    ({"effective_to": "2026-04-01"}, "begins on 2026-04-01, but the row before it ends on 2026-04-01, so two"),
    ({}, "begins on 2026-04-01, but the row before it has no end"),
])  # fmt: skip
def test_an_overlap_of_a_states_rows_is_said(first, sentence):
    with pytest.raises(RulesProblem, match=rf"row 2 \(TX\): it {sentence}"):
        read(table(first, {"effective_from": "2026-04-01"}), "rules.json")


def test_every_fault_of_a_table_is_told_at_once():
    with pytest.raises(RulesProblem) as problem:
        read(table({"state": "ZZ", "cap": 0}, {"state": "FL", "source": ""}), "rules.json")
    assert len(problem.value.problems) == 3


def test_the_operators_own_table_stands_in_the_place_of_leadlines(settings, at_home):
    at_home.write_text(table({}))
    create_app(settings)
    assert [rule.state for rule in state_rules.standing().rules] == ["TX"]
    at_home.unlink()
    create_app(settings)
    assert state_rules.standing() is state_rules.own()


def test_no_process_starts_with_a_table_that_cannot_stand(settings, at_home):
    at_home.write_text(table({"hours": {}}))
    with pytest.raises(ConfigProblem, match="state_rules.json, row 1 .*no window ever opens.*Mend the file, or take"):
        create_app(settings)
    at_home.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigProblem, match="can't be read: it isn't text in UTF-8"):
        create_app(settings)
