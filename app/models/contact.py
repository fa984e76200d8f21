"""Contact: a person. Phone: one of their numbers, and the row that everything about texting it locks first."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, UniqueConstraint, false, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.clock import now
from app.extensions import Base, db
from app.models.columns import BigId, UTCDateTime, choice, id_column
from app.models.user import User, initials

if TYPE_CHECKING:
    from app.models.conversation import Conversation

OK_TO_SMS = ("UNSET", "ON", "OFF")
NAME = String(160).with_variant(String(160, collation="NOCASE"), "sqlite")  # a list by name has no two alphabets


class Contact(Base):
    __tablename__ = "contact"
    __table_args__ = (
        Index("ix_contact_list", "account_id", "created_at", "id"),
        Index("ix_contact_name", "account_id", "name", "id"),
    )

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(NAME, default="")
    company: Mapped[str] = mapped_column(String(160), default="", server_default="")
    email: Mapped[str] = mapped_column(String(254), default="", server_default="")
    record_type_id: Mapped[int | None] = mapped_column(ForeignKey("record_type.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    time_zone: Mapped[str] = mapped_column(String(64), default="", server_default="")
    tz_confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    tz_confirmed_by_id: Mapped[int | None] = mapped_column(BigId)
    postal_code: Mapped[str] = mapped_column(String(12), default="", server_default="")
    custom: Mapped[dict] = mapped_column(JSON, default=dict, server_default="{}")
    source: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    phones: Mapped[list[Phone]] = relationship(back_populates="contact", order_by="Phone.id")
    owner: Mapped[User | None] = relationship()
    record_type: Mapped[RecordType | None] = relationship()
    tags: Mapped[list[Tag]] = relationship(secondary="contact_tag", order_by="Tag.name")

    @property
    def initials(self) -> str:
        return initials(self.name)

    @property
    def first_name(self) -> str:
        return next(iter(self.name.split()), "")

    @property
    def ok_to_sms(self) -> str:
        """What stands for the person: ON where one of their numbers is, else OFF where one is, else UNSET."""
        states = {phone.ok_to_sms for phone in self.phones}
        return next((state for state in ("ON", "OFF") if state in states), "UNSET")

    @classmethod
    def visible(cls, account_id: int, contact_id: int) -> Contact | None:
        return db.session.scalar(select(cls).where(cls.id == contact_id, cls.account_id == account_id))


class Phone(Base):
    """An address that texts us or that we text. One row for an account and address: two first texts at once
    make one lead. Without a contact when it is no person (a short code, a name, no sender at all)."""

    __tablename__ = "phone"
    __table_args__ = (UniqueConstraint("account_id", "e164"), choice("ok_to_sms", OK_TO_SMS))

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    e164: Mapped[str] = mapped_column(String(64), index=True)
    label: Mapped[str] = mapped_column(String(24), default="", server_default="")
    line_type: Mapped[str] = mapped_column(String(24), default="", server_default="")
    line_checked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    line_problem: Mapped[str] = mapped_column(String(120), default="", server_default="")
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    footer_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ok_to_sms: Mapped[str] = mapped_column(String(8), default="UNSET", server_default="UNSET")
    ok_to_sms_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ok_to_sms_why: Mapped[str] = mapped_column(String(200), default="", server_default="")
    last_inbound_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    conversational_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    contact: Mapped[Contact | None] = relationship(back_populates="phones")
    conversations: Mapped[list[Conversation]] = relationship(viewonly=True)

    @classmethod
    def with_address(cls, account_id: int, e164: str) -> Phone | None:
        return db.session.scalar(select(cls).where(cls.account_id == account_id, cls.e164 == e164))

    @classmethod
    def matching(cls, account_id: int, text: str, department_ids: list[int], limit: int = 8) -> list[Phone]:
        """Phones of people whose name begins a word with this text, or whose number holds its digits; of those who
        talk with one of these departments or with none yet."""
        digits = "".join(char for char in text if char in "0123456789")
        words, name = text.strip().lower(), func.lower(Contact.name)
        where: ColumnElement[bool] = false()
        if words:
            where = name.startswith(words, autoescape=True) | name.contains(f" {words}", autoescape=True)
        if len(digits) >= 3 and not any(char.isalpha() for char in words):
            where = where | cls.e164.contains(digits)
        query = select(cls).join(Contact, Contact.id == cls.contact_id).where(cls.account_id == account_id, where)
        query = query.where(cls.in_sight(department_ids))
        query = query.options(joinedload(cls.contact)).order_by(Contact.name, cls.id).limit(limit)
        return list(db.session.scalars(query))

    @classmethod
    def in_sight(cls, department_ids: list[int]) -> ColumnElement[bool]:
        """That its contact (joined) talks with one of these departments, or with none yet. A person's other phones
        count: who they talk with is about the person."""
        theirs = Contact.phones.any(cls.conversations.any(db.column("department_id").in_(department_ids)))
        return theirs | ~Contact.phones.any(cls.conversations.any())


class RecordType(Base):
    """What kind of person a contact is to this business: Lead, Customer, its own words."""

    __tablename__ = "record_type"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(40))

    @classmethod
    def of_account(cls, account_id: int) -> list[RecordType]:
        return list(db.session.scalars(select(cls).where(cls.account_id == account_id).order_by(cls.name, cls.id)))


class CustomField(Base):
    """A field of this business's own on every contact; values stand in Contact.custom under its key."""

    __tablename__ = "custom_field"
    __table_args__ = (UniqueConstraint("account_id", "key"), choice("kind", ("text", "number", "date", "choice")))

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    key: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(8), default="text")
    choices: Mapped[list] = mapped_column(JSON, default=list, server_default="[]")
    position: Mapped[int] = mapped_column(default=0, server_default="0")

    @classmethod
    def of_account(cls, account_id: int) -> list[CustomField]:
        """In the order they are shown."""
        query = select(cls).where(cls.account_id == account_id).order_by(cls.position, cls.id)
        return list(db.session.scalars(query))


class Tag(Base):
    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(40))

    @classmethod
    def of_account(cls, account_id: int) -> list[Tag]:
        return list(db.session.scalars(select(cls).where(cls.account_id == account_id).order_by(cls.name, cls.id)))

    @classmethod
    def named(cls, account_id: int, name: str) -> Tag | None:
        """The tag of this name, whatever its capitals."""
        same = func.lower(cls.name) == name.strip().lower()
        return db.session.scalar(select(cls).where(cls.account_id == account_id, same).limit(1))


class ContactTag(Base):
    __tablename__ = "contact_tag"
    __table_args__ = (Index("ix_contact_tag_tag", "tag_id", "contact_id"),)

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True)


class Segment(Base):
    """A saved filter of the contact list: its maker's, or everybody's."""

    __tablename__ = "segment"
    __table_args__ = (UniqueConstraint("account_id", "author_id", "name"),)

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str] = mapped_column(String(60))
    is_shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    query: Mapped[dict] = mapped_column(JSON, default=dict, server_default="{}")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    @classmethod
    def for_user(cls, user: User) -> list[Segment]:
        """Their own, and those shared with everybody."""
        mine = (cls.author_id == user.id) | cls.is_shared
        query = select(cls).where(cls.account_id == user.account_id, mine)
        return list(db.session.scalars(query.order_by(func.lower(cls.name), cls.id)))
