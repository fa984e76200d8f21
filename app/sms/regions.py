"""Where an address lies: states_of("+16025550148"), of_postal("85004"), clean_postal("v5k 0a1").

Codes are the two letters of a US state or territory or a Canadian province. data/npa_states.json is drawn from
libphonenumber 9.0.43 and its overlays' older codes, data/zip_places.json says itself where it is from.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from app.sms.zones import code_of

PROVINCES = frozenset({"AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"})

_DATA = Path(__file__).parent / "data"
_ZIP = re.compile(r"([0-9]{5})(?:-?[0-9]{4})?")
_CANADIAN = re.compile(r"([ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z]) ?([0-9][ABCEGHJ-NPRSTV-Z][0-9])")
_BY_LETTER = {
    "A": ("NL", "America/St_Johns"), "B": ("NS", "America/Halifax"), "C": ("PE", "America/Halifax"),
    "E": ("NB", "America/Halifax"), "G": ("QC", "America/Toronto"), "H": ("QC", "America/Toronto"),
    "J": ("QC", "America/Toronto"), "K": ("ON", "America/Toronto"), "L": ("ON", "America/Toronto"),
    "M": ("ON", "America/Toronto"), "N": ("ON", "America/Toronto"), "P": ("ON", "America/Toronto"),
    "R": ("MB", "America/Winnipeg"), "S": ("SK", "America/Regina"), "T": ("AB", "America/Edmonton"),
    "V": ("BC", "America/Vancouver"), "X": ("NT NU", "America/Edmonton"), "Y": ("YT", "America/Whitehorse"),
}  # fmt: skip
_SPLIT = {
    **dict.fromkeys(("A0K", "A0P", "A0R", "A1V", "A2V"), ("America/St_Johns", "America/Halifax")),  # Labrador
    **dict.fromkeys(("G0G", "G4T"), ("America/Toronto", "America/Halifax")),  # Lower North Shore, Magdalen Islands
    **dict.fromkeys(("P0T", "P0V", "P0W", "P0X", "P8N", "P8T", "P9A", "P9N"), ("America/Toronto", "America/Winnipeg")),
    **dict.fromkeys(("S0P", "S0M", "S9V"), ("America/Regina", "America/Edmonton", "America/Winnipeg")),
    **dict.fromkeys(("V0A", "V0B", "V1A", "V1C"), ("America/Vancouver", "America/Edmonton")),  # East Kootenay
    **dict.fromkeys(("X0A", "X0B", "X0C"), ("America/Iqaluit", "America/Winnipeg", "America/Edmonton")),  # Nunavut
}
_NORTH = {"X0A": "NU", "X0B": "NU", "X0C": "NU", "X0E": "NT", "X0G": "NT", "X1A": "NT"}


class Place(NamedTuple):
    """Two-letter codes of the states, IANA names of the zones."""

    states: tuple[str, ...]
    zones: tuple[str, ...]


class PostalProblem(ValueError):
    """A ZIP or postal code that cannot be one; str() is the sentence beside the field."""


def states_of(e164: str) -> tuple[str, ...]:
    """States or provinces in which a number's area code was given out; none where it says nothing."""
    return states_of_code(code_of(e164))


def states_of_code(code: str) -> tuple[str, ...]:
    """The same by the area code itself."""
    return _STATES.get(code, ())


def clean_postal(typed: str) -> str:
    """A ZIP code as 85004, a Canadian postal code as V5K 0A1, nothing as nothing. Raises PostalProblem."""
    text = " ".join(typed.upper().split())
    if not text:
        return ""
    if found := _ZIP.fullmatch(text):
        return found[1]
    if found := _CANADIAN.fullmatch(text):
        return f"{found[1]} {found[2]}"
    raise PostalProblem("This is no ZIP or postal code. Write it like 85004 or V6B 1A1, or leave it empty.")


@lru_cache(maxsize=8192)
def of_postal(code: str) -> Place | None:
    """Where a clean ZIP or postal code lies, every state and zone it touches; None where nobody knows (a military
    one, one that isn't given out)."""
    if code[:1].isalpha():
        return _of_canadian(code[:3])
    place = bisect_right(_FIRSTS, code) - 1
    if not code or place < 0 or code > _RUNS[place][1]:
        return None
    _, _, state, zone = _RUNS[place]
    more = _ALSO.get(code, "").split()
    states = tuple(sorted({state, *(each for each in more if "/" not in each)}))
    return Place(states, tuple(sorted({zone, *(each for each in more if "/" in each)})))


def _of_canadian(area: str) -> Place | None:
    known = _BY_LETTER.get(area[0])
    if known is None:
        return None
    states = _NORTH.get(area, known[0]).split()
    return Place(tuple(states), tuple(sorted(_SPLIT.get(area, (known[1],)))))


def _read_states() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for state, codes in json.loads((_DATA / "npa_states.json").read_text()).items():
        for code in codes.split():
            found[code] = (*found.get(code, ()), state)
    return found


def _read_run(line: str) -> tuple[str, str, str, str]:
    codes, state, zone = line.split()
    first, _, last = codes.partition("-")
    return first, last or first, state, zone


_STATES = _read_states()
_PLACES = json.loads((_DATA / "zip_places.json").read_text())
_RUNS = [_read_run(line) for line in _PLACES["runs"]]
_FIRSTS = [run[0] for run in _RUNS]
_ALSO: dict[str, str] = _PLACES["also"]
