"""Asking people to opt in: ask() puts the question for texts that the gate has just held, heard() takes in what became
of one; accept() and reject() write down the answer. At most one question to a number waits for its answer.

The row of a number is locked after its texts, whoever holds which conversation: what is asked, heard and answered at
once is done one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import bindparam, select

from app import queues
from app.clock import now
from app.extensions import db
from app.models import Account, Conversation, Message, OptIn, Phone
from app.models.message import OPEN, is_one_of
from app.policy.facts import Facts
from app.policy.verdict import REFUSE, Verdict
from app.sms.errors import explain
from app.texting import journey, outbox
from app.texting.asked import state_at
from app.texting.facts import facts_in_turn
from app.texting.inserts import insert_or_leave
from app.texting.opt_in_templates import pick, render, usable_of
from app.transaction import after_commit

AWAITING = "AWAITING_OPTIN"
ARRIVED = ("accepted", "sent", "delivered")
LONGEST_WHY = 120
IDS = bindparam("ids", expanding=True)
ROWS = select(OptIn).where(OptIn.phone_id.in_(IDS)).order_by(OptIn.phone_id).with_for_update()
ON_THE_WAY = select(Message.__table__.c.id).where(
    Message.__table__.c.id.in_(IDS), Message.__table__.c.state.in_(OPEN)
)

Paused = set[int | None]


def ask(held: Sequence[tuple[Message, Conversation]], phones: dict[int, Phone], paused: Paused) -> dict[int, Verdict]:
    """Put the question to the people whose texts (of locked phones and conversations) the gate holds for it, unless one
    waits for its answer; it passes the gate itself. Where that refuses the question, their texts are refused with its
    reason: the verdicts by phone."""
    for _, conversation in held:
        conversation.has_trouble("held")
    rows = lock_rows({message.phone_id: message.account_id for message, _ in held})
    open_ones = _open_among(rows.values())
    first = {message.phone_id: (message, conversation) for message, conversation in reversed(held)}
    questions, templates = _drafted([each for phone_id, each in first.items() if phone_id not in open_ones], phones)
    by_thread = {conversation.id: conversation for _, conversation in questions}
    asked = facts_in_turn([question for question, _ in questions], phones, by_thread, paused)
    verdicts = {question.phone_id: outbox.decide_anew(question, facts) for question, facts in asked}
    refused = {phone_id: verdict for phone_id, verdict in verdicts.items() if verdict.kind == REFUSE}
    _put([each for each in questions if each[0].phone_id not in refused], rows, templates)
    lost = [(message, conversation) for message, conversation in held if message.phone_id in refused]
    return _refuse(lost, {phone_id: each.sentence for phone_id, each in refused.items()}, phones, paused)


def heard(message: Message, conversation: Conversation) -> None:
    """What became of a question (its conversation locked): it left, and is now asked; or it didn't, and whoever looks
    after what waits (opt_in_waits) is rung."""
    row = db.session.scalars(ROWS, {"ids": [message.phone_id]}, execution_options={"populate_existing": True}).first()
    if row is None or row.message_id != message.id:
        return
    if message.state in ARRIVED:
        _asked(row, message, conversation)
    elif message.state == "queued" and row.state == "SENT":
        row.state, row.asked, row.asked_at = "NOT_SENT", max(0, row.asked - 1), None  # it never reached a carrier
    elif message.state in ("failed", "refused", "canceled") and row.state in ("SENT", "NOT_SENT"):
        _stand(row, "NOT_SENT", _why(message))
        if message.state == "failed":
            _tell("opt_in_failed", message, conversation, row.why)
        after_commit(queues.ring_opt_ins)


def refused_by(facts: Facts, why: str) -> Facts:
    """The facts of a text whose person can't be asked."""
    return replace(facts, can_ask=False, cannot_ask=why[:LONGEST_WHY])


def reject(phone: Phone, why: str) -> None:
    """They said stop, or no: who was asked has answered so."""
    row = _row_of(phone)
    if row is not None and (row.state in ("SENT", "ACCEPTED") or _open_among([row])):
        _stand(row, "REJECTED", why)


def accept(phone: Phone, why: str) -> OptIn:
    """They said START: nothing need be asked any more."""
    row = lock_rows({phone.id: phone.account_id})[phone.id]
    _stand(row, "ACCEPTED", why)
    return row


def forget_no(phone: Phone, why: str) -> None:
    """They came back to another business of the brand: this one may ask for itself."""
    row = _row_of(phone)
    if row is not None and row.state == "REJECTED":
        _stand(row, "NOT_SENT", why)


