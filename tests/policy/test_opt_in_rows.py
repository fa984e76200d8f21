"""Rows 6, 9 and 10 where somebody was asked to opt in or may be: what waits, what is refused, and the question itself.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.policy import gate
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
