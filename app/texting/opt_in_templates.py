"""The texts that ask to be allowed to text: template_for() a person and render() as it goes out, usable_of() for many
at once; save() a new version, switch() one on and off.

A version is never changed: what somebody agreed to is what they were shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from app.clock import now
from app.extensions import db
from app.models import Account, Contact, Number, OptInTemplate, Program, RecordType, User
from app.texting.access import Problem
from app.texting.opt_in_words import Look, filled, looked_over

LONGEST = 1600  # characters: what one text can carry at the carrier's (Twilio: Messaging error 21617)
MEANWHILE = "Somebody saved another version meanwhile. Look at theirs, then save yours again."
IN_USE = select(OptInTemplate).where(
    OptInTemplate.account_id.in_(bindparam("ids", expanding=True)), OptInTemplate.replaced_at.is_(None),
    OptInTemplate.is_on,
).options(joinedload(OptInTemplate.program))
Usable = dict[int | None, OptInTemplate]  # record type id (None: everybody else) -> the template that asks


def template_for(account: Account, contact: Contact | None) -> OptInTemplate | None:
    """What asks this person: the text of their record type, else the general one; None where neither may be used,
    because it is off or no longer says all that it must."""
    return pick(usable_of([account]).get(account.id, {}), contact)


def pick(usable: Usable, contact: Contact | None) -> OptInTemplate | None:
    """The same of templates that were read already."""
    return usable.get(contact.record_type_id if contact else None) or usable.get(None)


def usable_of(accounts: Sequence[Account]) -> dict[int, Usable]:
    """The templates of these accounts that people may be asked with, by account id; one query for all."""
    by_id, found = {account.id: account for account in accounts}, {}
    for template in db.session.scalars(IN_USE, {"ids": list(by_id)}):
        if look(template, by_id[template.account_id]).is_complete:
            found.setdefault(template.account_id, {})[template.record_type_id] = template
    return found


def render(template: OptInTemplate, account: Account, number: Number) -> str:
    """The words that go out from this number of ours."""
    return filled(template.body, account, template.program, number)


def look(template: OptInTemplate, account: Account) -> Look:
    """What it says and lacks, as the account's particulars are today."""
    return looked_over(template.body, account, template.program)


def save(
    account: Account, record_type: RecordType | None, body: str, grants: str, program: Program | None, actor: User,
    is_on: bool = True, seen: int | None = None,
) -> OptInTemplate:
    """A new version in place of the one that stands, to use at once; or kept switched off, and then it may lack things.
    `seen` is the version that its writer had before them (0: none): another since is a Problem. Raises Problem with
    what is wrong."""
    body = body.strip()
    _refuse(account, record_type, body, grants, program)
    checked = looked_over(body, account, program)
    if is_on and not checked.is_complete:
        raise Problem(checked.sentence)
    last = standing(account, record_type)
    if seen is not None and seen != (last.version if last else 0):
        raise Problem(MEANWHILE)
    made = OptInTemplate(
        account_id=account.id, record_type_id=record_type.id if record_type else None, body=body, grants=grants,
        program_id=program.id if program else None, version=last.version + 1 if last else 1, is_on=is_on,
        author_id=actor.id, made_at=now(),
    )
    try:
        if last is not None:
            last.replaced_at = made.made_at
            db.session.flush()
        db.session.add(made)
        db.session.flush()
    except IntegrityError as error:  # two at once: the index lets one stand
        raise Problem(MEANWHILE) from error
    return made


def switch(template: OptInTemplate, is_on: bool) -> None:
    """Ask with it, or don't. Raises Problem where it lacks something, or was replaced."""
    if template.replaced_at is not None:
        raise Problem(MEANWHILE)
    checked = look(template, db.session.get(Account, template.account_id))
    if is_on and not checked.is_complete:
        raise Problem(checked.sentence)
    template.is_on = is_on


def standing(account: Account, record_type: RecordType | None) -> OptInTemplate | None:
    """The version that stands for this record type, used or not."""
    return next(iter(versions(account, record_type, OptInTemplate.replaced_at.is_(None))), None)


def versions(account: Account, record_type: RecordType | None, *where) -> list[OptInTemplate]:
    """All of them, the newest first."""
    same = OptInTemplate.record_type_id == record_type.id if record_type else OptInTemplate.record_type_id.is_(None)
    query = select(OptInTemplate).where(OptInTemplate.account_id == account.id, same, *where)
    return list(db.session.scalars(query.order_by(OptInTemplate.id.desc())))


def _refuse(
    account: Account, record_type: RecordType | None, body: str, grants: str, program: Program | None
) -> None:
    """What can't be kept at all, not even switched off."""
    if not body:
        raise Problem("Write the text that asks them.")
    if len(body) > LONGEST:
        raise Problem(f"This text has {len(body):,} characters. A text can carry {LONGEST:,}. Shorten it.")
    if any(row is not None and row.account_id != account.id for row in (record_type, program)):
        raise Problem("This is not one of yours. Load the page again.")
    if grants == "promotional" and (program is None or program.level != grants):
        raise Problem("Agreement to offers is to one program. Choose which.")
    if program is not None and program.level != grants:
        raise Problem("Choose what they agree to.")
