"""How the installation stands right now: queue() of texts and files not yet done with. Reads only, from small indexes,
however many texts are stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select

from app.clock import now
from app.extensions import db
from app.models import Media, Message, Quarantine
from app.models.message import DUE, OPEN, WAITING, is_one_of


@dataclass(frozen=True)
class Queue:
    """Ages in seconds, 0 where there is nothing."""

    texts: dict[str, int]  # by state, every state of OPEN
    oldest_due: float
    needs_person: int
    media_waiting: int
    oldest_media: float
    quarantined: int


def queue() -> Queue:
    """What waits, and for how long."""
    counts = dict.fromkeys(OPEN, 0)
    by_state = select(Message.state, func.count()).where(is_one_of(Message.state, OPEN)).group_by(Message.state)
    counts.update({state: count for state, count in db.session.execute(by_state)})
    files, oldest_file = db.session.execute(
        select(func.count(), func.min(Media.created_at)).where(Media.state == "waiting")
    ).one()
    return Queue(
        texts=counts, oldest_due=_age(_oldest_due()), needs_person=_needs_person(), media_waiting=files,
        oldest_media=_age(oldest_file), quarantined=db.session.scalar(select(func.count()).select_from(Quarantine)),
    )  # fmt: skip


def waiting_of(account_id: int | None) -> int:
    """How many texts of this account (None: of everybody) have not left and would leave by themselves."""
    query = select(func.count()).select_from(Message).where(
        Message.state.in_(WAITING), is_one_of(Message.state, OPEN)
    )
    return db.session.scalar(query if account_id is None else query.where(Message.account_id == account_id))


def _oldest_due() -> datetime | None:
    """When the text became due that has been due longest."""
    queued = and_(Message.state == "queued", is_one_of(Message.state, DUE))
    at_once = select(func.min(Message.created_at)).where(queued, Message.not_before.is_(None))
    later = select(func.min(Message.not_before)).where(queued, Message.not_before <= now())
    return min((at for at in (db.session.scalar(at_once), db.session.scalar(later)) if at), default=None)


def _needs_person() -> int:
    query = select(func.count()).select_from(Message)
    unknown = and_(Message.state == "unknown", is_one_of(Message.state, DUE))
    return db.session.scalar(query.where(unknown, Message.needs_person))


def _age(at: Any) -> float:
    return max(0.0, (now() - at).total_seconds()) if at else 0.0
