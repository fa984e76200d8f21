"""Texts, in: receive(inbound) one, receive_all(inbounds) several in one transaction. Each is stored with everything
that follows from it, or not at all.

Duplicates, replays and reorderings change nothing: the carrier's SID is unique, and the phones are locked before
anything is looked at. Everything is asked of the database for all texts at once: sixteen cost few statements more
than one.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from app import queues
from app.clock import now
from app.extensions import db
from app.models import Account, Block, Contact, Conversation, Media, Message, Number, Phone, Quarantine
from app.sms import e164, replies
from app.sms.webhook_params import Inbound
from app.texting import awaited, consent, journey, line_proofs, opt_in_answers
from app.texting.changes import number_change
from app.texting.inserts import insert_or_leave
from app.texting.locks import lock_conversations_of
from app.texting.outbox import show_last, stand_after
from app.texting.scene import Scene, announce_scenes, lock_numbers
from app.together import APART
from app.transaction import after_commit

PEOPLE = {"us_ca", "unassigned", "foreign", "caribbean", "premium"}
LONGEST_CONTENT_TYPE = 120
NUMBERS = bindparam("numbers", expanding=True)
OWNERS = select(Number, Account.brand_id).join(Account, Account.id == Number.account_id).where(Number.e164.in_(NUMBERS))
TEXT, BLOCK = Message.__table__.c, Block.__table__.c
STORED = select(TEXT.carrier_sid).where(TEXT.carrier_sid.in_(bindparam("sids", expanding=True)))
BLOCKED = select(BLOCK.account_id, BLOCK.e164).where(
    BLOCK.scope == "all", BLOCK.account_id.in_(bindparam("accounts", expanding=True)), BLOCK.e164.in_(NUMBERS),
    BLOCK.lifted_at.is_(None),
)


@dataclass(eq=False)
class _Arrival:
    """One text on its way in, and what is known about it by now. `threads` are its phone's conversations."""

    place: int
    inbound: Inbound
    number: Number
    brand_id: int
    phone: Phone = field(init=False)
    scene: Scene = field(init=False)
    threads: list[Conversation] = field(init=False)
    conversation: Conversation = field(init=False)
    message: Message = field(init=False)
    keyword: consent.Keyword | None = None
    is_blocked: bool = False
    is_lead: bool = False
    stands_anew: bool = False

    @property
    def key(self) -> tuple[int, str]:
        """The sender as the whole brand knows them."""
        return self.brand_id, self.inbound.from_


def receive(inbound: Inbound) -> str:
    """Store one inbound text: "stored", "duplicate", or "quarantined" when nobody here owns the number."""
    return receive_all([inbound])[0]


def receive_all(inbounds: Sequence[Inbound]) -> list[str]:
    """What came of each. Among several, a keyword is left APART: it touches all of the person's threads."""
    owners = _owners({inbound.to for inbound in inbounds})
    results = ["quarantined"] * len(inbounds)
    arrivals = []
    for place, inbound in enumerate(inbounds):
        if inbound.to not in owners:
            _quarantine(inbound)
        elif len(inbounds) > 1 and _may_be_keyword(inbound):
            results[place] = APART
        else:
            arrivals.append(_Arrival(place, inbound, *owners[inbound.to]))
    if arrivals:
        _meet(arrivals)
        fresh = _fresh(arrivals)
        for arrival in arrivals:
            results[arrival.place] = "stored" if arrival in fresh else "duplicate"
        if fresh:
            _store(fresh)
    return results


def is_duplicate(error: IntegrityError) -> bool:
    """Whether a failed insert means that this SID was stored by somebody else in the meantime."""
    return "carrier_sid" in str(error.orig)


def _store(arrivals: list[_Arrival]) -> None:
    """People and threads first, then texts, then what follows from each; rows go to the database once a step."""
    _read_keywords(arrivals)
    _find_threads(arrivals)
    for arrival in arrivals:
        arrival.is_lead = _make_lead(arrival.phone, arrival.number.account_id)
        arrival.conversation = _conversation(arrival)
    db.session.flush()
    for arrival in arrivals:
        arrival.scene.add(arrival.conversation)
        asks = arrival.keyword is None or arrival.keyword.label == replies.REVIEW
        has_woken = _wake(arrival.conversation, arrival.phone, asks)
        arrival.stands_anew = has_woken or arrival.conversation.number_id != arrival.number.id
        arrival.message = _message(arrival)
    db.session.flush()
    for arrival in arrivals:
        _follow(arrival)
    consent.texts_received([(a.phone, a.message) for a in arrivals if _gives_consent(a)])
    announce_scenes([(a.scene, bool(a.keyword) or a.is_lead or a.stands_anew) for a in arrivals])


