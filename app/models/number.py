"""Number: a sender number of the business, in one department. Quarantine: texts to numbers nobody owns."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, false, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import now
from app.extensions import Base, db
from app.models.columns import UTCDateTime, choice, id_column
from app.models.user import Department

KINDS = ("local", "toll_free", "short_code")
VERIFICATIONS = ("unverified", "pending", "verified", "rejected")
USE_CASES = ("mixed", "informational", "marketing")


class Number(Base):
    __tablename__ = "number"
    __table_args__ = (choice("kind", KINDS), choice("verification", VERIFICATIONS))

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    e164: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    verification: Mapped[str] = mapped_column(String(16), default="unverified")
    verification_why: Mapped[str] = mapped_column(String(300), default="", server_default="")
    verified_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    use_case: Mapped[str] = mapped_column(String(16), default="mixed", server_default="mixed")
    is_system: Mapped[bool] = mapped_column(default=False, server_default=false())
    messaging_service_sid: Mapped[str | None] = mapped_column(String(34))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    department: Mapped[Department] = relationship()

    @classmethod
    def owned(cls, e164: str) -> Number | None:
        return db.session.scalar(select(cls).where(cls.e164 == e164))

    @classmethod
    def of_account(cls, account_id: int) -> list[Number]:
        return list(db.session.scalars(select(cls).where(cls.account_id == account_id).order_by(cls.id)))


class Quarantine(Base):
    """A validly signed text to a number that no account here owns: kept for the operator, shown to nobody else."""

    __tablename__ = "quarantine"

    id: Mapped[int] = id_column()
    carrier_sid: Mapped[str] = mapped_column(String(34), unique=True)
    from_address: Mapped[str] = mapped_column(String(64))
    to_address: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    raw_body: Mapped[bytes | None] = mapped_column(LargeBinary)
    media: Mapped[list] = mapped_column(JSON, default=list, server_default="[]")  # [address, content type] of each file
    received_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    @classmethod
    def oldest(cls, limit: int) -> list[Quarantine]:
        return list(db.session.scalars(select(cls).order_by(cls.id).limit(limit)))

    @classmethod
    def count(cls) -> int:
        return db.session.scalar(select(func.count()).select_from(cls))
