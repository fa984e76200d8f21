"""Saved filters of the contact list: save(), rename(), remove(). One's own; shared ones are everybody's to use and
their maker's, or a manager's, to change."""

from __future__ import annotations

from sqlalchemy import select

from app.extensions import db
from app.models import Segment, User
from app.models.contact_filter import Filter
from app.policy.permissions import may

LONGEST = 60


class Unnamed(ValueError):
    """The name cannot be used; str() is the sentence."""


def save(user: User, typed: str, chosen: Filter, is_shared: bool) -> Segment:
    """Keep this filter under a name. Raises Unnamed."""
    segment = Segment(
        account_id=user.account_id, author_id=user.id, name=_name(user, typed), is_shared=is_shared,
        query=chosen.query(),
    )
    db.session.add(segment)
    db.session.flush()
    return segment


def rename(segment: Segment, user: User, typed: str, is_shared: bool) -> None:
    """Raises Unnamed."""
    author = db.session.get(User, segment.author_id)
    segment.name, segment.is_shared = _name(author, typed, but=segment.id), is_shared


def remove(segment: Segment) -> None:
    """The filter is forgotten; contacts stay as they are."""
    db.session.delete(segment)


def may_change(user: User, segment: Segment) -> bool:
    return segment.author_id == user.id or (segment.is_shared and may(user.role, "bulk_edit_contacts"))


def _name(author: User, typed: str, but: int | None = None) -> str:
    name = " ".join(typed.split())
    if not name:
        raise Unnamed("Write a name for this segment.")
    if len(name) > LONGEST:
        raise Unnamed(f"This name has more than {LONGEST} characters. Shorten it.")
    same = select(Segment.id).where(Segment.account_id == author.account_id, Segment.author_id == author.id,
                                    Segment.name == name)
    if db.session.scalar(same) not in (None, but):
        raise Unnamed(f"There is a segment called “{name}” already. Choose another name.")
    return name
