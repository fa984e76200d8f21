"""Texts that wait for an opt-in, looked after by the clock: tend() settles one number's whose question came to nothing,
was answered, or found no answer in time; cancel() takes out one that somebody here no longer wants.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from sqlalchemy import and_, bindparam, literal_column, or_, select
from sqlalchemy.orm import aliased

from app import queues
from app.clock import now
from app.extensions import db
from app.models import Account, Message, OptIn, Phone, User
from app.models.message import OPEN, WAITING, is_one_of
from app.models.opt_in import LAPSES_AFTER, state_at
from app.policy.rows_opt_in import PATIENCE
from app.sms import e164
from app.texting import journey, not_sent, notices, opt_ins, outbox
from app.texting.access import Problem, lock_for
from app.texting.changes import announce, number_change
from app.texting.facts import facts_of, lock_pauses
from app.texting.locks import lock_messages, lock_phones
from app.texting.opt_ins import AWAITING
from app.texting.scene import Scene, lock_number, whole_number
from app.transaction import after_commit

GONE = "This text waits no more. Load the page again."
TOO_LATE, TOO_LONG = "for thirty days", "for a week"
QUESTION = aliased(Message)
HELD = and_(Message.state == "held", is_one_of(Message.state, OPEN), Message.code == AWAITING)
OUT_OF_TIME = Message.waits_since <= bindparam("impatient")
SETTLED = or_(
    OptIn.id.is_(None), OptIn.state.in_(("ACCEPTED", "REJECTED")),
    and_(OptIn.state == "NOT_SENT", or_(QUESTION.id.is_(None), QUESTION.state.not_in(OPEN))),
)
WAITERS = select(Message.phone_id).outerjoin(OptIn, OptIn.phone_id == Message.phone_id).outerjoin(
    QUESTION, QUESTION.id == OptIn.message_id
).where(HELD, Message.phone_id > bindparam("after"), or_(OUT_OF_TIME, SETTLED)).order_by(Message.phone_id).limit(1)
LAPSED = select(OptIn.phone_id).where(
    OptIn.state == literal_column("'SENT'"), OptIn.asked_at <= bindparam("lapsed"), OptIn.phone_id > bindparam("after")
).order_by(OptIn.phone_id).limit(1)


def tend(after: int = 0) -> int | None:
    """Settle what waits for the next number beyond the phone `after`; that phone, None where none is left."""
    at = now()
    found = [
        db.session.scalar(WAITERS, {"after": after, "impatient": at - PATIENCE}),
        db.session.scalar(LAPSED, {"after": after, "lapsed": at - LAPSES_AFTER}),
    ]
    phone_id = min((each for each in found if each is not None), default=None)
    if phone_id is not None:
        phone = db.session.get(Phone, phone_id)
        account = db.session.get(Account, phone.account_id)
        phones = lock_number(account, phone.e164)
        paused = lock_pauses()
        _tend(phones[phone_id], whole_number(phones), paused)
    return phone_id


def cancel(message: Message, actor: User, code: str = "CANCELED") -> Message:
    """Take out a text that waits to be sent. Raises Problem where it has left or was settled, access.Moved where its
    conversation is no longer theirs to see."""
    lock_phones([message.phone_id])
    conversation = lock_for(db.session.scalar(select(Message.conversation_id).where(Message.id == message.id)), actor)
    message = lock_messages([message.id])[message.id]
    if message.conversation_id != conversation.id or message.state not in WAITING or message.purpose == "system":
        raise Problem(GONE)
    since = conversation.change_no
    message.state, message.code = "canceled", code
    number_change(conversation, message)
    notices.unwatch(message)
    journey.tell("texts_canceled", conversation, conversation.phone.contact_id, message_id=message.id,
                 actor_id=actor.id)
    if message.purpose == "optin":
        opt_ins.heard(message, conversation)
    opt_ins.clear_held([conversation])
    announce(conversation, since, inbox=True, standing=True)
    return message


def _tend(phone: Phone, scene: Scene, paused: set[int | None]) -> None:
    row = opt_ins.lock_rows({phone.id: phone.account_id})[phone.id]
    if row.state == "SENT" and state_at(row.state, row.asked_at, now()) != "SENT":
        _lapse(row, phone, scene)
    query = select(Message.id).where(Message.phone_id == phone.id, HELD)
    found = lock_messages(db.session.scalars(query).all(), with_numbers=True).values()
    held = [message for message in found if (message.state, message.code) == ("held", AWAITING)]
    facts = facts_of(held, scene.phones, scene.conversations, paused)
    came_to_nothing = row.state == "NOT_SENT" and row.why
    for message in held:
        known = facts[message.id]
        verdict = outbox.decide_anew(message, opt_ins.refused_by(known, row.why) if came_to_nothing else known)
        if verdict.may_go:
            message.state, message.waits_since = "queued", None
            after_commit(queues.ring)
    still = [(m, scene.conversations[m.conversation_id]) for m in held if (m.state, m.code) == ("held", AWAITING)]
    if still:
        opt_ins.ask(still, scene.phones, paused)
    _tell(phone, scene, [message for message in held if (message.state, message.code) != ("held", AWAITING)])
    opt_ins.clear_held(scene.conversations.values())
    scene.announce(standing=True)


def _lapse(row: OptIn, phone: Phone, scene: Scene) -> None:
    row.state, row.changed_at, row.why = "NOT_SENT", now(), ""
    asked_in = db.session.scalar(select(Message.conversation_id).where(Message.id == row.message_id))
    for conversation in scene.of_phone(phone):
        if conversation.id == asked_in:
            journey.tell("opt_in_lapsed", conversation, phone.contact_id, message_id=row.message_id, detail=TOO_LATE)


def _tell(phone: Phone, scene: Scene, settled: list[Message]) -> None:
    """Have the threads, the journey and the History Notes speak of these texts."""
    for message in settled:
        number_change(scene.conversations[message.conversation_id], message)
    unanswered = Counter(m.conversation_id for m in settled if m.code == "OPTIN_NOT_ANSWERED")
    for conversation_id, count in unanswered.items():
        conversation = scene.conversations[conversation_id]
        journey.tell("opt_in_lapsed", conversation, phone.contact_id, count=count, detail=TOO_LONG)
        journey.note(phone.account_id, phone.contact_id, _words(phone, count))
    for message in settled:
        not_sent.tell(message, scene.conversations[message.conversation_id], phone)


def _words(phone: Phone, count: int) -> str:
    texts = "A text that waited was" if count == 1 else f"{count} texts that waited were"
    days = PATIENCE // timedelta(days=1)
    return f"{e164.display(phone.e164)} didn't answer the opt-in for {days} days. {texts} canceled."
