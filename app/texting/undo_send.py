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
from app.models import Conversation, Event, Media, Message, Send, User
from app.models.message import TAKEN_BACK, WAITING
from app.sms.e164 import display
from app.texting import drafts, journey, notices, opt_in_waits, opt_ins, outbox
from app.texting.access import Moved, Problem
from app.texting.changes import Change, announce, announce_changes, number_change
from app.texting.locks import lock_conversations, lock_messages, lock_phones, lock_threads_of
from app.texting.other_numbers import listed, who

LEFT = "It has left already."
NOT_THEIRS = "Only whoever wrote this text can take it back."
ASIDE = "This text went to several. Take it back in the conversation where it was written."
NOT_WRITTEN = "Nobody here wrote this text. It can be canceled, not edited."
GONE = ("sending", "accepted", "unknown", "sent", "delivered", "failed")
IS_SHOWN = or_(Message.code.is_(None), Message.code.not_in(TAKEN_BACK))


@dataclass(frozen=True)
class Returned:
    """What comes back: the words as they were typed, ids of the files, what they were about, the template they came
    from, E.164 numbers of the others ("|" between), whether its author wants to hear of a reply, and whether the client
    was left out."""

    message: Message
    body: str
    media_ids: list[int]
    program_id: int | None
    template_id: int | None = None
    also: str = ""
    notify: bool = False
    leaves_out: bool = False


def wait_for_undo(message: Message, seconds: int) -> None:
    """Let a text that may go at once wait for its author's second thoughts. Where nobody set any seconds none pass."""
    if seconds and message.state == "queued":
        message.not_before = message.created_at + timedelta(seconds=seconds)


def take_back(message: Message, actor: User) -> Returned:
    """Undo Send, also for whom else it went to. Asked again it is answered again, without files. Raises Problem where
    it has left or is somebody else's, access.Moved where its conversation is no longer theirs to see."""
    if message.author_id != actor.id:
        raise Problem(NOT_THEIRS)
    written_in = _written_in(message)
    if written_in != message.conversation_id and not message.also[0]["left_out"]:
        raise Problem(ASIDE)
    act = _of_one_act(message)
    lock_phones({phone_id for _, phone_id in act})
    threads = lock_threads_of(text_id for text_id, _ in act) | lock_conversations([written_in])
    texts = lock_messages(text_id for text_id, _ in act)
    message, conversation = texts[message.id], threads[texts[message.id].conversation_id]
    if conversation.department_id not in actor.department_ids():
        raise Moved
    if (message.state, message.code) == ("canceled", "UNDONE"):
        return _returned(message, [])
    if message.state != "queued" or any(_has_left(each) for each in texts.values()):
        raise Problem(LEFT)
    return _undo(message, list(texts.values()), threads, actor)


def edit(message: Message, actor: User) -> Returned:
    """Cancel a text that waits and have its words back. Asked again by the same person, whose first answer may have
    been lost, it is answered again, without files. Raises what opt_in_waits.cancel() does."""
    if message.author_id is None:
        raise Problem(NOT_WRITTEN)
    if (message.state, message.code) == ("canceled", "EDITED") and _took_out(message, actor):
        return _returned(message, [])
    message = opt_in_waits.cancel(message, actor, "EDITED")
    conversation = db.session.get(Conversation, message.conversation_id)
    returned = _give_back(message, conversation, actor)
    announce(conversation, conversation.change_no, inbox=True)
    return returned


def _took_out(message: Message, actor: User) -> bool:
    event = select(Event.id).filter_by(kind="texts_canceled", message_id=message.id, actor_id=actor.id)
    return db.session.scalar(event.limit(1)) is not None


def _written_in(message: Message) -> int:
    """The conversation in which Send was pressed: its own, or that of a client who was left out or got it too."""
    return message.also[0].get("conversation", message.conversation_id) if message.also else message.conversation_id


def _of_one_act(message: Message) -> list[tuple[int, int]]:
    """The ids of the texts that left by one press of Send, each with its phone's."""
    act = db.session.get(Send, message.send_id) if message.send_id else None
    if act is None or act.conversation_id is None:
        return [(message.id, message.phone_id)]
    query = select(Message.id, Message.phone_id).where(Message.send_id == act.id, Message.purpose != "optin")
    return [(text_id, phone_id) for text_id, phone_id in db.session.execute(query)]


def _has_left(text: Message) -> bool:
    return text.state in WAITING and (text.claimed_at is not None or text.attempt > 1) or text.state in GONE


def _undo(message: Message, texts: list[Message], threads: dict[int, Conversation], actor: User) -> Returned:
    stood = {thread.id: thread.change_no for thread in threads.values()}
    for text in texts:
        if text.state in WAITING:
            text.state, text.code = "canceled", "UNDONE"
            number_change(threads[text.conversation_id], text)
            notices.unwatch(text)
    written_in = threads.get(_written_in(message), threads[message.conversation_id])
    returned = _give_back(message, written_in, actor)
    for text in texts:
        if threads[text.conversation_id].last_message_at == text.sort_at:
            _show_what_was_last(threads[text.conversation_id])
    if message.also:
        names = _unsay(texts, written_in) if returned.leaves_out else _names(message)
        contact_id = written_in.phone.contact_id
        journey.note(message.account_id, contact_id, f"Taken back before it left: the text to {names}.", actor.id)
        opt_ins.clear_held(threads.values())
    announce_changes(Change(thread, stood[thread.id], inbox=True, standing=True) for thread in threads.values())
    return returned


def _names(message: Message) -> str:
    return listed([each["name"] or display(each["e164"]) for each in message.also])


def _unsay(texts: list[Message], thread: Conversation) -> str:
    """The line of the (locked) thread whose client was left out says that it was taken back; of whom it spoke."""
    ids = [text.id for text in texts]
    line = db.session.scalar(select(Event).where(Event.kind == "sent_to_others", Event.message_id.in_(ids)))
    if line is None or line.conversation_id != thread.id:
        return listed([who(text.phone) for text in texts])
    line.detail = line.detail.partition("\n")[0]
    number_change(thread, line)
    return line.detail


def _give_back(message: Message, conversation: Conversation, actor: User) -> Returned:
    returned = _returned(message, _free_files(message, actor))
    kept = drafts.of(conversation, actor)
    if kept is None or not (kept.body or kept.media_ids):
        also = {"to": returned.also, "out": returned.leaves_out} if returned.also else {}
        drafts.save(conversation, actor, returned.body, returned.media_ids, (kept.version if kept else 0) + 1, also)
    if conversation.last_message_at == message.sort_at:
        _show_what_was_last(conversation)
    return returned


def _returned(message: Message, files: list[int]) -> Returned:
    is_undone = message.code == "UNDONE"
    first = message.also[0] if message.also and is_undone else {}
    also = "|".join(first.get("to") or [each["e164"] for each in message.also] if first else [])
    is_noticed = message.notify_id == message.author_id if is_undone else False
    return Returned(message, message.typed or message.body, files, message.program_id, message.template_id, also,
                    is_noticed, bool(first.get("left_out")))


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
    is_answer = Message.author_id.is_not(None), Message.schedule_id.is_(None), IS_SHOWN
    answers = select(func.max(Message.sort_at)).where(thread, *is_answer)
    first = select(func.min(Message.created_at)).where(thread, Message.direction == "in")
    answered = db.session.scalar(answers)
    return db.session.scalar(first.where(Message.sort_at > answered) if answered else first) or last.created_at
