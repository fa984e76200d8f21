"""Folders of the inbox: page() lists one, newest first; InboxRow is all that a row shows; belongs() is the rule itself.

A folder is asked for department by department, each from its own index and no further than a page, so that it costs
the same however much the inbox holds. The order names the indexed columns that are constant, too: PostgreSQL does not
see by itself that rows whose assignee IS NULL stand in the index's order.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, or_, select, text, union_all

from app.extensions import db
from app.models.account import Account
from app.models.columns import BigId, UTCDateTime
from app.models.contact import Contact, Phone
from app.models.conversation import Conversation, Departure, Tally
from app.models.message import Message
from app.models.user import Department, User, initials

FOLDERS = ("attention", "mine", "unassigned", "open", "closed")
Cursor = tuple[datetime, int]
CONVERSATION = Conversation.__table__
MOST = bindparam("most", type_=Integer)
NEEDS_ATTENTION = text("conversation.needs_attention")  # in the index's own words, or SQLite does not use it


class InboxRow(NamedTuple):
    """What the list says about one conversation; equal rows look equal."""

    id: int
    account_id: int
    department_id: int
    state: str
    last_message_at: datetime
    preview: str
    preview_is_ours: bool
    preview_author_id: int | None
    reason: str
    assignee_id: int | None
    snoozed_until: datetime | None
    waiting_since: datetime | None
    needs_attention: bool
    unread: int
    change_no: int
    inbox_change_no: int
    e164: str
    contact_id: int | None
    name: str | None
    author_name: str | None
    assignee_name: str | None
    media_count: int | None
    zone: str

    @property
    def initials(self) -> str:
        return initials(self.name or "")


class Standing(NamedTuple):
    """A department's change number with its counts by assignee (0: nobody): (open, open and awake, attention, closed).
    Both come from one statement, so that the counts are those of that number."""

    department_id: int
    name: str
    change_no: int
    tallies: dict[int, tuple[int, int, int, int]]


def page(
    folder: str, department_ids: Iterable[int], user_id: int, before: Cursor | None = None, limit: int = 50
) -> list[InboxRow]:
    """The newest rows of a folder as this user sees it; `before` is the last row's (time, id)."""
    given = {f"department_{place}": each for place, each in enumerate(department_ids)}
    if not given:
        return []
    query = _page(folder, len(given), before is not None)
    at, last_id = before or (None, None)
    return _read(query, {**given, "user": user_id, "most": limit, "at": at, "last": last_id})


def row_of(conversation_id: int) -> InboxRow | None:
    """One conversation's row as it is now."""
    return next(iter(_read(_row(), {"conversation": conversation_id})), None)


def changed_since(department_id: int, change_no: int, limit: int) -> list[InboxRow]:
    """Rows of a department's inbox that changed after this number, first change first."""
    changed = _rows().where(Conversation.department_id == department_id, Conversation.inbox_change_no > change_no)
    return _read(changed.order_by(Conversation.inbox_change_no).limit(limit))


def departures_since(department_id: int, change_no: int, limit: int) -> list[tuple[int, int]]:
    """(change number, conversation) of what left a department's inbox after this number."""
    query = select(Departure.change_no, Departure.conversation_id)
    query = query.where(Departure.department_id == department_id, Departure.change_no > change_no)
    return [tuple(row) for row in db.session.execute(query.order_by(Departure.change_no).limit(limit))]


def standings(where: ColumnElement[bool]) -> list[Standing]:
    """The departments that match, by name, with their counts."""
    return _stand(_standing().where(where), {})


def standing_of(department_id: int) -> Standing:
    """A department with its counts."""
    return _stand(_standing_of_one(), {"department": department_id})[0]


def standings_of(user: User) -> list[Standing]:
    """The departments whose conversations this person may see, by name, with their counts."""
    return _stand(_standing_in_sight(user.sees_all), user.sight)


def _stand(query: Select, given: dict[str, int]) -> list[Standing]:
    found: dict[int, Standing] = {}
    for department_id, name, change_no, assignee_id, *counts in db.session.execute(query, given).all():
        standing = found.setdefault(department_id, Standing(department_id, name, change_no, {}))
        if assignee_id is not None:
            standing.tallies[assignee_id] = tuple(counts)
    return list(found.values())


def counts(standings: Iterable[Standing], user_id: int) -> dict[str, int]:
    """What each folder holds for this user."""
    total = dict.fromkeys(FOLDERS, 0)
    for standing in standings:
        for assignee_id, (is_open, is_awake, needs_attention, is_closed) in standing.tallies.items():
            total["open"] += is_open
            total["closed"] += is_closed
            total["mine"] += is_awake if assignee_id == user_id else 0
            total["unassigned"] += is_awake if assignee_id == 0 else 0
            total["attention"] += needs_attention if assignee_id in (0, user_id) else 0
    return total


