"""Watch: somebody wants to be told of the next reply in a thread. Notice: what somebody was told, until they have seen
it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.extensions import Base
from app.models.columns import BigId, UTCDateTime, choice, id_column


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
