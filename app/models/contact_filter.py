"""Which contacts are meant: Sight (whose a viewer sees), Filter (what they ask for), matching() as a query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.extensions import db
from app.models.contact import OK_TO_SMS, Contact, ContactTag, Phone
from app.models.conversation import Conversation
from app.models.user import SEES_ALL, User

NOBODY = 0  # as owner or record type: none
LARGEST_ID = 2**63 - 1


class BadFilter(ValueError):
    """A filter that cannot be read; str() says which and what to do. Never taken for "everything"."""


@dataclass(frozen=True)
class Sight:
    """Whose contacts a viewer sees: of people who talk with one of their departments, or with none yet."""

    account_id: int
    department_ids: tuple[int, ...]
    is_whole: bool  # every department of the account: then nobody is hidden
    zone: str

    @classmethod
    def of(cls, user: User) -> Sight:
        return cls(user.account_id, tuple(user.department_ids()), user.role in SEES_ALL, user.account.time_zone)


@dataclass(frozen=True)
class Filter:
    """What is asked for; an empty one asks for everybody. Days are days of the account's zone, `until` included."""

    q: str = ""
    tag: int | None = None
    owner: int | None = None
    type: int | None = None
    ok: str = ""
    unread: bool = False
    since: date | None = None
    until: date | None = None
    department: int | None = None
    field: str = ""
    value: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filter:
        """From an address or a saved segment. Raises BadFilter."""
        given = {each.name: str(query.get(each.name) or "").strip() for each in fields(cls)}
        if given["ok"] not in ("", *OK_TO_SMS):
            raise BadFilter("Choose On, Off or Replies only for OK to SMS.")
        return cls(
            q=given["q"][:160], ok=given["ok"], unread=bool(given["unread"]), field=given["field"][:40],
            value=given["value"][:500] if given["field"] else "",
            **{name: _number(name, given[name]) for name in ("tag", "owner", "type", "department")},
            **{name: _day(given[name]) for name in ("since", "until")},
        )

    def query(self) -> dict[str, str]:
        """As an address or a segment keeps it: what is set, as text."""
        set_ = {each.name: getattr(self, each.name) for each in fields(self)}
        kept = {name: value for name, value in set_.items() if value is not None and value is not False and value != ""}
        return {name: "1" if value is True else str(value) for name, value in kept.items()}


def matching(sight: Sight, chosen: Filter, is_for_all: bool = False) -> Select[tuple[int]]:
    """The ids of everybody who matches, in no order. `is_for_all`: all of them are wanted, not a page."""
    return select(Contact.id).where(*conditions(sight, chosen, is_for_all))


def is_in_sight(sight: Sight, contact_id: int) -> bool:
    return db.session.scalar(matching(sight, Filter()).where(Contact.id == contact_id)) is not None


def conditions(sight: Sight, chosen: Filter, is_for_all: bool = False) -> list[ColumnElement[bool]]:
    """What holds of every Contact that matches. A page asks of each person in turn who may see them; a count asks once
    for whole sets, which at 50,000 people is five times faster."""
    asked = [
        Contact.account_id == sight.account_id,
        None if sight.is_whole else _sees_all(sight) if is_for_all else _sees(sight),
        _says(sight, chosen.q) if chosen.q else None,
        Contact.id.in_(select(ContactTag.contact_id).where(ContactTag.tag_id == chosen.tag)) if chosen.tag else None,
        _is(Contact.owner_id, chosen.owner),
        _is(Contact.record_type_id, chosen.type),
        _agrees(sight, chosen.ok) if chosen.ok else None,
        _talks(sight, Conversation.unread > 0) if chosen.unread else None,
        Contact.created_at >= _begin(chosen.since, sight.zone) if chosen.since else None,
        Contact.created_at < _begin(chosen.until + timedelta(days=1), sight.zone) if chosen.until else None,
        _talks(sight, Conversation.department_id == chosen.department) if chosen.department else None,
        Contact.custom[chosen.field].as_string() == chosen.value if chosen.field else None,
    ]
    return [condition for condition in asked if condition is not None]


def _sees(sight: Sight) -> ColumnElement[bool]:
    talks = select(Phone.contact_id).join(Conversation, Conversation.phone_id == Phone.id)
    talks = talks.where(Phone.contact_id == Contact.id).correlate(Contact)
    ours = talks.where(at_desks(Conversation, sight))
    return or_(ours.exists(), ~talks.exists())


def at_desks(talk: type[Conversation], sight: Sight) -> ColumnElement[bool]:
    """Whether a conversation is at one of these desks, asked of one person's few. The + 0 keeps the database from
    coming by the desk's index: without statistics SQLite would read all of a desk's conversations for each person."""
    return (talk.department_id + 0).in_(sight.department_ids)


def _sees_all(sight: Sight) -> ColumnElement[bool]:
    talks = select(Phone.contact_id).join(Conversation, Conversation.phone_id == Phone.id)
    talks = talks.where(Conversation.account_id == sight.account_id, Phone.contact_id.is_not(None))
    is_ours = Conversation.department_id.in_(sight.department_ids)
    return Contact.id.in_(talks.where(is_ours)) | Contact.id.not_in(talks.where(~is_ours))


def _talks(sight: Sight, how: ColumnElement[bool]) -> ColumnElement[bool]:
    query = select(Phone.contact_id).join(Conversation, Conversation.phone_id == Phone.id)
    return Contact.id.in_(
        query.where(Conversation.department_id.in_(sight.department_ids), how, Phone.contact_id.is_not(None))
    )


def _says(sight: Sight, text: str) -> ColumnElement[bool]:
    """The words in name, company or email; three digits and more also anywhere in a number."""
    found = [_contains(column, text) for column in (Contact.name, Contact.company, Contact.email)]
    digits = "".join(char for char in text if char in "0123456789")
    if len(digits) >= 3 and not any(char.isalpha() for char in text):
        numbers = select(Phone.contact_id).where(Phone.account_id == sight.account_id, Phone.e164.contains(digits))
        found.append(Contact.id.in_(numbers.where(Phone.contact_id.is_not(None))))
    return or_(*found)


def _contains(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """SQLite's LIKE knows capitals of ASCII only, but is forty times faster than our own lower()."""
    if db.engine.dialect.name == "sqlite" and text.isascii():
        return column.contains(text, autoescape=True)
    return func.lower(column).contains(text.lower(), autoescape=True)


def _agrees(sight: Sight, state: str) -> ColumnElement[bool]:
    """As Contact.ok_to_sms says it of all numbers together."""
    phones = select(Phone.contact_id).where(Phone.account_id == sight.account_id, Phone.contact_id.is_not(None))
    on, off = (Contact.id.in_(phones.where(Phone.ok_to_sms == one)) for one in ("ON", "OFF"))
    return {"ON": on, "OFF": and_(off, ~on), "UNSET": and_(~on, ~off)}[state]


def _is(column: ColumnElement[int], wanted: int | None) -> ColumnElement[bool] | None:
    if wanted is None:
        return None
    return column.is_(None) if wanted == NOBODY else column == wanted


def _begin(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _number(name: str, text: str) -> int | None:
    if not text or text == "any":
        return None
    if not (text.isascii() and text.isdecimal() and int(text[:20]) <= LARGEST_ID and len(text) < 20):
        raise BadFilter(f"The filter “{name}” is not one that can be chosen here. Choose it from the list.")
    return int(text)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        raise BadFilter(f"“{text[:40]}” is not a date. Write it like 2026-11-23.") from None
    if day is not None and not 1900 < day.year < 9000:
        raise BadFilter(f"“{text[:40]}” is too far away. Write a year like 2026.")
    return day