def belongs(row: InboxRow | Conversation, folder: str, user_id: int) -> bool:
    """Whether a conversation stands in this folder; static/js/folder.js has the same rule."""
    if folder == "attention":
        return row.needs_attention and row.assignee_id in (None, user_id)
    if folder in ("open", "closed"):
        return row.state == folder
    whose = user_id if folder == "mine" else None
    return row.state == "open" and row.snoozed_until is None and row.assignee_id == whose


def _standing() -> Select:
    desk, tally = Department.__table__.c, Tally.__table__.c
    query = select(
        desk.id, desk.name, desk.change_no, tally.assignee_id,
        tally.open_count, tally.active_count, tally.attention_count, tally.closed_count,
    ).select_from(Department.__table__.outerjoin(Tally.__table__, tally.department_id == desk.id))
    return query.order_by(desk.name, desk.id)


@lru_cache(maxsize=2)
def _standing_in_sight(sees_all: bool) -> Select:
    return _standing().where(User.sight_of(sees_all))


@lru_cache(maxsize=1)
def _standing_of_one() -> Select:
    return _standing().where(Department.__table__.c.id == bindparam("department", type_=BigId))


@lru_cache(maxsize=1)
def _row() -> Select:
    return _rows().where(CONVERSATION.c.id == bindparam("conversation", type_=BigId))


@lru_cache(maxsize=256)
def _page(folder: str, departments: int, goes_on: bool) -> Select:
    """The statement of a page, made once: putting it together costs more than asking it."""
    parts = [_newest(folder, f"department_{place}", goes_on).subquery() for place in range(departments)]
    ids = union_all(*(select(part.c.id, part.c.last_message_at) for part in parts)).subquery()
    first = select(ids.c.id).order_by(ids.c.last_message_at.desc(), ids.c.id.desc()).limit(MOST)
    query = _rows().where(CONVERSATION.c.id.in_(first))
    return query.order_by(CONVERSATION.c.last_message_at.desc(), CONVERSATION.c.id.desc())


def _newest(folder: str, department: str, goes_on: bool) -> Select:
    c, at, last = CONVERSATION.c, bindparam("at", type_=UTCDateTime), bindparam("last", type_=BigId)
    query = select(c.id, c.last_message_at).where(c.department_id == bindparam(department), _rule(folder))
    if goes_on:
        query = query.where(or_(c.last_message_at < at, and_(c.last_message_at == at, c.id < last)))
    constant = (c.assignee_id.desc(), c.state.desc()) if folder in ("mine", "unassigned") else ()
    return query.order_by(*constant, c.last_message_at.desc(), c.id.desc()).limit(MOST)


def _rule(folder: str) -> ColumnElement[bool]:
    c, user_id = CONVERSATION.c, bindparam("user", type_=BigId)
    if folder == "attention":
        return and_(NEEDS_ATTENTION, or_(c.assignee_id.is_(None), c.assignee_id == user_id))
    if folder in ("open", "closed"):
        return c.state == folder
    whose = c.assignee_id == user_id if folder == "mine" else c.assignee_id.is_(None)
    return and_(whose, c.state == "open", c.snoozed_until.is_(None))


@lru_cache(maxsize=1)
def _rows() -> Select:
    """Of tables, not of nouns: rows that become nothing but tuples need no ORM, which costs as much as the query."""
    c, phone, account, contact, text_ = CONVERSATION, *(
        noun.__table__ for noun in (Phone, Account, Contact, Message)
    )
    author, assignee = User.__table__.alias("author"), User.__table__.alias("assignee")
    pictures = select(text_.c.media_count).where(
        text_.c.conversation_id == c.c.id, text_.c.sort_at == c.c.last_message_at
    ).limit(1).correlate(c).scalar_subquery()
    columns = [c.c[name] for name in InboxRow._fields[:16]]
    people = (
        phone.c.e164, contact.c.id, contact.c.name, author.c.name, assignee.c.name, pictures, account.c.time_zone
    )
    return select(*columns, *people).select_from(
        c.join(phone, phone.c.id == c.c.phone_id).join(account, account.c.id == c.c.account_id)
        .outerjoin(contact, contact.c.id == phone.c.contact_id)
        .outerjoin(author, author.c.id == c.c.preview_author_id).outerjoin(assignee, assignee.c.id == c.c.assignee_id)
    )


def _read(query: Select, given: dict | None = None) -> list[InboxRow]:
    return list(map(InboxRow._make, db.session.execute(query, given or {}).all()))
