"""The order in which rows are locked, everywhere: phones by ascending id, pauses (facts.lock_pauses), conversations,
messages, departments.

lock_phones(), lock_conversations(), lock_conversations_of(), lock_threads_of(), lock_messages(). On SQLite a writer is
alone (BEGIN IMMEDIATE), so these only read there.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Conversation, Message, Phone


def lock_phones(ids: Iterable[int], skip_locked: bool = False) -> dict[int, Phone]:
    """The phones by id, locked in ascending order; with skip_locked without those another holds."""
    query = select(Phone).where(Phone.id.in_(set(ids))).order_by(Phone.id)
    return _locked(query.with_for_update(skip_locked=skip_locked))


def lock_conversations(ids: Iterable[int]) -> dict[int, Conversation]:
    query = select(Conversation).where(Conversation.id.in_(set(ids))).order_by(Conversation.id)
    return _locked(query.with_for_update())


def lock_conversations_of(phone_ids: Iterable[int]) -> dict[int, Conversation]:
    """Every conversation of these (locked) phones."""
    query = select(Conversation).where(Conversation.phone_id.in_(set(phone_ids))).order_by(Conversation.id)
    return _locked(query.with_for_update())


def lock_threads_of(message_ids: Iterable[int]) -> dict[int, Conversation]:
    """The conversations that these texts are in. While we wait for one, a merge (transfer.py) may move a text and take
    the conversation away, so where the texts are is asked until all of that is ours; then they stay."""
    where = select(Message.conversation_id).where(Message.id.in_(set(message_ids))).distinct()
    locked: dict[int, Conversation] = {}
    while others := set(db.session.scalars(where)) - locked.keys():
        locked |= lock_conversations(others)
    return locked


def lock_messages(ids: Iterable[int], skip_locked: bool = False) -> dict[int, Message]:
    query = select(Message).where(Message.id.in_(set(ids))).order_by(Message.id)
    query = query.options(joinedload(Message.number).lazyload("*"))
    return _locked(query.with_for_update(skip_locked=skip_locked, of=Message))


def _locked(query: Select) -> dict:
    """Rows as they are now that they are locked, whatever this session had read before."""
    rows = db.session.scalars(query.execution_options(populate_existing=True))
    return {row.id: row for row in rows}
