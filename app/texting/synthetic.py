"""Synthetic data in bulk, for trying and measuring: sow(account, amount) writes people, conversations and texts.

Written with the database's own bulk ways (COPY, executemany) past every verb, so all that verbs keep true is made true
here: change numbers, previews, who waits; counts and the search index are kept by triggers. Nothing leaves: no text is
queued. The numbers are all in exchange 555, where nobody is reached.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from sqlalchemy import select

from app.clock import now
from app.extensions import db
from app.models import Account, Contact, Conversation, Department, Membership, Message, Number, Phone, User
from app.sms.segments import count
from app.texting.accounts import Problem
from app.texting.bulk import reserve, write
from app.texting.synthetic_words import OURS, THEIRS, bodies, people

AREAS = (201, 212, 305, 312, 404, 415, 480, 503, 512, 602, 617, 702, 713, 801, 916)
# Then every other code of the plan, but for N9X, kept for longer numbers, and N11, which are services.
ALL_AREAS = (*AREAS, *(a for a in range(200, 1000) if a // 10 % 10 != 9 and a % 100 != 11 and a not in AREAS))
LINES = 10_000
MOST_PEOPLE = len(ALL_AREAS) * LINES
DESKS = ("Sales", "Billing", "Records")  # beside the first; the last is small, whatever the amount
SMALL = 10
POOL = 20_000  # texts to draw from: a million drawn from these still differ by a number or a rare word
BACK = timedelta(days=540)
SENT = ("delivered",) * 94 + ("failed",) * 3 + ("sent",) * 2 + ("refused",)


@dataclass(frozen=True)
class Amount:
    """How much, by what dice. `longest` texts are in one thread."""

    contacts: int
    messages: int
    longest: int = 0
    seed: int = 1


@dataclass
class Thread:
    """A conversation as it stands after all its texts."""

    place: int
    desk: Department
    assignee_id: int | None
    is_open: bool
    count: int = 0
    unread: int = 0
    last: tuple = ()  # at, body, is_ours, author_id, state
    last_inbound: datetime | None = None
    waiting_since: datetime | None = None


def sow(account: Account, amount: Amount) -> dict[str, int]:
    """Write it in the transaction of the caller; raises Problem. The same amount, the same data."""
    number = next(iter(Number.of_account(account.id)), None)
    if number is None:
        raise Problem(f"{account.name} has no number. Add one with `number add`, then seed again.")
    desks = _desks(account, amount)
    threads = _threads(_dice(amount, "threads"), desks, amount)
    first = {table: reserve(table, many) for table, many in (
        ("contact", amount.contacts), ("phone", amount.contacts), ("conversation", len(threads)),
        ("message", amount.messages))}  # fmt: skip
    texts = list(_texts(_dice(amount, "texts"), threads, amount))
    _write_people(account, _dice(amount, "people"), threads, amount.contacts, first)
    _write_threads(account, number, threads, first)
    _write_texts(account, number, threads, texts, first, _dice(amount, "ids"))
    db.session.flush()  # the departments' change numbers, counted with their threads
    return {"contacts": amount.contacts, "conversations": len(threads), "messages": len(texts)}


def _dice(amount: Amount, what: str) -> Random:
    """Each kind of thing has dice of its own: who sits at a desk changes nobody's words."""
    return Random(f"{amount.seed} {what}")


def _desks(account: Account, amount: Amount) -> list[Department]:
    for name in DESKS if amount.contacts > 2 * SMALL else ():
        if Department.named(account.id, name) is None:
            db.session.add(Department(account_id=account.id, name=name))
    db.session.flush()
    query = select(Department).where(Department.account_id == account.id).order_by(Department.id).with_for_update()
    return list(db.session.scalars(query))


def _threads(dice: Random, desks: list[Department], amount: Amount) -> list[Thread]:
    """One a person: 30 of 100 open, 60 of 100 somebody's; the last desk has ten people."""
    people_of = {desk.id: _people_of(desk) for desk in desks}
    small = desks[-1] if len(desks) > 1 else None
    busy = [desk for desk in desks if desk is not small] or desks
    threads = []
    for place in range(amount.contacts):
        desk = small if small and place < SMALL else dice.choice(busy)
        someone = dice.choice(people_of[desk.id]) if people_of[desk.id] and dice.random() < 0.6 else None
        threads.append(Thread(place, desk, someone, is_open=dice.random() < 0.3 or place == 0))
    return threads


def _people_of(desk: Department) -> list[int]:
    sits = select(Membership.user_id).join(User, User.id == Membership.user_id)
    seated = list(db.session.scalars(sits.where(Membership.department_id == desk.id, User.deactivated_at.is_(None))))
    return seated or list(db.session.scalars(select(User.id).where(User.account_id == desk.account_id)))


def _texts(dice: Random, threads: list[Thread], amount: Amount) -> Iterator[tuple]:
    """(thread, at, body, is_ours, author_id, state, change_no) in the order of time; threads are brought up to date."""
    theirs, ours = bodies(dice, THEIRS, POOL), bodies(dice, OURS, POOL)
    order = _order(dice, threads, amount)
    begin, step = now() - BACK, BACK / (len(order) + 1)
    for place, index in enumerate(order):
        thread = threads[index]
        is_ours = thread.count > 0 and dice.random() < 0.45
        body = (ours if is_ours else theirs)[dice.randrange(POOL)]
        at = (begin + step * place).replace(microsecond=place % 1_000_000)
        author = thread.assignee_id if is_ours else None
        state = SENT[dice.randrange(100)] if is_ours else "received"
        thread.count += 1
        _note(thread, at, body, is_ours, author, state)
        yield thread, at, body, is_ours, author, state, thread.count


