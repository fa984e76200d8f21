"""The order in which rows are locked, everywhere: phones by ascending id, pauses (facts.lock_pauses), conversations,
messages, departments.

lock_phones(), lock_conversations(), lock_conversations_of(), lock_threads_of(), lock_messages(). On SQLite a writer is
alone (BEGIN IMMEDIATE), so these only read there. hold_seat() never waits, and so has no place in the order.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Conversation, Membership, Message, Phone

IDS = bindparam("ids", expanding=True)
PHONES = select(Phone).where(Phone.id.in_(IDS)).order_by(Phone.id).options(joinedload(Phone.contact))
CONVERSATIONS = select(Conversation).where(Conversation.id.in_(IDS)).order_by(Conversation.id).with_for_update()
OF_PHONES = select(Conversation).where(Conversation.phone_id.in_(IDS)).order_by(Conversation.id).with_for_update()
THREADS = select(Message.__table__.c.conversation_id).where(Message.__table__.c.id.in_(IDS)).distinct()
MESSAGES = select(Message).where(Message.id.in_(IDS)).order_by(Message.id)
WITH_NUMBERS = MESSAGES.options(joinedload(Message.number).lazyload("*"))
PHONES_OF = {skips: PHONES.with_for_update(skip_locked=skips, of=Phone) for skips in (False, True)}
MESSAGES_OF = {
    (skips, with_numbers): query.with_for_update(skip_locked=skips, of=Message)
    for skips in (False, True) for with_numbers, query in ((False, MESSAGES), (True, WITH_NUMBERS))
}


def lock_phones(ids: Iterable[int], skip_locked: bool = False) -> dict[int, Phone]:
    """The phones by id with their contacts, locked in ascending order; with skip_locked without those another holds."""
    return _locked(PHONES_OF[skip_locked], ids)


def lock_conversations(ids: Iterable[int]) -> dict[int, Conversation]:
    return _locked(CONVERSATIONS, ids)


def lock_conversations_of(phone_ids: Iterable[int]) -> dict[int, Conversation]:
    """Every conversation of these (locked) phones."""
    return _locked(OF_PHONES, phone_ids)


def lock_threads_of(message_ids: Iterable[int]) -> dict[int, Conversation]:
    """The conversations that these texts are in. While we wait for one, a merge (transfer.py) may move a text and take
    the conversation away, so where the texts are is asked until all of that is ours; then they stay."""
    ids = list(message_ids)
    locked: dict[int, Conversation] = {}
    while others := set(db.session.scalars(THREADS, {"ids": ids})) - locked.keys():
        locked |= lock_conversations(others)
    return locked


def lock_messages(ids: Iterable[int], skip_locked: bool = False, with_numbers: bool = False) -> dict[int, Message]:
    return _locked(MESSAGES_OF[skip_locked, with_numbers], ids)


def hold_seat(user_id: int, department_id: int) -> bool:
    """Whether this person sits in this department, and goes on to until this transaction ends. One whose seat is being
    taken away at this moment sits there no more."""
    seat = select(Membership).filter_by(user_id=user_id, department_id=department_id)
    seat = seat.with_for_update(read=True, key_share=True, skip_locked=True)
    return db.session.scalar(seat) is not None


def _locked(query: Select, ids: Iterable[int]) -> dict:
    """Rows as they are now that they are locked, whatever this session had read before."""
    rows = db.session.scalars(query, {"ids": list(set(ids))}, execution_options={"populate_existing": True})
    return {row.id: row for row in rows}
