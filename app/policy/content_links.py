"""Links in a text: links_of(text, folded) finds them, a shortener among them, and what a deceiver's link looks like."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from app.policy.content_fold import LOOKALIKES
from app.policy.content_lists import LISTS

SHORTENERS: tuple[str, ...] = tuple(LISTS["L5"]["hosts"])
_HOST = re.compile(
    r"(?<![\w.@-])(https?://)?([^\s/@]{1,60}@)?((?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{1,24})(?![\w-])(/)?"
)
_ENDINGS = frozenset(
    "com net org io co us ca gov edu info biz app dev me link site online shop store page mx uk ly gl cc vc gd "
    "at".split()
)
_DOTTED = re.compile(r"[a-z0-9]\.[a-z0-9]")
_BLANKED = re.compile(r"(?:\s\.\s?|\.\s)[a-z]{2,4}/")
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_DOTS = re.compile(r"\s?(?:\[\.\]|\(\.\)|[\[(]dot[\])]|\sdot\s)\s?")
MOST_LABELS = 6
_LOOKS = frozenset(LOOKALIKES)


class Links(NamedTuple):
    """Whether there is a link; the shortener of one; and what of one deceives, each "" where there is none."""

    any: bool
    shortener: str
    deceiving: str


NO_LINKS = Links(False, "", "")


def links_of(text: str, folded: str, shorteners: tuple[str, ...]) -> Links:
    """What is found in a text as it is seen and as it is folded; `shorteners` are the hosts that hide a target."""
    if "." not in folded and "dot" not in folded:
        return NO_LINKS
    opened = _DOTS.sub(".", folded) if "dot" in folded or "[" in folded or "(" in folded else folded
    has_link, shortener, deceiving = False, "", ""
    for piece in opened.split() if _DOTTED.search(opened) else ():
        for found in _HOST.finditer(piece) if "." in piece[:-1] else ():
            is_link, hides, deceives = _judged(*found.groups(), shorteners)
            has_link, shortener, deceiving = has_link or is_link, shortener or hides, deceiving or deceives
    shortener = shortener or _with_blanks(opened, shorteners)
    return Links(has_link or bool(shortener), shortener, deceiving or ("" if text.isascii() else _mixed(text)))


def _judged(scheme: str, before: str, host: str, slash: str, shorteners: tuple[str, ...]) -> tuple[bool, str, str]:
    """Whether a host is a link, the shortener it is, and the host where it deceives: a bare address, one that stands
    behind another's name, one in Punycode."""
    labels = host.split(".")
    is_link = bool(scheme or slash or labels[0] == "www" or (labels[-1] in _ENDINGS and not before))
    ends = {".".join(labels[n:]) for n in range(max(0, len(labels) - MOST_LABELS), len(labels))}
    hides = next((each for each in shorteners if each in ends), "") if is_link else ""
    is_bare = bool(_IP.fullmatch(host)) and bool(scheme or slash)
    deceives = is_bare or (before and scheme) or any(label.startswith("xn--") for label in labels)
    return is_link, hides, host if deceives else ""


def _with_blanks(folded: str, shorteners: tuple[str, ...]) -> str:
    """A shortener written with blanks around its dot, so that it isn't seen."""
    if "/" not in folded or not _BLANKED.search(folded):
        return ""
    found = _spaced(shorteners).search(folded)
    return "".join(found.group().split()) if found else ""


@lru_cache(64)
def _spaced(shorteners: tuple[str, ...]) -> re.Pattern[str]:
    """Each host with blanks around its dot, where a path follows: "bit . ly/x"."""
    each = (r"\s?\.\s?".join(map(re.escape, host.split("."))) for host in shorteners)
    return re.compile(rf"(?<![\w.@&-])(?:{'|'.join(each)})(?=/)")


def _mixed(text: str) -> str:
    """A host that mixes our letters with others that only look like them."""
    for word in text.lower().split():
        host = word.split("//")[-1].split("/")[0]
        if "." in host.strip(".") and _LOOKS.intersection(host) and re.search("[a-z]", host):
            return host
    return ""
