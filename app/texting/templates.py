"""Templates, words kept to be sent again: save() one, delete() it, restore() what was deleted, use() it in a text.

Anybody keeps templates of their own; who may share them writes those of the account, and those for its sub-accounts.
What an account above shares is never changed from below: saving it writes one of one's own over it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.clock import now
from app.extensions import db
from app.models import Schedule, Template, User
from app.models.template import TEMPLATE_KINDS
from app.policy.permissions import may
from app.sms import media_rules
from app.texting import held_files
from app.texting.access import Problem
from app.texting.contact_fields import Unfit
from app.texting.template_sight import ABOVE, MINE, SHARED, Seen, find, has_below, visible_to
from app.texting.token_values import problem_in

LONGEST_SUBJECT, LONGEST_BODY, LONGEST_SHORTCUT = 80, 10_000, 24
SHORTCUT = re.compile(r"[a-z0-9][a-z0-9_-]*")
KEPT_FOR = timedelta(days=1)  # how long what was deleted can be had back, with its files
GONE = "Somebody deleted this template meanwhile. Your words stand here: save them, and they are a new one."
MEANWHILE = "{} changed this template while you wrote. Look at theirs below, then save yours again."
PROTECTED = "{} has protected this template, so it can't be written over. Save your words as one of your own."
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


def save(author: User, given: Particulars, template_id: int | None = None, seen_version: int = 0) -> Template:
    """Keep a new template, or change the one with this id that its writer saw in this version; of what an account above
    shares, write one's own over it. Raises Unfit with a sentence for each field, Problem where it can't be done."""
    seen = _open(author, template_id, seen_version) if template_id else None
    given = _fit(author, given, seen)
    row = seen.row if seen and seen.whose != ABOVE else None
    above = seen.row if seen and seen.whose == ABOVE else None
    if row is None:
        row = Template(account_id=author.account_id, owner_id=None if given.is_shared else author.id, media_ids=[])
        row.parent_id, row.created_at = (above.parent_id or above.id if above else None), now()
        db.session.add(row)
    else:
        row.version += 1
        row.owner_id = None if given.is_shared else row.owner_id
    row.subject, row.body, row.shortcut, row.kind = given.subject, given.body, given.shortcut, given.kind
    row.is_shared_down, row.is_protected = given.is_shared_down, given.is_protected
    row.author_id, row.updated_at = author.id, now()
    row.media_ids = _files(author, given.media_ids, row.media_ids, above)
    _flush(author)
    return row


def delete(author: User, template_id: int, seen_version: int = 0) -> Template:
    """Take it out for everybody who saw it; what was made from it keeps its words. What it had been written over stands
    again. Raises Problem."""
    seen = _open(author, template_id, seen_version)
    if seen.whose == ABOVE:
        raise Problem(f"This template is {seen.home.name}’s. Only they can delete it.")
    _let_go_of_old(author.account_id)
    seen.row.deleted_at = now()
    db.session.flush()
    return seen.row


def restore(author: User, template_id: int) -> Template:
    """Bring back what was deleted within the last day, as it was. Raises Problem."""
    row = db.session.get(Template, template_id, with_for_update=True, populate_existing=True)
    if row is None or not _may_write(author, row):
        raise Problem("This template can’t be brought back by you.")
    if row.deleted_at is None:
        return row
    if row.deleted_at < now() - KEPT_FOR:
        raise Problem("This template was deleted more than a day ago and can’t be brought back.")
    if taken := _taken(author, row.shortcut):
        raise Problem(taken)
    row.deleted_at = None
    _flush(author)
    return row


def deleted_here(author: User, template_id: int) -> Template | None:
    """What this author may still bring back; None for anything else."""
    row = db.session.get(Template, template_id)
    is_back = row is None or row.deleted_at is None or row.deleted_at < now() - KEPT_FOR
    return None if is_back or not _may_write(author, row) else row


def use(author: User, template_id: int) -> tuple[Template, list[int]]:
    """The template and copies of its files, ready to go with a text of this author's. Raises Problem."""
    seen = find(author, template_id)
    if seen is None or seen.is_aside:
        raise Problem("This template was deleted or changed meanwhile. Choose from the list again.")
    return seen.row, held_files.copies(author, seen.row.media_ids, seen.row.account_id)


