"""A text that counts as an offer: judged(facts) is asked before any row, so that every row sees the purpose by which
the text is judged. The facts keep the finding that changed it.
"""

from __future__ import annotations

from dataclasses import replace

from app.policy.facts import Facts, Finding
from app.policy.verdict import WARN, Outcome

COUNTS = {
    "L10": "It counts as an offer because of “{}”.",
    "L17": "These words went to {} numbers within the hour, so it counts as an offer to many.",
}
OF_OFFERS = frozenset({4, 6, 9, 10, 11, 14, 15})  # rows that ask more of an offer


def judged(facts: Facts) -> Facts:
    """The facts by which the rows decide: what sells is promo, however it was declared."""
    return replace(facts, purpose="promo") if counted(facts) is not None else facts


def counted(facts: Facts) -> Finding | None:
    """The finding by which this text counts as an offer."""
    if not facts.findings or facts.purpose not in ("info", "direct", "promo"):
        return None
    return next((found for found in facts.findings if found.counts_as_offer), None)


def because(offer: Finding) -> str:
    """Why a text was judged as an offer, in a sentence."""
    return COUNTS.get(offer.rule, COUNTS["L10"]).format(offer.word)


def said(outcome: Outcome, row: int, facts: Facts) -> Outcome:
    """A row's outcome with the reason before it, where it asks more of an offer than of the text as it was written."""
    offer = counted(facts)
    if offer is None or row not in OF_OFFERS or outcome.kind == WARN:
        return outcome
    return replace(outcome, sentence=f"{because(offer)} {outcome.sentence}")
