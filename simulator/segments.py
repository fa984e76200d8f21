"""How many parts a text has on the air: `count(text)`, and `plain(text)` for Smart Encoding.

Source: 3GPP TS 23.038 (alphabet) and 23.040 (a joined part loses 48 of its 1120 bits to its header).
"""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from pathlib import Path

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
ZWJ = "\u200d"


def count(text: str) -> int:
    """Number of segments: 160 or 153 septets each in GSM-7, 70 or 67 UTF-16 units in UCS-2; at least 1."""
    if all(char in BASIC or char in EXTENDED for char in text):
        return _fill([2 if char in EXTENDED else 1 for char in text], 160, 153)
    return _fill([_units(cluster) for cluster in _clusters(text)], 70, 67)


def plain(text: str) -> str:
    """The text after Smart Encoding: look-alikes replaced by characters of the GSM-7 alphabet."""
    return unicodedata.normalize("NFC", text).translate(_replacements())


def _fill(sizes: list[int], alone: int, joined: int) -> int:
    if sum(sizes) <= alone:
        return 1
    parts, room = 1, joined
    for size in sizes:
        if size > room:
            parts, room = parts + 1, joined
        room -= size
    return parts


def _units(text: str) -> int:
    return sum(2 if ord(char) > 0xFFFF else 1 for char in text)


def _clusters(text: str) -> list[str]:
    clusters: list[str] = []
    for char in text:
        if clusters and _joins(clusters[-1], char):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def _joins(before: str, char: str) -> bool:
    if char == ZWJ or "\U0001f3fb" <= char <= "\U0001f3ff" or unicodedata.category(char) in ("Mn", "Me", "Mc"):
        return before not in "\r\n"
    if before.endswith(ZWJ):
        return True
    return _is_flag_half(char) and len(before) == 1 and _is_flag_half(before)


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


@cache
def _replacements() -> dict[int, str]:
    path = Path(__file__).with_name("smart_encoding.json")
    return {ord(char): text for char, text in json.loads(path.read_text("utf-8")).items()}
