"""Rows about the words: what they say (12), how long they are (13)."""

from __future__ import annotations

from dataclasses import replace

from app.policy.content_purpose import because
from app.policy.content_words import sentence
from app.policy.facts import Facts
from app.policy.verdict import REFUSE, WARN, Outcome


def content(facts: Facts) -> Outcome | None:
    """Row 12. What blocks speaks before what warns, and all that warns is told; the findings come with the facts."""
    if facts.purpose in ("system", "internal"):
        return None
    said = [
        Outcome(REFUSE if found.blocks else WARN, f"CONTENT_{found.rule}", sentence(found))
        for found in facts.findings if not found.counts_as_offer
    ]  # fmt: skip
    if not said:
        return None
    worst = next((outcome for outcome in said if outcome.kind == REFUSE), said[0])
    return replace(worst, more=tuple(each for each in said if each is not worst and each.kind == WARN))


def content_words(facts: Facts) -> str:
    """Which words had it judged as an offer, where they did."""
    offer = next((found for found in facts.findings if found.counts_as_offer), None)
    return because(offer) if offer else ""


def length(facts: Facts) -> Outcome | None:
    """Row 13: what the author typed; a footer isn't counted."""
    if facts.tokens:
        return Outcome(REFUSE, "TOKEN_EMPTY", _of_token(facts.tokens[0]))
    if facts.length == 0 and not facts.has_media:
        return Outcome(REFUSE, "EMPTY", "There is no text yet. Write something to send.")
    if facts.length > facts.limit:
        over = facts.length - facts.limit
        return Outcome(REFUSE, "TOO_LONG", f"{over} over {facts.limit}. Shorten the text or send it as two.")
    return None


def _of_token(said: str) -> str:
    """Facts have it in a sentence; earlier ones had the bare token."""
    is_bare = said.startswith("{{") and not said.endswith((".", "?"))
    return f"{said} has no value here. Write the word itself." if is_bare else said


def length_words(facts: Facts) -> str:
    return f"{facts.length} of {facts.limit} characters"
