"""Verdict: what the gate answers, with a code, a sentence, and the checks that led to it."""

from __future__ import annotations

from dataclasses import dataclass, field

SEND, WARN, DEFER, HOLD, REFUSE = "send", "warn", "defer", "hold", "refuse"


@dataclass(frozen=True)
class Check:
    """One row of the decision table for one text: its name, what was found, and whether it passed.
    `outcome` is passed, decided (this row gave the verdict) or later (not reached)."""

    row: int
    name: str
    outcome: str
    words: str


@dataclass(frozen=True)
class Outcome:
    """What a failing row says."""

    kind: str
    code: str
    sentence: str


@dataclass(frozen=True)
class Verdict:
    """The answer for one text. `kind` is one of send, warn, defer, hold, refuse."""

    kind: str
    code: str
    sentence: str
    row: int
    checks: tuple[Check, ...] = field(default=(), compare=False)

    @property
    def may_go(self) -> bool:
        return self.kind in (SEND, WARN)
