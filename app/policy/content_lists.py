"""The lists of forbidden and doubtful words: LISTS by rule as they stand in data/content, Index of all their phrases.

A phrase is words with blanks between. "#" stands for any number, "+ $" after it asks for a $ anywhere in the text and
"+ @link" for a link. Its last word is found in the plural too. What a list calls ordinary spares the words in it; a
`forbidding` list spares what the text tells people not to do ("no vaping").
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from app.policy.content_fold import fold, unmasked, words_of

DATA = Path(__file__).parent / "data" / "content"
LISTS: dict[str, dict[str, Any]] = {
    rule: json.loads((DATA / f"{rule}.json").read_text("utf-8"))
    for rule in ("L1", "L2", "L3", "L4", "L5", "L6", "L10", "L14", "L15")
}
OWN = tuple(rule for rule in LISTS if rule not in ("L5", "L14"))  # an account may add words to these
LINK, ORDINARY, ALONE, NUMBER = "@link", "", "", "#"
FORBID = frozenset("no not dont never avoid without quit stop non refrain prohibited banned isnt arent cannot".split())
AFTERWARDS = frozenset("prohibited banned forbidden".split())
NOT_FORBIDDING = frozenset("miss wait forget sleep problem worries need charge cost minimum limit hassle only".split())
NEAR = 4  # words
MIXED = re.compile(r"[a-z][0-9@]|[0-9@][a-z]")  # a word that may stand for another
NOTHING: dict[str, Any] = {}


class Phrase(NamedTuple):
    """`rule` is "" for ordinary words, which spare those of `spares`."""

    words: tuple[str, ...]
    rule: str
    needs: str = ""
    spares: str = ""
    forbidding: bool = False


class Index:
    """Phrases by their first and second words; found() walks a text once."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.begun: dict[str, dict[str, list[Phrase]]] = {}
        self.known: set[str] = set()
        for phrase in phrases:
            second = phrase.words[1] if len(phrase.words) > 1 else ALONE
            self.begun.setdefault(phrase.words[0], {}).setdefault(second, []).append(phrase)
            self.known.update(phrase.words)
        for seconds in self.begun.values():
            for each in seconds.values():
                each.sort(key=_length)

    def found(self, words: tuple[str, ...], has_link: bool) -> dict[str, str]:
        """The first phrase that each rule found, as it reads without what hid it."""
        if MIXED.search(" ".join(words)):
            words = tuple(self._plainly(word) for word in words)
        spared: dict[str, int] = {}
        hits: dict[str, tuple[int, str]] = {}
        for at, word in enumerate(words):
            if word not in self.begun and not word[0].isdigit():
                continue
            for phrase in self._begun_at(words, at):
                end = at + len(phrase.words)
                if phrase.rule == ORDINARY:
                    spared[phrase.spares] = max(end, spared.get(phrase.spares, 0))
                    if phrase.spares in hits and hits[phrase.spares][0] > at:
                        del hits[phrase.spares]
                    continue
                is_new = phrase.rule not in hits and at >= spared.get(phrase.rule, 0)
                if is_new and _holds(phrase, words, at, has_link):
                    hits[phrase.rule] = (end, " ".join(words[at:end]))
        return {rule: said for rule, (_, said) in hits.items()}

    def _begun_at(self, words: tuple[str, ...], at: int) -> list[Phrase]:
        """The phrases that stand at this place, ordinary ones first."""
        seconds = self.begun.get(words[at], NOTHING)
        following = words[at + 1] if at + 1 < len(words) else "."
        found = list(seconds.get(ALONE, ()))
        if following in seconds:
            found += [phrase for phrase in seconds[following] if _reads(words, at, phrase.words)]
        if NUMBER in seconds and following[0].isdigit():
            found += [phrase for phrase in seconds[NUMBER] if _reads(words, at, phrase.words)]
        if words[at][0].isdigit():
            begun_by_number = self.begun.get(NUMBER, {}).get(following, ())
            found += [phrase for phrase in begun_by_number if _reads(words, at, phrase.words)]
        return found if len(found) < 2 else sorted(found, key=_length)

    def _plainly(self, word: str) -> str:
        """What a word with digits among its letters stands for, where that is one of ours."""
        return next((other for other in unmasked(word) if other in self.known), word)


def phrases() -> list[Phrase]:
    """Every phrase of every list."""
    found: list[Phrase] = []
    for rule, data in LISTS.items():
        for each in data.get("lists", {}).values():
            for written in each["words"]:
                found += read(written, rule, forbidding=each.get("forbidding", False))
            for written in each["ordinary"]:
                found += read(written, ORDINARY, spares=rule)
    return found


def read(written: str, rule: str, spares: str = "", forbidding: bool = False) -> list[Phrase]:
    """A phrase as it is written in a list, with its plurals; [] where nothing of it can be read."""
    said, _, needs = (part.strip() for part in written.partition("+"))
    words = tuple(said.split()) if "#" in said else words_of(fold(said))
    if not words:
        return []
    return [Phrase((*words[:-1], last), rule, needs, spares, forbidding) for last in _numbers(words[-1])]


def _numbers(word: str) -> Iterable[str]:
    """The word and its plurals."""
    if not word.isalpha() or len(word) < 3:
        return (word,)
    more = word[:-1] + "ies" if word[-1] == "y" and word[-2] not in "aeiou" else word + "es"
    return (word, word + "s", more)


def _length(phrase: Phrase) -> tuple[bool, int]:
    """Ordinary ones first, then the longer."""
    return phrase.rule != ORDINARY, -len(phrase.words)


def _reads(words: tuple[str, ...], at: int, phrase: tuple[str, ...]) -> bool:
    if at + len(phrase) > len(words):
        return False
    rest = zip(words[at + 2 : at + len(phrase)], phrase[2:], strict=True)
    return all(word == asked or (asked == NUMBER and word[0].isdigit()) for word, asked in rest)


def _holds(phrase: Phrase, words: tuple[str, ...], at: int, has_link: bool) -> bool:
    if phrase.needs and not (has_link if phrase.needs == LINK else phrase.needs in words):
        return False
    return not (phrase.forbidding and _is_forbidden(words, at, at + len(phrase.words)))


def _is_forbidden(words: tuple[str, ...], at: int, end: int) -> bool:
    """Whether the text says not to: "no vaping", "cigarettes are prohibited", "firearms are not allowed"."""
    before, after = words[max(0, at - NEAR) : at + 1], words[end : end + NEAR]
    if any(word in FORBID and before[n + 1] not in NOT_FORBIDDING for n, word in enumerate(before[:-1])):
        return True
    return bool(AFTERWARDS.intersection(after)) or ("not" in after and "allowed" in after) or after[:1] == ("free",)

