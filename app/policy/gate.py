"""The gate: decide(facts) -> Verdict. Rows of the decision table from top to bottom; the first that fails decides.

Rows here: 1 permission and pause, 2 destination, 5 opt-out, 6 OK to SMS?, 13 length, 17 in time. Row numbers are
those of the table in docs/gate.md; the rows between join with the facts they need.
"""

from __future__ import annotations

import json
from typing import Any

from app.policy import rows
from app.policy.facts import Facts
from app.policy.verdict import SEND, Check, Verdict
from app.policy.words import clock

RULES = "2026-11-22"


def decide(facts: Facts) -> Verdict:
    """The verdict on one text to one number."""
    checks: list[Check] = []
    for number, name, rule, words in rows.TABLE:
        outcome = rule(facts)
        if outcome is None:
            checks.append(Check(number, name, "passed", words(facts)))
            continue
        checks.append(Check(number, name, "decided", outcome.sentence))
        checks.extend(Check(later, title, "later", "") for later, title, _, _ in rows.TABLE if later > number)
        return Verdict(outcome.kind, outcome.code, outcome.sentence, number, tuple(checks))
    return Verdict(SEND, "ALLOWED", _why_it_may(facts), 0, tuple(checks))


def record(facts: Facts, verdict: Verdict) -> str:
    """The decision as a message keeps it (JSON, under 1 KB): enough to come to it again."""
    kept = {
        "rules": RULES,
        "verdict": verdict.kind,
        "code": verdict.code,
        "sentence": verdict.sentence,
        "facts": facts.kept(),
    }
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def recall(decision: str) -> tuple[Facts, Verdict, dict[str, Any]]:
    """The facts of a kept decision, the verdict that follows from them, and the record itself."""
    kept = json.loads(decision)
    facts = Facts.of(kept["facts"])
    return facts, decide(facts), kept


def _why_it_may(facts: Facts) -> str:
    if facts.purpose == "reply" and facts.last_inbound:
        who = facts.name or "they"
        return f"Can go now, {who} texted {clock(facts.last_inbound, facts.at, facts.zone)}"
    return "Can go now"
