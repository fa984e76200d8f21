"""One text, in: receive(inbound). Stored in one transaction with everything that follows from it, or not at all.

Duplicates, replays and reorderings change nothing: the carrier's SID is unique, and the phone is locked
before anything is looked at.
"""

from __future__ import annotations

import uuid

from sqlalchemy import Insert, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from app.clock import now
from app.extensions import db
from app.models import Account, Block, Contact, Conversation, Media, Message, Number, Phone, Quarantine
from app.sms import e164
from app.sms.webhook_params import Inbound
from app.texting import consent, journey
from app.texting.changes import number_change
from app.texting.locks import lock_conversations
from app.texting.outbox import show_last, stand_after
from app.texting.scene import Scene, lock_number, whole_number

PEOPLE = {"us_ca", "unassigned", "foreign", "caribbean", "premium"}
LONGEST_CONTENT_TYPE = 120


def receive(inbound: Inbound) -> str:
    """Store one inbound text: "stored", "duplicate", or "quarantined" when nobody here owns the number."""
    number = Number.owned(inbound.to)
    if number is None:
        _quarantine(inbound)
        return "quarantined"
    account = db.session.get(Account, number.account_id)
    phone, phones = _phone(account, inbound.from_)
    if db.session.scalar(select(Message.id).where(Message.carrier_sid == inbound.sid)) is not None:
        return "duplicate"
    _store(inbound, account, number, phone, phones)
    return "stored"


def is_duplicate(error: IntegrityError) -> bool:
    """Whether a failed insert means that this SID was stored by somebody else in the meantime."""
    return "carrier_sid" in str(error.orig)


def _store(inbound: Inbound, account: Account, number: Number, phone: Phone, phones: dict[int, Phone]) -> None:
    is_blocked = bool(Block.standing([p.account_id for p in phones.values()], [phone.e164]))
    keyword = consent.read_keyword(inbound.body, number, is_blocked, inbound.opt_out_type)
    scene = whole_number(phones) if keyword else Scene({phone.id: phone}, {})
    is_lead = _make_lead(account, phone)
    conversation = _conversation(account, phone, number, scene)
    _wake(conversation, phone, asks=keyword is None)
    message = _message(inbound, conversation, phone, number)
    if is_lead:
        conversation.reason = "new"
        journey.tell("lead_created", conversation, phone.contact_id, message_id=message.id)
    if keyword and phone.contact_id is not None:
        consent.apply_keyword(keyword, message, phone, scene)
    if not is_blocked and (keyword is None or keyword.label == "HELP"):
        consent.text_received(phone, message)
    scene.announce(standing=bool(keyword) or is_lead)


def _phone(account: Account, address: str) -> tuple[Phone, dict[int, Phone]]:
    """The sender's phone, made if new, locked with its namesakes in the brand."""
    values = {"account_id": account.id, "e164": address, "created_at": now()}
    phones = lock_number(account, address)
    if not any(phone.account_id == account.id for phone in phones.values()):
        db.session.execute(_insert_or_leave(Phone, values, ["account_id", "e164"]))
        phones = lock_number(account, address)
    return next(phone for phone in phones.values() if phone.account_id == account.id), phones


def _make_lead(account: Account, phone: Phone) -> bool:
    """Make a contact for a person's number that has none; False for short codes, names and known people."""
    if phone.contact_id is not None or e164.kind_of(phone.e164) not in PEOPLE:
        return False
    contact = Contact(account_id=account.id, source="text", created_at=now())
    db.session.add(contact)
    db.session.flush()
    phone.contact = contact
    return True


def _conversation(account: Account, phone: Phone, number: Number, scene: Scene) -> Conversation:
    """The open conversation last used between phone and number, else the one with the number's department."""
    used = select(Conversation.id).where(Conversation.phone_id == phone.id)
    last = used.where(Conversation.number_id == number.id, Conversation.state == "open")
    found = db.session.scalar(last.order_by(Conversation.last_message_at.desc()).limit(1))
    if found is None:
        of_department = used.where(Conversation.department_id == number.department_id)
        found = db.session.scalar(of_department) or _new_conversation(account, phone, number)
    if found not in scene.conversations:
        scene.add(lock_conversations([found])[found])
    return scene.conversations[found]


def _new_conversation(account: Account, phone: Phone, number: Number) -> int:
    """The phone is locked, so nobody else makes this one meanwhile. Its last_message_at lies before its first text."""
    conversation = Conversation(
        account_id=account.id, phone_id=phone.id, department_id=number.department_id, number_id=number.id,
        last_message_at=now(), created_at=now(), preview_is_ours=False,
    )
    db.session.add(conversation)
    db.session.flush()
    return conversation.id


def _wake(conversation: Conversation, phone: Phone, asks: bool) -> None:
    """A text opens what was closed and wakes what slept; one that asks for an answer waits from now on."""
    if conversation.state == "closed":
        journey.tell("reopened", conversation, phone.contact_id)
    conversation.state, conversation.closed_at, conversation.snoozed_until = "open", None, None
    if asks and conversation.waiting_since is None:
        conversation.waiting_since = now()


def _message(inbound: Inbound, conversation: Conversation, phone: Phone, number: Number) -> Message:
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
    db.session.flush()
    db.session.add_all(
        Media(account_id=message.account_id, message_id=message.id, position=place, carrier_url=url,
              content_type=kind[:LONGEST_CONTENT_TYPE], next_try_at=now())
        for place, (url, kind) in enumerate(inbound.media)
    )
    show_last(conversation, message, at)
    conversation.unread += 1
    conversation.number_id = number.id
    conversation.last_inbound_at = phone.last_inbound_at = now()
    if conversation.reason == "failed":
        conversation.reason = ""
    return message


def _quarantine(inbound: Inbound) -> None:
    values = {
        "carrier_sid": inbound.sid, "from_address": inbound.from_, "to_address": inbound.to[:64],
        "body": inbound.body, "raw_body": inbound.raw_body, "received_at": now(),
    }
    db.session.execute(_insert_or_leave(Quarantine, values, ["carrier_sid"]))


def _insert_or_leave(noun: type, values: dict, unique: list[str]) -> Insert:
    """INSERT … ON CONFLICT DO NOTHING, in the words of the database at hand."""
    dialect = {"postgresql": postgresql, "sqlite": sqlite}.get(db.engine.dialect.name)
    if dialect is None:
        return insert(noun).values(**values)
    return dialect.insert(noun).values(**values).on_conflict_do_nothing(index_elements=unique)
