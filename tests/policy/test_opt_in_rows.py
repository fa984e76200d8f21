"""Rows 6, 9 and 10 where somebody was asked to opt in or may be: what waits, what is refused, and the question itself.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.policy import gate
from app.policy.facts import Finding
from tests.policy.test_gate import DOUBT, PLAIN, PROMO, SPOKEN

ASKED = {"opt_in": "SENT", "opt_in_at": "2026-11-20T15:20:00+00:00"}
LAST_WEEK = "2026-11-16T15:41:00+00:00"
DIRECT = {"purpose": "direct"}

DECIDED = [
    ({**PROMO, "opt_in_first": "strict", **ASKED}, "hold", "AWAITING_OPTIN", 10),
    ({**PROMO, "opt_in_first": "strict"}, "refuse", "OPTIN_NEEDED", 10),
    ({**PROMO, "opt_in_first": "strict", "opt_in": "REJECTED"}, "refuse", "OPTIN_REJECTED", 10),
    ({**DIRECT, **ASKED}, "hold", "AWAITING_OPTIN", 6),
    ({**DIRECT, **ASKED, "waits_since": LAST_WEEK}, "refuse", "OPTIN_NOT_ANSWERED", 6),
    ({**DIRECT, "ok_to_sms": "ON", **ASKED}, "hold", "AWAITING_OPTIN", 9),
    ({**DIRECT, "ok_to_sms": "ON", "opt_in": "REJECTED"}, "refuse", "OPTIN_REJECTED", 9),
    ({"purpose": "promo", **ASKED}, "refuse", "SMS_NOT_OK", 6),
    ({"purpose": "promo", **ASKED, "asks_promotional": True}, "hold", "AWAITING_OPTIN", 6),
    ({**PROMO, "consents": (SPOKEN,), **ASKED}, "refuse", "NO_CONSENT_promotional", 9),
    ({**DIRECT, "can_ask": True, **DOUBT}, "refuse", "SMS_NOT_OK", 6),
    ({**DIRECT, "can_ask": True, "source": "purchased"}, "refuse", "SMS_NOT_OK", 6),
    ({**DIRECT, "can_ask": True, "national_dnc": True}, "refuse", "SMS_NOT_OK", 6),
    ({**DIRECT, "cannot_ask": "twice"}, "refuse", "SMS_NOT_OK", 6),
    ({**DIRECT, "cannot_ask": "The number is a landline."}, "refuse", "OPTIN_FAILED", 6),
    ({"purpose": "optin", "opt_in": "ACCEPTED"}, "refuse", "OPTIN_ANSWERED", 10),
    ({"purpose": "optin", "opt_in": "REJECTED"}, "refuse", "OPTIN_REJECTED", 10),
    ({"purpose": "optin", **ASKED}, "refuse", "OPTIN_LIMIT", 10),
    ({"purpose": "optin", "cannot_ask": "week"}, "refuse", "OPTIN_LIMIT", 10),
    ({"purpose": "optin", "cannot_ask": "twice"}, "refuse", "OPTIN_LIMIT", 10),
]


@pytest.mark.parametrize(("facts", "kind", "code", "row"), DECIDED)
def test_who_was_asked_or_may_be_is_decided_as_the_rows_say(facts, kind, code, row):
    verdict = gate.decide(replace(PLAIN, **facts))
    assert (verdict.kind, verdict.code, verdict.row) == (kind, code, row)
    assert "  " not in verdict.sentence and verdict.sentence.endswith(".")
    kept = gate.record(replace(PLAIN, **facts), verdict)
    assert gate.recall(kept)[1] == verdict


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (ASKED, "Maria was asked on Nov\u00a020. It waits until they say START."),
        ({"can_ask": True}, "They are asked first, and it waits until they say START."),
        ({"opt_in": "REJECTED", "opt_in_at": ASKED["opt_in_at"]}, "said no to texts that you begin on Nov\u00a020."),
        ({"cannot_ask": "twice"}, "nobody is asked a third time."),
        ({"cannot_ask": "week"}, "They were asked less than a week ago."),
        ({"opt_in_first": "strict", "ok_to_sms": "ON", "consents": (SPOKEN,), "cannot_ask": "template"},
         "no opt-in text is switched on. A manager writes one."),
    ],
)  # fmt: skip
def test_the_sentence_says_what_will_happen_or_why_nobody_can_be_asked(facts, words):
    assert words in gate.decide(replace(PLAIN, **DIRECT, **facts)).sentence


LONG = "María-José Fernández de la Cruz y Ortega"
CROWDED = {
    "name": LONG, "topic": LONG, "verification": "rejected", "verification_why": LONG * 2, "number_kind": "local_ca",
    "is_canadian": True, "ok_to_sms_at": LAST_WEEK, "opt_in_first": "strict", "stands_in_for": "(480) 555-0177",
    "override": LONG, "zones": ("America/Indiana/Indianapolis", "America/Kentucky/Louisville", "America/Toronto"),
    "states": ("FL", "TX", "NT", "NU"), "quiet_until": "never", "quiet_words": LONG * 4, "has_media": True,
    "findings": tuple(Finding(f"L{n}", False, LONG[:20]) for n in (1, 2, 3, 4, 5, 6, 7, 11)), "window": "09:00-20:00",
    "consents": (SPOKEN._replace(state="expired", how=LONG), SPOKEN._replace(level="promotional", topic="x" * 40)),
}


@pytest.mark.parametrize("more", [
    {**DIRECT, **ASKED, "waits_since": LAST_WEEK, "ok_to_sms": "UNSET", "consents": ()},
    {"purpose": "optin", "ok_to_sms": "ON", "national_dnc": True},
    {**DIRECT, "ok_to_sms": "ON", "opt_in": "REJECTED"},
    {"purpose": "info", "ok_to_sms": "ON", **ASKED, "waits_since": LAST_WEEK},
])  # fmt: skip
def test_a_crowded_decision_that_was_cut_short_still_comes_to_itself(more):
    facts = replace(PLAIN, **{**CROWDED, **more})
    verdict = gate.decide(facts)
    kept = gate.record(facts, verdict)
    _, again, record = gate.recall(kept)
    assert len(kept.encode()) <= gate.MOST_BYTES
    assert (again.kind, again.code, again.row) == (verdict.kind, verdict.code, verdict.row)
    assert record["sentence"] == verdict.sentence
