"""Words about our numbers and theirs: number_state, number_kind, may_leave and line_words, Jinja filters. register(app)
adds them. STATES, USES, RULES: what an administrator may choose."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from flask import Flask

from app.clock import now
from app.models import Number, Phone
from app.texting.lines import CHECKING, is_known

STATES = {
    "verified": "Verified: the carriers have approved it",
    "pending": "Pending: handed in, not decided yet",
    "unverified": "Not verified: nothing is handed in yet",
    "rejected": "Rejected: the carriers turned it down",
}
USES = {
    "mixed": "Everything: answers, texts you begin, notices, offers",
    "informational": "Notices: no offers",
    "marketing": "Offers: nothing else that you begin",
}
RULES = {
    "refuse": "Refuse the text and say why",
    "warn": "Let it go, with a warning beside Send",
    "off": "Nothing",
}
KINDS = {"local": "Local number", "toll_free": "Toll-free number", "short_code": "Short code"}
CHIPS = {
    "verified": ("Verified", "ok", "check"), "pending": ("Pending", "wait", "hourglass"),
    "unverified": ("Not verified", "plain", "minus"), "rejected": ("Rejected", "out", "ban"),
}  # fmt: skip
LEAVES = {"mixed": "Every kind of text", "informational": "Everything but offers", "marketing": "Answers and offers"}
ANSWERS_ONLY = "Answers only, and whether they arrive isn’t certain"
FOUND = {
    "landline": "landline, gets no texts", "invalid": "unknown to the carrier", "deactivated": "out of service",
    "no_texts": "gets no texts", "mobile": "mobile", "voip": "internet phone",
}  # fmt: skip
GIVEN_UP_AFTER = timedelta(minutes=1)


class Line(NamedTuple):
    """What is known of a number's line, whether that keeps texts from it, and whether somebody may ask the carrier."""

    words: str
    is_bad: bool
    may_check: bool


def register(app: Flask) -> None:
    app.jinja_env.filters.update(
        number_state=number_state, number_kind=number_kind, may_leave=may_leave, line_words=line_words
    )


def number_state(number: Number) -> tuple[str, str, str]:
    """The chip: words, tint and drawing."""
    return CHIPS[number.verification]


def number_kind(number: Number) -> str:
    return KINDS[number.kind]


def may_leave(number: Number) -> str:
    """What may leave from it as it stands."""
    return LEAVES[number.use_case] if number.verification == "verified" else ANSWERS_ONLY


def line_words(phone: Phone) -> Line:
    """Beside a number on its contact. A look-up that nobody answered within a minute may be asked for again."""
    if phone.line_problem == CHECKING:
        is_late = phone.line_checked_at is None or now() - phone.line_checked_at > GIVEN_UP_AFTER
        return Line("being checked…", False, is_late)
    words = FOUND.get(phone.line_type, "") or phone.line_problem
    is_bad = phone.line_type in ("landline", "invalid", "deactivated", "no_texts")
    return Line(words, is_bad, is_bad or not is_known(phone))
