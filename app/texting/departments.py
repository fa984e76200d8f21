"""Departments: add(), rename(), remove(), seat() for who sits where, place_number() for which number is whose.

Each raises Problem with a sentence that says what is wrong and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.live import open_sockets
from app.models import Account, Conversation, Department, Departure, Membership, Message, Number, Schedule, User
from app.models.user import SEES_ALL
from app.texting import desk
from app.texting.changes import announce
from app.texting.locks import lock_conversations
from app.transaction import after_commit

LONGEST_NAME = 80


class Problem(Exception):
    """What can't be done; the text says why and what to do."""


def add(account: Account, name: str) -> Department:
    """A department with nobody in it yet."""
    made = Department(account_id=account.id, name=_free_name(account.id, name))
    db.session.add(made)
    _keep(name)
    _have_pages_ask(account.id)
    return made


def rename(department: Department, name: str) -> None:
    """Call it something else."""
    department.name = _free_name(department.account_id, name, department)
    _keep(name)
    _have_pages_ask(department.account_id)


def remove(department: Department) -> None:
    """Take away a department that has no number and no conversation, unless it is the last."""
    if len(Department.of_account(department.account_id)) == 1:
        raise Problem("One department stays: conversations need a place. Add another before you remove this one.")
    if db.session.scalar(select(exists().where(Number.department_id == department.id))):
        raise Problem(f"{department.name} has a number. Give its numbers to another department first.")
    holding = [select(exists().where(noun.department_id == department.id)) for noun in (Conversation, Message)]
    if any(map(db.session.scalar, holding)):
        raise Problem(f"{department.name} has conversations. Move them to another department first, or keep it.")
    _remove_schedules(department)
    for noun in (Departure, Membership):
        db.session.execute(delete(noun).where(noun.department_id == department.id))
    db.session.delete(department)
    _have_pages_ask(department.account_id)


def seat(user: User, departments: Iterable[Department], actor: User) -> None:
    """Where this person sits, from now on. What they had in departments they no longer see is nobody's again, and their
    open pages ask anew what they may see."""
    wanted = {each.id for each in departments}
    if not wanted and user.role not in SEES_ALL:
        raise Problem(f"{user.name} needs a department, or sees nothing. Choose at least one.")
    seats = db.session.scalars(select(Membership).where(Membership.user_id == user.id)).all()
    had = {each.department_id for each in seats}
    lost = [each for each in seats if each.department_id not in wanted]
    for each in lost:
        db.session.delete(each)
    for department_id in wanted - had:
        db.session.add(Membership(user_id=user.id, department_id=department_id))
    db.session.flush()
    if lost and user.role not in SEES_ALL:
        _release(user, [each.department_id for each in lost], actor)
    if wanted != had:
        after_commit(open_sockets.close_all, user.id)


def place_number(number: Number, department: Department) -> None:
    """Texts to this number from people nobody talks with yet come to that department; conversations stay."""
    number.department_id = department.id


def _remove_schedules(department: Department) -> None:
    """What is left of drafts to nobody that were deleted; any other schedule stands with a conversation."""
    its_own = Schedule.department_id == department.id
    if db.session.scalar(select(exists().where(its_own, Schedule.state == "draft"))):
        raise Problem(f"{department.name} has drafts in the scheduler. Delete them first, or keep it.")
    db.session.execute(delete(Schedule).where(its_own))


def _have_pages_ask(account_id: int) -> None:
    """Everybody's pages connect anew, and those that show other departments than there are load themselves again."""
    for user in User.of_account(account_id):
        after_commit(open_sockets.close_all, user.id)


def _release(user: User, department_ids: list[int], actor: User) -> None:
    theirs = select(Conversation.id).where(
        Conversation.department_id.in_(department_ids), Conversation.assignee_id == user.id
    )
    held = lock_conversations(db.session.scalars(theirs).all()).values()
    for conversation in sorted(held, key=lambda each: (each.department_id, each.id)):
        since = conversation.change_no
        desk.release(conversation, actor)
        announce(conversation, since, inbox=True, standing=True)


def _keep(name: str) -> None:
    """Write the name now; a Problem where somebody else gave the same one at this moment."""
    try:
        db.session.flush()
    except IntegrityError as error:
        if "name" not in str(error.orig):
            raise
        raise Problem(_taken(" ".join(name.split()))) from error


def _taken(name: str) -> str:
    return f"There is a department named {name} already. Choose another name."


def _free_name(account_id: int, name: str, own: Department | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise Problem("The department needs a name.")
    if len(name) > LONGEST_NAME:
        raise Problem(f"The name is too long. Use at most {LONGEST_NAME} characters.")
    present = Department.named(account_id, name)
    if present is not None and present is not own:
        raise Problem(_taken(present.name))
    return name
