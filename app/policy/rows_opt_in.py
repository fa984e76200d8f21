"""What asking somebody to opt in comes to, for the rows that need it (6, 9, 10): asked_instead() for a text that waits
for the answer, asked_before() for the question itself, and why nobody can be asked.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from app.policy.facts import Facts
from app.policy.verdict import HOLD, REFUSE, Outcome
from app.policy.words import day, person

PATIENCE = timedelta(days=7)
WHY_NOT = {
    "week": "They were asked less than a week ago",
    "twice": "They were asked twice already, and nobody is asked a third time",
    "template": "",
}


def asked_instead(facts: Facts, level: str, may_be_asked: bool) -> Outcome | None:
    """The text waits for their START, or their answer forbids it; None where they have not been asked and can't be, and
    where what they would agree to isn't what this text needs. Level "": any answer will do."""
    if facts.opt_in == "REJECTED":
        return Outcome(REFUSE, "OPTIN_REJECTED", _said_no(facts))
    is_asked = facts.opt_in == "SENT"
    is_fit = {"promotional": facts.asks_promotional, "informational": not facts.asks_of_another}.get(level, True)
    if not (is_asked or may_be_asked) or not is_fit:
        return _failed(facts, level) if facts.cannot_ask not in ("", *WHY_NOT) else None
    if facts.waits_since and _apart(facts.waits_since, facts.at) >= PATIENCE:
        return Outcome(
            REFUSE, "OPTIN_NOT_ANSWERED", f"{person(facts)} hasn't answered the opt-in for a week, so it wasn't sent."
        )
    if is_asked:
        sentence = f"{person(facts)} was asked{_on(facts)}. It waits until they say START."
        return Outcome(HOLD, "AWAITING_OPTIN", sentence)
    return Outcome(
        HOLD, "AWAITING_OPTIN",
        f"{person(facts)} hasn't agreed to {_kind(level)}. They are asked first, and it waits until they say START.",
    )


def asked_before(facts: Facts) -> Outcome | None:
    """What keeps the question itself back: an answer, or that it was asked before."""
    if facts.opt_in == "REJECTED":
        return Outcome(REFUSE, "OPTIN_REJECTED", _said_no(facts))
    if facts.opt_in == "ACCEPTED":
        return Outcome(REFUSE, "OPTIN_ANSWERED", f"{person(facts)} has said START. There is nothing left to ask.")
    if facts.opt_in == "SENT":
        return Outcome(REFUSE, "OPTIN_LIMIT", f"{person(facts)} was asked{_on(facts)}. Wait for the answer.")
    if facts.cannot_ask in ("week", "twice"):
        return Outcome(REFUSE, "OPTIN_LIMIT", f"{WHY_NOT[facts.cannot_ask]}.")
    return None


def why_not(facts: Facts) -> str:
    """A sentence to go on with, why they can't be asked; "" where there is nothing to say."""
    words = WHY_NOT.get(facts.cannot_ask, "")
    return f" {words}." if words else ""


def not_asked(facts: Facts) -> str:
    """Why somebody who must be asked first can't be."""
    if facts.cannot_ask == "template":
        return "Your business asks everybody first, and no opt-in text is switched on. A manager writes one."
    return f"{person(facts)} hasn't said START, and can't be asked now.{why_not(facts)}"


def _failed(facts: Facts, level: str) -> Outcome:
    return Outcome(
        REFUSE, "OPTIN_FAILED",
        f"{person(facts)} hasn't agreed to {_kind(level)}, and asking came to nothing: {facts.cannot_ask}",
    )


def _said_no(facts: Facts) -> str:
    no = f"{person(facts)} said no to texts that you begin{_on(facts)}"
    return f"{no}. Nothing that you begin leaves until they text START."


def _on(facts: Facts) -> str:
    return f" on {day(facts.opt_in_at, facts.at, facts.zone)}" if facts.opt_in_at else ""


def _kind(level: str) -> str:
    return "offers" if level == "promotional" else "texts that you begin"


def _apart(earlier: str, later: str) -> timedelta:
    return datetime.fromisoformat(later) - datetime.fromisoformat(earlier)
