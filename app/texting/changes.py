"""Change numbers: number_change(conversation) for its thread, announce() to give its inbox row one and push both.

Each is taken while the row it counts for is locked in the writing transaction, so numbers are dense and
become visible in order: whoever asks for "after n" misses nothing. The department's row comes last of all
locks, and is held for the rest of the transaction only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, update

from app.extensions import db
from app.live import pushes
from app.live.pushes import Push
from app.models import Conversation, Department, Event, Message, Note
from app.models.columns import BigId
from app.transaction import after_commit

DESK = Department.__table__
BUMP = update(DESK).where(DESK.c.id == bindparam("department", type_=BigId)).values(
    change_no=DESK.c.change_no + bindparam("how_many", type_=BigId)
).returning(DESK.c.change_no)


@dataclass(frozen=True)
class Change:
    """A (locked) conversation whose thread changed after change number `since`; `inbox`: its inbox row did too;
    `standing`: what stands beside the thread as well, the composer's block and the contact panel."""

    conversation: Conversation
    since: int
    inbox: bool
    standing: bool = False


def number_change(conversation: Conversation, changed: Message | Event | Note) -> None:
    """Give a message, event or note of this (locked) conversation the thread's next change number."""
    conversation.change_no += 1
    changed.change_no = conversation.change_no


def announce(conversation: Conversation, since: int, inbox: bool, standing: bool = False) -> None:
    """Have the thread's changes after `since` pushed once committed, and its inbox row too when that changed.
    `standing` also pushes what stands beside the thread: the composer's block and the contact panel."""
    announce_changes([Change(conversation, since, inbox, standing)])


def announce_all(touched: dict[int, tuple[Conversation, int, bool]]) -> None:
    """announce() for several: {id: (conversation, since, inbox)}."""
    announce_changes(Change(*each) for each in touched.values())


def announce_changes(changes: Iterable[Change]) -> None:
    """announce() for several conversations, departments in ascending order, each department's row taken once."""
    db.session.flush()  # the counts of the folders are locked by their triggers before departments are, everywhere
    ordered = sorted(changes, key=lambda change: (change.conversation.department_id, change.conversation.id))
    bumps = Counter(change.conversation.department_id for change in ordered if change.inbox)
    last = {department_id: next_in_inbox(department_id, count) for department_id, count in bumps.items()}
    numbers = {department_id: last[department_id] - count for department_id, count in bumps.items()}
    told = []
    for change in ordered:
        conversation, department_id = change.conversation, change.conversation.department_id
        if change.inbox:
            numbers[department_id] += 1
            conversation.inbox_change_no = numbers[department_id]
        after = change.since if change.standing or conversation.change_no > change.since else None
        if after is not None or change.inbox:
            number = conversation.inbox_change_no if change.inbox else None
            told.append(Push(conversation.account_id, department_id, conversation.id, after, change.standing, number))
    db.session.flush()
    if told:
        after_commit(pushes.tell, tuple(told))


def next_in_inbox(department_id: int, how_many: int = 1) -> int:
    """The department's next change number, or the last of so many; its row is locked from now on."""
    return db.session.execute(BUMP, {"department": department_id, "how_many": how_many}).scalar_one()
