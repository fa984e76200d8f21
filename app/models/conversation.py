"""Conversation: one phone with one department, whatever number it used. What the inbox lists: folder.py.

It is open or closed, perhaps somebody's (assignee), perhaps asleep until a time. needs_attention is computed by the
database from these, so that no writer can forget it. Its row carries what the inbox shows (last text, preview,
unread) and two change numbers, all written in the transaction of the text they speak of: change_no counts what its
thread has seen, inbox_change_no is its department's count when this row last changed. Both are taken under the row's
lock, so that catching up by number misses nothing, however transactions interleave.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Computed,
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    and_,
    bindparam,
    false,
    select,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.clock import now
from app.extensions import Base, db
from app.models.account import Account
from app.models.columns import BigId, UTCDateTime, choice, id_column
from app.models.contact import Contact, Phone
from app.models.number import Number
from app.models.user import Department, User

STATES = ("open", "closed")
PREVIEW_LENGTH = 120
TROUBLES = ("failed", "held", "review")  # reasons that ask for a person even when every text is answered
NEEDS_ATTENTION = (
    "state = 'open' AND snoozed_until IS NULL AND (waiting_since IS NOT NULL OR reason IN ('failed', 'held', 'review'))"
)


class Conversation(Base):
    __tablename__ = "conversation"
    __table_args__ = (
        UniqueConstraint("account_id", "phone_id", "department_id"),
        choice("state", STATES),
        Index("ix_conversation_inbox", "department_id", "state", "last_message_at", "id"),
        Index("ix_conversation_assignee", "department_id", "assignee_id", "state", "last_message_at", "id"),
        Index("ix_conversation_attention", "department_id", "last_message_at", "id",
              sqlite_where=db.text("needs_attention"), postgresql_where=db.text("needs_attention")),
        Index("ix_conversation_asleep", "snoozed_until", sqlite_where=db.text("snoozed_until IS NOT NULL"),
              postgresql_where=db.text("snoozed_until IS NOT NULL")),
        Index("ix_conversation_changes", "department_id", "inbox_change_no"),
        {"sqlite_autoincrement": True},  # a merged conversation's id is never another's: its address leads on
    )

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    phone_id: Mapped[int] = mapped_column(ForeignKey("phone.id"), index=True)
    number_id: Mapped[int] = mapped_column(ForeignKey("number.id"))
    state: Mapped[str] = mapped_column(String(16), default="open", server_default="open")
    last_message_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    preview: Mapped[str] = mapped_column(String(PREVIEW_LENGTH), default="", server_default="")
    preview_author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    preview_is_ours: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(16), default="", server_default="")
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    snoozed_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    waiting_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    needs_attention: Mapped[bool] = mapped_column(Computed(NEEDS_ATTENTION, persisted=True))
    last_inbound_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    awaits_reply: Mapped[bool] = mapped_column(default=False, server_default=false())  # a reply has effects: notices.py
    unread: Mapped[int] = mapped_column(default=0, server_default="0")
    change_no: Mapped[int] = mapped_column(BigId, default=0, server_default="0")
    inbox_change_no: Mapped[int] = mapped_column(BigId, default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    phone: Mapped[Phone] = relationship()
    number: Mapped[Number] = relationship()
    preview_author: Mapped[User | None] = relationship(foreign_keys=[preview_author_id])
    assignee: Mapped[User | None] = relationship(foreign_keys=[assignee_id])
    department: Mapped[Department] = relationship()
    account: Mapped[Account] = relationship()

    @property
    def contact(self) -> Contact | None:
        return self.phone.contact

    def has_trouble(self, reason: str) -> None:
        """Let the row say so, unless it asks whether they mean stop: that comes first."""
        self.reason = self.reason if self.reason == "review" else reason

    @classmethod
    def visible(cls, user: User, conversation_id: int) -> Conversation | None:
        """The conversation, if it is of this user's account and in a department they see."""
        return db.session.scalar(_visible(user.sees_all), {**user.sight, "conversation": conversation_id})

    @classmethod
    def outline(cls, user: User, conversation_id: int) -> Outline | None:
        """The same as visible(), of which only the ids are wanted: what an answer needs to be handed over."""
        row = db.session.execute(_outline(user.sees_all), {**user.sight, "conversation": conversation_id}).first()
        return Outline._make(row) if row else None

    @classmethod
    def to_show(cls, conversation_id: int) -> Conversation:
        """The conversation with everything its row, head and bubbles name, in one query."""
        return db.session.scalar(_to_show(), {"conversation": conversation_id})

    @classmethod
    def newest_of_each(cls, contact_ids: list[int], department_ids: list[int]) -> dict[int, int]:
        """Of each contact the id of the conversation last written in, of these departments."""
        query = select(Phone.contact_id, cls.id).join(Phone, Phone.id == cls.phone_id).where(
            Phone.contact_id.in_(contact_ids), cls.department_id.in_(department_ids)
        )
        return dict(db.session.execute(query.order_by(cls.last_message_at, cls.id)).all())

    @classmethod
    def newest_of(cls, contact_id: int, department_ids: list[int]) -> Conversation | None:
        """The contact's conversation last written in, of these departments."""
        query = select(cls).join(Phone, Phone.id == cls.phone_id).where(
            Phone.contact_id == contact_id, cls.department_id.in_(department_ids)
        )
        return db.session.scalar(query.order_by(cls.last_message_at.desc(), cls.id.desc()).limit(1))


