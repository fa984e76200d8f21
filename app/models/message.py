"""Message: one text to or from one number, and the outbox. Send: one act of sending. Attempt: each try that the
carrier gave a SID. CarrierEvent: what the carrier said, as it came. Pictures and files: media.py.

States of an outbound text: queued -> sending -> accepted -> sent -> delivered, with failed, refused, canceled,
held, deferred beside them and unknown for a try whose outcome nobody knows yet. Inbound texts are received.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Select,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    false,
    func,
    literal_column,
    select,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from app.clock import now
from app.extensions import Base, db
from app.models.columns import BigId, UTCDateTime, choice, id_column
from app.models.contact import Phone
from app.models.conversation import Conversation
from app.models.media import Media
from app.models.number import Number
from app.models.user import User

DIRECTIONS = ("in", "out")
STATES = (
    "received", "queued", "held", "deferred", "refused", "sending", "accepted", "unknown",
    "sent", "delivered", "failed", "canceled",
)
WAITING = ("queued", "held", "deferred")
DUE = ("queued", "deferred", "sending", "unknown")  # as ix_message_due has them
OPEN = ("queued", "held", "deferred", "sending", "unknown")  # as ix_message_waiting has them
TAKEN_BACK = ("UNDONE", "EDITED")  # codes of canceled texts whose words no page shows any more
LOOKED_BACK = 500  # texts of a thread in which a number is sought
PURPOSES = ("reply", "auto_reply", "direct", "info", "promo", "optin", "system", "internal")


def is_one_of(state: Any, words: tuple[str, ...]) -> ColumnElement[bool]:
    """That a text's state is among DUE or OPEN, as the index says it: SQLite uses a partial index only for a query that
    repeats its condition, word by word. Without it, asking what is due reads every text there ever was."""
    return state.in_([literal_column(f"'{word}'") for word in words])


class Send(Base):
    """One act of sending, of one or many texts: who pressed, when; from which conversation, where it went to others
    than that one's person too, or to them only."""

    __tablename__ = "send"

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    conversation_id: Mapped[int | None] = mapped_column(BigId)
    excludes_client: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class Message(Base):
    __tablename__ = "message"
    __table_args__ = (
        choice("direction", DIRECTIONS),
        choice("state", STATES),
        UniqueConstraint("send_id", "phone_id"),
        Index("ix_message_thread", "conversation_id", "sort_at", "id"),
        Index("ix_message_changes", "conversation_id", "change_no"),
        Index("ix_message_due", "state", "not_before", "id",
              sqlite_where=db.text("state IN ('queued', 'deferred', 'sending', 'unknown')"),
              postgresql_where=db.text("state IN ('queued', 'deferred', 'sending', 'unknown')")),
        Index("ix_message_waiting", "phone_id", "state",
              sqlite_where=db.text("state IN ('queued', 'held', 'deferred', 'sending', 'unknown')"),
              postgresql_where=db.text("state IN ('queued', 'held', 'deferred', 'sending', 'unknown')")),
        Index("ix_message_capped", "phone_id", "claimed_at",
              sqlite_where=db.text("purpose IN ('promo', 'optin')"),
              postgresql_where=db.text("purpose IN ('promo', 'optin')")),
    )

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    phone_id: Mapped[int] = mapped_column(ForeignKey("phone.id"))
    number_id: Mapped[int] = mapped_column(ForeignKey("number.id"))
    send_id: Mapped[int | None] = mapped_column(ForeignKey("send.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    client_id: Mapped[str] = mapped_column(String(36), unique=True)
    direction: Mapped[str] = mapped_column(String(4))
    purpose: Mapped[str | None] = mapped_column(String(16))
    program_id: Mapped[int | None] = mapped_column(BigId)
    body: Mapped[str] = mapped_column(Text)
    footer: Mapped[str] = mapped_column(String(120), default="", server_default="")
    typed: Mapped[str] = mapped_column(Text, default="", server_default="")  # with its tokens, where it had any
    raw_body: Mapped[bytes | None] = mapped_column(LargeBinary)
    segments: Mapped[int] = mapped_column(default=0)
    media_count: Mapped[int] = mapped_column(default=0, server_default="0")
    keyword: Mapped[str | None] = mapped_column(String(24))

    template_id: Mapped[int | None] = mapped_column(BigId)
    schedule_id: Mapped[int | None] = mapped_column(BigId)
    notify_id: Mapped[int | None] = mapped_column(BigId)  # who wants to be told of a reply or failure
    also: Mapped[list] = mapped_column(JSON, default=list, server_default="[]")  # other numbers of the same send

    state: Mapped[str] = mapped_column(String(16))
    not_before: Mapped[datetime | None] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    waits_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    override: Mapped[str] = mapped_column(String(200), default="", server_default="")
    attempt: Mapped[int] = mapped_column(default=1, server_default="1")
    claimed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    carrier_sid: Mapped[str | None] = mapped_column(String(34), unique=True)
    carrier_status: Mapped[str | None] = mapped_column(String(24))
    error_code: Mapped[int | None] = mapped_column()
    absent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    needs_person: Mapped[bool] = mapped_column(default=False, server_default=false())
    code: Mapped[str | None] = mapped_column(String(32))
    decision: Mapped[str | None] = mapped_column(Text)

    sort_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    change_no: Mapped[int] = mapped_column(BigId, default=0, server_default="0")

    phone: Mapped[Phone] = relationship()
    number: Mapped[Number] = relationship()
    author: Mapped[User | None] = relationship()
    media: Mapped[list[Media]] = relationship(order_by="Media.position")

    @property
    def wire_body(self) -> str:
        """What the carrier gets: the words as typed, and the opt-out line under them where there is one."""
        return f"{self.body}\n{self.footer}" if self.footer else self.body

    @property
    def is_inbound(self) -> bool:
        return self.direction == "in"

    @classmethod
    def visible(cls, account_id: int, department_ids: list[int], message_id: int) -> Message | None:
        """The text, if it is this account's and its conversation is in one of these departments."""
        query = select(cls).join(Conversation, Conversation.id == cls.conversation_id).where(
            cls.id == message_id, cls.account_id == account_id, Conversation.department_id.in_(department_ids)
        )
        return db.session.scalar(query)

    @classmethod
    def page(cls, conversation_id: int, before: tuple[datetime, int] | None = None, limit: int = 50) -> list[Message]:
        """The newest texts of a thread, oldest first; `before` is the (sort_at, id) of the oldest one held."""
        query = select(cls).where(cls.conversation_id == conversation_id)
        if before is not None:
            at, last_id = before
            query = query.where((cls.sort_at < at) | ((cls.sort_at == at) & (cls.id < last_id)))
        query = query.options(*cls._with_people())
        newest = db.session.scalars(query.order_by(cls.sort_at.desc(), cls.id.desc()).limit(limit))
        return cls.with_media(list(newest)[::-1])

    @classmethod
    def page_after(cls, conversation_id: int, after: tuple[datetime, int], limit: int = 50) -> list[Message]:
        """The texts that follow the one at `after`, its (sort_at, id), oldest first."""
        at, last_id = after
        later = (cls.sort_at > at) | ((cls.sort_at == at) & (cls.id > last_id))
        query = select(cls).where(cls.conversation_id == conversation_id, later).options(*cls._with_people())
        return cls.with_media(list(db.session.scalars(query.order_by(cls.sort_at, cls.id).limit(limit))))

    @classmethod
    def in_thread(cls, conversation_id: int, message_id: int) -> Message | None:
        """A text of this conversation, None if it is no text of it."""
        query = select(cls).where(cls.id == message_id, cls.conversation_id == conversation_id)
        found = db.session.scalar(query.options(*cls._with_people()))
        return cls.with_media([found])[0] if found else None

    @classmethod
    def last_with(cls, conversation_id: int, number_id: int) -> datetime | None:
        """When this number was last used in a thread, of the newest texts of it; None: not among those."""
        newest = select(cls.sort_at, cls.number_id).where(cls.conversation_id == conversation_id)
        newest = newest.order_by(cls.sort_at.desc(), cls.id.desc()).limit(LOOKED_BACK).subquery()
        return db.session.scalar(select(func.max(newest.c.sort_at)).where(newest.c.number_id == number_id))

    @classmethod
    def changed_since(cls, conversation_id: int, change_no: int, limit: int) -> list[Message]:
        asked = {"conversation": conversation_id, "since": change_no, "most": limit}
        return cls.with_media(list(db.session.scalars(_changed_since(), asked)))

    @classmethod
    def with_media(cls, messages: list[Message]) -> list[Message]:
        """The same texts, the files of those that have any read in one query; most have none."""
        with_files = {message.id: message for message in messages if message.media_count}
        files: dict[int, list[Media]] = {message_id: [] for message_id in with_files}
        if files:
            query = select(Media).where(Media.message_id.in_(files)).order_by(Media.position)
            for media in db.session.scalars(query.execution_options(populate_existing=True)):
                files[media.message_id].append(media)
        for message_id, message in with_files.items():
            set_committed_value(message, "media", files[message_id])
        return messages

    @classmethod
    def _with_people(cls):
        return joinedload(cls.author), joinedload(cls.phone).joinedload(Phone.contact)


@lru_cache(maxsize=1)
def _changed_since() -> Select:
    """Made once: each push asks it."""
    query = select(Message).where(
        Message.conversation_id == bindparam("conversation", type_=BigId),
        Message.change_no > bindparam("since", type_=BigId),
    )
    query = query.options(*Message._with_people()).execution_options(populate_existing=True)
    return query.order_by(Message.change_no).limit(bindparam("most", type_=Integer))


class Attempt(Base):
    """One try at the carrier that got a SID. A text sent anew has several; a late word on an older one is kept
    as a CarrierEvent and changes nothing."""

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("message_id", "number"),)

    carrier_sid: Mapped[str] = mapped_column(String(34), primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    number: Mapped[int] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class CarrierEvent(Base):
    """A status callback as it came. Unique, so that a repeated one is one; kept also for SIDs unknown here."""

    __tablename__ = "carrier_event"
    __table_args__ = (UniqueConstraint("carrier_sid", "status", "error_code"),)

    id: Mapped[int] = id_column()
    carrier_sid: Mapped[str] = mapped_column(String(34))
    status: Mapped[str] = mapped_column(String(24))
    error_code: Mapped[int] = mapped_column(default=0)
    message_id: Mapped[int | None] = mapped_column(BigId)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
