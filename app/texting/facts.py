"""Facts for the gate, loaded as a set: facts_of(messages) at the claim, facts_for_new() at the composer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.util import identity_key

from app.clock import now
from app.extensions import db
from app.models import Account, Conversation, Message, Number, Pause, Phone, Program, User
from app.policy.facts import Facts, Finding
from app.policy.permissions import may
from app.sms import e164
from app.texting.asked import Asked, asked_of
from app.texting.caps import Caps, caps_of
from app.texting.footers import footer_of
from app.texting.said import LONGEST_WORDS, Said, said_by, short_topic
from app.texting.token_values import left_in
from app.texting.ways import Ways, sender_for, ways_of
from app.texting.where import hours_of
from app.texting.wording import wording_of

RECENT_DAYS = 90
IDS = bindparam("ids", expanding=True)
WITH_CONTACTS = select(Phone).where(Phone.id.in_(IDS)).options(joinedload(Phone.contact))
BY_ID = {noun: select(noun).where(noun.id.in_(IDS)) for noun in (Account, Number, Program, User)}
PAUSED = select(Pause.__table__.c.account_id).where(Pause.__table__.c.ended_at.is_(None))
LOCKED_PAUSED = PAUSED.with_for_update(read=True)


class Text(NamedTuple):
    """One text as the gate is asked about it. `override` is why its author sends it in quiet hours all the same;
    `chosen` the number that was chosen, where another may send for it."""

    phone: Phone
    conversation: Conversation
    number: Number
    body: str
    purpose: str
    author: User | None = None
    has_media: bool = False
    leave_by: datetime | None = None
    program: Program | None = None
    override: str = ""
    waits_since: datetime | None = None
    message_id: int | None = None
    chosen: Number | None = None


def facts_for_new(
    conversation: Conversation, number: Number, body: str, purpose: str, author: User | None,
    paused: set[int | None] | None = None, has_media: bool = False, at: datetime | None = None, **more: Any,
) -> Facts:
    """Facts for a text about to be written; the conversation's phone is locked when it is to be queued. `at` is the
    instant at which it would leave, where that isn't now: no pause is known of it. `more` are other particulars of a
    Text."""
    account = db.session.get(Account, conversation.account_id)
    if paused is None:
        paused = lock_pauses() if at is None else set()
    sender = sender_for(number, purpose)
    text = Text(conversation.phone, conversation, sender, body, purpose, author, has_media, chosen=number, **more)
    return _all_facts([text], [_House.of(account, paused, at)])[0]


def facts_for_first(
    author: User, number: Number, to: Phone | str, body: str, has_media: bool = False, **more: Any
) -> Facts:
    """Facts for a first text from our department to a phone, or to an E.164 number that has no row here; nothing is
    written."""
    account = author.account
    phone = to if isinstance(to, Phone) else Phone(e164=to, ok_to_sms="UNSET", ok_to_sms_why="", line_type="")
    purpose = purpose_in(more["program"]) if more.get("program") else "direct"
    sender = sender_for(number, purpose)
    text = Text(phone, Conversation(), sender, body, purpose, author, has_media, chosen=number, **more)
    return _all_facts([text], [_House.of(account, paused_now())])[0]


def facts_planned(texts: Sequence[tuple[Text, datetime]]) -> list[Facts]:
    """Facts for texts that are to leave later, each at its own instant: a few queries, however many. No pause is known
    of then."""
    houses = [_House.of(text.conversation.account, set(), at) for text, at in texts]
    return _all_facts([text for text, _ in texts], houses)


def facts_of(
    messages: list[Message], phones: dict[int, Phone], conversations: dict[int, Conversation],
    paused: set[int | None] | None = None,
) -> dict[int, Facts]:
    """Facts for texts that wait, by message id: a few queries, however many texts."""
    found = facts_in_turn(messages, phones, conversations, paused, anew=True)
    return {message.id: facts for message, facts in found}


def facts_in_turn(
    messages: list[Message], phones: dict[int, Phone], conversations: dict[int, Conversation],
    paused: set[int | None] | None = None, anew: bool = False,
) -> list[tuple[Message, Facts]]:
    """The same for texts that need not be written yet, each with its facts. With `anew` nothing is taken from what this
    session has read before: a worker's lasts for many claims."""
    if not messages:
        return []
    accounts = by_id(Account, {m.account_id for m in messages}, anew)
    authors = by_id(User, {m.author_id for m in messages if m.author_id}, anew)
    programs = by_id(Program, {m.program_id for m in messages if m.program_id}, anew)
    if unread := [phone_id for phone_id, phone in phones.items() if "contact" not in vars(phone)]:
        db.session.scalars(WITH_CONTACTS, {"ids": unread}).all()
    paused = lock_pauses() if paused is None else paused
    houses = {account.id: _House.of(account, paused) for account in accounts.values()}
    numbers = {number_id: plain(number) for number_id, number in {m.number_id: m.number for m in messages}.items()}
    people, threads = _read(phones), _read(conversations)
    texts = [
        Text(
            people[m.phone_id], threads[m.conversation_id], numbers[m.number_id], m.body,
            _purpose_now(m, threads[m.conversation_id], houses[m.account_id]),
            authors.get(m.author_id or 0), m.media_count > 0, m.expires_at, programs.get(m.program_id or 0),
            m.override or "", m.waits_since, m.id,
        )
        for m in map(_Read, messages)
    ]
    return list(zip(messages, _all_facts(texts, [houses[m.account_id] for m in messages]), strict=True))


