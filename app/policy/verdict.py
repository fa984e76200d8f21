"""Verdict: what the gate answers, with a code, a sentence and its warnings. Check: one row as Why? shows it."""

from __future__ import annotations

from dataclasses import dataclass

SEND, WARN, DEFER, HOLD, REFUSE = "send", "warn", "defer", "hold", "refuse"


@dataclass(frozen=True)
class Check:
    """One row of the decision table for one text: its name, what was found, and whether it passed.
    `outcome` is passed, warned, decided (this row gave the verdict) or later (not reached)."""

    row: int
    name: str
    outcome: str
    words: str


@dataclass(frozen=True)
class Outcome:
    """What a failing row says; `at` is the instant (ISO 8601) until which a deferred text waits; `more` what the same
    row warns of besides."""

    kind: str
    code: str
    sentence: str
    at: str = ""
    more: tuple[Outcome, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """The answer for one text. `kind` is one of send, warn, defer, hold, refuse; `row` is the one that decided, 0 where
    none did."""

    kind: str
    code: str
    sentence: str
    row: int
    at: str = ""
    warnings: tuple[Outcome, ...] = ()

    @property
    def may_go(self) -> bool:
        return self.kind in (SEND, WARN)
