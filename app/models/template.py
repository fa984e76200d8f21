"""Template: words kept to be sent again, somebody's own or shared. What an agent sees of them: texting/templates.py.

A template shared with sub-accounts is not copied: they see the parent's row (`is_shared_down`) until they write their
own over it (`parent_id`, the one it all began with, however many accounts lie between), which stands as long as the
parent's isn't protected.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, and_, false, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import now
from app.extensions import Base, db
from app.models.columns import BigId, UTCDateTime, choice, id_column
from app.models.user import User

TEMPLATE_KINDS = ("message", "review")
OVERWRITES = db.text("parent_id IS NOT NULL AND deleted_at IS NULL")


class Template(Base):
    """Without owner it is shared by the account. `shortcut` is what an agent types after / to have it. `media_ids` are
    files held for it. A deleted one stays as a row, so that what was made from it can say so."""

    __tablename__ = "template"
    __table_args__ = (
        choice("kind", TEMPLATE_KINDS),
        Index("ix_template_list", "account_id", "subject", "id"),
        Index("uq_template_overwrites", "account_id", "parent_id", unique=True, sqlite_where=OVERWRITES,
              postgresql_where=OVERWRITES),
    )

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    parent_id: Mapped[int | None] = mapped_column(BigId)
    kind: Mapped[str] = mapped_column(String(8), default="message", server_default="message")
    subject: Mapped[str] = mapped_column(String(80))
    shortcut: Mapped[str] = mapped_column(String(24), default="", server_default="")
    body: Mapped[str] = mapped_column(Text)
    media_ids: Mapped[list] = mapped_column(JSON, default=list, server_default="[]")
    is_shared_down: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_protected: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    author: Mapped[User | None] = relationship(foreign_keys=[author_id])
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])

    @classmethod
    def in_reach(cls, account_ids: list[int], user_id: int) -> list[Template]:
        """What may be this user's to see, by subject: their own, what their account (the last of these ids) shares, and
        what those above it share down."""
        is_shared = and_(cls.owner_id.is_(None), cls.account_id.in_(account_ids))
        is_here = or_(cls.account_id == account_ids[-1], cls.is_shared_down)
        query = select(cls).where(cls.deleted_at.is_(None), or_(and_(is_shared, is_here), cls.owner_id == user_id))
        return list(db.session.scalars(query.order_by(func.lower(cls.subject), cls.id)))