class Outline(NamedTuple):
    """Which conversation it is, and which rows it is made of."""

    id: int
    account_id: int
    department_id: int
    phone_id: int
    number_id: int


class Redirect(Base):
    """Where a conversation went that was transferred to a department which already had one with this phone: its texts
    moved into that one, and its address leads there."""

    __tablename__ = "redirect"

    old_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)

    @classmethod
    def leads_to(cls, user: User, old_id: int) -> Conversation | None:
        """The conversation that an old one was merged into, if this user may see it."""
        found = db.session.get(cls, old_id)
        return Conversation.visible(user, found.conversation_id) if found else None

    @classmethod
    def to(cls, conversation_id: int) -> list[int]:
        """The ids of conversations that were merged into this one."""
        return list(db.session.scalars(select(cls.old_id).where(cls.conversation_id == conversation_id)))


class Departure(Base):
    """A conversation that left a department's inbox, as that inbox's change `change_no`: whoever catches up there has
    its row taken away."""

    __tablename__ = "departure"

    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), primary_key=True)
    change_no: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    conversation_id: Mapped[int] = mapped_column(BigId)


class Tally(Base):
    """How many conversations of a department stand with one assignee (0: nobody), kept by the database's own triggers
    as conversations change (migration 0002), so that a folder's count costs a few rows, however many it counts.

    open_count: open, asleep ones too. active_count: open and awake. attention_count: asking for a person.
    """

    __tablename__ = "tally"

    department_id: Mapped[int] = mapped_column(ForeignKey("department.id", ondelete="CASCADE"), primary_key=True)
    assignee_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    open_count: Mapped[int] = mapped_column(default=0, server_default="0")
    active_count: Mapped[int] = mapped_column(default=0, server_default="0")
    attention_count: Mapped[int] = mapped_column(default=0, server_default="0")
    closed_count: Mapped[int] = mapped_column(default=0, server_default="0")


@lru_cache(maxsize=2)
def _visible(sees_all: bool) -> Select:
    """Made once, as each request of a thread begins with it."""
    seen = select(Conversation).where(_in_sight(sees_all))
    return seen.options(joinedload(Conversation.phone).joinedload(Phone.contact), joinedload(Conversation.number))


@lru_cache(maxsize=2)
def _outline(sees_all: bool) -> Select:
    table = Conversation.__table__
    return select(*(table.c[name] for name in Outline._fields)).where(_in_sight(sees_all))


def _in_sight(sees_all: bool) -> ColumnElement[bool]:
    """One conversation, if it is of the user's account and in a department they see."""
    talk = Conversation.__table__.c
    desks = select(Department.__table__.c.id).where(User.sight_of(sees_all))
    return and_(
        talk.id == bindparam("conversation", type_=BigId),
        talk.account_id == bindparam("sight_account", type_=BigId), talk.department_id.in_(desks),
    )


@lru_cache(maxsize=1)
def _to_show() -> Select:
    people = (
        joinedload(Conversation.phone).joinedload(Phone.contact), joinedload(Conversation.assignee),
        joinedload(Conversation.account), joinedload(Conversation.number),
    )
    query = select(Conversation).where(Conversation.id == bindparam("conversation", type_=BigId))
    return query.options(*people).execution_options(populate_existing=True)
