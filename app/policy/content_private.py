"""What doesn't belong in a text: private_number(text) finds a card's or a social security number."""

from __future__ import annotations

import re

CARD, SOCIAL = "a card number", "a social security no"  # 20 letters at most: they are kept
FEWEST_DIGITS = 9
_DIGITS = b"0123456789"
_RUN = re.compile(r"\d(?:[ -]?\d){8,18}(?![\w-])")
_DASHED = re.compile(r"(?!000|666|9\d\d)\d{3}([ -])(?!00)\d{2}\1(?!0000)\d{4}")
_SAYS_SOCIAL = re.compile(r"\bssn\b|\bsocial security\b", re.IGNORECASE)
# Issuers' first digits with their lengths (ISO/IEC 7812), so that an order number rarely looks like a card.
_ISSUER = re.compile(
    r"4\d{12}(?:\d{3})?|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|2720\d{12}|3[47]\d{13}|6(?:011|5\d\d)\d{12}"
)
_OF_A_THING = ("order", "invoice", "tracking", "case", "claim", "ticket", "order number", "ticket number")


def private_number(text: str) -> str:
    """CARD, SOCIAL or ""; numbers in a link and those of orders and the like are left alone."""
    written = text.encode()
    if len(written) - len(written.translate(None, _DIGITS)) < FEWEST_DIGITS:
        return ""
    for run in _RUN.finditer(text):
        before = text[max(0, run.start() - 80) : run.start()]
        if before[-1:].isalnum() or before[-1:] in tuple(".$#-_") or "/" in before.rpartition(" ")[2]:
            continue
        digits = "".join(filter(str.isdigit, run.group()))
        if _ISSUER.fullmatch(digits) and is_luhn(digits) and not before.lower().rstrip(" :#").endswith(_OF_A_THING):
            return CARD
        if _DASHED.fullmatch(run.group()) or (len(digits) == FEWEST_DIGITS and _SAYS_SOCIAL.search(text)):
            return SOCIAL
    return ""


def is_luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
