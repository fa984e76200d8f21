"""Settle what nobody knows: abandon() marks tries whose worker died, settle(carrier) asks the carrier's list.

Twilio has no idempotency key on create, so an unknown outcome is never sent again blindly:
(a) a status callback that names our message proves acceptance (outcomes.carrier_said); (b) else the carrier's list
by To, From and day, without the SIDs we know, matched by exact body in time order; (c) absent from two listings a
minute apart, the first a minute after the claim: queued again as a new attempt, through the gate; (d) more texts in
the list than we can account for: a person decides.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import case, or_, select

from app.clock import now
from app.extensions import db
from app.models import Attempt, Conversation, Message, Number, Phone
from app.models.message import DUE, OPEN, is_one_of
from app.sms.twilio_client import Carrier, Listed, ListingTooLong, NotSent, Refused, Unknown
from app.texting import desk, opt_ins
from app.texting.changes import Change, announce_all, announce_changes, number_change
from app.texting.locks import lock_messages, lock_phones, lock_threads_of
from app.texting.outcomes import Outcome, record, requeue
from app.transaction import perform

CLOCKS_APART = timedelta(seconds=5)  # within which a listed time counts as after the claim
ASKED_BACK = timedelta(hours=12)  # our clock may be wrong: an unaccounted text this much older is a person's to judge
BATCH = 20
WIRE = case((Message.footer == "", Message.body), else_=Message.body + "\n" + Message.footer)  # Message.wire_body

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Doubt:
    """One unknown text, as much of it as matching needs."""

    message_id: int
    attempt: int
    body: str
    claimed_at: datetime
    absent_at: datetime | None = None
    files: int = 0


@dataclass(frozen=True)
class Pair:
    """The unknown texts from one number to one phone."""

    number_id: int
    phone_id: int
    from_: str
    to: str
    doubts: tuple[Doubt, ...]


def abandon(lease_s: float) -> int:
    """Mark tries whose worker never came back as unknown; how many."""
    cutoff = now() - timedelta(seconds=lease_s)
    query = select(Message.id).where(
        Message.state == "sending", Message.claimed_at < cutoff, is_one_of(Message.state, DUE)
    )
    ids = db.session.scalars(query.order_by(Message.id).limit(200)).all()
    conversations = lock_threads_of(ids)
    lost = [m for m in lock_messages(ids).values() if m.state == "sending" and m.claimed_at < cutoff]
    _set_unknown(lost, conversations)
    return len(lost)


def is_anything_unsettled(settle_after_s: float, lease_s: float) -> bool:
    """Whether abandon() or settle() has something to do now."""
    died = select(Message.id).where(
        Message.state == "sending", Message.claimed_at < now() - timedelta(seconds=lease_s),
        is_one_of(Message.state, DUE),
    )
    return db.session.scalar(died.limit(1)) is not None or bool(_ripe(settle_after_s, 1))


def settle(carrier: Carrier, settle_after_s: float) -> int:
    """Ask the carrier about unknown texts that are ripe for it; how many pairs of numbers were asked about."""
    with_doubts = perform(_pairs, settle_after_s)
    for pair in with_doubts:
        since = min(doubt.claimed_at for doubt in pair.doubts) - ASKED_BACK
        listed_at = now()
        try:
            listed = carrier.listing(pair.to, pair.from_, since)
        except (Unknown, NotSent, Refused) as problem:
            log.warning("the carrier's list could not be read (%s); asked again later", type(problem).__name__)
            continue
        except ListingTooLong:
            perform(_leave_to_person, [doubt.message_id for doubt in pair.doubts])
            continue
        perform(_settle_pair, pair, listed, listed_at, settle_after_s)
    return len(with_doubts)


def match(doubts: Sequence[Doubt], unclaimed: Sequence[Listed]) -> dict[int, str | None] | None:
    """Which listed text is which doubt's, by exact body and number of files in time order: {message id: SID, or None
    where absent}. None when nobody can tell: the list holds more such texts than there are doubts, or one that seems
    older than the first try, or some but not all of several whose files may differ."""
    result: dict[int, str | None] = {doubt.message_id: None for doubt in doubts}
    for body, files in {(doubt.body, doubt.files) for doubt in doubts}:
        alike = [d for d in doubts if (d.body, d.files) == (body, files)]
        asked = sorted(alike, key=lambda d: (d.claimed_at, d.message_id))
        found = sorted((x for x in unclaimed if (x.body, x.files) == (body, files)), key=_created)
        found = [x for x in found if _created(x) >= asked[0].claimed_at - ASKED_BACK]
        is_one_too_old = any(_created(x) < asked[0].claimed_at - CLOCKS_APART for x in found)
        is_any_of_several = files > 0 and 0 < len(found) < len(asked)
        if len(found) > len(asked) or is_one_too_old or is_any_of_several:
            return None
        for listed in found:
            before = (d for d in asked if result[d.message_id] is None)
            taker = next((d for d in before if _created(listed) >= d.claimed_at - CLOCKS_APART), None)
            if taker is None:
                return None
            result[taker.message_id] = listed.sid
    return result


def _created(listed: Listed) -> datetime:
    """When the carrier made it; without a date it counts as the newest."""
    return listed.date_created or datetime.max.replace(tzinfo=UTC)


def decide_by_person(message: Message, was_sent: bool) -> None:
    """A person has looked: the text was sent, or shall be sent again (through the gate)."""
    lock_phones([message.phone_id])
    conversations = lock_threads_of([message.id])
    message = lock_messages([message.id])[message.id]
    if message.state != "unknown" or not message.needs_person:
        return
    conversation = conversations[message.conversation_id]
    since = conversation.change_no
    message.needs_person = False
    if conversation.reason == "failed":
        conversation.reason = ""
    if was_sent:
        message.state = "sent"
    else:
        requeue(message, 0, is_new_attempt=True)
    number_change(conversation, message)
    if message.purpose == "optin":
        opt_ins.heard(message, conversation)
    announce_changes([Change(conversation, since, True, message.purpose == "optin")])


def _ripe(settle_after_s: float, limit: int) -> list:
    cutoff = now() - timedelta(seconds=settle_after_s)
    query = select(Message.number_id, Message.phone_id).where(
        Message.state == "unknown", Message.needs_person.is_(False), Message.claimed_at < cutoff,
        is_one_of(Message.state, DUE),
        or_(Message.absent_at.is_(None), Message.absent_at < cutoff),
    )
    return list(db.session.execute(query.distinct().limit(limit)))


def _pairs(settle_after_s: float) -> list[Pair]:
    return [pair for row in _ripe(settle_after_s, BATCH) if (pair := _pair(row.number_id, row.phone_id)).doubts]


def _pair(number_id: int, phone_id: int) -> Pair:
    """All unknown texts of a pair, so that equal bodies are counted together."""
    query = select(Message.id, Message.attempt, WIRE, Message.claimed_at, Message.absent_at, Message.media_count).where(
        Message.number_id == number_id, Message.phone_id == phone_id, Message.state == "unknown",
        Message.needs_person.is_(False), is_one_of(Message.state, OPEN),
    )
    doubts = tuple(Doubt(*row) for row in db.session.execute(query.order_by(Message.claimed_at, Message.id)))
    number, phone = db.session.get(Number, number_id), db.session.get(Phone, phone_id)
    return Pair(number_id, phone_id, number.e164, phone.e164, doubts)


def _settle_pair(pair: Pair, listed: Sequence[Listed], listed_at: datetime, settle_after_s: float) -> None:
    """Match and write, if nothing of this pair moved while the carrier was asked; else it is asked again."""
    lock_phones([pair.phone_id])
    if _pair(pair.number_id, pair.phone_id) != pair or _is_one_under_way(pair):
        return
    known = set(db.session.scalars(select(Attempt.carrier_sid).where(Attempt.carrier_sid.in_([x.sid for x in listed]))))
    matched = match(pair.doubts, [x for x in listed if x.sid not in known])
    if matched is None:
        _leave_to_person([doubt.message_id for doubt in pair.doubts])
        return
    by_sid = {x.sid: x for x in listed}
    record([
        Outcome(d.message_id, d.attempt, "accepted", sid, by_sid[sid].status, by_sid[sid].error_code)
        for d in pair.doubts if (sid := matched[d.message_id])
    ])
    _absent([d.message_id for d in pair.doubts if matched[d.message_id] is None], listed_at, settle_after_s)


def _is_one_under_way(pair: Pair) -> bool:
    """A text with the same words on its way now may already stand in the list under a SID we have yet to learn."""
    query = select(Message.id).where(
        Message.number_id == pair.number_id, Message.phone_id == pair.phone_id, Message.state == "sending",
        WIRE.in_({doubt.body for doubt in pair.doubts}), is_one_of(Message.state, OPEN),
    )
    return db.session.scalar(query.limit(1)) is not None


def _absent(message_ids: list[int], listed_at: datetime, settle_after_s: float) -> None:
    """Absent once: noted. Absent twice, far enough apart by the times the lists were asked for: it never arrived, and
    is queued anew."""
    conversations = lock_threads_of(message_ids)
    touched: dict[int, tuple[Conversation, int, bool]] = {}
    apart = timedelta(seconds=settle_after_s)
    for message in lock_messages(message_ids).values():
        if message.claimed_at is None or listed_at - message.claimed_at < apart:
            continue
        if message.absent_at is None:
            message.absent_at = listed_at
        elif listed_at - message.absent_at >= apart:
            conversation = conversations[message.conversation_id]
            touched.setdefault(conversation.id, (conversation, conversation.change_no, False))
            requeue(message, 0, is_new_attempt=True)
            number_change(conversation, message)
    announce_all(touched)


def _leave_to_person(message_ids: list[int]) -> None:
    conversations = lock_threads_of(message_ids)
    touched: dict[int, tuple[Conversation, int, bool]] = {}
    for message in lock_messages(message_ids).values():
        conversation = conversations[message.conversation_id]
        touched.setdefault(conversation.id, (conversation, conversation.change_no, True))
        message.needs_person = True
        conversation.has_trouble("failed")
        number_change(conversation, message)
    announce_changes([Change(*each, standing=desk.failed(each[0], "unknown")) for each in touched.values()])


def _set_unknown(messages: list[Message], conversations: dict[int, Conversation]) -> None:
    touched: dict[int, tuple[Conversation, int, bool]] = {}
    for message in messages:
        conversation = conversations[message.conversation_id]
        touched.setdefault(conversation.id, (conversation, conversation.change_no, False))
        message.state = "unknown"
        number_change(conversation, message)
    announce_all(touched)


