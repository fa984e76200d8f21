"""Schedule: a text or note that leaves later, once or again and again. Occurrence: one time that it was due, and what
came of it. The row says what is due (next_at); the primary key of occurrence is why each time happens once.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, false, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import now
from app.extensions import Base, db
from app.models.columns import BigId, UTCDateTime, choice, id_column
from app.models.conversation import Conversation
from app.models.number import Number
from app.models.user import Department, User

SCHEDULE_STATES = ("draft", "waiting", "done", "canceled")
OCCURRENCE_STATES = ("fired", "missed", "refused", "skipped")
IS_WAITING = "state = 'waiting'"


class Schedule(Base):
    """`wall` is the wall time ("2026-11-24T09:00") of the occurrence that comes next, in `zone`; `next_at` the instant
    that was worked out from it with the zone data `zone_rules`; `repeats` how it goes on ({}: it doesn't), in the words
    of texting/recurrence.py; `occurrence_no` the number of the next one, from 1. A draft may lack who, what and when.
    `version` counts changes, so that two people at one don't undo each other. `code` is why it ended."""

    __tablename__ = "schedule"
    __table_args__ = (
        choice("kind", ("text", "note")),
        choice("state", SCHEDULE_STATES),
        CheckConstraint("state <> 'waiting' OR (next_at IS NOT NULL AND conversation_id IS NOT NULL)",
                        name="waits_for_an_instant"),
        Index("ix_schedule_due", "next_at", "id", sqlite_where=db.text(IS_WAITING),
              postgresql_where=db.text(IS_WAITING)),
        Index("ix_schedule_thread", "conversation_id", "state"),
        Index("ix_schedule_list", "department_id", "state", "next_at", "id"),
    )

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"))
    number_id: Mapped[int | None] = mapped_column(ForeignKey("number.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[str] = mapped_column(String(4), default="text", server_default="text")
    state: Mapped[str] = mapped_column(String(8))
    body: Mapped[str] = mapped_column(Text)
    media_ids: Mapped[list] = mapped_column(JSON, default=list, server_default="[]")
    template_id: Mapped[int | None] = mapped_column(BigId)
    program_id: Mapped[int | None] = mapped_column(BigId)
    notify: Mapped[bool] = mapped_column(default=False, server_default=false())
    cancels_on_reply: Mapped[bool] = mapped_column(default=False, server_default=false())
    zone: Mapped[str] = mapped_column(String(64), default="", server_default="")
    wall: Mapped[str] = mapped_column(String(16), default="", server_default="")
    repeats: Mapped[dict] = mapped_column(JSON, default=dict, server_default="{}")
    occurrence_no: Mapped[int] = mapped_column(default=1, server_default="1")
    next_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    zone_rules: Mapped[str] = mapped_column(String(12), default="", server_default="")
    client_id: Mapped[str] = mapped_column(String(36), unique=True)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    code: Mapped[str] = mapped_column(String(32), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    conversation: Mapped[Conversation | None] = relationship()
    department: Mapped[Department] = relationship()
    number: Mapped[Number | None] = relationship()
    author: Mapped[User] = relationship()

    @classmethod
    def waiting_in(cls, conversation_id: int) -> list[Schedule]:
        """Those that wait for this conversation, the next first."""
        query = select(cls).where(cls.conversation_id == conversation_id, cls.state == "waiting")
        return list(db.session.scalars(query.order_by(cls.next_at, cls.id)))


class Occurrence(Base):
    """One time that a schedule was due: fired (its message or note), missed (Leadline was not running), refused (the
    gate said why in `sentence`) or skipped (somebody took this one out)."""

    __tablename__ = "occurrence"
    __table_args__ = (choice("state", OCCURRENCE_STATES),)

    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedule.id"), primary_key=True)
    no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    planned_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(8))
    message_id: Mapped[int | None] = mapped_column(BigId)
    note_id: Mapped[int | None] = mapped_column(BigId)
    code: Mapped[str] = mapped_column(String(32), default="", server_default="")
    sentence: Mapped[str] = mapped_column(Text, default="", server_default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
