"""What counts as evidence of consent: check() refuses a ConsentEvent that could not stand up; Incomplete says why.

Prior express written consent names the seller, shows what was agreed to and how (47 CFR 64.1200(f)(9)); what is only
spoken gives informational consent at most (CTIA Messaging Principles 5.1).
"""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from app.clock import now

MEDIA = {
    "form": "A form", "paper": "On paper", "keyword": "A keyword they texted", "e_sign": "Signed electronically",
    "button": "A button in an app", "verbal": "Spoken", "ivr": "A phone menu", "pos": "At the counter",
    "text": "They texted us",
}  # fmt: skip
WRITTEN = ("form", "paper", "keyword", "e_sign", "button")
NEEDED = {
    "medium": "how they agreed", "disclosure_text": "the words they were shown",
    "affirmative_act": "what they did to agree", "topic_or_program": "which program they agreed to",
}  # fmt: skip


class Incomplete(Exception):
    """This can't be recorded as it is. `field` is the one to change; the message says what is wrong."""

    code = "EVIDENCE_INCOMPLETE"

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def check(event: str, level: str, fields: dict[str, Any]) -> None:
    """Raise Incomplete where this event can't be kept as it is: from the future, in a zone that doesn't exist, a grant
    that was bought, or one of promotional consent without its written evidence."""
    if fields["occurred_at"] > now():
        raise Incomplete("occurred_at", "That lies in the future. Write when they agreed.")
    zone = fields.get("tz")
    if zone and zone not in available_timezones():
        raise Incomplete("tz", f"There is no time zone called {zone[:40]}. Choose one like America/Phoenix.")
    if event != "grant":
        return
    if fields.get("medium") == "purchased":
        raise Incomplete("medium", "Consent bought or rented from others is none: they must agree to hear from you.")
    if level == "promotional":
        _check_promotional(fields)


def _check_promotional(fields: dict[str, Any]) -> None:
    missing = [name for name in NEEDED if not str(fields.get(name) or "").strip()]
    if missing:
        words = _listed([NEEDED[name] for name in missing])
        raise Incomplete(missing[0], f"Promotional consent needs evidence in writing. Missing: {words}.")
    if fields["medium"] not in WRITTEN:
        spoken = MEDIA.get(fields["medium"], fields["medium"]).lower()
        raise Incomplete(
            "medium", f"Promotional consent must be in writing, and this was {spoken}. It can give informational only."
        )


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
