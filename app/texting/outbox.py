"""The outbox: put() writes a text to be sent, draft() and write() several that the gate is asked about in between,
decide_anew() decides again, cancel_waiting() takes texts out, release() lets held ones try again.

The message table is the outbox; the database says what is due. Every text passes the gate here and again
inside the claim.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm.attributes import set_committed_value

from app import queues
from app.clock import now
from app.extensions import db
from app.models import Conversation, Message, Number, Phone, Send, User
from app.models.conversation import PREVIEW_LENGTH
from app.models.message import OPEN, WAITING, is_one_of
from app.policy import gate
from app.policy.facts import Facts
from app.policy.verdict import DEFER, HOLD, REFUSE, Verdict
from app.sms import segments
from app.sms.media_types import words_for
from app.texting import lines, notices
from app.texting.changes import number_change
from app.texting.facts import facts_of
from app.texting.locks import lock_messages
from app.texting.scene import Scene
from app.texting.ways import sender_for
from app.transaction import after_commit

NOT_PAUSED: set[int | None] = set()  # a pause is not why a text is canceled
SENDS = insert(Send.__table__).returning(Send.__table__.c.id, sort_by_parameter_order=True)
STATE_OF = {REFUSE: "refused", HOLD: "held", DEFER: "deferred"}


def put(
    conversation: Conversation, phone: Phone, number: Number, body: str, purpose: str, facts: Facts,
    expires_at: datetime | None = None,
) -> Message:
    """Write one text of our own into the outbox of this (locked) conversation, gated, and ring the doorbell if it may
    go."""
    message = draft(conversation, phone, number, body, purpose, expires_at=expires_at)
    decide_anew(message, facts)
    write([(message, conversation)])
    return message


def draft(
    conversation: Conversation, phone: Phone, number: Number, body: str, purpose: str, author: User | None = None,
    client_id: str | None = None, expires_at: datetime | None = None, files: int = 0, program_id: int | None = None,
    override: str = "",
) -> Message:
    """A text of this conversation that is written nowhere yet: the gate is asked about it first (decide_anew), and
    only then write() gives it its place. A notice that this number may not send leaves from one that may."""
    number = sender_for(number, purpose)
    message = Message(
        account_id=conversation.account_id, conversation_id=conversation.id, phone_id=phone.id, number_id=number.id,
        department_id=conversation.department_id, author_id=author.id if author else None,
        client_id=client_id or str(uuid.uuid4()), direction="out", purpose=purpose, body=body,
        footer="", segments=0, media_count=files, state="queued", created_at=now(), expires_at=expires_at,
        program_id=program_id, override=override,
    )
    set_committed_value(message, "number", number)
    return message


def write(decided: Sequence[tuple[Message, Conversation]]) -> None:
    """Write texts that the gate has decided on, each the last of its (locked) conversation, and ring the doorbell if
    one may go. They cost few statements more than one."""
    lines.ask_before([message for message, _ in decided])
    lone = [message for message, _ in decided if message.send_id is None]
    sends = [{"account_id": m.account_id, "author_id": m.author_id, "created_at": m.created_at} for m in lone]
    for send_id, message in zip(db.session.scalars(SENDS, sends).all() if lone else (), lone, strict=True):
        message.send_id = send_id
    for message, conversation in decided:
        message.sort_at = stand_after(conversation)
        number_change(conversation, message)
        show_last(conversation, message, message.sort_at)
        db.session.add(message)
    db.session.flush()
    if any(message.state == "queued" and message.not_before is None for message, _ in decided):
        after_commit(queues.ring)


def decide_anew(message: Message, facts: Facts) -> Verdict:
    """Run the gate on a (locked) text that waits, and keep the new decision in place of the old."""
    verdict = gate.decide(facts)
    message.code, message.decision = verdict.code, gate.record(facts, verdict)
    message.purpose = facts.purpose
    if message.footer != facts.footer or not message.segments:
        message.footer = facts.footer
        message.segments = segments.count(message.wire_body).segments
    if not verdict.may_go:
        _wait(message, verdict)
    return verdict


def _wait(message: Message, verdict: Verdict) -> None:
    """Refused, held, deferred until its instant; canceled where it has waited too long for its hour or for an
    answer."""
    is_over = verdict.code in ("STALE", "OPTIN_NOT_ANSWERED") and message.waits_since is not None
    message.state = "canceled" if is_over else STATE_OF[verdict.kind]
    if verdict.kind in (HOLD, DEFER) and message.waits_since is None:
        message.waits_since = now()
    if verdict.kind == DEFER:
        message.not_before = datetime.fromisoformat(verdict.at)


def sentence_of(message: Message) -> str:
    """What the gate said of this text last."""
    return gate.recall(message.decision)[2]["sentence"] if message.decision else ""


def cancel_waiting(
    scene: Scene, phone: Phone, code: str, but: tuple[str, ...] = ("system",), said_in: int | None = None
) -> int:
    """Cancel every text that waits for this phone, whatever conversation it stands in, `but` those of some purposes;
    how many. Who asked to be told of one hears of it, except in the conversation where they have just heard why."""
    query = select(Message.id).where(
        Message.phone_id == phone.id, Message.state.in_(WAITING), is_one_of(Message.state, OPEN)
    )
    messages = lock_messages(db.session.scalars(query).all(), with_numbers=True)
    canceled = [m for m in messages.values() if m.state in WAITING and m.purpose not in but]
    facts = facts_of(canceled, scene.phones, scene.conversations, NOT_PAUSED)
    for message in canceled:
        decide_anew(message, facts[message.id])
        message.state, message.code = "canceled", code
        number_change(scene.conversations[message.conversation_id], message)
        if message.conversation_id != said_in:
            notices.failed(message, scene.conversations[message.conversation_id], sentence_of(message))
    return len(canceled)


def release(scene: Scene, phone: Phone, code: str) -> int:
    """Queue again what is held for this phone with this code; each passes the gate once more. How many."""
    query = select(Message.id).where(
        Message.phone_id == phone.id, Message.state == "held", is_one_of(Message.state, OPEN), Message.code == code
    )
    messages = [m for m in lock_messages(db.session.scalars(query).all()).values() if m.state == "held"]
    for message in messages:
        message.state, message.waits_since = "queued", None
        number_change(scene.conversations[message.conversation_id], message)
    if messages:
        after_commit(queues.ring)
    return len(messages)


def let_lapse(scene: Scene, phone: Phone) -> None:
    """A confirmation that still waits for this phone is overtaken by what the person texted since."""
    messages = _waiting(phone, "system")
    for message in messages:
        message.expires_at = now()
    _decide_all(messages, scene)


def decide_waiting(scene: Scene, phone: Phone, purpose: str) -> None:
    """Ask the gate again about what waits for this phone with this purpose: something has changed."""
    _decide_all(_waiting(phone, purpose), scene)


def _waiting(phone: Phone, purpose: str) -> list[Message]:
    query = select(Message.id).where(
        Message.phone_id == phone.id, Message.state.in_(WAITING), is_one_of(Message.state, OPEN),
        Message.purpose == purpose,
    )
    locked = lock_messages(db.session.scalars(query).all(), with_numbers=True)
    return [message for message in locked.values() if message.state in WAITING]


def _decide_all(messages: list[Message], scene: Scene) -> None:
    facts = facts_of(messages, scene.phones, scene.conversations, NOT_PAUSED)
    for message in messages:
        decide_anew(message, facts[message.id])
        number_change(scene.conversations[message.conversation_id], message)


def stand_after(conversation: Conversation) -> datetime:
    """The place of a new text in its thread: now, or just after the last one where the clock stood still."""
    return max(now(), conversation.last_message_at + timedelta(microseconds=1))


def show_last(conversation: Conversation, message: Message, at: datetime, content_types: Sequence[str] = ()) -> None:
    """Let the inbox row speak of this text, or, where it has no words, of its files (by their content types)."""
    conversation.last_message_at = at
    words = " ".join(message.body.split())[:PREVIEW_LENGTH]
    conversation.preview = words or words_for(list(content_types))
    conversation.preview_is_ours = not message.is_inbound
    conversation.preview_author_id = message.author_id
