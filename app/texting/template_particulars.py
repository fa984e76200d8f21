"""A template as somebody wants it: Particulars; fit() makes them fit to be kept or says what is wrong at each field;
taken() says whose shortcut one is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.models import User
from app.models.template import TEMPLATE_KINDS
from app.policy.permissions import may
from app.sms import media_rules
from app.texting.contact_fields import Unfit
from app.texting.template_sight import ABOVE, MINE, SHARED, Seen, has_below, visible_to
from app.texting.token_values import problem_in

LONGEST_SUBJECT, LONGEST_BODY, LONGEST_SHORTCUT = 80, 10_000, 24
SHORTCUT = re.compile(r"[a-z0-9][a-z0-9_-]*")
NOT_YOURS = "Only managers and administrators change templates that are shared. Save yours for yourself."
TAKEN = "“/{}” is the shortcut of “{}” ({}). Choose another."


@dataclass(frozen=True)
class Particulars:
    """A template as somebody wants it: `is_shared` with everybody of the account, `is_shared_down` with its
    sub-accounts too, who can't write over it where it `is_protected`."""

    subject: str
    body: str
    shortcut: str = ""
    kind: str = "message"
    media_ids: Sequence[int] = ()
    is_shared: bool = False
    is_shared_down: bool = False
    is_protected: bool = False


def fit(author: User, given: Particulars, seen: Seen | None) -> Particulars:
    """The same, tidied. Raises Unfit."""
    subject, body = " ".join(given.subject.split()), given.body.strip()
    shortcut = given.shortcut.strip().lstrip("/").lower()
    is_shared = given.is_shared or (seen is not None and seen.whose in (SHARED, ABOVE))
    is_down = is_shared and given.is_shared_down and has_below(author.account)
    errors = {
        "subject": _too("subject", subject, LONGEST_SUBJECT),
        "body": _too("text", body, LONGEST_BODY) or problem_in(body, author.account),
        "shortcut": _bad_shortcut(shortcut) or taken(author, shortcut, seen),
        "kind": "" if given.kind in TEMPLATE_KINDS else "Choose a kind.",
        "is_shared": NOT_YOURS if is_shared and not may(author.role, "share_templates") else "",
        "media_ids": _too_many(given.media_ids),
    }
    if errors := {name: said for name, said in errors.items() if said}:
        raise Unfit(**errors)
    return Particulars(subject, body, shortcut, given.kind, given.media_ids, is_shared, is_down,
                       is_down and given.is_protected)


def _too(what: str, words: str, longest: int) -> str:
    if not words:
        return f"Write a {what}." if what == "subject" else "Write the text that this template puts into the composer."
    if len(words) > longest:
        return f"This {what} has {len(words):,} characters; the limit is {longest:,}. Shorten it."
    return ""


def _bad_shortcut(shortcut: str) -> str:
    if shortcut and not SHORTCUT.fullmatch(shortcut):
        return "A shortcut has letters, digits, - and _ only, like “eta”. Change it."
    if len(shortcut) > LONGEST_SHORTCUT:
        return f"A shortcut has at most {LONGEST_SHORTCUT} characters. Shorten it."
    return ""


def _too_many(media_ids: Sequence[int]) -> str:
    if len(media_ids) > media_rules.MOST_FILES:
        return f"A text carries at most {media_rules.MOST_FILES} files. Take some out."
    return ""


def taken(author: User, shortcut: str, seen: Seen | None = None) -> str:
    """Whose shortcut this is already, among the templates that this author sees, in a sentence."""
    own = seen.row.id if seen else 0
    for other in visible_to(author) if shortcut else ():
        if other.row.shortcut == shortcut and other.row.id != own:
            whose = {MINE: "yours", SHARED: "shared here"}.get(other.whose, f"from {other.home.name}")
            return TAKEN.format(shortcut, other.row.subject, whose)
    return ""
