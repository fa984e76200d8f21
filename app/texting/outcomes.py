"""What came of a try at the carrier: record(outcomes) settles claimed texts as accepted, failed, queued again or
unknown; carrier_said(update) takes in a status callback, carrier_said_all(heard) several in one transaction.

States only move forward: of all that the carrier ever says about one SID the highest status counts (statuses.py),
so every order and repetition ends the same. 429, 21611 and 30001 never reached a carrier: the text goes back
to the queue as a new attempt with a SID of its own. A word on an older attempt changes nothing once the new one is on
its way; while the text still waits, it proves that the text has left already, and the text is not sent again.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app import queues
from app.clock import now
from app.extensions import db
from app.models import Account, Attempt, Conversation, Message, Phone
from app.models.message import WAITING
from app.sms import errors, statuses
from app.sms.webhook_params import StatusUpdate
from app.texting import consent, desk, journey, line_proofs, notices, opt_ins
from app.texting.changes import Change, announce_changes, number_change
from app.texting.heard import Heard, Said, keep, messages_of, row_key, said_of
from app.texting.inserts import insert_or_leave
from app.texting.locks import lock_messages, lock_threads_of
from app.texting.scene import lock_number, whole_number
from app.together import APART
from app.transaction import after_commit

BACK_OFF_S, BACK_OFF_MAX_S = 1.0, 300.0
AFTER_RANK = {3: "sent", 4: "canceled", 5: "failed", 6: "failed", 7: "delivered", 8: "delivered"}
OPEN = ("sending", "unknown")
NOT_WITH_THE_CARRIER = (*OPEN, *WAITING, "canceled", "refused")
LEFT = ("sent", "partially_delivered", "delivered", "undelivered", "read")
QUEUE_FULL = 5  # doublings more: the carrier's queue holds ten hours, and a late word on the old SID may still come


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


@dataclass
class _Page:
    """What one transaction works on: locked conversations, what was said of the SIDs at hand, and what it changes."""

    conversations: dict[int, Conversation]
    said: Said
    touched: dict[int, tuple[Conversation, int, bool]] = field(default_factory=dict)
    attempts: dict[str, dict[str, Any]] = field(default_factory=dict)
    failed: set[int] = field(default_factory=set)
    asks: set[int] = field(default_factory=set)

    def touch(self, message: Message, inbox: bool, has_failed: bool) -> None:
        """The text's thread has changed, and with `inbox` the row of its conversation; `has_failed`: just now."""
        conversation = self.conversations[message.conversation_id]
        _, since, also = self.touched.get(conversation.id, (conversation, conversation.change_no, False))
        self.touched[conversation.id] = (conversation, since, also or inbox)
        self.failed |= {conversation.id} if has_failed else set()
        number_change(conversation, message)
        if message.purpose == "optin":
            opt_ins.heard(message, conversation)
            self.asks.add(conversation.id)

    def note_attempt(self, message: Message, sid: str, number: int) -> None:
        """Know this SID as ours from now on, so that no listing takes it for another text's."""
        self.attempts[sid] = {"carrier_sid": sid, "message_id": message.id, "number": number, "created_at": now()}

    def write_attempts(self) -> None:
        if self.attempts:
            insert_or_leave(Attempt, [self.attempts[sid] for sid in sorted(self.attempts)])

    def close(self) -> None:
        """Write what was noted and have the changes pushed."""
        self.write_attempts()
        stands_anew = {id: id in self.failed and desk.failed(each[0]) for id, each in self.touched.items()}
        announce_changes([Change(*each, stands_anew[id] or id in self.asks) for id, each in self.touched.items()])


def record(outcomes: Sequence[Outcome]) -> None:
    """Settle claimed texts. One that a callback or a listing settled in the meantime stays as it is."""
    for outcome in (o for o in outcomes if o.code == 21610):
        _opted_out(outcome)
    rest = {o.message_id: o for o in outcomes if o.code != 21610}
    conversations = lock_threads_of(rest)
    messages = lock_messages(rest)
    page = _Page(conversations, said_of([o.sid for o in rest.values() if o.sid]))
    for message in messages.values():
        outcome = rest[message.id]
        if outcome.attempt == message.attempt:
            _apply(outcome, message, page)
    page.close()


def carrier_said(update: StatusUpdate, message_id: int | None, attempt: int | None) -> None:
    """Take in a status callback. `message_id` and `attempt` come from its signed query: they prove that the
    carrier accepted this try, also where the answer to our own call never came."""
    carrier_said_all([(update, message_id, attempt)])


