"""Row 12 and the step before the rows: all warnings stand together, and what counts as an offer is judged as one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.policy import gate
from app.policy.content import Wording, look
from app.policy.content_table import CELLS, COLUMNS, Problem, choices, settings_of
from app.policy.facts import Finding
from tests.policy.test_gate import AGREED, OFFERS, PLAIN, SPOKEN

NAME, LOUD = Finding("L7", False), Finding("L11", False, "CAPITALS")
LINK, OFFER = Finding("L5", True, "bit.ly"), Finding("L10", False, "20 % off", True)


def test_all_warnings_stand_beside_send_and_are_kept_with_the_decision():
    facts = replace(PLAIN, findings=(NAME, LOUD))
    verdict = gate.decide(facts)
    assert verdict.may_go and [each.code for each in verdict.warnings] == ["CONTENT_L7", "CONTENT_L11"]
    again, decided, kept = gate.recall(gate.record(facts, verdict))
    assert kept["warned"] == ["CONTENT_L7", "CONTENT_L11"] and (again, decided) == (facts, verdict)
    [words] = [check.words for check in gate.explain(facts) if check.outcome == "warned"]
    assert "business's name" in words and "capitals" in words


def test_what_blocks_speaks_before_what_warns():
    verdict = gate.decide(replace(PLAIN, findings=(NAME, LINK)))
    assert (verdict.code, verdict.row) == ("CONTENT_L5", 12) and "bit.ly hides where" in verdict.sentence
    assert [each.code for each in verdict.warnings] == ["CONTENT_L7"]


def test_information_that_sells_needs_what_an_offer_needs_and_says_why():
    facts = replace(PLAIN, purpose="info", **AGREED)
    assert gate.decide(facts).may_go
    sells = replace(facts, findings=(OFFER,))
    verdict = gate.decide(sells)
    assert (verdict.code, verdict.row) == ("NO_CONSENT_promotional", 9)
    assert verdict.sentence.startswith("It counts as an offer because of “20 % off”. Maria ")
    agreed = replace(sells, consents=(SPOKEN, OFFERS), topic="Offers")
    assert gate.decide(agreed).may_go
    words = {check.name: check.words for check in gate.explain(agreed)}
    assert words["Wording"] == "It counts as an offer because of “20 % off”."
    kept, again, _ = gate.recall(gate.record(sells, verdict))
    assert kept.purpose == "info" and (again.code, again.row) == (verdict.code, verdict.row)


def test_the_same_words_by_hand_to_many_count_as_an_offer():
    many = replace(PLAIN, purpose="direct", findings=(Finding("L17", False, "26", True),), **AGREED)
    verdict = gate.decide(many)
    assert verdict.code == "NO_CONSENT_promotional" and "These words went to 26 numbers" in verdict.sentence
    assert gate.decide(replace(many, purpose="reply")).may_go


def test_an_account_tightens_any_cell_and_loosens_only_some():
    for rule, row in CELLS.items():
        for column in COLUMNS:
            assert row[column] in choices(rule, column)
            if row[column] in ("-", "W"):
                assert "B" in choices(rule, column)
            if row[column] == "B":
                assert ("W" in choices(rule, column)) == (rule in ("L7", "L10", "L11", "L12"))
    with pytest.raises(Problem, match="“Public link shorteners” stays at Block or stricter for direct texts"):
        settings_of({"cells": [["L5", "direct", "W"]]})
    assert settings_of({"cells": [["L5", "reply", "B"], ["L1", "info", "B"]]}).cells == (("L5", "reply", "B"),)


@pytest.mark.parametrize(
    ("rule", "word", "said"),
    [("L1", "…", "two letters or more"), ("L5", "https://x.com/a", "isn't a host"), ("L9", "word", "no list of words"),
     ("L1", "w" * 61, "longer than 60")],
)  # fmt: skip
def test_a_word_that_cannot_be_looked_for_is_named(rule, word, said):
    with pytest.raises(Problem, match=said):
        settings_of({"words": {rule: [word]}})


def test_an_accounts_own_words_are_found():
    ours = settings_of({"words": {"L1": ["lawn dart"], "L5": ["go.acme.com"], "L10": ["tire week"]}})
    assert look("two lawn darts", Wording("reply", settings=ours)) == (Finding("L1", False, "lawn darts"),)
    assert look("go.acme.com/1", Wording("direct", settings=ours))[0].blocks
    assert look("It's Tire Week", Wording("info", settings=ours))[0].counts_as_offer
    assert settings_of(ours.kept()) == ours
    strict = settings_of({"cells": [["L11", "reply", "B"]]})
    assert look("oh!!!!", Wording("reply", settings=strict))[0].blocks