def _follow(arrival: _Arrival) -> None:
    """What a text that is stored leads to: its pictures, a new lead, a keyword's effects."""
    message, phone, keyword = arrival.message, arrival.phone, arrival.keyword
    _expect_media(message, arrival.inbound)
    if arrival.conversation.awaits_reply:
        is_heeded = keyword and not keyword.is_limited and phone.contact_id is not None
        awaited.heard(arrival.conversation, message, keyword.label if is_heeded else "")
        arrival.stands_anew = True
    if arrival.is_lead:
        arrival.conversation.reason = "new"
        journey.tell("lead_created", arrival.conversation, phone.contact_id, message_id=message.id)
    if keyword and phone.contact_id is not None:
        consent.apply_keyword(keyword, message, phone, arrival.scene)


def _gives_consent(arrival: _Arrival) -> bool:
    return not arrival.is_blocked and (arrival.keyword is None or arrival.keyword.label == "HELP")


def _owners(addresses: set[str]) -> dict[str, tuple[Number, int]]:
    """Our numbers among these, each with its brand."""
    rows = db.session.execute(OWNERS, {"numbers": list(addresses)})
    return {number.e164: (number, brand) for number, brand in rows}


def _may_be_keyword(inbound: Inbound) -> bool:
    return bool(inbound.opt_out_type) or consent.may_be_keyword(inbound.body)


def _meet(arrivals: list[_Arrival]) -> None:
    """The senders' phones, made if new, locked with their namesakes in the brand."""
    keys = {arrival.key for arrival in arrivals}
    found = lock_numbers(keys)
    known = {(phone.account_id, phone.e164) for phones in found.values() for phone in phones.values()}
    missing = {(a.number.account_id, a.inbound.from_) for a in arrivals} - known
    if missing:
        rows = [{"account_id": owner, "e164": address, "created_at": now()} for owner, address in sorted(missing)]
        insert_or_leave(Phone, rows)
        found = lock_numbers(keys)
    scenes = {key: Scene(phones, {}) for key, phones in found.items()}
    for arrival in arrivals:
        arrival.scene = scenes[arrival.key]
        owner = arrival.number.account_id
        arrival.phone = next(p for p in arrival.scene.phones.values() if p.account_id == owner)


def _fresh(arrivals: list[_Arrival]) -> list[_Arrival]:
    """Those whose SID is stored nowhere yet, each SID once."""
    sids = {arrival.inbound.sid: arrival for arrival in reversed(arrivals)}
    for sid in db.session.scalars(STORED, {"sids": list(sids)}):
        del sids[sid]
    return [arrival for arrival in arrivals if sids.get(arrival.inbound.sid) is arrival]


def _read_keywords(arrivals: list[_Arrival]) -> None:
    phones = [phone for arrival in arrivals for phone in arrival.scene.phones.values()]
    whose = {"accounts": list({p.account_id for p in phones}), "numbers": list({p.e164 for p in phones})}
    blocked = {tuple(row) for row in db.session.execute(BLOCKED, whose)}
    asked = opt_in_answers.pending_among([a.phone for a in arrivals if consent.may_be_keyword(a.inbound.body)])
    for arrival in arrivals:
        arrival.is_blocked = any((p.account_id, p.e164) in blocked for p in arrival.scene.phones.values())
        arrival.keyword = consent.read_keyword(
            arrival.inbound.body, arrival.number, arrival.is_blocked, arrival.inbound.opt_out_type,
            arrival.phone.id in asked,
        )


def _find_threads(arrivals: list[_Arrival]) -> None:
    """The senders' conversations, locked; a keyword's with all accounts of the brand, as it speaks to them all."""
    phone_ids = {arrival.phone.id for arrival in arrivals}
    phone_ids |= {phone_id for a in arrivals if a.keyword for phone_id in a.scene.phones}
    threads: dict[int, list[Conversation]] = {phone_id: [] for phone_id in phone_ids}
    for conversation in lock_conversations_of(phone_ids).values():
        threads[conversation.phone_id].append(conversation)
    for arrival in arrivals:
        arrival.threads = threads[arrival.phone.id]
        for conversation in _all_of(arrival.scene, threads) if arrival.keyword else ():
            arrival.scene.add(conversation)