def waiting_texts(account_id: int, template_ids: Sequence[int]) -> dict[int, int]:
    """How many texts of this account wait in the scheduler that were made from each; those without are left out."""
    query = select(Schedule.template_id, func.count()).where(
        Schedule.account_id == account_id, Schedule.template_id.in_(list(template_ids)), Schedule.state == "waiting"
    )
    return dict(db.session.execute(query.group_by(Schedule.template_id)).all())


def _open(author: User, template_id: int, seen_version: int) -> Seen:
    """The template, locked and as it is now, in the version that its writer saw. Raises Problem."""
    db.session.get(Template, template_id, with_for_update=True, populate_existing=True)
    seen = find(author, template_id)
    if seen is None:
        raise Problem(GONE)
    if not seen.may_change:
        raise Problem(PROTECTED.format(seen.home.name) if _could(author, seen) else NOT_YOURS)
    if seen_version and seen_version != seen.row.version:
        who = seen.row.author.name if seen.whose != ABOVE and seen.row.author else seen.home.name
        raise Problem(MEANWHILE.format(who))
    return seen


def _could(author: User, seen: Seen) -> bool:
    """Whether it is only protection that keeps them from it."""
    return may(author.role, "share_templates") and (seen.row.is_protected or seen.is_aside)


def _may_write(author: User, row: Template) -> bool:
    if row.owner_id is not None:
        return row.owner_id == author.id
    return row.account_id == author.account_id and may(author.role, "share_templates")


def _fit(author: User, given: Particulars, seen: Seen | None) -> Particulars:
    """The same, tidied. Raises Unfit."""
    subject, body = " ".join(given.subject.split()), given.body.strip()
    shortcut = given.shortcut.strip().lstrip("/").lower()
    is_shared = given.is_shared or (seen is not None and seen.whose in (SHARED, ABOVE))
    is_down = is_shared and given.is_shared_down and has_below(author.account)
    errors = {
        "subject": _too("subject", subject, LONGEST_SUBJECT),
        "body": _too("text", body, LONGEST_BODY) or problem_in(body, author.account),
        "shortcut": _bad_shortcut(shortcut) or _taken(author, shortcut, seen),
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


def _taken(author: User, shortcut: str, seen: Seen | None = None) -> str:
    """Whose shortcut this is already, among the templates that this author sees, in a sentence."""
    own = seen.row.id if seen else 0
    for other in visible_to(author) if shortcut else ():
        if other.row.shortcut == shortcut and other.row.id != own:
            whose = {MINE: "yours", SHARED: "shared here"}.get(other.whose, f"from {other.home.name}")
            return TAKEN.format(shortcut, other.row.subject, whose)
    return ""


def _files(author: User, wanted: Sequence[int], had: Sequence[int], above: Template | None) -> list[int]:
    """The files it holds from now on: new ones, those it had, and copies of what the one above has."""
    wanted = list(wanted)
    if above is not None:
        theirs = [each.id for each in held_files.held(above.account_id, above.media_ids) if each.id in wanted]
        instead = dict(zip(theirs, held_files.copies(author, theirs, above.account_id), strict=True))
        wanted = [instead.get(each, each) for each in wanted]
    kept = held_files.hold(author, wanted, "template", had)
    held_files.drop(author.account_id, set(had) - set(kept))
    return kept


def _let_go_of_old(account_id: int) -> None:
    """The files of what was deleted too long ago to be brought back."""
    old = select(Template).where(Template.account_id == account_id, Template.deleted_at < now() - KEPT_FOR)
    for row in db.session.scalars(old):
        if row.media_ids:
            held_files.drop(account_id, row.media_ids)
            row.media_ids = []


def _flush(author: User) -> None:
    """Write it now; Problem where a colleague wrote over the same template at this moment."""
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Problem(MEANWHILE.format(f"A colleague at {author.account.name}")) from error
