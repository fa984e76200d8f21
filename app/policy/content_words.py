"""Sentences of the look at the words: sentence(finding), and fix(rule, ...) where one press mends it."""

from __future__ import annotations

import re
from typing import NamedTuple

from app.policy.content_private import CARD, SOCIAL
from app.policy.facts import LONGEST_FOUND, Finding

SENTENCES = {
    "L1": "Carriers carry nothing about sex, hate, guns, tobacco or cannabis, and “{}” reads like it. Leave it out.",
    "L2": "“{}” is alcohol, which only programs that ask for age may mention. Leave it out.",
    "L3": "“{}” reads like high-risk finance, which carriers stop. Say it another way.",
    "L4": "“{}” reads like gambling or prescription drugs, which carriers stop. Leave it out.",
    "L5": "{} hides where a link leads, and carriers stop texts with it. Use the link's full address.",
    "L6": "With “{}” this looks like phishing. Link to your own site, and ask for no passwords or account details.",
    "L7": "They may not know who is writing: the business's name is missing.",
    "L8": "It doesn't say how to stop. Add “Reply STOP to opt out” to it.",
    "L10": "“{}” makes it an offer, which needs consent to offers. Leave it out, or make sure they agreed to those.",
    "L11": "{} look like spam to carriers. Use fewer.",
    "L12": "It costs {} segments. Shorten it, or take out what isn't plain text.",
    "L14": "“{}” is a word that carriers act on themselves. Ask for another one.",
    "L15": "{} is too private for a text. Leave it out and call, or use your own site.",
    "L16": "A text to Canada must say where to find you. Add your mailing address or a link.",
    "L17": "These words went to {} numbers within the hour, like spam. Write to each person in other words.",
    "L18": "The files weigh {} together, and carriers take 600 KB. Remove one, or send it as a link.",
}
SAID = {
    "CAPITALS": "So many capitals", "!!!!": "So many “!”", "$$$": "So many “$”", CARD: "A card number",
    SOCIAL: "A social security number",
}  # fmt: skip
FIXED = ("L7", "L8", "L11", "L16")
NAME, CASE, BANGS, STOP, WHERE = (
    "Put the business name in front", "Write it in small letters", "Take out “!”", "Say how to stop",
    "Add where to find you",
)
_SENTENCE = re.compile(r"(^|[.!?]\s+|\n\s*)([^\W\d_])")
_I = re.compile(r"\bi(?=\b|')")


class Fix(NamedTuple):
    """`label` is on the button. `how`: before (put `text` in front), after (behind), whole (in place of all of it)."""

    label: str
    how: str
    text: str


def sentence(finding: Finding) -> str:
    """What is wrong and what to do. A finding that was kept with its sentence says that."""
    if len(finding.word) > LONGEST_FOUND or finding.rule not in SENTENCES:
        return finding.word or "Its wording was found fault with. Write it another way."
    word = finding.word
    if finding.rule in ("L11", "L15"):
        word = SAID.get(word, f"“{word}”")
    return SENTENCES[finding.rule].format(word)


def fix(rule: str, body: str, business: str, address: str = "") -> Fix | None:
    """What one press changes so that this rule finds nothing; None where a person must."""
    if rule == "L7" and business:
        return Fix(NAME, "before", f"{business}: ")
    if rule == "L8":
        return Fix(STOP, "after", " Reply STOP to opt out.")
    if rule == "L16" and address:
        return Fix(WHERE, "after", f" {address}")
    if rule == "L11" and body.count("!") > 3:
        return Fix(BANGS, "whole", re.sub("!+", ".", body))
    if rule == "L11" and body.count("$") <= 2 and body.upper() != body.lower():
        return Fix(CASE, "whole", in_small_letters(body, business))
    return None


def in_small_letters(text: str, business: str = "") -> str:
    """Capitals only where sentences begin, for "I" and in the business's name; links stay as they are."""
    words = [word if "://" in word or "@" in word else word.lower() for word in re.split(r"(\s+)", text)]
    small = _SENTENCE.sub(lambda found: found[1] + found[2].upper(), "".join(words))
    small = _I.sub("I", small)
    return re.sub(re.escape(business), lambda _: business, small, flags=re.IGNORECASE) if business else small
