"""Asking people to opt in: ask() puts the question for texts that the gate has just held, heard() takes in what became
of one; accept() and reject() write down the answer. At most one question to a number waits for its answer.

The row of a number is locked after its texts, whoever holds which conversation: what is asked, heard and answered at
once is done one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import bindparam, select

from app import queues
from app.clock import now
from app.extensions import db
from app.models import Account, Conversation, Message, Number, OptIn, Phone
from app.models.message import OPEN, is_one_of
from app.models.opt_in import state_at
from app.policy.facts import Facts
from app.policy.verdict import REFUSE, Verdict
from app.sms.errors import explain
from app.texting import journey, outbox
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


class _Due(NamedTuple):
    """Who is asked, in which conversation and from which number."""

    phone: Phone
    conversation: Conversation
    number: Number


def ask(held: Sequence[tuple[Message, Conversation]], phones: dict[int, Phone], paused: Paused) -> dict[int, Verdict]:
    """Put the question to the people whose texts (of locked phones and conversations) the gate holds for it, unless one
    waits for its answer; it passes the gate itself. Where that refuses the question, their texts are refused with its
    reason: the verdicts by phone."""
    for _, conversation in held:
        conversation.has_trouble("held")
    first = {m.phone_id: _Due(phones[m.phone_id], thread, m.number) for m, thread in reversed(held)}
    refused = {phone_id: verdict.sentence for phone_id, verdict in _question(first, paused).items()}
    return _refuse([each for each in held if each[0].phone_id in refused], refused, phones, paused)


def welcome(phone: Phone, conversation: Conversation, paused: Paused) -> None:
    """Ask this (locked) person in their (locked) conversation, unless they were asked or the gate refuses it."""
    _question({phone.id: _Due(phone, conversation, conversation.number)}, paused)


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


def forget_answer(phone: Phone, why: str) -> None:
    """The number may be somebody else's now: whoever has it was never asked, and what waited for an answer has none."""
    row = _row_of(phone)
    if row is not None and row.state in ("SENT", "ACCEPTED"):
        _stand(row, "NOT_SENT", why)
        after_commit(queues.ring_opt_ins)


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


def _question(due: dict[int, _Due], paused: Paused) -> dict[int, Verdict]:
    """Write the questions that the gate lets leave or wait; those it refuses, by phone."""
    rows = lock_rows({phone_id: each.phone.account_id for phone_id, each in due.items()})
    open_ones = _open_among(rows.values())
    drafts = _drafted([each for phone_id, each in sorted(due.items()) if phone_id not in open_ones])
    questions = [draft for draft, _ in drafts]
    phones = {phone_id: each.phone for phone_id, each in due.items()}
    threads = {each.conversation.id: each.conversation for each in due.values()}
    verdicts = {
        question.phone_id: outbox.decide_anew(question, facts)
        for question, facts in facts_in_turn(questions, phones, threads, paused)
    }
    may_wait = [draft for draft in drafts if verdicts[draft[0].phone_id].kind != REFUSE]
    if may_wait:
        outbox.write([(question, threads[question.conversation_id]) for question, _ in may_wait])
    for question, template_id in may_wait:
        row = rows[question.phone_id]
        row.template_id, row.message_id = template_id, question.id
        _stand(row, "NOT_SENT", "")
    return {phone_id: verdict for phone_id, verdict in verdicts.items() if verdict.kind == REFUSE}


def _drafted(due: Sequence[_Due]) -> list[tuple[Message, int]]:
    """The question to each of them, written nowhere yet, with its template's id."""
    accounts = {each.phone.account_id: db.session.get(Account, each.phone.account_id) for each in due}
    usable = usable_of(list(accounts.values())) if due else {}
    drafts = []
    for phone, conversation, number in due:
        account = accounts[phone.account_id]
        template = pick(usable.get(account.id, {}), phone.contact)
        if template is not None:
            body, program = render(template, account, number), template.program_id
            drafts.append((outbox.draft(conversation, phone, number, body, "optin", program_id=program), template.id))
    return drafts


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
    return "The opt-in text was canceled." if message.code == "CANCELED" else outbox.sentence_of(message)


def _tell(kind: str, message: Message, conversation: Conversation, detail: str = "") -> None:
    contact_id = db.session.scalar(select(Phone.contact_id).where(Phone.id == message.phone_id))
    journey.tell(kind, conversation, contact_id, message_id=message.id, detail=detail)
