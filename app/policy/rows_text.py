"""Rows about the words: what they say (12), how long they are (13)."""

from __future__ import annotations

from app.policy.facts import Facts
from app.policy.verdict import REFUSE, WARN, Outcome


def content(facts: Facts) -> Outcome | None:
    """Row 12. What blocks speaks before what warns; the findings come with the facts."""
    if facts.purpose in ("system", "internal") or not facts.findings:
        return None
    worst = next((found for found in facts.findings if found.blocks), facts.findings[0])
    return Outcome(REFUSE if worst.blocks else WARN, f"CONTENT_{worst.rule}", worst.sentence)


def content_words(_facts: Facts) -> str:
    return ""


def length(facts: Facts) -> Outcome | None:
    """Row 13: what the author typed; a footer isn't counted."""
    if facts.tokens:
        return Outcome(REFUSE, "TOKEN_EMPTY", f"{facts.tokens[0]} has no value here. Write the word itself.")
    if facts.length == 0 and not facts.has_media:
        return Outcome(REFUSE, "EMPTY", "There is no text yet. Write something to send.")
    if facts.length > facts.limit:
        over = facts.length - facts.limit
        return Outcome(REFUSE, "TOO_LONG", f"{over} over {facts.limit}. Shorten the text or send it as two.")
    return None


def length_words(facts: Facts) -> str:
    return f"{facts.length} of {facts.limit} characters"
