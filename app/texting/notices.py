"""Notices: what somebody asked to be told of. watch() the next reply in a thread, replied() when it has come, failed()
when the text did not arrive, tell() writes one and shows it on whatever page they have open; see() and see_some() when
they have read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from app.clock import now
from app.extensions import db
from app.live import mentions
from app.live import notices as live
from app.models import Conversation, Message, Notice, User, Watch
from app.sms import e164
from app.texting import notes
from app.texting.inserts import insert_or_renew
from app.transaction import after_commit

LONGEST = 200
SHORT = 80  # characters of their words


def watch(texts: Iterable[tuple[Message, Conversation]]) -> None:
    """Who wrote these texts hears of the next reply in their (locked) conversations."""
    wanted = [(message, thread) for message, thread in texts if message.notify_id is not None]
    if not wanted:
        return
    rows = [
        {"conversation_id": thread.id, "user_id": message.notify_id, "message_id": message.id, "since": now()}
        for message, thread in wanted
    ]
    insert_or_renew(Watch, rows, "message_id")
    for _, thread in wanted:
        thread.awaits_reply = True


def replied(conversation: Conversation, message: Message) -> None:
    """Tell everybody who watches this (locked) conversation, once."""
    watches = delete(Watch).where(Watch.conversation_id == conversation.id).returning(Watch.user_id)
    words = " ".join(message.body.split())
    if len(words) > SHORT:
        words = f"{words[:SHORT].rstrip()}…"
    said = f"{_who(conversation)} replied: “{words}”" if words else f"{_who(conversation)} replied with a file."
    for user_id in sorted(db.session.scalars(watches)):
        tell(user_id, "reply", conversation, said, message.id)


def failed(message: Message, conversation: Conversation, why: str) -> None:
    """Tell who asked about this text that it did not arrive, once; nothing where nobody did."""
    if message.notify_id is None:
        return
    again = select(Notice.id).filter_by(user_id=message.notify_id, message_id=message.id, kind="failure")
    if db.session.scalar(again) is None:
        words = f"Your text to {_who(conversation)} did not arrive. {why}"
        tell(message.notify_id, "failure", conversation, words, message.id)


def tell(user_id: int, kind: str, conversation: Conversation, words: str, message_id: int | None = None) -> None:
    """Write one notice: kind reply, failure, missed or refused; `words` is the sentence they read. Nobody is told who
    left, or may no longer see this conversation."""
    user = db.session.get(User, user_id)
    if user is None or not user.is_active or conversation.department_id not in user.department_ids():
        return
    notice = Notice(
        account_id=conversation.account_id, user_id=user_id, kind=kind, conversation_id=conversation.id,
        message_id=message_id, words=words if len(words) <= LONGEST else f"{words[:LONGEST - 1]}…", at=now(),
    )
    db.session.add(notice)
    db.session.flush()
    after_commit(live.told, notice.id)


def unwatch(message: Message) -> None:
    """This text was taken back or out: its author hears of the next reply only where another of theirs stands there
    unanswered that asked for it."""
    if message.notify_id is None:
        return
    watch = db.session.get(Watch, (message.conversation_id, message.notify_id), populate_existing=True)
    if watch is None or watch.message_id != message.id:
        return
    thread = Message.conversation_id == message.conversation_id
    answered = select(func.max(Message.sort_at)).where(thread, Message.direction == "in").scalar_subquery()
    others = select(func.max(Message.id)).where(
        thread, Message.notify_id == message.notify_id, Message.id != message.id, Message.state != "canceled",
        or_(answered.is_(None), Message.sort_at > answered),
    )
    if earlier := db.session.scalar(others):
        watch.message_id = earlier
    else:
        db.session.delete(watch)


def merged(from_id: int, into_id: int) -> None:
    """One thread became part of another: who watches there, and what was told of it, goes with it."""
    there = list(db.session.scalars(select(Watch.user_id).where(Watch.conversation_id == into_id)))
    watches = update(Watch).where(Watch.conversation_id == from_id, Watch.user_id.not_in(there))
    for moved in (watches, update(Notice).where(Notice.conversation_id == from_id)):
        db.session.execute(moved.values(conversation_id=into_id), execution_options={"synchronize_session": False})


def see(user: User, conversation_id: int) -> None:
    """This person has seen what they were told about this conversation, and what they were mentioned in there."""
    _see(user, Notice.conversation_id == conversation_id)
    notes.see(user, conversation_id)


def see_some(user: User, notice_ids: Sequence[int]) -> None:
    """This person has seen these."""
    _see(user, Notice.id.in_(notice_ids))


def _see(user: User, which: ColumnElement[bool]) -> None:
    unseen = update(Notice).where(Notice.user_id == user.id, Notice.seen_at.is_(None), which)
    if db.session.execute(unseen.values(seen_at=now())).rowcount:
        after_commit(mentions.seen, user.id)


def _who(conversation: Conversation) -> str:
    contact = conversation.contact
    return contact.name if contact and contact.name else e164.display(conversation.phone.e164)
