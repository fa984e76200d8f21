"""Carrier error codes in plain words: what happened, what to do, and what is certain about the outcome.

    explain(30006).sentence            "This number is a landline or can't be reached by text."
    explain(30006).next_step           "Call instead, or try another number."
    not_accepted(21610, 400)           True: safe to say that nothing was sent
    outcome_unknown(20500, 500)        True: it may have been sent, look before sending again

Source: Twilio, "Error and Warning Dictionary" (https://www.twilio.com/docs/api/errors). Whether and when to
try again is a judgement from each code's documented causes; the table is data/carrier_errors.json.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

Retry = Literal["never", "after_fix", "transient", "later"]

OUTCOME_UNKNOWN = frozenset({20500, 20503})
BACK_OFF = frozenset({20429, 21611, 30001})

# Toll-free verification and A2P registration turned down: Twilio gives each reason its own code.
_REGISTRATION = (
    (range(30440, 30490), "toll-free verification"),
    (range(30530, 30550), "business texting registration"),
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """One error code for people. `retry`: "never" to this recipient, "after_fix" of a setting, "transient"
    (may work at once), "later" (slow down). `action` is the word of a link, or None when there is nothing
    to press. `line` is what the code proves: "landline", "invalid", "deactivated" or None."""

    code: int | None
    title: str
    sentence: str
    next_step: str
    retry: Retry
    action: str | None
    line: str | None = None

    @property
    def link(self) -> str | None:
        """Twilio's own page about the code."""
        return f"https://www.twilio.com/docs/api/errors/{self.code}" if self.code else None


@lru_cache(maxsize=512)
def explain(code: int | None) -> Explanation:
    """The explanation of a code; one we do not know names itself and links to Twilio's page."""
    if code is None:
        return _NO_CODE
    if code in _TABLE:
        return _TABLE[code]
    for codes, what in _REGISTRATION:
        if code in codes:
            return _turned_down(code, what)
    page = f"https://www.twilio.com/docs/api/errors/{code}"
    return Explanation(code, f"Twilio error {code}", f"Twilio error {code}.", f"See {page}", "never", None)


def known_codes() -> frozenset[int]:
    """Every code with an explanation of its own."""
    return frozenset(_TABLE)


def not_accepted(code: int | None, http_status: int | None) -> bool:
    """Whether it is certain that the carrier did not accept the text: any 4xx, or, with no HTTP status at
    hand, a code that only refusals at creation carry."""
    if http_status is not None:
        return 400 <= http_status < 500 and code not in OUTCOME_UNKNOWN
    return code in _API_REFUSALS


def is_backoff(code: int | None, http_status: int | None) -> bool:
    """Whether to slow down before anything more goes to this sender: 429, 20429, 21611, 30001."""
    return http_status == 429 or code == 429 or code in BACK_OFF


def outcome_unknown(code: int | None, http_status: int | None) -> bool:
    """Whether the text may have been accepted although we were not told so: a server error, an answer that
    makes no sense, or none at all (both None: a timeout)."""
    if code in OUTCOME_UNKNOWN or (code is None and http_status is None):
        return True
    return http_status is not None and not 400 <= http_status < 500


def _turned_down(code: int, what: str) -> Explanation:
    return Explanation(
        code,
        "Registration turned down",
        f"The {what} of this number was turned down.",
        "Ask an administrator to read the reason at the carrier, correct it and submit it again.",
        "after_fix",
        None,
    )


_NO_CODE = Explanation(
    None, "No reason given", "The carrier did not say why.", "Send it again.", "transient", "Send again"
)
_ROWS = json.loads((Path(__file__).parent / "data" / "carrier_errors.json").read_text("utf-8"))
_TABLE: dict[int, Explanation] = {
    row["code"]: Explanation(**{name: value for name, value in row.items() if name != "where"})
    for row in _ROWS
}
_API_REFUSALS = frozenset(row["code"] for row in _ROWS if row["where"] == "api") - OUTCOME_UNKNOWN
