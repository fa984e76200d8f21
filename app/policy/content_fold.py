"""Words as a check reads them: fold(text) undoes what hides them, words_of(folded) cuts them, unmasked(word) reads
digits as the letters they stand for.

    fold("Va\\u200bpe’s ＶＡＰＥ")      "vape vape"
    words_of("v.a.p.e, 20% off")       ("vape", "20", "%", "off")
    unmasked("f1rearms")               ("firearms", "flrearms")
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters of other alphabets that look like ours (Unicode Technical Standard 39, the common ones).
LOOKALIKES = dict(zip("аеорсухкмтнвіјѕԁԛѡһοαερνικτυχ", "aeopcyxkmthbijsdqwhoaepviktux", strict=True))
_UNSEEN = re.compile(r"[\xad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\u0300-\u036f]")
_QUOTES = "’‘ʼ`´"
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_OWNER = re.compile(r"'s\b|'")
_AMONG_LETTERS = re.compile(r"(?<=[a-z])[!$](?=[a-z])")
_AMONG_DIGITS = re.compile(r"(?<=\d),(?=\d)")
_MASKED = re.compile(r"(?=.*[a-z].*[a-z])[a-z0-9@]{4,24}")
_MASKS = [str.maketrans(f"0{one}34578@", f"o{letter}eastba") for one, letter in (("1", "i"), ("1", "l"))]
_CUT = bytes(code if chr(code).isalnum() or chr(code) in "@$%" else 32 for code in range(128)) + b" " * 128
FEWEST_SPELLED = 3


def seen(text: str) -> str:
    """The text in one width, without what can't be seen; its letters and capitals as they are."""
    return text if text.isascii() else _FOREIGN.sub(_as_seen, text)


def fold(text: str) -> str:
    """Small letters without accents, lookalikes as ours, apostrophes and the owner's s away, "?" for what is no letter
    of ours."""
    text = (text if text.isascii() else _FOREIGN.sub(_as_ours, text)).lower()
    if "'" in text:
        text = _OWNER.sub("", text)
    return _AMONG_LETTERS.sub(_letter, text) if "!" in text or "$" in text else text


def words_of(folded: str) -> tuple[str, ...]:
    """A folded text's words, numbers, $ and %; letters that stand alone, three or more in a row, make one word."""
    if "," in folded:
        folded = _AMONG_DIGITS.sub("", folded)
    for sign in "$%":
        folded = folded.replace(sign, f" {sign} ")
    words = folded.encode().translate(_CUT).decode().split()
    return tuple(_spelled(words) if [*map(len, words)].count(1) >= FEWEST_SPELLED else words)


def unmasked(word: str) -> tuple[str, ...]:
    """What a word with digits among its letters may stand for, () where nothing."""
    if word.isalpha() or word.isdigit() or not _MASKED.fullmatch(word):
        return ()
    return tuple(word.translate(mask) for mask in _MASKS)


def _as_seen(found: re.Match[str]) -> str:
    return _shown(found.group())


def _as_ours(found: re.Match[str]) -> str:
    return _plain(found.group())


@lru_cache(4096)
def _shown(char: str) -> str:
    return "'" if char in _QUOTES else _UNSEEN.sub("", unicodedata.normalize("NFKC", char))


@lru_cache(4096)
def _plain(char: str) -> str:
    parts = unicodedata.normalize("NFKD", _shown(char)).lower()
    return "".join(LOOKALIKES.get(part, part) for part in _UNSEEN.sub("", parts)).encode("ascii", "replace").decode()


def _letter(masked: re.Match[str]) -> str:
    return "i" if masked.group() == "!" else "s"


def _is_letter(word: str) -> bool:
    return len(word) == 1 and word.isalnum()


def _spelled(words: list[str]) -> list[str]:
    found: list[str] = []
    run: list[str] = []
    for word in [*words, ""]:
        if _is_letter(word):
            run.append(word)
            continue
        found += ["".join(run)] if len(run) >= FEWEST_SPELLED else run
        run = []
        found.append(word)
    return found[:-1]
