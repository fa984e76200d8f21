"""The account's download of the National Do Not Call Registry: read() a file of it, replace() the list by it, count()
what stands, is_old() whether it may no longer be relied on (47 CFR 64.1200(c)(2)(i)(D): thirty-one days).

New numbers come in before old ones go, a few thousand at a time: at no moment is a number missing that stands on both
lists, and nobody who writes texts waits for more than one batch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice

from sqlalchemy import delete, func, select

from app.clock import now
from app.extensions import db
from app.models import Account, DncNumber
from app.sms import e164
from app.texting.accounts import Problem
from app.texting.inserts import insert_or_leave
from app.transaction import perform

AT_ONCE = 2000
OLD_AFTER = timedelta(days=31)
MOST_TOLD = 10
WHOLE = 10  # digits
PLAIN = re.compile(r"[2-9][0-9]{2}[2-9][0-9]{6}")  # most lines: a million of them are read in seconds
LISTED = DncNumber.__table__.c


@dataclass
class Read:
    """What a file holds: its numbers, and the lines that are none, each with what is wrong with it."""

    numbers: set[str] = field(default_factory=set)
    bad: list[tuple[int, str]] = field(default_factory=list)


def read(lines: Iterable[str]) -> Read:
    """One number a line however written, or area code and number with a comma between, as the registry hands them out.
    Empty lines and a first line of headings are passed over. Each line is read alone, whatever quotes stand in it: one
    that isn't closed would take all that follow off the list."""
    found = Read()
    for place, line in enumerate(lines, 1):
        typed = _typed(line.replace("\0", "").replace('"', "").split(","))
        if PLAIN.fullmatch(typed):
            found.numbers.add(f"+1{typed}")
            continue
        if not typed or (place == 1 and not any(char.isdigit() for char in typed)):
            continue
        try:
            found.numbers.add(e164.parse(typed))
        except e164.NumberProblem as problem:
            found.bad.append((place, str(problem)))
    return found


def replace(account_id: int, found: Read) -> int:
    """Make this the account's list; how many numbers stand on it now. Raises Problem where there is none in it: an
    empty file is a mistake more likely than an empty registry."""
    if not found.numbers:
        raise Problem(f"There is no number in this file, so the list stays as it was.{told(found.bad)}")
    for batch in _batches(sorted(found.numbers)):
        perform(_add, account_id, batch)
    last = ""
    while page := perform(_page, account_id, last):
        gone = [each for each in page if each not in found.numbers]
        if gone:
            perform(_remove, account_id, gone)
        last = page[-1]
    perform(_say_when, account_id)
    return len(found.numbers)


def told(bad: Sequence[tuple[int, str]]) -> str:
    """The first bad lines in words, with how many more there are; "" where there are none."""
    lines = "".join(f"\n  line {place}: {what}" for place, what in bad[:MOST_TOLD])
    more = f"\n  and {len(bad) - MOST_TOLD:,} more" if len(bad) > MOST_TOLD else ""
    return lines + more


def count(account_id: int) -> int:
    return db.session.scalar(select(func.count()).select_from(DncNumber).where(LISTED.account_id == account_id))


def is_old(account: Account) -> bool:
    """Whether the list must be downloaded anew."""
    return account.dnc_imported_at is not None and now() - account.dnc_imported_at > OLD_AFTER


def _typed(cells: Sequence[str]) -> str:
    """The number of a line: in its first cell, or begun there and ended in the next."""
    first = cells[0].strip() if cells else ""
    return first if sum(map(str.isdigit, first)) >= WHOLE or len(cells) < 2 else f"{first}{cells[1].strip()}"


def _add(account_id: int, batch: Sequence[str]) -> None:
    insert_or_leave(DncNumber, [{"account_id": account_id, "e164": each} for each in batch])


def _page(account_id: int, after: str) -> list[str]:
    query = select(LISTED.e164).where(LISTED.account_id == account_id, LISTED.e164 > after)
    return list(db.session.scalars(query.order_by(LISTED.e164).limit(AT_ONCE)))


def _remove(account_id: int, gone: Sequence[str]) -> None:
    db.session.execute(delete(DncNumber.__table__).where(LISTED.account_id == account_id, LISTED.e164.in_(gone)))


def _say_when(account_id: int) -> None:
    db.session.get(Account, account_id).dnc_imported_at = now()


def _batches(numbers: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(numbers)
    while batch := list(islice(rest, AT_ONCE)):
        yield batch
