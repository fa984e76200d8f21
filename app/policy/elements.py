"""The elements of a text that asks for consent: found_in() says which are there and which are missing.

Seven that every call to action shows (CTIA Messaging Principles and Best Practices 5.1.2; Twilio A2P 10DLC campaign
requirements), how to agree, and for offers that agreeing is no condition of buying (47 CFR 64.1200(f)(9)).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from app.policy import element_marks as marks

EXAMPLES = {
    "name": "{{ account.name }}: ",
    "rates": "Msg & data rates may apply.",
    "frequency": "Msg frequency varies.",
    "use": "Get texts about your visits and quotes.",
    "stop": "Reply STOP to opt out.",
    "terms": "Terms {{ terms_url }} Privacy {{ privacy_url }} Your information is not sold.",
    "help": "Reply HELP for help.",
    "start": "Reply START to agree.",
    "free": "Consent is not a condition of purchase.",
}

NO_STOP = "It doesn’t say how to stop: Reply STOP."


class Element(NamedTuple):
    """One element: whether it `is_there`, an `example` of its words (its tokens not yet filled in), and the sentence
    that says what is missing, "" where nothing is."""

    key: str
    label: str
    is_there: bool
    example: str
    missing: str


@lru_cache(maxsize=1024)
def found_in(
    body: str, business: str, grants: str = "informational", is_toll_free: bool = False
) -> tuple[Element, ...]:
    """Each element that an opt-in text of this business needs, as it is in the words that go out (tokens filled in).
    From a toll-free number YES is no way to agree: its carrier knows START alone."""
    text = marks.plain(body)
    starts = marks.STARTS if is_toll_free else marks.STARTS + marks.YESES
    elements = [
        _element("name", "Company name", marks.names(text, business), f"It doesn’t name {business}."),
        _element("use", "What the texts are about", marks.has_use(text), "It doesn’t say what the texts are about."),
        _element("start", "How to agree", marks.tells(text, starts, marks.AGREEING), _start_words(is_toll_free)),
        _element("frequency", "How often", marks.FREQUENCY, "It doesn’t say how many texts will come.", text),
        _element("rates", "Rates", marks.RATES, "It doesn’t say that message and data rates may apply.", text),
        _element("help", "Help", _offers_help(text), "It doesn’t say how to get help."),
        _element("stop", "How to stop", marks.tells(text, marks.STOPS, marks.STOPPING), NO_STOP),
        _element("terms", "Terms and privacy", not _terms_words(text), _terms_words(text)),
    ]  # fmt: skip
    if grants == "promotional":
        sentence = "It doesn’t say that agreeing is no condition of buying, which offers need."
        elements.append(_element("free", "No condition of purchase", marks.NO_CONDITION, sentence, text))
    return tuple(elements)


def missing_in(
    body: str, business: str, grants: str = "informational", is_toll_free: bool = False
) -> tuple[Element, ...]:
    """Those that are not there."""
    return tuple(each for each in found_in(body, business, grants, is_toll_free) if not each.is_there)


def _element(key: str, label: str, found, sentence: str, text: str = "") -> Element:
    is_there = bool(found.search(text)) if hasattr(found, "search") else found
    return Element(key, label, is_there, EXAMPLES[key], "" if is_there else sentence)


def _start_words(is_toll_free: bool) -> str:
    if is_toll_free:
        return "It doesn’t say to reply START, the one word that a toll-free number knows."
    return "It doesn’t say how to agree: Reply START."


def _offers_help(text: str) -> bool:
    return marks.tells(text, marks.HELPS, marks.HELPING) or marks.HELP_AT.search(text) is not None


def _terms_words(text: str) -> str:
    """What is missing of terms, privacy, where they stand, and that nothing is sold; "" where nothing is."""
    asked: list[tuple[Callable[[str], object], str]] = [
        (marks.TERMS.search, "It doesn’t name your terms."),
        (marks.PRIVACY.search, "It doesn’t name your privacy policy."),
        (marks.IS_LINK.search, "It has no link to your terms and privacy policy."),
        (marks.NOT_SOLD.search, "It doesn’t say that personal information is not sold."),
    ]
    return next((sentence for search, sentence in asked if not search(text)), "")
