"""Claim, then send: claim(limit) takes due texts and makes them `sending`; the claim is the permission to text.

Candidates are picked without locks; their phones are locked (those another process holds are left to it; a merge of
threads waits), the texts selected again and locked, the facts loaded as a set, the gate run. A stop that committed
first has changed what the gate sees; one that comes later waits for the phone's lock. Texts to one number leave in
their order: a text waits while an older one to the same number is queued or on its way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, and_, bindparam, exists, func, or_, select

from app.clock import now
from app.extensions import db
from app.models import Conversation, Message, Phone
from app.models.message import DUE, OPEN, is_one_of
from app.texting import caps, media_out, not_sent, opt_ins, outbox
from app.texting.changes import Change, announce_changes, number_change
from app.texting.facts import facts_of, lock_pauses
from app.texting.footers import tells_to_stop
from app.texting.locks import lock_conversations, lock_messages, lock_phones
from app.texting.ways import sender_for

WINDOW = 8
LONGEST_VALID_S = 36_000
ON_THE_WAY = ("queued", "sending")

text, older = Message.__table__.c, Message.__table__.alias("older").c
CLAIMABLE = ("queued", "deferred")  # a deferred text whose instant has come is asked about once more
CANDIDATES = select(text.id, text.phone_id).where(
    is_one_of(text.state, CLAIMABLE), is_one_of(text.state, DUE),
    or_(text.not_before.is_(None), text.not_before <= bindparam("at")),
    ~exists().where(older.phone_id == text.phone_id, older.state.in_(ON_THE_WAY), is_one_of(older.state, OPEN),
                    older.id < text.id),
).order_by(text.id).limit(bindparam("most"))
FIRST = select(text.id, text.conversation_id, text.phone_id, text.purpose).where(text.id.in_(
    select(func.min(older.id)).where(
        older.phone_id.in_(bindparam("phones", expanding=True)), is_one_of(older.state, OPEN),
        or_(older.state.in_(ON_THE_WAY), and_(older.state == "deferred", older.not_before <= bindparam("at"))),
    ).group_by(older.phone_id)
))


@dataclass(frozen=True)
class Claimed:
    """All that the carrier needs, so that no database is touched while it is asked."""

    message_id: int
    attempt: int
    to: str
    from_: str
    body: str
    messaging_service_sid: str | None
    claimed_at: datetime
    media_urls: tuple[str, ...] = ()
    valid_s: int | None = None


def claim(limit: int) -> list[Claimed]:
    """Claim at most `limit` due texts, in the order they were written. Refused, held and deferred ones are
    settled here and not returned. Runs in one transaction of the caller."""
    candidates = _candidates(limit * WINDOW)
    if not candidates:
        return []
    phones: dict[int, Phone] = {}
    for start in range(0, len(candidates), limit):
        if len(phones) < limit:  # the others of this many are locked by processes that claim them now
            phones |= lock_phones({c.phone_id for c in candidates[start:start + limit]}, skip_locked=True)
    first = _first_of(phones)
    mine = caps.in_turn([first[c.id] for c in candidates if c.id in first][:limit], phones)
    paused = lock_pauses()
    conversations = lock_conversations([each.conversation_id for each in mine])
    locked = lock_messages([each.id for each in mine], skip_locked=True, with_numbers=True)
    messages = [m for m in locked.values() if _is_due(m)]
    for message in messages:
        if message.purpose == "info" and (sender := sender_for(message.number, "info")) is not message.number:
            message.number = sender
    facts = facts_of(messages, phones, conversations, paused)
    files = media_out.addresses([m.id for m in messages if m.media_count])
    claimed, stopped = [], []
    for message in messages:
        if outbox.decide_anew(message, facts[message.id]).may_go:
            valid_s = _valid_for(facts[message.id].open_until)
            claimed.append(_claim(message, phones[message.phone_id], files.get(message.id, ()), valid_s))
        else:
            stopped.append(message)
    if stopped:
        _settle_stopped(stopped, phones, conversations, paused)
    return claimed


def is_anything_due() -> bool:
    """Whether claim() would find a candidate."""
    return bool(_candidates(1))


def _candidates(limit: int) -> list[Row]:
    return list(db.session.execute(CANDIDATES, {"at": now(), "most": limit}))


def _is_due(message: Message) -> bool:
    return message.state in CLAIMABLE and (message.not_before is None or message.not_before <= now())


def _first_of(phone_ids: Iterable[int]) -> dict[int, Row]:
    """The oldest text queued or on its way to each phone, by its id, and the thread it is in, asked now that the phones
    are locked: another process may have claimed one meanwhile, or merged its thread."""
    return {row.id: row for row in db.session.execute(FIRST, {"phones": list(phone_ids), "at": now()})}


def _valid_for(open_until: str) -> int | None:
    """Seconds for which the carrier may go on trying, so that what sells doesn't arrive in quiet hours (Twilio:
    ValidityPeriod, 1 to 36,000)."""
    if not open_until:
        return None
    left = (datetime.fromisoformat(open_until) - now()).total_seconds()
    return max(1, min(LONGEST_VALID_S, int(left)))


def _claim(message: Message, phone: Phone, media_urls: tuple[str, ...], valid_s: int | None) -> Claimed:
    message.state, message.claimed_at, message.absent_at = "sending", now(), None
    if tells_to_stop(message.body, message.footer):
        phone.footer_at = now()
    return Claimed(
        message.id, message.attempt, phone.e164, message.number.e164, message.wire_body,
        message.number.messaging_service_sid, message.claimed_at, media_urls, valid_s,
    )


def _settle_stopped(
    stopped: list[Message], phones: dict[int, Phone], conversations: dict[int, Conversation], paused: set[int | None]
) -> None:
    """What the gate did not let go, shown; who must opt in first is asked, and who wrote what is refused is told."""
    threads = [conversations[message.conversation_id] for message in stopped]
    touched = {thread.id: (thread, thread.change_no) for thread in threads}
    if held := [each for each in zip(stopped, threads, strict=True) if each[0].code == opt_ins.AWAITING]:
        opt_ins.ask(held, phones, paused)
    for message, thread in zip(stopped, threads, strict=True):
        number_change(thread, message)
        if message.purpose == "optin":
            opt_ins.heard(message, thread)
    told = [m for m, thread in zip(stopped, threads, strict=True) if not_sent.tell(m, thread, phones[m.phone_id])]
    asks = {message.conversation_id for message in stopped if message.purpose == "optin" or message in told}
    announce_changes(Change(thread, since, True, thread.id in asks) for thread, since in touched.values())
