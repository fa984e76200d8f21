"""The look at a text's words: look(body, Wording(...)) -> findings, those that block first. Pure, linear, kept.

    look("See bit.ly/x", Wording("direct"))        (Finding("L5", True, "bit.ly"),)
    look("20% off today", Wording("info", "Acme")) (Finding("L10", False, "20 % off", True), Finding("L7", …))

Which words are found is in data/content, what a finding does for which kind of text in content_table; the sentences
are in content_words.
"""

from __future__ import annotations

from typing import NamedTuple

from app.policy.content_reserved import STARTS
from app.policy.content_scan import Scan, scan
from app.policy.content_table import COLUMN_OF, USUAL, Settings, cells_of
from app.policy.facts import LONGEST_FOUND, Finding

SILENCE = 24  # hours after which one says again who writes
MOST_PICTURES = 600_000  # bytes that local numbers' carriers take
MOST_SAME = 25  # numbers that get the same words by hand in an hour
MOST_SEGMENTS = 4
MOST_FOUND = 8  # they are kept with each decision


class Wording(NamedTuple):
    """What the checks ask beside the words. `footer` is smart, every or off; `country` the recipient's, US or CA;
    `address` the business's mailing address or the link to it; `age_gated` a program that asked for ages;
    `picture_bytes` of a local number's text; `same_body` to how many numbers these words went within the hour."""

    purpose: str
    business: str = ""
    is_first: bool = False
    hours_silent: float = 0
    footer: str = "smart"
    country: str = "US"
    opt_in_pending: bool = False
    age_gated: bool = False
    address: str = ""
    picture_bytes: int = 0
    same_body: int = 0
    segments: int = 1
    is_unicode: bool = False
    settings: Settings = USUAL


def look(body: str, wording: Wording) -> tuple[Finding, ...]:
    """What is found, one finding a rule. A text that counts as an offer is looked at as one."""
    column = COLUMN_OF.get(wording.purpose)
    if column is None:
        return ()
    read = scan(body, wording.business, wording.settings)
    found = {**dict(read.hits), **_around(body, read, wording)}
    if wording.age_gated and wording.country != "CA":
        found.pop("L2", None)
    if wording.purpose == "optin" and found.get("L14", "").lower() in STARTS:
        found.pop("L14")  # START is how they agree, whatever it is said to begin
    cells = cells_of(wording.settings)[column]
    offer = next((rule for rule in found if cells[rule] == "P"), None)
    if offer is not None and wording.purpose in ("info", "direct"):
        counted = Finding(offer, False, found[offer][:LONGEST_FOUND], True)
        return (counted, *(each for each in look(body, wording._replace(purpose="promo")) if each.rule != offer))
    findings = [
        Finding(rule, cells[rule] != "W", said[:LONGEST_FOUND]) for rule, said in found.items() if cells[rule] != "-"
    ]  # fmt: skip
    return tuple(sorted(findings, key=_first)[:MOST_FOUND]) if len(findings) > 1 else tuple(findings)


def _around(body: str, read: Scan, wording: Wording) -> dict[str, str]:
    """Findings that depend on who gets the text, when and how."""
    found = {}
    to_canada, sells = wording.country == "CA", wording.purpose in ("promo", "optin")
    is_asked_who = wording.is_first or sells or wording.hours_silent > SILENCE
    if is_asked_who and wording.business and not read.has_name and read.has_words:
        found["L7"] = ""
    if not read.says_stop and (wording.purpose == "optin" or (wording.purpose == "promo" and wording.footer == "off")):
        found["L8"] = ""
    if wording.segments > MOST_SEGMENTS or (wording.is_unicode and wording.segments > 1):
        found["L12"] = str(wording.segments)
    if read.answer and wording.opt_in_pending:
        found["L14"] = read.answer
    says_where = read.has_link or (wording.address != "" and wording.address.lower() in body.lower())
    if to_canada and read.has_words and not says_where:
        found["L16"] = ""
    if wording.same_body > MOST_SAME:
        found["L17"] = str(wording.same_body)
    if wording.picture_bytes > MOST_PICTURES:
        found["L18"] = f"{wording.picture_bytes // 1000} KB"
    return found


def _first(finding: Finding) -> tuple[bool, int]:
    return not finding.blocks, int(finding.rule[1:])
