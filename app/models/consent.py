"""ConsentEvent: the append-only ledger of who agreed to what, chained per phone. ConsentPerson: its personal
fields, apart, so that erasing them leaves the chain whole. Consent: how each level stands, a view of the ledger.
EvidenceFile: a scan, picture or recording that shows it. Block: a number nobody may text, for the whole brand.
OptOutReview: a reply that may mean stop, until a person decides.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import now
from app.extensions import Base, db
from app.models.columns import BigId, UTCDateTime, choice, id_column
from app.models.contact import Phone
from app.models.message import Message
from app.models.user import User

EVENTS = ("grant", "withdraw", "expire", "decline", "attest", "import")
LEVELS = ("conversational", "informational", "promotional")
SCOPES = ("all", "proactive")
SOURCES = ("keyword", "provider", "person", "agent")
STANDS = {"grant": "granted", "withdraw": "withdrawn", "expire": "expired", "decline": "declined"}
ANSWERS = ("opted_out", "not_opt_out", "partial")


class ConsentEvent(Base):
    """One thing that happened to consent. Keyed by the number, not the contact: merges and erasure leave it."""

    __tablename__ = "consent_event"
    __table_args__ = (UniqueConstraint("account_id", "phone_e164", "seq"), choice("event", EVENTS))

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    phone_e164: Mapped[str] = mapped_column(String(64))
    seq: Mapped[int] = mapped_column()
    event: Mapped[str] = mapped_column(String(16))
    level: Mapped[str] = mapped_column(String(24))
    topic_or_program: Mapped[str | None] = mapped_column(String(120))
    legal_basis: Mapped[str | None] = mapped_column(String(32))
    occurred_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    tz: Mapped[str | None] = mapped_column(String(64))
    medium: Mapped[str | None] = mapped_column(String(32))
    source_url: Mapped[str | None] = mapped_column(Text)
    form_id: Mapped[str | None] = mapped_column(String(64))
    disclosure_text: Mapped[str | None] = mapped_column(Text)
    disclosure_version: Mapped[str | None] = mapped_column(String(64))
    disclosure_sha256: Mapped[str | None] = mapped_column(String(64))
    affirmative_act: Mapped[str | None] = mapped_column(Text)
    checkbox_default: Mapped[str | None] = mapped_column(String(16))
    phone_field_required: Mapped[bool | None] = mapped_column()
    condition_of_purchase: Mapped[bool | None] = mapped_column()
    terms_url: Mapped[str | None] = mapped_column(Text)
    privacy_url: Mapped[str | None] = mapped_column(Text)
    verbal_script: Mapped[str | None] = mapped_column(Text)
    recording_or_file_id: Mapped[str | None] = mapped_column(String(64))
    keyword_text: Mapped[str | None] = mapped_column(String(64))
    inbound_message_sid: Mapped[str | None] = mapped_column(String(34))
    template_id: Mapped[str | None] = mapped_column(String(64))
    template_version: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str | None] = mapped_column(String(16))
    jurisdiction: Mapped[str | None] = mapped_column(String(32))
    implied_basis_date: Mapped[datetime | None] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revocation_channel: Mapped[str | None] = mapped_column(String(32))
    matcher_rule: Mapped[str | None] = mapped_column(String(64))
    actor_type: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int | None] = mapped_column(BigId)
    import_batch_id: Mapped[str | None] = mapped_column(String(64))
    personal_digests: Mapped[str] = mapped_column(Text, default="{}")
    prev_hash: Mapped[str] = mapped_column(String(64))
    row_hash: Mapped[str] = mapped_column(String(64))

    @classmethod
    def chain(cls, account_id: int, e164: str) -> list[ConsentEvent]:
        same = (cls.account_id == account_id, cls.phone_e164 == e164)
        return list(db.session.scalars(select(cls).where(*same).order_by(cls.seq)))

    @classmethod
    def has_texted_start(cls, account_id: int, e164: str, since: datetime) -> bool:
        """Whether the person gave consent with a keyword after that instant."""
        same = (cls.account_id == account_id, cls.phone_e164 == e164, cls.event == "grant", cls.medium == "keyword")
        query = select(cls.id).where(*same, cls.actor_type == "person", cls.recorded_at > since)
        return db.session.scalar(query.limit(1)) is not None


class ConsentPerson(Base):
    """The fields of a ConsentEvent that name or describe a person, each with the salt of its digest."""

    __tablename__ = "consent_person"

    event_id: Mapped[int] = mapped_column(ForeignKey("consent_event.id"), primary_key=True)
    field: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32))


class EvidenceFile(Base):
    """A file that a ConsentEvent names in recording_or_file_id, by its SHA-256: so the chain binds it. In the
    database, so that it is kept and backed up with the event."""

    __tablename__ = "evidence_file"
    __table_args__ = (Index("ix_evidence_file_number", "account_id", "phone_e164"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    phone_e164: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))
    content_type: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    @classmethod
    def of(cls, account_id: int, e164: str) -> list[EvidenceFile]:
        same = (cls.account_id == account_id, cls.phone_e164 == e164)
        return list(db.session.scalars(select(cls).where(*same).order_by(cls.added_at, cls.id)))


class Consent(Base):
    """How one level stands for one number, after the newest ConsentEvent about it (`seq` of its chain). Only
    texting.ledger writes it, with that event; consent verify compares the two. Topic "" is everything at that level."""

    __tablename__ = "consent"
    __table_args__ = (choice("state", tuple(STANDS.values())),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    phone_e164: Mapped[str] = mapped_column(String(64), primary_key=True)
    level: Mapped[str] = mapped_column(String(24), primary_key=True)
    topic: Mapped[str] = mapped_column(String(120), primary_key=True, default="")
    state: Mapped[str] = mapped_column(String(16))
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    how: Mapped[str] = mapped_column(String(120), default="", server_default="")
    seq: Mapped[int] = mapped_column()
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @classmethod
    def of(cls, account_id: int, e164: str) -> list[Consent]:
        """All that was ever said about this number, by level and topic."""
        same = (cls.account_id == account_id, cls.phone_e164 == e164)
        return list(db.session.scalars(select(cls).where(*same).order_by(cls.level, cls.topic)))


class Block(Base):
    """A number that said stop. Lifted only by the person; every account of the brand obeys it."""

    __tablename__ = "block"
    __table_args__ = (
        UniqueConstraint("account_id", "e164"),
        choice("scope", SCOPES),
        choice("source", SOURCES),
        Index("ix_block_e164", "e164"),
        Index("ix_block_list", "account_id", "created_at", "id", sqlite_where=db.text("lifted_at IS NULL"),
              postgresql_where=db.text("lifted_at IS NULL")),
    )

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    e164: Mapped[str] = mapped_column(String(64))
    scope: Mapped[str] = mapped_column(String(16), default="all")
    source: Mapped[str] = mapped_column(String(16))
    raw_text: Mapped[str] = mapped_column(Text, default="")
    rule: Mapped[str] = mapped_column(String(64), default="")
    message_sid: Mapped[str | None] = mapped_column(String(34))
    is_carriers_too: Mapped[bool] = mapped_column(default=False)
    channel: Mapped[str] = mapped_column(String(32), default="", server_default="")
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    lifted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @classmethod
    def standing(cls, account_ids: list[int], e164s: list[str], scope: str | None = None) -> list[Block]:
        """Blocks in force (of one scope) on these numbers in these accounts, oldest first."""
        query = select(cls).where(cls.account_id.in_(account_ids), cls.e164.in_(e164s), cls.lifted_at.is_(None))
        if scope is not None:
            query = query.where(cls.scope == scope)
        return list(db.session.scalars(query.order_by(cls.created_at, cls.id)))


class OptOutReview(Base):
    """A reply that may mean stop. While it is open, nothing but answers leaves for the number; unanswered it becomes a
    stop when it is due."""

    __tablename__ = "opt_out_review"
    __table_args__ = (
        choice("state", ("open", *ANSWERS)),
        Index("ix_opt_out_review_open", "phone_id", unique=True, sqlite_where=db.text("state = 'open'"),
              postgresql_where=db.text("state = 'open'")),
        Index("ix_opt_out_review_due", "due_at", sqlite_where=db.text("state = 'open'"),
              postgresql_where=db.text("state = 'open'")),
    )

    id: Mapped[int] = id_column()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    phone_id: Mapped[int] = mapped_column(ForeignKey("phone.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    rule: Mapped[str] = mapped_column(String(64))
    words: Mapped[str] = mapped_column(String(200), default="", server_default="")
    state: Mapped[str] = mapped_column(String(16), default="open", server_default="open")
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    phone: Mapped[Phone] = relationship()
    message: Mapped[Message] = relationship()
    decided_by: Mapped[User | None] = relationship()

    @classmethod
    def open_on(cls, phone_id: int) -> OptOutReview | None:
        """The open one about this phone; there is at most one."""
        return db.session.scalar(select(cls).where(cls.phone_id == phone_id, cls.state == "open"))

    @classmethod
    def in_thread(cls, conversation_id: int, phone_id: int) -> OptOutReview | None:
        """The open one whose text stands in this conversation: whoever doesn't see the text has nothing to decide."""
        review = cls.open_on(phone_id)
        return review if review is not None and review.message.conversation_id == conversation_id else None

    @classmethod
    def visible(cls, account_id: int, review_id: int) -> OptOutReview | None:
        return db.session.scalar(select(cls).where(cls.id == review_id, cls.account_id == account_id))
