"""transfer(): a conversation moves to another department, with its texts, notes, journey and drafts.

Where the other department talks with this phone already, everything moves into that conversation, and the old address
leads there. Whoever watched and may not see the other department is put out of the room.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, func, select, update

from app.extensions import db
from app.live import inbox, rooms, wire
from app.models import Conversation, Department, Departure, Draft, Event, Message, Note, Redirect, User
from app.models.conversation import TROUBLES
from app.texting import drafts, journey, notices, schedules
from app.texting.access import Moved, Problem
from app.texting.changes import announce, next_in_inbox
from app.texting.desk import release
from app.texting.locks import lock_conversations, lock_phones
from app.transaction import after_commit

MOVED = ((Message, Message.sort_at), (Event, Event.at), (Note, Note.created_at))


def transfer(conversation: Conversation, department: Department, actor: User) -> Conversation:
    """Move it there, nobody's until somebody takes it; the conversation it is now, which may be another one."""
    if department.account_id != conversation.account_id:
        raise Problem("That department is not one of your business. Choose another.")
    lock_phones([conversation.phone_id])
    same = select(Conversation.id).where(
        Conversation.phone_id == conversation.phone_id, Conversation.department_id == department.id
    )
    other_id = db.session.scalar(same)
    locked = lock_conversations({conversation.id, other_id or conversation.id})
    if conversation.id not in locked or locked[conversation.id].department_id not in actor.department_ids():
        raise Moved
    conversation = locked[conversation.id]
    if conversation.department_id == department.id:
        return conversation
    left = conversation.department_id
    after_commit(wire.close, rooms.conversation(conversation.id))  # first: nothing more for who may not see it there
    if other_id is None:
        since = conversation.change_no
        _move(conversation, department, actor)
        _announce(left, conversation.id, conversation, since)
        return conversation
    target = locked[other_id]
    since, gone = target.change_no, conversation.id
    _merge(conversation, target, department, actor)
    _announce(left, gone, target, since)
    return target


def _move(conversation: Conversation, department: Department, actor: User) -> None:
    release(conversation, actor)
    conversation.department_id = department.id
    texts = update(Message).where(Message.conversation_id == conversation.id).values(department_id=department.id)
    db.session.execute(texts, execution_options={"synchronize_session": False})
    schedules.moved(conversation)
    _tell(conversation, department, actor)


def _merge(source: Conversation, target: Conversation, department: Department, actor: User) -> None:
    """Everything of the one into the other. What moved is numbered anew, so that whoever has the other open gets it."""
    for noun, order in MOVED:
        _take_over(noun, order, source, target, {"department_id": department.id} if noun is Message else {})
    _merge_drafts(source, target)
    notices.merged(source.id, target.id)
    schedules.merged(source.id, target)
    values = {"conversation_id": target.id}
    leads = update(Redirect).where(Redirect.conversation_id == source.id).values(values)
    db.session.execute(leads, execution_options={"synchronize_session": False})
    db.session.add(Redirect(old_id=source.id, conversation_id=target.id))
    _merge_state(source, target)
    db.session.flush()
    db.session.execute(delete(Conversation).where(Conversation.id == source.id))
    db.session.expire_all()
    _tell(target, department, actor)


def _take_over(noun: Any, order: Any, source: Conversation, target: Conversation, more: dict[str, Any]) -> None:
    place = func.row_number().over(order_by=(order, noun.id)).label("place")
    moved = select(noun.id, place).where(noun.conversation_id == source.id).subquery()
    values = {"conversation_id": target.id, "change_no": target.change_no + moved.c.place, **more}
    done = db.session.execute(
        update(noun).where(noun.id == moved.c.id).values(values), execution_options={"synchronize_session": False}
    )
    target.change_no += done.rowcount


def _merge_drafts(source: Conversation, target: Conversation) -> None:
    """Words that somebody began in both are kept one below the other."""
    there = {each.user_id: each for each in db.session.scalars(select(Draft).filter_by(conversation_id=target.id))}
    for draft in db.session.scalars(select(Draft).filter_by(conversation_id=source.id)).all():
        present = there.get(draft.user_id)
        if present is None:
            present = Draft(conversation_id=target.id, user_id=draft.user_id, body="", media_ids=[], version=0)
            db.session.add(present)
        present.body = "\n".join(filter(None, (present.body, draft.body)))
        present.media_ids = [*present.media_ids, *draft.media_ids]
        present.also = drafts.also_of_both(present.also, draft.also)
        present.version = drafts.merged(present.version, draft.version)
        db.session.delete(draft)


def _merge_state(source: Conversation, target: Conversation) -> None:
    open_ones = [each for each in (source, target) if each.state == "open"]
    if source.last_message_at > target.last_message_at:
        for field in ("last_message_at", "preview", "preview_author_id", "preview_is_ours", "number_id"):
            setattr(target, field, getattr(source, field))
    if open_ones:
        asleep = [each.snoozed_until for each in open_ones]
        target.state, target.closed_at = "open", None
        target.snoozed_until = None if None in asleep else min(asleep)
    waiting = [each.waiting_since for each in open_ones if each.waiting_since]
    target.waiting_since = min(waiting, default=None)
    if source.reason in TROUBLES or not target.reason:
        target.reason = source.reason
    heard = [each.last_inbound_at for each in (source, target) if each.last_inbound_at]
    target.last_inbound_at = max(heard, default=None)
    target.unread += source.unread
    target.awaits_reply = target.awaits_reply or source.awaits_reply


def _announce(left: int, gone: int, conversation: Conversation, since: int) -> None:
    """Departments are the last rows locked, in ascending order."""
    if left < conversation.department_id:
        _depart(left, gone, conversation)
        announce(conversation, since, inbox=True, standing=True)
    else:
        announce(conversation, since, inbox=True, standing=True)
        _depart(left, gone, conversation)


def _depart(department_id: int, gone: int, conversation: Conversation) -> None:
    number = next_in_inbox(department_id)
    db.session.add(Departure(department_id=department_id, change_no=number, conversation_id=gone))
    db.session.flush()
    after_commit(inbox.departed, conversation.account_id, department_id, gone, number)


def _tell(conversation: Conversation, department: Department, actor: User) -> None:
    contact_id = conversation.phone.contact_id
    journey.tell("transferred", conversation, contact_id, actor_id=actor.id, detail=department.name)