def lock_rows(owners: dict[int, int]) -> dict[int, OptIn]:
    """The rows of these phones ({phone: account}), made where there are none, locked in ascending order."""
    found = _locked(owners)
    if missing := owners.keys() - found.keys():
        new = [
            {"account_id": owners[phone_id], "phone_id": phone_id, "state": "NOT_SENT", "changed_at": now()}
            for phone_id in sorted(missing)
        ]
        insert_or_leave(OptIn, new)
        found = _locked(owners)
    return found


def clear_held(conversations: Iterable[Conversation]) -> None:
    """These (locked) conversations no more say that a text is held, where none is."""
    held = [conversation for conversation in conversations if conversation.reason == "held"]
    db.session.flush()
    for conversation in held:
        waiting = select(Message.id).where(
            Message.phone_id == conversation.phone_id, Message.conversation_id == conversation.id,
            Message.state == "held", is_one_of(Message.state, OPEN), Message.code == AWAITING,
        )
        if db.session.scalar(waiting.limit(1)) is None:
            conversation.reason = ""


def _locked(phone_ids: Iterable[int]) -> dict[int, OptIn]:
    rows = db.session.scalars(ROWS, {"ids": list(phone_ids)}, execution_options={"populate_existing": True})
    return {row.phone_id: row for row in rows}


def _row_of(phone: Phone) -> OptIn | None:
    return _locked([phone.id]).get(phone.id)


def _open_among(rows: Iterable[OptIn]) -> set[int]:
    """The phones whose question waits to leave, is on its way or waits for its answer."""
    rows, at = list(rows), now()
    ids = [row.message_id for row in rows if row.message_id is not None]
    under_way = set(db.session.scalars(ON_THE_WAY, {"ids": ids})) if ids else set()
    return {
        row.phone_id for row in rows if state_at(row.state, row.asked_at, at) == "SENT" or row.message_id in under_way
    }


def _drafted(
    held: Sequence[tuple[Message, Conversation]], phones: dict[int, Phone]
) -> tuple[list[tuple[Message, Conversation]], dict[int, int]]:
    """The question for each of these texts, from the same number, written nowhere yet; and by phone the template."""
    accounts = {message.account_id: db.session.get(Account, message.account_id) for message, _ in held}
    usable = usable_of(list(accounts.values())) if held else {}
    questions, templates = [], {}
    for message, conversation in sorted(held, key=lambda each: each[0].phone_id):
        phone, account = phones[message.phone_id], accounts[message.account_id]
        template = pick(usable.get(account.id, {}), phone.contact)
        if template is not None:
            body = render(template, account, message.number)
            question = outbox.draft(conversation, phone, message.number, body, "optin", program_id=template.program_id)
            questions.append((question, conversation))
            templates[phone.id] = template.id
    return questions, templates


def _put(
    questions: Sequence[tuple[Message, Conversation]], rows: dict[int, OptIn], templates: dict[int, int]
) -> None:
    if not questions:
        return
    outbox.write(questions)
    for question, _ in questions:
        row = rows[question.phone_id]
        row.template_id, row.message_id = templates[question.phone_id], question.id
        _stand(row, "NOT_SENT", "")


def _refuse(
    lost: Sequence[tuple[Message, Conversation]], why: dict[int, str], phones: dict[int, Phone], paused: Paused
) -> dict[int, Verdict]:
    """Refuse these texts; of each phone the verdict on its last one."""
    threads = {conversation.id: conversation for _, conversation in lost}
    found = facts_in_turn([message for message, _ in lost], phones, threads, paused)
    refused = {}
    for message, facts in found:
        refused[message.phone_id] = outbox.decide_anew(message, refused_by(facts, why[message.phone_id]))
    clear_held(threads.values())
    return refused


def _asked(row: OptIn, message: Message, conversation: Conversation) -> None:
    is_counted = row.asked_at is not None and row.asked_at >= message.created_at
    if not is_counted:
        row.asked, row.asked_at = row.asked + 1, now()
    if row.state == "NOT_SENT":
        _stand(row, "SENT", "")
        _tell("asked_opt_in", message, conversation)


def _stand(row: OptIn, state: str, why: str) -> None:
    row.state, row.changed_at, row.why = state, now(), why[:LONGEST_WHY]


def _why(message: Message) -> str:
    """Why a question came to nothing, a sentence."""
    if message.state == "failed":
        return explain(message.error_code).sentence
    return "The opt-in text was canceled." if message.state == "canceled" else outbox.sentence_of(message)


def _tell(kind: str, message: Message, conversation: Conversation, detail: str = "") -> None:
    contact_id = db.session.scalar(select(Phone.contact_id).where(Phone.id == message.phone_id))
    journey.tell(kind, conversation, contact_id, message_id=message.id, detail=detail)
