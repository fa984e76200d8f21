"""OptInTemplate: the text that asks to be allowed to text, kept in every version. OptIn: how far asking one number has
come. Program: what people agree to, so that consent to one thing isn't used for another. DncNumber: a number on the
National Do Not Call Registry. SameBody: who got the same words by hand of late.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import now
from app.extensions import Base, db
from app.models.columns import BigId, UTCDateTime, choice, id_column
from app.models.user import User

LAPSES_AFTER = timedelta(days=30)
OPT_IN_STATES = ("NOT_SENT", "SENT", "ACCEPTED", "REJECTED")
PROGRAM_LEVELS = ("informational", "promotional")


class Program(Base):
    """What a business texts about, by name: appointment reminders, spring offers. Consent is kept for each."""

    __tablename__ = "program"
    __table_args__ = (UniqueConstraint("account_id", "name"), choice("level", PROGRAM_LEVELS))

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(60))
    level: Mapped[str] = mapped_column(String(16))
    about: Mapped[str] = mapped_column(String(200), default="", server_default="")
    frequency: Mapped[str] = mapped_column(String(120), default="", server_default="")
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    @classmethod
    def of_account(cls, account_id: int) -> list[Program]:
        """Those that stand, by name."""
        query = select(cls).where(cls.account_id == account_id, cls.closed_at.is_(None))
        return list(db.session.scalars(query.order_by(func.lower(cls.name), cls.id)))

    @classmethod
    def visible(cls, account_id: int, program_id: int) -> Program | None:
        return db.session.scalar(select(cls).where(cls.id == program_id, cls.account_id == account_id))


class OptInTemplate(Base):
    """One version of the text that asks people of a record type (None: everybody else). Never changed: a new version
    replaces it, since what somebody agreed to is what they were shown."""

    __tablename__ = "opt_in_template"
    __table_args__ = (
        choice("grants", PROGRAM_LEVELS),
        Index("uq_opt_in_template_type", "account_id", "record_type_id", unique=True,
              sqlite_where=db.text("replaced_at IS NULL"), postgresql_where=db.text("replaced_at IS NULL")),
        Index("uq_opt_in_template_else", "account_id", unique=True,
              sqlite_where=db.text("replaced_at IS NULL AND record_type_id IS NULL"),
              postgresql_where=db.text("replaced_at IS NULL AND record_type_id IS NULL")),
    )

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    record_type_id: Mapped[int | None] = mapped_column(ForeignKey("record_type.id"))
    program_id: Mapped[int | None] = mapped_column(ForeignKey("program.id"))
    grants: Mapped[str] = mapped_column(String(16), default="informational")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    body: Mapped[str] = mapped_column(Text)
    is_on: Mapped[bool] = mapped_column(default=True, server_default=db.text("true"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    replaced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    program: Mapped[Program | None] = relationship()
    author: Mapped[User | None] = relationship()

    @classmethod
    def of_account(cls, account_id: int) -> list[OptInTemplate]:
        """The versions that stand, the one for everybody else first."""
        query = select(cls).where(cls.account_id == account_id, cls.replaced_at.is_(None))
        return list(db.session.scalars(query.order_by(cls.record_type_id.isnot(None), cls.id)))


class OptIn(Base):
    """How far asking one number has come. No row is NOT_SENT. `asked` counts the templates that left, ever."""

    __tablename__ = "opt_in"
    __table_args__ = (
        UniqueConstraint("phone_id"),
        choice("state", OPT_IN_STATES),
        Index("ix_opt_in_sent", "asked_at", sqlite_where=db.text("state = 'SENT'"),
              postgresql_where=db.text("state = 'SENT'")),
    )

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    phone_id: Mapped[int] = mapped_column(ForeignKey("phone.id"))
    state: Mapped[str] = mapped_column(String(12), default="NOT_SENT")
    template_id: Mapped[int | None] = mapped_column(ForeignKey("opt_in_template.id"))
    message_id: Mapped[int | None] = mapped_column(BigId)
    asked: Mapped[int] = mapped_column(default=0, server_default="0")
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    why: Mapped[str] = mapped_column(String(160), default="", server_default="")

    template: Mapped[OptInTemplate | None] = relationship()

    @classmethod
    def of_phone(cls, phone_id: int) -> OptIn | None:
        return db.session.scalar(select(cls).where(cls.phone_id == phone_id))


def state_at(state: str, asked_at: datetime | None, at: datetime) -> str:
    """A question that nobody answered for thirty days is none any more."""
    is_over = state == "SENT" and (asked_at is None or at - asked_at >= LAPSES_AFTER)
    return "NOT_SENT" if is_over else state


class DncNumber(Base):
    """A number that the account's last download of the registry holds."""

    __tablename__ = "dnc_number"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    e164: Mapped[str] = mapped_column(String(20), primary_key=True)


class SameBody(Base):
    """A number that somebody's hand sent these words to, and when last."""

    __tablename__ = "same_body"
    __table_args__ = (Index("ix_same_body_at", "at"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    body_hash: Mapped[str] = mapped_column(String(32), primary_key=True)
    phone_id: Mapped[int] = mapped_column(ForeignKey("phone.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