def _order(dice: Random, threads: list[Thread], amount: Amount) -> list[int]:
    """Whose text comes when: a few people write much, most little; the first thread has the longest."""
    if not threads:
        return []
    longest = min(amount.longest, amount.messages)
    weights = [1 / (place + 3) ** 0.6 for place in range(len(threads))]
    drawn = dice.choices(range(len(threads)), weights, k=amount.messages - longest)
    drawn[: len(threads)] = range(min(len(threads), len(drawn)))  # everybody has said something
    drawn += [0] * longest
    dice.shuffle(drawn)
    return drawn


def _note(thread: Thread, at: datetime, body: str, is_ours: bool, author: int | None, state: str) -> None:
    thread.last = (at, body, is_ours, author, state)
    if is_ours:
        thread.waiting_since, thread.unread = None, 0
    else:
        thread.last_inbound, thread.unread = at, thread.unread + 1
        thread.waiting_since = thread.waiting_since or at


def _write_people(account: Account, dice: Random, threads: list[Thread], many: int, first: dict[str, int]) -> None:
    numbers = _numbers(account, many)
    begin = now() - BACK
    who = list(islice(people(dice), many))
    write(Contact, ("id", "account_id", "name", "company", "email", "source", "created_at"), (
        (first["contact"] + n, account.id, name, company, email, "import", begin + timedelta(seconds=n))
        for n, (name, company, email) in enumerate(who)))  # fmt: skip
    write(Phone, ("id", "account_id", "contact_id", "e164", "last_inbound_at", "created_at"), (
        (first["phone"] + n, account.id, first["contact"] + n, numbers[n], threads[n].last_inbound, begin)
        for n in range(many)))  # fmt: skip


def _numbers(account: Account, many: int) -> list[str]:
    """So many numbers that nobody in this account has; raises Problem when exchange 555 has no more."""
    taken = set(db.session.scalars(select(Phone.e164).where(Phone.account_id == account.id)))
    free = list(islice((e164 for e164 in map(_e164, range(MOST_PEOPLE)) if e164 not in taken), many))
    if len(free) < many:
        raise Problem(f"{account.name} can take {len(free):,} more synthetic people. Ask for no more than that.")
    return free


def _e164(place: int) -> str:
    """Each place another number of exchange 555: ten thousand an area code, fifteen codes in turn, then the rest."""
    if place < len(AREAS) * LINES:
        line, area = divmod(place, len(AREAS))
    else:
        area, line = divmod(place, LINES)
    return f"+1{ALL_AREAS[area]}555{line:04}"


def _write_threads(account: Account, number: Number, threads: list[Thread], first: dict[str, int]) -> None:
    columns = (
        "id", "account_id", "department_id", "phone_id", "number_id", "state", "last_message_at", "preview",
        "preview_author_id", "preview_is_ours", "reason", "assignee_id", "snoozed_until", "waiting_since", "closed_at",
        "last_inbound_at", "unread", "change_no", "inbox_change_no", "created_at",
    )  # fmt: skip
    write(Conversation, columns, (_thread_row(account, number, thread, first) for thread in threads))


def _thread_row(account: Account, number: Number, thread: Thread, first: dict[str, int]) -> tuple:
    at, body, is_ours, author, state = thread.last or (now() - BACK, "", False, None, "")
    asleep = thread.is_open and thread.place % 23 == 7
    asks = thread.is_open and not asleep
    reason = "failed" if asks and state == "failed" else "new" if asks and thread.count == 1 else ""
    thread.desk.change_no += 1
    return (
        first["conversation"] + thread.place, account.id, thread.desk.id, first["phone"] + thread.place, number.id,
        "open" if thread.is_open else "closed", at, body[:120], author, is_ours, reason, thread.assignee_id,
        now() + timedelta(days=3) if asleep else None, thread.waiting_since if asks else None,
        None if thread.is_open else at, thread.last_inbound, thread.unread if asks else 0, thread.count,
        thread.desk.change_no, now() - BACK,
    )  # fmt: skip


def _write_texts(account: Account, number: Number, threads: list[Thread], texts: list[tuple], first: dict[str, int],
                 dice: Random) -> None:  # fmt: skip
    columns = (
        "id", "account_id", "conversation_id", "department_id", "phone_id", "number_id", "author_id", "client_id",
        "direction", "purpose", "body", "segments", "state", "carrier_sid", "error_code", "sort_at", "created_at",
        "change_no", "needs_person", "media_count", "attempt",
    )  # fmt: skip
    segments: dict[str, int] = {}
    run = dice.getrandbits(64) << 64  # two seedings never make the same ids

    def rows() -> Iterator[tuple]:
        for place, (thread, at, body, is_ours, author, state, change) in enumerate(texts):
            if body not in segments:
                segments[body] = count(body).segments
            key = uuid.UUID(int=run + first["message"] + place)
            yield (
                first["message"] + place, account.id, first["conversation"] + thread.place, thread.desk.id,
                first["phone"] + thread.place, number.id, author, str(key), "out" if is_ours else "in",
                "reply" if is_ours else None, body, segments[body], state,
                None if state == "refused" else f"SM{key.hex}", 30003 if state == "failed" else None, at, at, change,
                False, 0, 1,
            )  # fmt: skip

    write(Message, columns, rows())
