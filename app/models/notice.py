"""Watch: somebody wants to be told of the next reply in a thread. Notice: what somebody was told, until they have seen
it."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from sqlalchemy import ForeignKey, Index, Select, String, bindparam, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.extensions import Base, db
from app.models.columns import BigId, UTCDateTime, choice, id_column
from app.models.conversation import Conversation
from app.models.event import unseen_mentions
from app.models.message import Message
from app.models.user import Department, User


class Watch(Base):
    """Set with a text ("Notify me"), gone with the next reply. Where one stands its conversation `awaits_reply`."""

    __tablename__ = "watch"

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    message_id: Mapped[int] = mapped_column(BigId)
    since: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class Notice(Base):
    __tablename__ = "notice"
    __table_args__ = (
        choice("kind", ("reply", "failure", "missed", "refused")), Index("ix_notice_user", "user_id", "seen_at", "id"),
    )

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[str] = mapped_column(String(8))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    message_id: Mapped[int | None] = mapped_column(BigId)
    words: Mapped[str] = mapped_column(String(200), default="", server_default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    def path(self, message: Message | None) -> str:
        """Where it stands: at the text it is about, which may be read in another thread by now."""
        here = f"/conversations/{self.conversation_id}" if self.conversation_id else "/mentions"
        is_there = message is not None and message.conversation_id == self.conversation_id
        return f"{here}#message_{message.client_id}" if is_there else here

    @classmethod
    def of_user(cls, user: User, limit: int) -> list[tuple[Notice, Message | None]]:
        """Newest first, of the conversations this person may see today; each with the text it is about."""
        desks = select(Department.id).where(user.in_sight())
        query = select(cls, Message).outerjoin(Conversation, Conversation.id == cls.conversation_id)
        query = query.outerjoin(Message, Message.id == cls.message_id)
        seen = cls.conversation_id.is_(None) | Conversation.department_id.in_(desks)
        rows = db.session.execute(query.where(cls.user_id == user.id, seen).order_by(cls.id.desc()).limit(limit))
        return [(notice, message) for notice, message in rows]


def unseen(user: User, conversation_id: int | None = None) -> int:
    """How many mentions and notices this person hasn't seen, in all or in one conversation; one statement."""
    query = _unseen(user.sees_all, conversation_id is not None)
    return db.session.scalar(query, {**user.sight, "user": user.id, "conversation": conversation_id})


@lru_cache(maxsize=4)
def _unseen(sees_all: bool, in_one: bool) -> Select:
    """The count that every page asks, made once; of tables, since it needs nothing of the ORM."""
    notice, talk = Notice.__table__, Conversation.__table__
    desks = select(Department.__table__.c.id).where(User.sight_of(sees_all))
    query = select(func.count()).select_from(notice.outerjoin(talk, talk.c.id == notice.c.conversation_id)).where(
        notice.c.user_id == bindparam("user"), notice.c.seen_at.is_(None),
        notice.c.conversation_id.is_(None) | talk.c.department_id.in_(desks),
    )
    query = query.where(notice.c.conversation_id == bindparam("conversation")) if in_one else query
    return select(query.scalar_subquery() + unseen_mentions(sees_all, in_one).scalar_subquery())
