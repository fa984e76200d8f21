"""The gate: decide(facts) -> Verdict. Rows of the decision table (table.py) from top to bottom; the first that fails
decides. explain() says what each row found; record() and recall() keep a decision and come to it again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import MISSING, replace
from typing import Any

from app.policy import rows_time
from app.policy.content_purpose import judged, said
from app.policy.facts import USUAL, Facts
from app.policy.table import RULES, TABLE, TABLES, Row
from app.policy.verdict import DEFER, SEND, WARN, Check, Outcome, Verdict
from app.policy.words import clock

MOST_BYTES = 1024
DEFAULTS = dict(USUAL)
SAME = "="  # in a kept decision: the words of quiet hours are the sentence, and stand there once


def decide(facts: Facts, table: tuple[Row, ...] = TABLE) -> Verdict:
    """The verdict on one text to one number. A row that only warns lets the next ones speak."""
    warnings: tuple[Outcome, ...] = ()
    by = judged(facts)
    for row in table:
        outcome = row.rule(by)
        if outcome is None:
            continue
        if outcome.kind == DEFER:
            outcome = rows_time.in_due_time(by, outcome)
        if outcome.kind != WARN:
            last = said(outcome, row.number, facts)
            return Verdict(last.kind, last.code, last.sentence, row.number, last.at, (*warnings, *last.more))
        warnings += (replace(outcome, more=()), *outcome.more)
    if warnings:
        return Verdict(WARN, warnings[0].code, warnings[0].sentence, 0, "", warnings)
    return Verdict(SEND, "ALLOWED", _why_it_may(facts), 0)


def explain(facts: Facts, table: tuple[Row, ...] = TABLE) -> list[Check]:
    """What each row that has something to say found, down to the one that decided."""
    checks, is_decided, by = [], False, judged(facts)
    for row in table:
        outcome = None if is_decided else row.rule(by)
        if outcome is None:
            words = row.words(by)
            if words:
                checks.append(Check(row.number, row.name, *(("later", "") if is_decided else ("passed", words))))
            continue
        is_decided = outcome.kind != WARN
        words = _all(said(outcome, row.number, facts))
        checks.append(Check(row.number, row.name, "decided" if is_decided else "warned", words))
    return checks


def record(facts: Facts, verdict: Verdict) -> str:
    """The decision as a message keeps it (JSON, at most 1 KB): enough to come to it again. Where it would be longer,
    the facts' words are cut short, and then what decided nothing; the sentence stays as it was said."""
    kept = ""
    for enough in _ever_less(facts, verdict):
        kept = _written(enough, verdict)
        if len(kept.encode()) <= MOST_BYTES:
            break
    return kept


def recall(decision: str) -> tuple[Facts, Verdict, dict[str, Any]]:
    """The facts of a kept decision, the verdict that the rules of its day come to, and the record itself."""
    kept = json.loads(decision)
    if kept["facts"].get("quiet_words") == SAME:
        kept["facts"]["quiet_words"] = kept["sentence"]
    facts = Facts.of(kept["facts"])
    return facts, decide(facts, TABLES.get(kept["rules"], TABLE)), kept


def explain_kept(facts: Facts, kept: dict[str, Any]) -> list[Check]:
    """What each row found by the rules of the day of a decision that was recalled."""
    return explain(facts, TABLES.get(kept["rules"], TABLE))


def _ever_less(facts: Facts, verdict: Verdict) -> Iterator[Facts]:
    """The facts, ever fewer of them, each time with the same verdict: words cut short, what seldom decides left out,
    then one after the other, the longest first, whatever this verdict doesn't need."""
    yield facts
    least = facts.shorter(verdict.sentence)
    yield least
    shortest = facts.shortest(verdict.sentence)
    if _comes_to(shortest, verdict):
        least = shortest
        yield least
    for name in sorted(least.kept(), key=lambda name: -len(str(getattr(least, name)))):
        without = replace(least, **{name: DEFAULTS[name]}) if DEFAULTS[name] is not MISSING else least
        if without is not least and _comes_to(without, verdict):
            least = without
            yield least


def _comes_to(facts: Facts, verdict: Verdict) -> bool:
    again = decide(facts)
    return (again.kind, again.code, again.at, again.row) == (verdict.kind, verdict.code, verdict.at, verdict.row)


def _written(facts: Facts, verdict: Verdict) -> str:
    kept = {
        "rules": RULES,
        "verdict": verdict.kind,
        "code": verdict.code,
        "sentence": verdict.sentence,
        "facts": facts.kept(),
    }
    if facts.quiet_words and facts.quiet_words == verdict.sentence:
        kept["facts"]["quiet_words"] = SAME
    if verdict.warnings:
        kept["warned"] = [warning.code for warning in verdict.warnings]
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _all(outcome: Outcome) -> str:
    """All that a row says: a refusal alone, every warning."""
    return " ".join(each.sentence for each in (outcome, *(outcome.more if outcome.kind == WARN else ())))


def _why_it_may(facts: Facts) -> str:
    if facts.purpose == "reply" and facts.last_inbound:
        who = facts.name or "they"
        return f"Can go now, {who} texted {clock(facts.last_inbound, facts.at, facts.zone)}"
    return "Can go now"
