"""Schedules as pages list them: visible(), upcoming(), drafts(), counts(), of_thread(); given_up_on_reply()."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, func, literal_column, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Conversation, Department, Message, Phone, Schedule, User
from app.models.message import OPEN, WAITING, is_one_of

WAITS = Schedule.state == literal_column("'waiting'")
WITH_ALL = (
    joinedload(Schedule.conversation).joinedload(Conversation.phone).joinedload(Phone.contact),
    joinedload(Schedule.conversation).joinedload(Conversation.account),
    joinedload(Schedule.author), joinedload(Schedule.number), joinedload(Schedule.department),
)


def visible(user: User, schedule_id: int) -> Schedule | None:
    """The schedule if it is of this user's account and a department they see."""
    query = select(Schedule).where(Schedule.id == schedule_id, *_in_sight(user)).options(*WITH_ALL)
    return db.session.scalar(query)


def upcoming(user: User, department_id: int | None = None, kind: str = "", limit: int = 200) -> list[Schedule]:
    """Those that wait, the next first."""
    query = select(Schedule).where(WAITS, *_in_sight(user, department_id, kind)).options(*WITH_ALL)
    return list(db.session.scalars(query.order_by(Schedule.next_at, Schedule.id).limit(limit)))


def drafts(user: User, department_id: int | None = None, kind: str = "", limit: int = 200) -> list[Schedule]:
    """Kept without a date, the newest first."""
    query = select(Schedule).where(Schedule.state == "draft", *_in_sight(user, department_id, kind)).options(*WITH_ALL)
    return list(db.session.scalars(query.order_by(Schedule.updated_at.desc(), Schedule.id.desc()).limit(limit)))


def counts(user: User, department_id: int | None = None, kind: str = "") -> tuple[int, int]:
    """(waiting, drafts)."""
    query = select(Schedule.state, func.count()).where(
        Schedule.state.in_(("waiting", "draft")), *_in_sight(user, department_id, kind)
    )
    found = dict(map(tuple, db.session.execute(query.group_by(Schedule.state))))
    return found.get("waiting", 0), found.get("draft", 0)


def of_thread(conversation_id: int) -> list[Schedule]:
    """Those that wait for this conversation, the next first."""
    query = select(Schedule).where(Schedule.conversation_id == conversation_id, WAITS).options(*WITH_ALL)
    return list(db.session.scalars(query.order_by(Schedule.next_at, Schedule.id)))


def given_up_on_reply(conversation: Conversation) -> Select[tuple[int]]:
    """Ids of texts here whose schedule was due already, that have not left yet, and that a reply takes out."""
    return select(Message.id).join(Schedule, Schedule.id == Message.schedule_id).where(
        Message.phone_id == conversation.phone_id, Message.conversation_id == conversation.id,
        Message.state.in_(WAITING), is_one_of(Message.state, OPEN), Schedule.cancels_on_reply,
    )


def _in_sight(user: User, department_id: int | None = None, kind: str = "") -> list[ColumnElement[bool]]:
    """Of the departments that this user sees, or the one of them that is asked for."""
    desks = select(Department.id).where(user.in_sight())
    found = [Schedule.account_id == user.account_id, Schedule.department_id.in_(desks)]
    if department_id is not None:
        found.append(Schedule.department_id == department_id)
    return [*found, Schedule.kind == kind] if kind else found