def carrier_said_all(heard: Sequence[Heard]) -> list[Any]:
    """Take in callbacks, each with what its query names. Among several, an opt-out is left APART: it locks phones."""
    results = [APART if len(heard) > 1 and update.error_code == 21610 else None for update, _, _ in heard]
    taken = [each for each, result in zip(heard, results, strict=True) if result is not APART]
    new = keep(taken)
    found = messages_of(taken)
    [update, _, attempt] = taken[0] if taken else (None, None, None)
    if len(taken) == 1 and update.error_code == 21610 and update.sid in found and row_key(update) in new:
        _opted_out(Outcome(found[update.sid], attempt or 1, "callback", update.sid, update.status, 21610))
    elif found:
        _move_all(taken, found)
    return results


def _move_all(heard: Sequence[Heard], found: dict[str, int]) -> None:
    """Move the texts that these callbacks speak of to where all that was said of them puts them."""
    page = _Page(lock_threads_of(found.values()), said_of(list(found)))
    messages = lock_messages(found.values())
    for update, _, attempt in heard:
        message = messages[found[update.sid]] if update.sid in found else None
        if message is not None and _adopt(message, update.sid, attempt, page):
            _move(message, page)
    page.close()


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


def _apply(outcome: Outcome, message: Message, page: _Page) -> None:
    if outcome.kind == "accepted":
        if _adopt(message, outcome.sid, outcome.attempt, page):
            _move(message, page, outcome.status, outcome.code)
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
        _fail(message, page.conversations[message.conversation_id], outcome.code or outcome.http_status)
    page.touch(message, inbox=message.state == "failed", has_failed=message.state == "failed")


def _adopt(message: Message, sid: str | None, attempt: int | None, page: _Page) -> bool:
    """Whether this SID is the message's present try; takes it over where the try had none yet, and where a text that
    waits to be tried anew turns out to have left at an earlier try."""
    if message.carrier_sid == sid:
        return True
    number = attempt or 1
    if sid is None or number > message.attempt:
        return False
    page.note_attempt(message, sid, number)
    is_under_way = message.state == "sending" and number < message.attempt
    if message.carrier_sid is not None or is_under_way or message.state not in NOT_WITH_THE_CARRIER:
        return False
    message.attempt, message.carrier_sid = number, sid
    message.needs_person, message.not_before = False, None
    if message.state not in OPEN:
        message.state = "unknown"
    return True


def _move(message: Message, page: _Page, status: str | None = None, code: int | None = None) -> None:
    """Set the message to the highest that the carrier has said of its SID so far, callbacks kept before included."""
    before = (message.state, message.error_code)
    state = None
    held = [(message.carrier_status, message.error_code), (status, code)]  # a listing's word is no callback
    words = [*page.said.get(message.carrier_sid, ()), *held]
    for word, its_code in words:
        state = statuses.advance(state, (word or "", its_code or None)) or state
    conversation = page.conversations[message.conversation_id]
    _set_state(message, conversation, state, has_left=any(word in LEFT for word, _ in words))
    if (message.state, message.error_code) != before:
        was, is_now = (state == "failed" for state in (before[0], message.state))
        page.touch(message, inbox=was or is_now, has_failed=is_now and not was)


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
    message.state, message.error_code = "failed", code
    conversation.has_trouble("failed")
    journey.tell("text_failed", conversation, _contact_id(message.phone_id), message_id=message.id,
                 detail=str(code or ""))
    notices.failed(message, conversation, errors.explain(code).sentence)
    if line_proofs.tells(code):
        after_commit(line_proofs.follow, message.phone_id, code)


def _opted_out(outcome: Outcome) -> None:
    """21610, at create or later: the number is blocked here too, with all effects, and the text has failed."""
    message = db.session.get(Message, outcome.message_id)
    phone = db.session.get(Phone, message.phone_id)
    phones = lock_number(db.session.get(Account, message.account_id), phone.e164)
    scene = whole_number(phones)
    message = lock_messages([outcome.message_id])[outcome.message_id]
    conversation = scene.conversations[message.conversation_id]
    if outcome.sid:
        page = _Page(scene.conversations, said_of([outcome.sid]))
        if _adopt(message, outcome.sid, outcome.attempt, page):
            _move(message, page, outcome.status, outcome.code)
        page.write_attempts()
    elif outcome.attempt == message.attempt and message.state in OPEN:
        _fail(message, conversation, 21610)
        number_change(conversation, message)
    consent.block_by_carrier(message, phones[phone.id], scene)
    scene.announce(standing=True)


def _contact_id(phone_id: int) -> int | None:
    return db.session.scalar(select(Phone.contact_id).where(Phone.id == phone_id))
