"""Account: a business. Pause: the switch that stops sending, as a row with who, when and why.

Accounts form a tree; the tree is the brand, and a person who stops one stops them all (brand_id is the
id of the tree's root).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, false, select, true
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.extensions import Base, db
from app.models.columns import BigId, UTCDateTime, id_column

DEFAULT_LENGTH_LIMIT = 550
DEFAULT_REPLY_WINDOW_DAYS = 7
OPT_IN_FIRST = ("smart", "strict")
FOOTER_MODES = ("smart", "every")
QUIET_PROFILES = ("federal", "verified", "strict")
LINE_RULES = ("refuse", "warn", "off")


class Account(Base):
    __tablename__ = "account"

    id: Mapped[int] = id_column()
    name: Mapped[str] = mapped_column(String(120), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    brand_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    time_zone: Mapped[str] = mapped_column(String(64), default="America/New_York")
    length_limit: Mapped[int] = mapped_column(default=DEFAULT_LENGTH_LIMIT)
    reply_window_days: Mapped[int] = mapped_column(default=DEFAULT_REPLY_WINDOW_DAYS)
    review_hours: Mapped[int] = mapped_column(default=24, server_default="24")
    help_contact: Mapped[str | None] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(Text, default="", server_default="")
    website: Mapped[str] = mapped_column(Text, default="", server_default="")
    terms_url: Mapped[str] = mapped_column(Text, default="", server_default="")
    privacy_url: Mapped[str] = mapped_column(Text, default="", server_default="")
    frequency: Mapped[str] = mapped_column(String(120), default="", server_default="")
    opt_in_first: Mapped[str] = mapped_column(String(8), default="smart", server_default="smart")
    double_opt_in: Mapped[bool] = mapped_column(default=False, server_default=false())
    footer_mode: Mapped[str] = mapped_column(String(8), default="smart", server_default="smart")
    quiet_profile: Mapped[str] = mapped_column(String(12), default="verified", server_default="verified")
    quiet_from: Mapped[int] = mapped_column(default=480, server_default="480")  # minutes after midnight, theirs
    quiet_to: Mapped[int] = mapped_column(default=1260, server_default="1260")
    markets: Mapped[list] = mapped_column(JSON, default=list, server_default="[]")
    line_rule: Mapped[str] = mapped_column(String(8), default="refuse", server_default="refuse")
    looks_up_lines: Mapped[bool] = mapped_column(default=False, server_default=false())
    wording: Mapped[dict] = mapped_column(JSON, default=dict, server_default="{}")
    dnc_imported_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undo_s: Mapped[int] = mapped_column(default=0, server_default="0")  # seconds in which Send can be taken back
    late_minutes: Mapped[int] = mapped_column(default=60, server_default="60")  # how late a schedule may still fire
    custom_values: Mapped[dict] = mapped_column(JSON, default=dict, server_default="{}")
    is_demo: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    @classmethod
    def named(cls, id_or_name: str) -> Account | None:
        """The account with this id or exact name."""
        if id_or_name.isascii() and id_or_name.isdigit() and len(id_or_name) < 19:
            found = db.session.get(cls, int(id_or_name))
            if found is not None:
                return found
        return db.session.scalar(select(cls).where(cls.name == id_or_name))

    def tree_ids(self) -> list[int]:
        """Ids of every account of the same brand, this one included, ascending."""
        root = self.brand_id or self.id
        return list(db.session.scalars(select(Account.id).where(Account.brand_id == root).order_by(Account.id)))


class Pause(Base):
    """Sending stopped for an account, or for the installation (no account). One open row at most each."""

    __tablename__ = "pause"
    __table_args__ = (
        Index("uq_pause_open", "account_id", unique=True, sqlite_where=db.text("ended_at IS NULL"),
              postgresql_where=db.text("ended_at IS NULL")),
        Index("uq_pause_open_everywhere", "is_everywhere", unique=True,
              sqlite_where=db.text("ended_at IS NULL AND account_id IS NULL"),
              postgresql_where=db.text("ended_at IS NULL AND account_id IS NULL")),
    )

    id: Mapped[int] = id_column()
    account_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("account.id"))
    is_everywhere: Mapped[bool] = mapped_column(default=True, server_default=true())
    reason: Mapped[str] = mapped_column(Text, default="")
    started_by: Mapped[str] = mapped_column(String(120), default="")
    started_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @classmethod
    def standing(cls, account_id: int | None = None) -> list[Pause]:
        """Open pauses, oldest first: those that stop this account, the installation's too; without one, all."""
        query = select(cls).where(cls.ended_at.is_(None))
        if account_id is not None:
            query = query.where(cls.account_id.is_(None) | (cls.account_id == account_id))
        return list(db.session.scalars(query.order_by(cls.id)))

    @classmethod
    def open_for(cls, account_id: int | None) -> Pause | None:
        where = cls.account_id.is_(None) if account_id is None else cls.account_id == account_id
        return db.session.scalar(select(cls).where(where, cls.ended_at.is_(None)))
