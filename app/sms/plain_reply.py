"""A reply as plain words: plain(text) folds what a phone, a font or a hurried thumb adds, and splits at clauses.

    plain("S.T.O.P !! 🛑").text                     "stop"
    [c.text for c in plain("Don't. U r late")]      ["dont", "you are late"]

Folding is Unicode's own (NFKC, case folding, marks and format characters dropped), so that full-width letters,
accents and zero-width characters carry no meaning. Linear in the text, and total: any string has its plain form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from app.sms.reply_words import CHAT, LOOKALIKES, PAIRS, TYPOS

_DROPPED = frozenset({"Mn", "Me", "Cf", "Cc"})
_SPACED = re.compile(r"(?<![a-z0-9])[a-z](?:[^a-z0-9\n]{1,3}[a-z]){2,}(?![a-z0-9])")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_ELISION = re.compile(r"(?<![a-z0-9])([mndlsjct]|qu)'(?=[aeiouyh])")
_NO_SOUND = re.compile(r"(?<![a-z0-9])(non|no)-(?=stop)")
_HARD = re.compile(r"[.!?,;:\n…()|/—–]+| -+ ")
_WORD = re.compile(r"[^\W_]+")
_DIGITS = str.maketrans("0135", "oies")
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_HASH = re.compile(r"#(?!\w)")
_DOLLAR = re.compile(r"\$(?=[a-z])")
LONGEST = 30  # letters of a word that are read
_MASKED = re.compile(r"(?<![a-z0-9])f(?:[*@#%!]{2,4}k?|[*@#%!]c?k|-{2,3}k)(?=ing|in|ed|er|\b|\W|$)")
_TWO = re.compile(r"(?<= )2(?= (?:get|be|stop|receive|hear|have|text|unsubscribe|opt|cancel|remove|talk|not)\b)")
_STOP_MASKED = re.compile(r"(?<![a-z0-9*])(?:st\*p|s\*op|s\*\*p|(?:stop){2,999})(?![a-z0-9*])")
_LEET = re.compile(r"[a-z][015]|[015][a-z]")


@dataclass(frozen=True)
class Clause:
    """What stands between two marks: its plain words, one blank between them, and whether a question mark ends it."""

    text: str
    is_question: bool


@dataclass(frozen=True)
class Plain:
    """All clauses that have words, in order."""

    clauses: tuple[Clause, ...]

    @property
    def text(self) -> str:
        """All words with one blank between them."""
        return " ".join(clause.text for clause in self.clauses)

    def __iter__(self) -> Iterator[Clause]:
        return iter(self.clauses)


def plain(text: str) -> Plain:
    """The plain form of any string."""
    return split(folded(text))


def folded(text: str) -> str:
    """Lower-case letters without marks, straight quotes, letters sent one by one joined; punctuation still stands."""
    text = _unmarked(text.translate(LOOKALIKES))
    text = _ELISION.sub(r"\1 ", text).replace("'", "")
    text = _DOLLAR.sub("s", _NO_SOUND.sub(r"\1", text))
    text = _STOP_MASKED.sub("stop", text)
    text = _TWO.sub("to", text)
    text = _MASKED.sub("fuck", text)
    text = _HASH.sub(" number ", text)
    text = _SPACED.sub(lambda m: "".join(_WORD.findall(m[0].replace("_", " "))), text)
    return _STRETCHED.sub(r"\1", text)


def _unmarked(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(LOOKALIKES).casefold()
        text = unicodedata.normalize("NFD", text)
        text = "".join(c for c in text if unicodedata.category(c) not in _DROPPED or c == "\n")
    return _CONTROLS.sub("", text.lower())


def split(text: str) -> Plain:
    """The clauses of a folded text."""
    clauses, start = [], 0
    marks = [*_HARD.finditer(text)]
    for end, after, mark in [*((m.start(), m.end(), m[0]) for m in marks), (len(text), len(text), "")]:
        words = _words(text[start:end])
        if words:
            clauses.append(Clause(" ".join(words), "?" in mark))
        start = after
    return Plain(tuple(clauses))


def _words(text: str) -> list[str]:
    words: list[str] = []
    for token in _WORD.findall(text):
        for word in _usual(token[:LONGEST]).split():
            pair = PAIRS.get((words[-1], word)) if words else None
            if pair:
                words[-1] = pair
            else:
                words.append(word)
    return words


def _usual(token: str) -> str:
    """The usual spelling of a word, one or more words."""
    token = CHAT.get(token) or TYPOS.get(token) or token
    if len(token) < 14 and _LEET.search(token):
        letters = token.translate(_DIGITS)
        return TYPOS.get(letters) or CHAT.get(letters) or (letters if letters in set(TYPOS.values()) else token)
    return token
