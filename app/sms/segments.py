"""How many segments a text costs and what forces the dearer encoding, counted as Twilio counts.

    count("Hi 👍").segments       1, .encoding "UCS-2", .forced_by "👍"
    smart_encode("“Hi”…")        '"Hi"...'
    replacements("“Hi”…")        [("“", '"'), ("”", '"'), ("…", "...")]

GSM-7 when every character is in the GSM 03.38 table, else UCS-2 for the whole text. One segment holds
160 septets or 70 UTF-16 units; from two on each loses 48 bits to its header: 153 or 67. Characters
never straddle two segments, so the count is by filling, not by division.
Source: Twilio's message segment calculator and its smart encoding list.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import regex

GSM, UCS2 = "GSM-7", "UCS-2"
ONE_SEGMENT = {GSM: 160, UCS2: 70}  # septets, UTF-16 units
SEVERAL_SEGMENTS = {GSM: 153, UCS2: 67}

_DATA = Path(__file__).parent / "data"
_TABLE = json.loads((_DATA / "gsm7.json").read_text("utf-8"))
_SMART: dict[str, str] = json.loads((_DATA / "smart_encoding.json").read_text("utf-8"))
_SMART_TABLE = str.maketrans(_SMART)
_EXTENSION = frozenset(_TABLE["extension"])
_GSM_CHARACTERS = frozenset(_TABLE["basic"]) | _EXTENSION
_ONLY_GSM = re.compile("[" + re.escape(_TABLE["basic"] + _TABLE["extension"]) + "]*")
_GRAPHEME = regex.compile(r"\X")


@dataclass(frozen=True, slots=True)
class Segments:
    """The cost of a text. `characters` are septets in GSM-7 and graphemes in UCS-2, as Twilio shows them;
    `per_segment` and `left` are septets or UTF-16 units: what one segment holds, and what the last still
    has room for."""

    encoding: str
    segments: int
    characters: int
    forced_by: str | None
    per_segment: int
    left: int


def count(text: str, smart_encoding: bool = False) -> Segments:
    """What `text` costs. With `smart_encoding` it is first replaced as the carrier does it, which does
    not compose accents: send smart_encode()'s result when the two must agree. An empty text is 1."""
    if smart_encoding:
        text = text.translate(_SMART_TABLE)
    if _ONLY_GSM.fullmatch(text):
        return _count_gsm(text)
    graphemes = _graphemes(text)
    forced_by = next(g for g in graphemes if g not in _GSM_CHARACTERS)
    segments, used = _fill([_utf16_units(g) for g in graphemes], UCS2)
    return _result(UCS2, segments, used, len(graphemes), forced_by)


def smart_encode(text: str) -> str:
    """The text with look-alikes swapped for GSM-7 characters. Accents are composed first (NFC), or the
    list would turn a decomposed "ñ" into "n~"."""
    return unicodedata.normalize("NFC", text).translate(_SMART_TABLE)


def smart_list() -> dict[str, str]:
    """The whole list: character to what the carrier puts in its place."""
    return dict(_SMART)


def replacements(text: str) -> list[tuple[str, str]]:
    """What smart_encode would change in this text: (from, to), each once, in order of appearance."""
    seen = dict.fromkeys(char for char in unicodedata.normalize("NFC", text) if char in _SMART)
    return [(char, _SMART[char]) for char in seen]


def _count_gsm(text: str) -> Segments:
    extended = sum(map(text.count, _EXTENSION))
    septets = len(text) + extended
    if septets <= ONE_SEGMENT[GSM]:
        return _result(GSM, 1, septets, septets, None)
    if not extended:
        full, rest = divmod(septets, SEVERAL_SEGMENTS[GSM])
        segments, used = (full + 1, rest) if rest else (full, SEVERAL_SEGMENTS[GSM])
    else:
        segments, used = _fill([1 + (char in _EXTENSION) for char in text], GSM)
    return _result(GSM, segments, used, septets, None)


def _result(encoding: str, segments: int, used: int, characters: int, forced_by: str | None) -> Segments:
    per_segment = (ONE_SEGMENT if segments == 1 else SEVERAL_SEGMENTS)[encoding]
    return Segments(encoding, segments, characters, forced_by, per_segment, max(0, per_segment - used))


def _fill(sizes: list[int], encoding: str) -> tuple[int, int]:
    """Segments needed and units used in the last, by filling one after the other. The first one only
    gets its header, and gives back what then no longer fits, when a second one is needed."""
    if sum(sizes) <= ONE_SEGMENT[encoding]:
        return 1, sum(sizes)
    limit = SEVERAL_SEGMENTS[encoding]
    segments, used = 1, 0
    first: list[int] = []
    for size in sizes:
        if segments == 1 and used + size <= ONE_SEGMENT[encoding]:
            first.append(size)
            used += size
        elif segments == 1:
            segments, used = 2, _pushed_out(first, limit) + size
        elif used + size <= limit:
            used += size
        else:
            segments, used = segments + 1, size
    return segments, used


def _pushed_out(sizes: list[int], limit: int) -> int:
    used = out = sum(sizes)
    while used > limit:
        used -= sizes.pop()
    return out - used


def _graphemes(text: str) -> list[str]:
    clusters = []
    for cluster in _GRAPHEME.findall(text):
        clusters.extend(cluster if cluster == "\r\n" else (cluster,))
    return clusters


def _utf16_units(grapheme: str) -> int:
    return sum(2 if char > "\uffff" else 1 for char in grapheme)
