"""Reading a text once: scan(body, business, settings) -> Scan, kept for texts that are equal."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from app.policy.content_fold import fold, seen, words_of
from app.policy.content_links import SHORTENERS, links_of
from app.policy.content_lists import Index, phrases, read
from app.policy.content_private import private_number
from app.policy.content_reserved import reserved, says_how_to_stop
from app.policy.content_table import Settings

KEPT = 2048
LONGEST_LOOKED = 2000  # characters; a text has 1,600 at most
MOST_LETTERS, MOST_SHARE, MOST_BANGS, MOST_DOLLARS = 20, 0.5, 3, 2
_CAPITALS = bytes(range(65, 91))
LEGAL = frozenset("inc llc ltd co corp corporation company pllc pc lp llp dds dmd".split())


class Scan(NamedTuple):
    """What stands in a text, whoever gets it: by rule what was found (`hits`), and what other checks ask."""

    hits: tuple[tuple[str, str], ...]
    has_words: bool
    has_link: bool
    has_name: bool
    says_stop: bool
    answer: str


@lru_cache(KEPT)
def scan(body: str, business: str, settings: Settings) -> Scan:
    """Linear in the text. The business's own name is never found fault with."""
    body = body[:LONGEST_LOOKED]
    folded, plain = fold(body), seen(body)
    words = words_of(folded)
    own, shorteners = _own_of(settings)
    links = links_of(plain, folded, shorteners)
    has_name, others = _without(words, _names_of(business, settings.names))
    hits = {**(own.found(others, links.any) if own else {}), **_usual().found(others, links.any)}
    if links.shortener:
        hits["L5"] = links.shortener
    if links.deceiving:
        hits["L6"] = links.deceiving
    if number := private_number(plain):
        hits["L15"] = number
    if loud := _loud(plain):
        hits["L11"] = loud
    wrong, answer = reserved(plain, words)
    if wrong:
        hits["L14"] = wrong
    return Scan(tuple(hits.items()), bool(words), links.any, has_name, says_how_to_stop(words), answer)


def _without(words: tuple[str, ...], names: tuple[str, ...]) -> tuple[bool, tuple[str, ...]]:
    """Whether one of the names stands there, and the words without it."""
    said = f" {' '.join(words)} "
    for name in names:
        if name in said:
            return True, tuple(said.replace(name, " · ").split())
    return False, words


@lru_cache(512)
def _names_of(business: str, others: tuple[str, ...]) -> tuple[str, ...]:
    """The names a business goes by as they are looked for: without Inc and the like, with and without "and"."""
    found = []
    for name in (business, *others):
        for written in (name, name.replace("&", " and "), " ".join(w for w in name.split() if w.lower() != "and")):
            words = list(words_of(fold(written)))
            while len(words) > 1 and words[-1] in LEGAL:
                words.pop()
            found += [f" {' '.join(words)} "] if words else []
    return tuple(dict.fromkeys(found))


@lru_cache(256)
def _own_of(settings: Settings) -> tuple[Index | None, tuple[str, ...]]:
    """An account's own words, None where it has none, and the shorteners with its own."""
    own = [phrase for rule, words in settings.words if rule != "L5" for word in words for phrase in read(word, rule)]
    hosts = next((words for rule, words in settings.words if rule == "L5"), ())
    return Index(own) if own else None, (*SHORTENERS, *(host.lower() for host in hosts))


@lru_cache(1)
def _usual() -> Index:
    return Index(phrases())


def _loud(text: str) -> str:
    """What shouts: capitals (more than half of twenty letters or more), more than three "!", more than two "$"."""
    if text.count("!") > MOST_BANGS:
        return "!" * 4
    if text.count("$") > MOST_DOLLARS:
        return "$$$"
    written = text.encode()
    if text.isascii() and len(written) - len(written.translate(None, _CAPITALS)) <= MOST_LETTERS * MOST_SHARE:
        return ""
    letters = sum(map(str.isalpha, text))
    if letters >= MOST_LETTERS and sum(map(str.isupper, text)) > letters * MOST_SHARE:
        return "CAPITALS"
    return ""
