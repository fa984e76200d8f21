"""Templates, words kept to be sent again: save() one, delete() it, restore() what was deleted, use() it in a text.

Anybody keeps templates of their own; who may share them writes those of the account, and those for its sub-accounts.
What an account above shares is never changed from below: saving it writes one of one's own over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.clock import now
from app.extensions import db
from app.models import Schedule, Template, User
from app.policy.permissions import may
from app.texting import held_files
from app.texting.access import Problem
from app.texting.template_particulars import NOT_YOURS, Particulars, fit, taken
from app.texting.template_sight import ABOVE, Seen, find

KEPT_FOR = timedelta(days=1)  # how long what was deleted can be had back, with its files
GONE = "Somebody deleted this template meanwhile. Your words stand here: save them, and they are a new one."
MEANWHILE = "{} changed this template while you wrote. Look at theirs below, then save yours again."
WRITTEN_OVER = (
    "A colleague wrote over this template meanwhile: load the page again to see theirs. Your words stand here: save "
    "them, and they are a new one."
)
PROTECTED = "{} has protected this template, so it can't be written over. Save your words as one of your own."


def save(author: User, given: Particulars, template_id: int | None = None, seen_version: int = 0) -> Template:
    """Keep a new template, or change the one with this id that its writer saw in this version; of what an account above
    shares, write one's own over it. Raises Unfit with a sentence for each field, Problem where it can't be done."""
    seen = _open(author, template_id, seen_version) if template_id else None
    given = fit(author, given, seen)
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
    if said := taken(author, row.shortcut):
        raise Problem(said)
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
    row = db.session.get(Template, template_id, with_for_update=True, populate_existing=True)
    seen = find(author, template_id)
    if seen is None:
        is_there = row is not None and row.deleted_at is None and row.owner_id is None
        raise Problem(WRITTEN_OVER if is_there else GONE)
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


def _files(author: User, wanted: Sequence[int], had: Sequence[int], above: Template | None) -> list[int]:
    """The files it holds from now on: new ones, those it had, and copies of what the one above has."""
    wanted = list(wanted)
    if above is not None:
        kept_there = held_files.held(above.account_id, above.media_ids)
        theirs = [each.id for each in kept_there if each.id in wanted and not each.as_link]
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
