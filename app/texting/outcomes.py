"""What came of a try at the carrier: record(outcomes) settles claimed texts as accepted, failed, queued again or
unknown; carrier_said(update) takes in a status callback.

States only move forward: of all that the carrier ever says about one SID the highest status counts (statuses.py),
so every order and repetition ends the same. 429, 21611 and 30001 never reached a carrier: the text goes back
to the queue as a new attempt with a SID of its own. A word on an older attempt changes nothing once the new one is on
its way; while the text still waits, it proves that the text has left already, and the text is not sent again.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app import queues
from app.clock import now
from app.extensions import db
from app.models import Account, Attempt, CarrierEvent, Conversation, Message, Phone
from app.models.message import WAITING
from app.sms import errors, statuses
from app.sms.webhook_params import StatusUpdate
from app.texting import consent, journey
from app.texting.changes import announce_all, number_change
from app.texting.locks import lock_conversations, lock_messages
from app.texting.scene import lock_number, whole_number
from app.transaction import after_commit

BACK_OFF_S, BACK_OFF_MAX_S = 1.0, 300.0
AFTER_RANK = {3: "sent", 4: "canceled", 5: "failed", 6: "failed", 7: "delivered", 8: "delivered"}
OPEN = ("sending", "unknown")
NOT_WITH_THE_CARRIER = (*OPEN, *WAITING, "canceled", "refused")
LEFT = ("sent", "partially_delivered", "delivered", "undelivered", "read")
QUEUE_FULL = 5  # doublings more: the carrier's queue holds ten hours, and a late word on the old SID may still come
Said = dict[str, list[tuple[str, int]]]


@dataclass(frozen=True)
class Outcome:
    """What one try came to. kind: accepted (sid, status), refused (code, http_status), not_sent, unknown."""

    message_id: int
    attempt: int
    kind: str
    sid: str | None = None
    status: str | None = None
    code: int | None = None
    http_status: int | None = None
    retry_after: float | None = None


def record(outcomes: Sequence[Outcome]) -> None:
    """Settle claimed texts. One that a callback or a listing settled in the meantime stays as it is."""
    opted_out = [o for o in outcomes if o.code == 21610]
    for outcome in opted_out:
        _opted_out(outcome)
    rest = {o.message_id: o for o in outcomes if o not in opted_out}
    conversations = lock_conversations(_conversation_ids(list(rest)))
    touched: dict[int, tuple[Conversation, int, bool]] = {}
    messages = lock_messages(rest)
    said = _said_of([o.sid for o in rest.values() if o.sid])
    for message in messages.values():
        outcome = rest[message.id]
        if outcome.attempt == message.attempt:
            _apply(outcome, message, conversations[message.conversation_id], touched, said)
    announce_all(touched)


def carrier_said(update: StatusUpdate, message_id: int | None, attempt: int | None) -> None:
    """Take in a status callback. `message_id` and `attempt` come from its signed query: they prove that the
    carrier accepted this try, also where the answer to our own call never came."""
    is_new = _keep(update, message_id)
    found = _message_of(update.sid, message_id)
    if found is None:
        return
    if update.error_code == 21610 and is_new:
        _opted_out(Outcome(found, attempt or 1, "callback", update.sid, update.status, 21610))
        return
    conversation_ids = _conversation_ids([found])
    conversations = lock_conversations(conversation_ids)
    message = lock_messages([found])[found]
    touched: dict[int, tuple[Conversation, int, bool]] = {}
    if _adopt(message, update.sid, attempt):
        _move(message, conversations[message.conversation_id], touched, _said_of([update.sid]))
    announce_all(touched)


def requeue(message: Message, delay_s: float, is_new_attempt: bool) -> None:
    """Back to the queue, not before `delay_s`. A new attempt forgets the SID of the last one."""
    message.state, message.not_before = "queued", now() + timedelta(seconds=delay_s)
    message.claimed_at = message.absent_at = None
    if is_new_attempt:
        message.attempt += 1
        message.carrier_sid = message.carrier_status = message.error_code = None
    after_commit(queues.ring)


def back_off(attempt: int, retry_after: float | None = None) -> float:
    """Seconds to wait before the next try: doubled each time, with jitter, never less than the carrier asks."""
    longest = min(BACK_OFF_MAX_S, BACK_OFF_S * 2 ** min(attempt - 1, 12))
    return max(retry_after or 0.0, random.uniform(longest / 2, longest))


def _apply(outcome: Outcome, message: Message, conversation: Conversation, touched: dict, said: Said) -> None:
    if outcome.kind == "accepted":
        if _adopt(message, outcome.sid, outcome.attempt):
            _move(message, conversation, touched, said, outcome.status, outcome.code)
        return
    if message.state not in OPEN:
        return
    if outcome.kind == "unknown":
        message.state = "unknown"
    elif outcome.kind == "not_sent":
        requeue(message, back_off(message.attempt + 2), is_new_attempt=False)
    elif errors.is_backoff(outcome.code, outcome.http_status):
        requeue(message, back_off(message.attempt, outcome.retry_after), is_new_attempt=True)
    else:
        _fail(message, conversation, outcome.code or outcome.http_status)
    _touch(message, conversation, touched, inbox=message.state == "failed")


def _adopt(message: Message, sid: str | None, attempt: int | None) -> bool:
    """Whether this SID is the message's present try; takes it over where the try had none yet, and where a text that
    waits to be tried anew turns out to have left at an earlier try."""
    if message.carrier_sid == sid:
        return True
    number = attempt or 1
    if sid is None or number > message.attempt:
        return False
    _note_attempt(message, sid, number)
    is_under_way = message.state == "sending" and number < message.attempt
    if message.carrier_sid is not None or is_under_way or message.state not in NOT_WITH_THE_CARRIER:
        return False
    message.attempt, message.carrier_sid = number, sid
    message.needs_person, message.not_before = False, None
    if message.state not in OPEN:
        message.state = "unknown"
    return True


def _note_attempt(message: Message, sid: str, number: int) -> None:
    """Know this SID as ours from now on, so that no listing takes it for another text's."""
    dialect = {"postgresql": postgresql, "sqlite": sqlite}[db.engine.dialect.name]
    row = dialect.insert(Attempt).values(carrier_sid=sid, message_id=message.id, number=number, created_at=now())
    db.session.execute(row.on_conflict_do_nothing())


