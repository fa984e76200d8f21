"""Event: the Contact Journey, one row a thing that happened. Note: what colleagues write about a person, in a thread or
as a History Note. Mention: a colleague named in a note.

Written only through texting.journey. Every kind has its partial in templates/events/.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from sqlalchemy import ForeignKey, Index, Integer, Select, String, Text, bindparam, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.clock import now
from app.extensions import Base, db
from app.models.columns import BigId, UTCDateTime, choice, id_column
from app.models.conversation import Conversation
from app.models.user import Department, User

KINDS = (
    "lead_created", "opted_out", "opted_in", "asked_help", "texts_canceled", "text_failed", "text_refused",
    "assigned", "unassigned", "transferred", "closed", "reopened", "snoozed", "woke", "contact_added",
    "contact_changed", "number_added", "number_removed", "means_stop", "reviewed", "consent_given", "consent_taken",
    "switched_sms", "evidence_exported", "asked_opt_in", "opt_in_answered", "opt_in_lapsed", "opt_in_failed",
    "texts_released", "zone_confirmed", "line_found", "dnc_listed", "scheduled", "schedule_changed",
    "schedule_canceled", "schedule_missed", "sent_to_others",
)
CONSENT_KINDS = (
    "opted_out", "opted_in", "means_stop", "reviewed", "consent_given", "consent_taken", "switched_sms",
    "evidence_exported", "asked_opt_in", "opt_in_answered", "opt_in_lapsed", "opt_in_failed", "texts_released",
    "dnc_listed",
)
ASSIGNMENT_KINDS = ("assigned", "unassigned", "transferred", "closed", "reopened", "snoozed", "woke")
CONTACT_KINDS = ("lead_created", "contact_added", "contact_changed", "number_added", "number_removed", "zone_confirmed",
                 "line_found")
TEXT_KINDS = ("texts_canceled", "text_failed", "text_refused", "asked_help", "scheduled", "schedule_changed",
              "schedule_canceled", "schedule_missed", "sent_to_others")
THREAD_KINDS = ("opted_out", "opted_in", "asked_help", "means_stop", "reviewed", "asked_opt_in", "opt_in_answered",
                "opt_in_lapsed", "opt_in_failed", "schedule_canceled", "schedule_missed", "sent_to_others",
                *ASSIGNMENT_KINDS)


class Event(Base):
    __tablename__ = "event"
    __table_args__ = (
        choice("kind", KINDS),
        Index("ix_event_journey", "contact_id", "at", "id"),
        Index("ix_event_thread", "conversation_id", "at", "id"),
    )

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"))
    message_id: Mapped[int | None] = mapped_column(BigId)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[str] = mapped_column(String(32))
    detail: Mapped[str] = mapped_column(Text, default="")
    count: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    change_no: Mapped[int] = mapped_column(BigId, default=0, server_default="0")

    actor: Mapped[User | None] = relationship()

    @classmethod
    def journey(cls, contact_id: int, department_id: int, limit: int = 50) -> list[Event]:
        """Newest first: what happened with this department, or with none. What other departments did with the person
        isn't for everybody who sees this one's conversation."""
        query = select(cls).outerjoin(Conversation, Conversation.id == cls.conversation_id)
        ours = cls.conversation_id.is_(None) | (Conversation.department_id == department_id)
        query = query.where(cls.contact_id == contact_id, ours)
        return list(db.session.scalars(query.order_by(cls.at.desc(), cls.id.desc()).limit(limit)))

    @classmethod
    def in_thread(cls, conversation_id: int, since: datetime | None, until: datetime | None) -> list[Event]:
        query = select(cls).where(cls.conversation_id == conversation_id, cls.kind.in_(THREAD_KINDS))
        if since is not None:
            query = query.where(cls.at >= since)
        if until is not None:
            query = query.where(cls.at < until)
        return list(db.session.scalars(query.order_by(cls.at, cls.id)))

    @classmethod
    def newest_of_desk(cls, conversation_id: int) -> Event | None:
        """What was done with the conversation last: by somebody, by a text (even at another desk), by the clock."""
        kinds = (*ASSIGNMENT_KINDS, *CONSENT_KINDS)
        query = select(cls).where(cls.conversation_id == conversation_id, cls.kind.in_(kinds))
        return db.session.scalar(query.order_by(cls.change_no.desc()).limit(1))  # clocks differ, and are set back

    @classmethod
    def changed_since(cls, conversation_id: int, change_no: int, limit: int) -> list[Event]:
        query = select(cls).where(
            cls.conversation_id == conversation_id, cls.change_no > change_no, cls.kind.in_(THREAD_KINDS)
        )
        return list(db.session.scalars(query.order_by(cls.change_no).limit(limit)))


class Note(Base):
    """What colleagues should know about this person, never sent. With a conversation it stands in that thread, else it
    is a History Note. Without author when Leadline wrote it."""

    __tablename__ = "note"
    __table_args__ = (
        Index("ix_note_contact", "contact_id", "id"), Index("ix_note_thread", "conversation_id", "created_at", "id"),
    )

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"))
    client_id: Mapped[str | None] = mapped_column(String(36), unique=True)
    change_no: Mapped[int] = mapped_column(BigId, default=0, server_default="0")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    author: Mapped[User | None] = relationship()
    mentioned: Mapped[list[User]] = relationship(secondary="mention", viewonly=True, order_by=User.id, lazy="selectin")

    @classmethod
    def with_client_id(cls, client_id: str) -> Note | None:
        return db.session.scalar(select(cls).where(cls.client_id == client_id))

    @classmethod
    def of_contact(cls, contact_id: int, limit: int = 20) -> list[Note]:
        """Newest first, whichever department wrote it: a note is about the person and is for everybody who talks
        with them; that somebody said STOP must be known at every desk."""
        query = select(cls).where(cls.contact_id == contact_id, cls.conversation_id.is_(None))
        query = query.order_by(cls.id.desc()).limit(limit)
        return list(db.session.scalars(query))

    @classmethod
    def in_thread(cls, conversation_id: int, since: datetime | None, until: datetime | None) -> list[Note]:
        query = select(cls).where(cls.conversation_id == conversation_id)
        if since is not None:
            query = query.where(cls.created_at >= since)
        if until is not None:
            query = query.where(cls.created_at < until)
        return list(db.session.scalars(query.options(joinedload(cls.author)).order_by(cls.created_at, cls.id)))

    @classmethod
    def changed_since(cls, conversation_id: int, change_no: int, limit: int) -> list[Note]:
        asked = {"conversation": conversation_id, "since": change_no, "most": limit}
        return list(db.session.scalars(_notes_since(), asked))


class Mention(Base):
    """A colleague named in a note, until they have seen it."""

    __tablename__ = "mention"
    __table_args__ = (Index("ix_mention_user", "user_id", "seen_at"),)

    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    note: Mapped[Note] = relationship(viewonly=True)

    @classmethod
    def of_user(cls, user: User, limit: int) -> list[Mention]:
        """Newest first, of the conversations this person may see today."""
        query = cls._in_sight(select(cls), user).order_by(cls.note_id.desc()).limit(limit)
        return list(db.session.scalars(query.options(joinedload(cls.note).joinedload(Note.author))))

    @classmethod
    def _in_sight(cls, query, user: User):
        query = query.join(Note, Note.id == cls.note_id).join(Conversation, Conversation.id == Note.conversation_id)
        desks = select(Department.id).where(user.in_sight())
        return query.where(cls.user_id == user.id, Conversation.department_id.in_(desks))


@lru_cache(maxsize=1)
def _notes_since() -> Select:
    """Made once: each push asks it."""
    query = select(Note).where(
        Note.conversation_id == bindparam("conversation", type_=BigId), Note.change_no > bindparam("since", type_=BigId)
    )
    return query.options(joinedload(Note.author)).order_by(Note.change_no).limit(bindparam("most", type_=Integer))


@lru_cache(maxsize=4)
def unseen_mentions(sees_all: bool, in_one: bool) -> Select:
    """The count of mentions that every page asks, made once; of tables, since it needs nothing of the ORM."""
    mention, note, talk = Mention.__table__, Note.__table__, Conversation.__table__
    desks = select(Department.__table__.c.id).where(User.sight_of(sees_all))
    query = select(func.count()).select_from(
        mention.join(note, note.c.id == mention.c.note_id).join(talk, talk.c.id == note.c.conversation_id)
    ).where(mention.c.user_id == bindparam("user"), mention.c.seen_at.is_(None), talk.c.department_id.in_(desks))
    return query.where(note.c.conversation_id == bindparam("conversation")) if in_one else query
