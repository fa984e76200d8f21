"""Making a text plain: what would change so that it fits GSM-7, and whether that saves a segment.

    make_plain("“Hi” …" + "x" * 80).changes     (("“", '"'), ("”", '"'), ("…", "..."))
    make_plain("Hi ’" + "👍" * 40).kept          ("👍",): nothing is changed, for this stays
    shown("\\u00a0")                             "no-break space", what a person reads for it

A character is changed only into what says the same: Twilio's smart encoding list without its combining marks and
controls, one blank for each kind of blank, and letters of Spanish, French and Portuguese without the accent that
GSM-7 lacks. Nothing is dropped but what can't be seen.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import regex

from app.sms import segments

_GRAPHEME = regex.compile(r"\X")
_BLANKS = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_UNSEEN = "\u00ad\u200b\u200c\u200e\u200f\u2060\ufeff"
_LETTERS = dict(zip("ÁÂÃÀÊËÈÍÎÏÌÓÔÕÒÚÛÙÝŸáâãçêëíîïóôõúûýÿ", "AAAAEEEIIIIOOOOUUUYYaaaceeiiiooouuyy", strict=True))
_MORE = {
    "Œ": "OE", "œ": "oe", "ﬁ": "fi", "ﬂ": "fl", "\u2011": "-", "\u2012": "-", "\u2212": "-", "\u2032": "'",
    "\u2033": '"', "×": "x", "→": "->", "←": "<-", "™": "(TM)", "®": "(R)", "©": "(C)", "\u2028": "\n", "\u2029": "\n",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plain:
    """`text` is the plain one where that saves segments, else the text as it was and no changes. `changes` are
    (from, to), each once, in order; `kept` what has no plain equal and so keeps the whole text Unicode."""

    text: str
    changes: tuple[tuple[str, str], ...]
    kept: tuple[str, ...]
    before: int
    after: int

    @property
    def saves(self) -> int:
        """Segments saved."""
        return self.before - self.after


def make_plain(text: str) -> Plain:
    """The text in GSM-7, if each of its characters has an equal there and the whole then costs fewer segments."""
    before = segments.count(text)
    if before.encoding == segments.GSM:
        return Plain(text, (), (), before.segments, before.segments)
    clusters = _GRAPHEME.findall(text)
    equals = {cluster: _equal(cluster) for cluster in dict.fromkeys(clusters)}
    kept = tuple(cluster for cluster, equal in equals.items() if equal is None)
    plain = text if kept else "".join(equals[cluster] or "" for cluster in clusters)
    after = segments.count(plain).segments
    if after >= before.segments:
        return Plain(text, (), kept, before.segments, before.segments)
    changes = tuple((cluster, equal or "") for cluster, equal in equals.items() if cluster != equal)
    return Plain(plain, changes, (), before.segments, after)


def shown(char: str) -> str:
    """A character as a person reads it: itself, or its name where there is nothing to see."""
    if char == "":
        return "nothing"
    if char == " ":
        return "space"
    if char == "\n":
        return "line break"
    if all(each.isspace() or unicodedata.category(each) in ("Cf", "Cc") for each in char):
        return unicodedata.name(char[0], "control character").lower()
    return char


def _equal(cluster: str) -> str | None:
    """What says the same in GSM-7; None where nothing does."""
    if segments.count(cluster).encoding == segments.GSM:
        return cluster
    equal = "".join(_EQUALS.get(char, char) for char in unicodedata.normalize("NFC", cluster))
    return equal if segments.count(equal).encoding == segments.GSM else None


def _equals() -> dict[str, str]:
    """Every character that has an equal, with it."""
    smart = {
        char: equal for char, equal in segments.smart_list().items()
        if unicodedata.category(char) not in ("Mn", "Cc", "Cf", "Zs") and equal and char not in "¼½¾"  # 1½ is not 11/2
    }
    return {**smart, **_LETTERS, **_MORE, **dict.fromkeys(_BLANKS, " "), **dict.fromkeys(_UNSEEN, "")}


_EQUALS = _equals()
