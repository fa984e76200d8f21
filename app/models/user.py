"""User, Department, Membership: the people of an account and the desks they sit at."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from flask_login import UserMixin
from sqlalchemy import ColumnElement, ForeignKey, Select, String, UniqueConstraint, bindparam, false, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.clock import now
from app.extensions import Base, db
from app.models.account import Account
from app.models.columns import BigId, UTCDateTime, choice, id_column

ROLES = ("agent", "manager", "admin")
SEES_ALL = frozenset({"manager", "admin"})  # permission see_all_departments, where the database is asked


class User(Base, UserMixin):
    __tablename__ = "user"
    __table_args__ = (choice("role", ROLES),)

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str] = mapped_column(String(200))
    session_key: Mapped[str] = mapped_column(String(64))
    is_operator: Mapped[bool] = mapped_column(default=False, server_default=false())
    theme: Mapped[str] = mapped_column(String(8), default="auto", server_default="auto")
    time_zone: Mapped[str] = mapped_column(String(64), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    deactivated_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    account: Mapped[Account] = relationship()

    @property
    def is_active(self) -> bool:
        return self.deactivated_at is None

    @property
    def zone(self) -> str:
        """In which they are told times: their own, else the account's."""
        return self.time_zone or self.account.time_zone

    @property
    def initials(self) -> str:
        return initials(self.name)

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name.strip() else self.email

    def get_id(self) -> str:
        """What the session keeps: a new password makes a new key, and so ends every older session."""
        return f"{self.id}.{self.session_key}"

    @classmethod
    def of_session(cls, kept: str) -> User | None:
        user_id, _, key = kept.partition(".")
        is_number = user_id.isascii() and user_id.isdigit()
        user = db.session.scalar(_with_account(), {"user": int(user_id)}) if is_number else None
        return user if user is not None and user.is_active and user.session_key == key else None

    @classmethod
    def with_email(cls, email: str) -> User | None:
        return db.session.scalar(select(cls).where(cls.email == email.strip().lower()))

    @classmethod
    def of_account(cls, account_id: int) -> list[User]:
        """Who works here, by name."""
        query = select(cls).where(cls.account_id == account_id, cls.deactivated_at.is_(None))
        return list(db.session.scalars(query.order_by(func.lower(cls.name), cls.id)))

    @classmethod
    def of_department(cls, account_id: int, department_id: int) -> list[User]:
        """Who may see this department's conversations, by name."""
        sits = cls.id.in_(select(Membership.user_id).where(Membership.department_id == department_id))
        query = select(cls).where(cls.account_id == account_id, cls.deactivated_at.is_(None))
        query = query.where(sits | cls.role.in_(SEES_ALL))
        return list(db.session.scalars(query.order_by(func.lower(cls.name), cls.id)))

    def in_sight(self) -> ColumnElement[bool]:
        """The condition on Department for those whose conversations this person may see."""
        return _in_sight(self.sees_all, self.account_id, self.id)

    @property
    def sees_all(self) -> bool:
        return self.role in SEES_ALL

    @property
    def sight(self) -> dict[str, int]:
        """What the condition sight_of() asks for."""
        return {"sight_account": self.account_id, "sight_user": self.id}

    @staticmethod
    @lru_cache(maxsize=2)
    def sight_of(sees_all: bool) -> ColumnElement[bool]:
        """in_sight() for anybody of such a role, so that statements can be made once: it wants `sight` when asked."""
        return _in_sight(sees_all, bindparam("sight_account", type_=BigId), bindparam("sight_user", type_=BigId))

    def department_ids(self) -> list[int]:
        """Departments whose conversations this person may see: all for roles in SEES_ALL, else where they sit."""
        return sorted(db.session.scalars(_desks_in_sight(self.sees_all), self.sight))


class Department(Base):
    """A desk: numbers and people belong to it. Its change number counts what its inbox has seen."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(80))
    change_no: Mapped[int] = mapped_column(BigId, default=0, server_default="0")

    @classmethod
    def of_account(cls, account_id: int) -> list[Department]:
        """By name."""
        return list(db.session.scalars(select(cls).where(cls.account_id == account_id).order_by(cls.name, cls.id)))

    @classmethod
    def names(cls, department_ids: list[int]) -> dict[int, str]:
        query = select(cls.id, cls.name).where(cls.id.in_(department_ids))
        return dict(db.session.execute(query).all())

    @classmethod
    def named(cls, account_id: int, name: str) -> Department | None:
        same = func.lower(cls.name) == name.strip().lower()
        return db.session.scalar(select(cls).where(cls.account_id == account_id, same))


class Membership(Base):
    __tablename__ = "membership"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id", ondelete="CASCADE"), primary_key=True)


@lru_cache(maxsize=2)
def _desks_in_sight(sees_all: bool) -> Select:
    return select(Department.__table__.c.id).where(User.sight_of(sees_all))


def _in_sight(sees_all: bool, account_id: Any, user_id: Any) -> ColumnElement[bool]:
    desk, sits = Department.__table__.c, Membership.__table__.c
    if sees_all:
        return desk.account_id == account_id
    return desk.id.in_(select(sits.department_id).where(sits.user_id == user_id))


@lru_cache(maxsize=1)
def _with_account() -> Select:
    """The statement that every request begins with, made once."""
    return select(User).where(User.id == bindparam("user", type_=BigId)).options(joinedload(User.account))


def initials(name: str) -> str:
    """At most two letters for a face: "Maria Esperanza Delgado" is MD."""
    words = [word for word in name.split() if word[:1].isalpha()]
    if not words:
        return ""
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