def _all_of(scene: Scene, threads: dict[int, list[Conversation]]) -> Iterable[Conversation]:
    return (conversation for phone_id in scene.phones for conversation in threads[phone_id])


def _make_lead(phone: Phone, account_id: int) -> bool:
    """Make a contact for a person's number that has none; False for short codes, names and known people."""
    if phone.contact_id is not None or phone.contact is not None or e164.kind_of(phone.e164) not in PEOPLE:
        return False
    phone.contact = Contact(account_id=account_id, source="text", created_at=now())
    return True


def _conversation(arrival: _Arrival) -> Conversation:
    """The open conversation last used between phone and number, else the one with the number's department. The phone is
    locked, so nobody else makes this one meanwhile. A new one's last_message_at lies before its first text."""
    number, threads = arrival.number, arrival.threads
    used = _last_used([c for c in threads if c.state == "open"], number)
    if used is not None:
        return used
    of_department = [c for c in threads if c.department_id == number.department_id]
    if of_department:
        return of_department[0]
    conversation = Conversation(
        account_id=number.account_id, phone_id=arrival.phone.id, department_id=number.department_id,
        number_id=number.id, state="open", last_message_at=now(), created_at=now(), preview_is_ours=False, reason="",
        unread=0, change_no=0, inbox_change_no=0,
    )
    db.session.add(conversation)
    threads.append(conversation)
    return conversation


def _last_used(threads: list[Conversation], number: Number) -> Conversation | None:
    """Of these open threads the one last used with this number. One that went on from another of our numbers, as after
    a transfer, is still the one that a text to the old number belongs to; its newest texts tell."""
    at = {c: c.last_message_at for c in threads if c.number_id == number.id}
    others = [c for c in threads if c not in at]
    if any(c.department_id != number.department_id for c in others) or (at and others):
        at |= {c: last for c in others if (last := Message.last_with(c.id, number.id)) is not None}
    return max(at, key=at.__getitem__, default=None)


def _wake(conversation: Conversation, phone: Phone, asks: bool) -> bool:
    """A text opens what was closed and wakes what slept (whether it did); one that asks for an answer waits from now
    on."""
    is_resting = conversation.state == "closed" or conversation.snoozed_until is not None
    if conversation.state == "closed":
        journey.tell("reopened", conversation, phone.contact_id)
    elif is_resting:
        journey.tell("woke", conversation, phone.contact_id, detail="text")
    conversation.state, conversation.closed_at, conversation.snoozed_until = "open", None, None
    if asks and conversation.waiting_since is None:
        conversation.waiting_since = now()
    return is_resting


def _message(arrival: _Arrival) -> Message:
    inbound, conversation, phone, number = arrival.inbound, arrival.conversation, arrival.phone, arrival.number
    at = stand_after(conversation)
    message = Message(
        account_id=conversation.account_id, conversation_id=conversation.id, phone_id=phone.id, number_id=number.id,
        department_id=conversation.department_id,
        client_id=str(uuid.uuid4()), direction="in", body=inbound.body, raw_body=inbound.raw_body, state="received",
        segments=inbound.num_segments, media_count=len(inbound.media), carrier_sid=inbound.sid,
        sort_at=at, created_at=now(),
    )
    message.number = number
    number_change(conversation, message)
    db.session.add(message)
    show_last(conversation, message, at, [kind for _, kind in inbound.media])
    conversation.unread += 1
    conversation.number_id = number.id
    conversation.last_inbound_at = phone.last_inbound_at = now()
    line_proofs.heard_from(phone)
    if conversation.reason == "failed":
        conversation.reason = ""
    return message


def _expect_media(message: Message, inbound: Inbound) -> None:
    if inbound.media:
        after_commit(queues.ring_media)
    db.session.add_all(
        Media(account_id=message.account_id, message_id=message.id, position=place, carrier_url=url,
              content_type=kind[:LONGEST_CONTENT_TYPE], next_try_at=now())
        for place, (url, kind) in enumerate(inbound.media)
    )


def _quarantine(inbound: Inbound) -> None:
    values = {
        "carrier_sid": inbound.sid, "from_address": inbound.from_, "to_address": inbound.to[:64],
        "body": inbound.body, "raw_body": inbound.raw_body, "media": [list(file) for file in inbound.media],
        "received_at": now(),
    }
    insert_or_leave(Quarantine, [values])
