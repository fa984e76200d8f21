"""Media: a picture or file of a text, or one uploaded and not yet sent. Draft: what an agent has begun to write.

A file's bytes stand in LEADLINE_DATA/media under the SHA-256 of what they are (sms knows nothing of it; texting.media
does): the same picture sent to a thousand people is one file.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.extensions import Base
from app.models.columns import BigId, UTCDateTime, choice, id_column

MEDIA_STATES = ("waiting", "stored", "failed", "refused")


class Media(Base):
    """States: waiting to be fetched from the carrier, stored here, failed (may be tried again), refused (no file this
    product keeps: too large, or not what it says). `key` names the file as it came, made safe; `fitted_key` the one
    made small enough for the carrier. `token` is its public address /m/<token>, for the carrier and for links."""

    __tablename__ = "media"
    __table_args__ = (
        UniqueConstraint("message_id", "position"),
        choice("state", MEDIA_STATES),
        Index("ix_media_due", "state", "next_try_at"),
        Index("ix_media_library", "account_id", "content_type", "id"),
        Index("ix_media_key", "key"),
        Index("ix_media_fitted_key", "fitted_key"),
    )

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    state: Mapped[str] = mapped_column(String(8), default="waiting", server_default="waiting")
    carrier_url: Mapped[str] = mapped_column(Text, default="", server_default="")
    content_type: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(160), default="", server_default="")
    key: Mapped[str | None] = mapped_column(String(64))
    fitted_key: Mapped[str | None] = mapped_column(String(64))
    fitted_type: Mapped[str | None] = mapped_column(String(120))
    token: Mapped[str | None] = mapped_column(String(43), unique=True)
    size: Mapped[int] = mapped_column(BigId, default=0, server_default="0")
    width: Mapped[int | None] = mapped_column()
    height: Mapped[int | None] = mapped_column()
    as_link: Mapped[bool] = mapped_column(default=False, server_default=false())
    held_by: Mapped[str] = mapped_column(String(12), default="", server_default="")  # library, template, schedule
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    next_try_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    problem: Mapped[str] = mapped_column(String(200), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class Draft(Base):
    """What one agent has begun to write in one thread; the newest version of it wins."""

    __tablename__ = "draft"

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    body: Mapped[str] = mapped_column(Text, default="", server_default="")
    media_ids: Mapped[list] = mapped_column(JSON, default=list, server_default="[]")
    also: Mapped[dict] = mapped_column(JSON, default=dict, server_default="{}")  # {to: who else gets it, out: not them}
    version: Mapped[int] = mapped_column(BigId, default=0, server_default="0")
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