def _move(
    message: Message, conversation: Conversation, touched: dict, said: Said, status: str | None = None,
    code: int | None = None,
) -> None:
    """Set the message to the highest that the carrier has said of its SID so far, callbacks kept before included."""
    before = (message.state, message.error_code)
    state = None
    held = [(message.carrier_status, message.error_code), (status, code)]  # a listing's word is no callback
    words = [*said.get(message.carrier_sid, ()), *held]
    for word, its_code in words:
        state = statuses.advance(state, (word or "", its_code or None)) or state
    _set_state(message, conversation, state, has_left=any(word in LEFT for word, _ in words))
    if (message.state, message.error_code) != before:
        _touch(message, conversation, touched, inbox="failed" in (before[0], message.state))


def _set_state(
    message: Message, conversation: Conversation, state: statuses.State | None, has_left: bool
) -> None:
    if state is None:
        message.state = "accepted" if message.state in OPEN else message.state
        return
    code = statuses.failure_code(state)
    never_left = state[0] == "failed" and errors.is_backoff(code, None) and not has_left
    if never_left and message.state in (*OPEN, "accepted"):
        requeue(message, back_off(message.attempt + QUEUE_FULL), is_new_attempt=True)
        return
    message.carrier_status, message.error_code = state[0], code
    target = AFTER_RANK.get(statuses.RANK[state[0]], "accepted")
    if target == "failed" and message.state != "failed":
        _fail(message, conversation, code)
    elif message.state == "failed" and target != "failed" and conversation.reason == "failed":
        conversation.reason = ""
    message.state = target


def _fail(message: Message, conversation: Conversation, code: int | None) -> None:
    message.state, message.error_code, conversation.reason = "failed", code, "failed"
    journey.tell("text_failed", conversation, _contact_id(message.phone_id), message_id=message.id,
                 detail=str(code or ""))


def _opted_out(outcome: Outcome) -> None:
    """21610, at create or later: the number is blocked here too, with all effects, and the text has failed."""
    message = db.session.get(Message, outcome.message_id)
    phone = db.session.get(Phone, message.phone_id)
    phones = lock_number(db.session.get(Account, message.account_id), phone.e164)
    scene = whole_number(phones)
    message = lock_messages([outcome.message_id])[outcome.message_id]
    conversation = scene.conversations[message.conversation_id]
    if outcome.sid:
        if _adopt(message, outcome.sid, outcome.attempt):
            _move(message, conversation, {}, _said_of([outcome.sid]), outcome.status, outcome.code)
    elif outcome.attempt == message.attempt and message.state in OPEN:
        _fail(message, conversation, 21610)
        number_change(conversation, message)
    consent.block_by_carrier(message, phones[phone.id], scene)
    scene.announce(standing=True)


def _touch(message: Message, conversation: Conversation, touched: dict, inbox: bool) -> None:
    _, since, also = touched.get(conversation.id, (conversation, conversation.change_no, False))
    touched[conversation.id] = (conversation, since, also or inbox)
    number_change(conversation, message)


def _keep(update: StatusUpdate, message_id: int | None) -> bool:
    """Keep a callback as it came; whether it is new. A replayed opt-out must not undo a START that came since."""
    dialect = {"postgresql": postgresql, "sqlite": sqlite}[db.engine.dialect.name]
    row = dialect.insert(CarrierEvent).values(
        carrier_sid=update.sid, status=update.status[:24], error_code=update.error_code or 0, message_id=message_id,
        received_at=now(),
    )
    row = row.on_conflict_do_nothing(index_elements=["carrier_sid", "status", "error_code"])
    return db.session.execute(row.returning(CarrierEvent.id)).first() is not None


def _said_of(sids: Sequence[str]) -> Said:
    """What callbacks have said of these SIDs so far: status and error code (0: none)."""
    said: Said = {}
    query = select(CarrierEvent.carrier_sid, CarrierEvent.status, CarrierEvent.error_code)
    for sid, *event in db.session.execute(query.where(CarrierEvent.carrier_sid.in_(sids))) if sids else ():
        said.setdefault(sid, []).append(tuple(event))
    return said


def _message_of(sid: str, message_id: int | None) -> int | None:
    """The message this SID belongs to; where the SID is new here, the one that the callback's query names."""
    known = db.session.scalar(select(Attempt.message_id).where(Attempt.carrier_sid == sid))
    if known is not None or message_id is None:
        return known
    return db.session.scalar(select(Message.id).where(Message.id == message_id, Message.direction == "out"))


def _conversation_ids(message_ids: Sequence[int]) -> list[int]:
    query = select(Message.conversation_id).where(Message.id.in_(message_ids)).distinct()
    return list(db.session.scalars(query)) if message_ids else []


def _contact_id(phone_id: int) -> int | None:
    return db.session.scalar(select(Phone.contact_id).where(Phone.id == phone_id))