def _purpose_now(message: Message, conversation: Conversation, house: _House) -> str:
    """An answer that waited until the window closed is no answer any more."""
    purpose = message.purpose or "direct"
    if purpose != "reply":
        return purpose
    return _answer_or_direct(conversation, house.account.reply_window_days, house.at)


def lock_pauses() -> set[int | None]:
    """Paused accounts (None: the installation). Their rows are shared-locked to the end of the transaction: who
    resumes waits for whoever is about to hold a text, and so finds it. Taken before conversations are locked."""
    return set(db.session.scalars(LOCKED_PAUSED))


def paused_now() -> set[int | None]:
    """The same without a lock, for whoever writes nothing that could be held, or holds conversations already."""
    return set(db.session.scalars(PAUSED))


def purpose_of(
    conversation: Conversation, account: Account, program: Program | None = None, at: datetime | None = None
) -> str:
    """promo or info where the text belongs to a program; else reply within the window after the person's last text in
    this thread (at that instant, where it leaves later), else direct."""
    if program is not None:
        return purpose_in(program)
    return _answer_or_direct(conversation, account.reply_window_days, at or now())


def purpose_in(program: Program) -> str:
    return "promo" if program.level == "promotional" else "info"


def _answer_or_direct(conversation: Conversation, reply_days: int, at: datetime) -> str:
    last = conversation.last_inbound_at
    return "reply" if last is not None and at - last <= timedelta(days=reply_days) else "direct"


@dataclass(frozen=True)
class _House:
    """The business at this moment, and its facts, read once for all its texts."""

    account: Account
    at: datetime
    facts: dict[str, Any]

    @classmethod
    def of(cls, account: Account, paused: set[int | None], at: datetime | None = None) -> _House:
        at = at or now()
        facts = {
            "at": at.isoformat(),
            "paused": "installation" if None in paused else "account" if account.id in paused else "",
            "limit": account.length_limit, "reply_days": account.reply_window_days, "zone": account.time_zone,
        }  # fmt: skip
        return cls(plain(account), at, facts)


@dataclass(frozen=True)
class _Known:
    """What is on record about the people these texts go to."""

    said: Said
    asked: Asked
    caps: Caps
    ways: Ways

    def about(self, text: Text, account: Account, at: datetime) -> dict[str, Any]:
        return {
            **self.asked.about(text, account, at), **self.ways.about(text, account, at),
            **self.caps.about(text, account, at), **hours_of(text, account, at),
        }  # fmt: skip


