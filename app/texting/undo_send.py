"""A text taken back before it leaves: take_back() in its author's seconds after Send, edit() whatever else waits.

Both give back what the composer gets, as Returned; its files are unsent uploads again, and its words the draft of
whoever asked, where nothing newer stands there. A text that was claimed has left: the claim takes the same locks, so
exactly one of the two has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update

from app.clock import now
from app.extensions import db
from app.models import Conversation, Event, Media, Message, User
from app.texting import drafts, opt_in_waits, outbox
from app.texting.access import Problem, lock_for
from app.texting.changes import announce, number_change
from app.texting.locks import lock_messages, lock_phones

LEFT = "It has left already."
NOT_THEIRS = "Only whoever wrote this text can take it back."
NOT_WRITTEN = "Nobody here wrote this text. It can be canceled, not edited."
BACK = ("UNDONE", "EDITED")
IS_SHOWN = or_(Message.code.is_(None), Message.code.not_in(BACK))


@dataclass(frozen=True)
class Returned:
    """What comes back: the words as they were typed, ids of the files, what they were about."""

    message: Message
    body: str
    media_ids: list[int]
    program_id: int | None


def wait_for_undo(message: Message, seconds: int) -> None:
    """Let a text that may go at once wait for its author's second thoughts. Where nobody set any seconds none pass."""
    if seconds and message.state == "queued":
        message.not_before = message.created_at + timedelta(seconds=seconds)


def take_back(message: Message, actor: User) -> Returned:
    """Undo Send. Asked again it is answered again, without files. Raises Problem where the text has left or is
    somebody else's, access.Moved where its conversation is no longer theirs to see."""
    if message.author_id != actor.id:
        raise Problem(NOT_THEIRS)
    lock_phones([message.phone_id])
    conversation = lock_for(db.session.scalar(select(Message.conversation_id).where(Message.id == message.id)), actor)
    message = lock_messages([message.id])[message.id]
    if (message.state, message.code) == ("canceled", "UNDONE"):
        return Returned(message, message.typed or message.body, [], message.program_id)
    if message.state != "queued" or message.claimed_at is not None or message.attempt > 1:
        raise Problem(LEFT)
    since = conversation.change_no
    message.state, message.code = "canceled", "UNDONE"
    number_change(conversation, message)
    returned = _give_back(message, conversation, actor)
    announce(conversation, since, inbox=True, standing=True)
    return returned


def edit(message: Message, actor: User) -> Returned:
    """Cancel a text that waits and have its words back. Raises what opt_in_waits.cancel() does."""
    if message.author_id is None:
        raise Problem(NOT_WRITTEN)
    message = opt_in_waits.cancel(message, actor, "EDITED")
    conversation = db.session.get(Conversation, message.conversation_id)
    returned = _give_back(message, conversation, actor)
    announce(conversation, conversation.change_no, inbox=True)
    return returned


def _give_back(message: Message, conversation: Conversation, actor: User) -> Returned:
    body, files = message.typed or message.body, _free_files(message, actor)
    kept = drafts.of(conversation, actor)
    if kept is None or not (kept.body or kept.media_ids):
        drafts.save(conversation, actor, body, files, (kept.version if kept else 0) + 1)
    if conversation.last_message_at == message.sort_at:
        _show_what_was_last(conversation)
    return Returned(message, body, files, message.program_id)


def _free_files(message: Message, actor: User) -> list[int]:
    """The files of this text as uploads of the actor's that were not sent; addresses of links stay what they are."""
    of_text = select(Media.id).where(Media.message_id == message.id).order_by(Media.position)
    ids = list(db.session.scalars(of_text))
    if ids:
        free = {"message_id": None, "position": 0, "author_id": actor.id, "created_at": now()}
        db.session.execute(update(Media).where(Media.id.in_(ids)).values(free))
        message.media_count = 0
        db.session.flush()
        db.session.expire(message, ["media"])
    return ids


def _show_what_was_last(conversation: Conversation) -> None:
    """The inbox row speaks of the text before, and waits for an answer again where that one asked for it."""
    newest = select(Message).where(Message.conversation_id == conversation.id, IS_SHOWN)
    last = db.session.scalar(newest.order_by(Message.sort_at.desc(), Message.id.desc()).limit(1))
    if last is None:
        conversation.last_message_at, conversation.preview = conversation.created_at, ""
        return
    types = [media.content_type for media in last.media if not media.as_link] if last.media_count else []
    outbox.show_last(conversation, last, last.sort_at, types)
    asks = last.is_inbound and last.keyword is None and conversation.reason != "stop"
    if asks and conversation.waiting_since is None and conversation.state == "open" and not _was_closed(last):
        conversation.waiting_since = _asked_first(conversation, last)


def _was_closed(last: Message) -> bool:
    """Whether somebody found that this text needs no answer."""
    closed = select(Event.id).where(Event.conversation_id == last.conversation_id, Event.kind == "closed")
    return db.session.scalar(closed.where(Event.at >= last.created_at).limit(1)) is not None


def _asked_first(conversation: Conversation, last: Message) -> datetime:
    """When the first text came that nobody has answered."""
    thread = Message.conversation_id == conversation.id
    answers = select(func.max(Message.sort_at)).where(thread, Message.author_id.is_not(None), IS_SHOWN)
    first = select(func.min(Message.created_at)).where(thread, Message.direction == "in")
    answered = db.session.scalar(answers)
    return db.session.scalar(first.where(Message.sort_at > answered) if answered else first) or last.created_at
