"""Words as search sees them: fold(text), words_of(text), matches(words, body), marked(body, words).

A word is a run of letters and digits, without case and accents: "É" finds "e". The databases fold what they keep in
the same way (migration 0003).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

LONGEST = 60  # characters of a word that are compared
SNIPPET_BEFORE, SNIPPET_AFTER = 40, 140
_ACCENTS = re.compile("([A-Za-z])[\u0300-\u036f]+")
_RUN = re.compile("(?:[^\\W_]|[\u0300-\u036f])+")


def fold(text: str) -> str:
    """Lower case, Latin letters without accents."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", _ACCENTS.sub(r"\1", unicodedata.normalize("NFD", text))).lower()


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order, each at most LONGEST characters."""
    return [word[:LONGEST] for run in _RUN.findall(text) if (word := fold(run))]


def matches(words: Sequence[str], body: str) -> bool:
    """Whether a text holds every word, the last as the beginning of a word."""
    folded = fold(body)
    if not all(word in folded for word in words):
        return False
    held = set(words_of(body))
    *whole, last = words
    return held.issuperset(whole) and any(each.startswith(last) for each in held)


def marked(body: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """The part of a text around its first hit, in pieces: (piece, is a hit). One line; "…" where it was cut."""
    hits = list(_hits(body, words))
    first = hits[0][0] if hits else 0
    start = 0 if first <= SNIPPET_BEFORE else _word_start(body, first - SNIPPET_BEFORE)
    end = min(len(body), max(first, start) + SNIPPET_AFTER)
    pieces, at = [("…", False)] if start else [], start
    for begin, stop in hits:
        if begin < at or stop > end:
            continue
        pieces += [(body[at:begin], False), (body[begin:stop], True)]
        at = stop
    pieces += [(body[at:end], False)] + ([("…", False)] if end < len(body) else [])
    return [(" ".join(piece.split("\n")), is_hit) for piece, is_hit in pieces if piece]


def _hits(body: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the words stand; of one that begins with the last word, its beginning."""
    *whole, last = words or [""]
    for run in _RUN.finditer(body):
        word = fold(run[0])[:LONGEST]
        if word in whole:
            yield run.span()
        elif last and word.startswith(last):
            is_plain = len(word) == len(run[0])
            yield run.start(), run.start() + len(last) if is_plain else run.end()


def _word_start(body: str, at: int) -> int:
    """The first place after `at` where a word begins; `at` itself in a very long word."""
    space = body.find(" ", at, at + SNIPPET_BEFORE)
    return space + 1 if space >= 0 else at