def _all_facts(texts: list[Text], houses: list[_House]) -> list[Facts]:
    """The facts of these texts, each of its house, in their order. A text whose words make it an offer is loaded, and
    later counted, as one."""
    accounts = list({house.account.id: house.account for house in houses}.values())
    wording = wording_of(accounts, texts)
    looked = [wording.look(text, house.account, house.at) for text, house in zip(texts, houses, strict=True)]
    judged, left = [text for text, _ in looked], left_in(texts)
    known = _Known(said_by(accounts, [text.phone for text in texts]), asked_of(accounts, judged),
                   caps_of(accounts, judged), ways_of(accounts, judged))
    return [
        _whole(text, house, known, findings, tokens)
        for (text, findings), house, tokens in zip(looked, houses, left, strict=True)
    ]  # fmt: skip


def _whole(
    text: Text, house: _House, known: _Known, findings: tuple[Finding, ...], tokens: tuple[str, ...]
) -> Facts:
    phone, number, account, purpose, at = text.phone, text.number, house.account, text.purpose, house.at
    topic = text.program.name if text.program else ""
    return Facts.made(
        purpose=purpose,
        actor=f"user {text.author.id}" if text.author else "system",
        may_send=text.author is None or may(text.author.role, "send_text"),
        sender=e164.display(number.e164),
        sender_owned=number.account_id == account.id,
        last_inbound=_iso(text.conversation.last_inbound_at),
        length=len(text.body.strip()),
        has_media=text.has_media,
        tokens=tokens,
        leave_by=_iso(text.leave_by),
        waits_since=_iso(text.waits_since),
        override=text.override[:LONGEST_WORDS],
        to=phone.e164,
        destination=str(e164.kind_of(phone.e164)),
        topic=short_topic(topic),
        footer=footer_of(account, phone, purpose, text.body, at),
        **house.facts,
        **known.said.about(account.id, account.brand_id, phone.e164, text.conversation.id, purpose, at, topic),
        findings=findings,
        **known.about(text, account, at),
        **_of_phone(phone, at),
    )


def _of_phone(phone: Phone, at: datetime) -> dict[str, Any]:
    """What the gate looks at on the recipient's side."""
    last, contact = phone.last_inbound_at, phone.contact
    return {
        "name": contact.first_name[:LONGEST_WORDS] if contact else "",
        "source": "purchased" if contact and contact.source == "purchased" else "",
        "has_texted": last is not None,
        "recent_inbound": last is not None and at - last <= timedelta(days=RECENT_DAYS),
        "ok_to_sms": phone.ok_to_sms,
        "ok_to_sms_at": _iso(phone.ok_to_sms_at),
        "ok_to_sms_why": phone.ok_to_sms_why[:LONGEST_WORDS],
    }


def _read(rows: dict[int, Any]) -> dict[int, Any]:
    return {row_id: _Read(row) for row_id, row in rows.items()}


class _Read:
    """A row as it is read here: the same values, without the ORM's question at each whether they are still loaded. What
    isn't there is asked of the row."""

    def __init__(self, row: Any) -> None:
        self.__dict__ = vars(row)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sa_instance_state.obj(), name)


def plain(row: Any) -> Any:
    """A row's columns as plain attributes: those of many texts' accounts and numbers are read a thousand times."""
    return SimpleNamespace(**{column.key: getattr(row, column.key) for column in row.__table__.columns})


def by_id(noun: type, ids: set[int], anew: bool = False) -> dict:
    """Accounts, numbers, programs or users; unless `anew`, those that this session holds are not asked for again."""
    if not ids:
        return {}
    held = () if anew else ((row_id, db.session.identity_map.get(identity_key(noun, row_id))) for row_id in ids)
    found = {row_id: row for row_id, row in held if row is not None}
    if others := ids - found.keys():
        rows = db.session.scalars(BY_ID[noun], {"ids": list(others)}, execution_options={"populate_existing": anew})
        found |= {row.id: row for row in rows}
    return found


def _iso(instant: datetime | None) -> str:
    return instant.isoformat() if instant else ""
