"""Rows 3, 4, 8 and 11 in words: what a line, a sender, a basis and the national list keep back, and the way out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.policy import gate
from app.policy.rows_sender import LINES
from tests.policy.test_gate import OFFERS, PLAIN, PROACTIVE, SPOKEN, any_facts

OVER = SPOKEN._replace(state="expired", how="asked us", at="2026-11-22T07:00:00+00:00")
CANADIAN = replace(PROACTIVE, to="+14165550199", is_canadian=True)
ASKING = replace(PLAIN, purpose="optin", has_texted=True, recent_inbound=False)


def words(facts) -> str:
    return gate.decide(facts).sentence.replace("\u00a0", " ")


@pytest.mark.parametrize("line", sorted(LINES))
@pytest.mark.parametrize("purpose", ["reply", "auto_reply", "direct", "info", "promo", "optin"])
def test_a_line_that_gets_no_texts_refuses_warns_or_says_nothing_as_set(line, purpose):
    facts = replace(PROACTIVE, purpose=purpose, topic="Offers", consents=(SPOKEN, OFFERS), line=line)
    verdict = gate.decide(facts)
    assert (verdict.kind, verdict.code, verdict.row) == ("refuse", "DEST_NOT_MOBILE", 3)
    assert verdict.sentence == LINES[line] and verdict.sentence.count(".") == 2, "what it is, and what to do"
    warned = gate.decide(replace(facts, line_rule="warn"))
    assert (warned.kind, warned.sentence) == ("warn", LINES[line])
    assert gate.decide(replace(facts, line_rule="off")).kind == "send"
    assert gate.decide(replace(facts, purpose="system")).kind == "send"


@given(any_facts, st.sampled_from(["unknown", "mobile", "voip"]))
def test_a_line_that_is_not_known_never_decides(facts, line):
    assert gate.decide(replace(facts, line=line)).row != 3


def test_what_a_number_is_registered_for_is_said_in_words():
    facts = replace(PROACTIVE, verification="verified", covers_purpose=False)
    assert words(facts) == (
        "(480) 555-0110 isn't registered for texts that you begin. Send from another number. "
        "An admin sees what is missing under Numbers."
    )
    assert "Verified" not in {each.name for each in gate.explain(replace(PLAIN, verification="pending"))
                              if each.outcome == "passed"}


def test_a_rejected_number_names_why_beside_an_answer_too():
    facts = replace(PLAIN, verification="rejected", verification_why="No website.")
    assert words(facts) == (
        "(480) 555-0110 was turned down by the carriers: No website. Delivery isn't guaranteed."
    )
    assert words(replace(facts, purpose="direct", ok_to_sms="ON", consents=(SPOKEN,))).endswith(
        "No website. Until it is verified it can only answer. An admin sees what is missing under Numbers."
    )


@pytest.mark.parametrize("state", ["unverified", "pending", "rejected"])
@pytest.mark.parametrize("purpose", ["direct", "info", "promo", "optin"])
def test_nothing_that_we_begin_leaves_from_a_number_that_is_not_verified(state, purpose):
    facts = replace(PROACTIVE, purpose=purpose, topic="Offers", consents=(SPOKEN, OFFERS), verification=state)
    verdict = gate.decide(facts)
    assert (verdict.kind, verdict.code, verdict.row) == ("refuse", "SENDER_UNVERIFIED", 4)
    both = replace(facts, is_canadian=True, number_kind="local_ca")
    assert gate.decide(both).kind == "warn"
    assert gate.decide(replace(both, is_canadian=False)).kind == "refuse"
    assert gate.decide(replace(both, number_kind="toll_free")).kind == "refuse"


@pytest.mark.parametrize("purpose", ["reply", "auto_reply", "system"])
def test_answers_and_confirmations_leave_with_a_warning(purpose):
    verdict = gate.decide(replace(PLAIN, purpose=purpose, verification="unverified"))
    assert (verdict.kind, verdict.code) == ("warn", "SENDER_UNVERIFIED")


def test_in_canada_implied_consent_that_ended_names_its_day_and_what_starts_it_again():
    facts = replace(CANADIAN, consents=(OVER,))
    verdict = gate.decide(facts)
    assert (verdict.kind, verdict.code, verdict.row) == ("refuse", "NO_LAWFUL_BASIS", 8)
    assert words(facts) == (
        "Maria's consent ended on Nov 22. In Canada a new purchase, contract or inquiry gives you the right to text, "
        "or their own word; record it."
    )
    assert gate.decide(replace(facts, consents=(OVER, OFFERS))).may_go, "what stands is enough"
    assert gate.decide(replace(facts, is_canadian=False)).code == "NO_CONSENT_informational"
    assert gate.decide(replace(facts, purpose="reply")).may_go


def test_in_canada_even_the_question_needs_a_basis():
    assert gate.decide(ASKING).may_go
    asked = replace(ASKING, is_canadian=True)
    assert (gate.decide(asked).code, gate.decide(asked).row) == ("NO_LAWFUL_BASIS", 8)
    assert words(asked).startswith("In Canada even the question needs a basis: a new purchase")
    assert gate.decide(replace(asked, recent_inbound=True)).may_go, "who has texted us lately has asked us"
    assert gate.decide(replace(asked, consents=(SPOKEN,))).may_go


def test_somebody_on_the_national_list_is_neither_sold_to_nor_asked():
    listed = replace(ASKING, national_dnc=True)
    assert (gate.decide(listed).kind, gate.decide(listed).code, gate.decide(listed).row) == (
        "refuse", "NATIONAL_DNC", 11,
    )
    assert words(listed) == (
        "Maria is on the National Do Not Call Registry: asking by text is allowed only once they agreed in writing. "
        "Record that when they did."
    )
    selling = replace(PROACTIVE, purpose="promo", topic="Offers", national_dnc=True, consents=(SPOKEN, OFFERS))
    assert gate.decide(selling).may_go, "they agreed in writing"
    assert gate.decide(replace(PROACTIVE, national_dnc=True)).may_go, "a text that sells nothing"
