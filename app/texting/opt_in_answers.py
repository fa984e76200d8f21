"""What people answer to the opt-in text: pending_among() has one before them, accepted() takes a START (or YES) with
what it grants, declined() a NO. What was agreed to is the text as it was sent, and stands in the ledger with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, or_, select

from app.clock import now
from app.extensions import db
from app.models import Account, Block, Message, OptIn, OptInTemplate, Phone, Program
from app.models.opt_in import LAPSES_AFTER
from app.sms import e164
from app.texting import evidence, journey, ledger, opt_ins, outbox
from app.texting.scene import Scene

BY_NOW = ("sending", "unknown")  # it may be on their phone, though nobody has said so
STAY_OPEN = ("system", "reply", "auto_reply")
BASES = {"conversational": "conversational", "informational": "PEC", "promotional": "PEWC"}
PENDING = select(OptIn.phone_id).outerjoin(Message, Message.id == OptIn.message_id).where(
    OptIn.phone_id.in_(bindparam("phones", expanding=True)),
    or_(and_(OptIn.state == "SENT", OptIn.asked_at > bindparam("since")),
        and_(OptIn.state == "NOT_SENT", Message.state.in_(BY_NOW))),
)


class Question(NamedTuple):
    """What was asked: the template, its program, and the text as it went out."""

    template: OptInTemplate
    program: Program | None
    body: str

    @property
    def fields(self) -> dict[str, Any]:
        """For a ConsentEvent."""
        return {
            "template_id": str(self.template.id), "template_version": str(self.template.version),
            "disclosure_text": self.body, "disclosure_sha256": hashlib.sha256(self.body.encode()).hexdigest(),
        }


def pending_among(phones: Iterable[Phone]) -> set[int]:
    """Those of these phones that were asked and may answer now."""
    ids = [phone.id for phone in phones]
    return set(db.session.scalars(PENDING, {"phones": ids, "since": now() - LAPSES_AFTER})) if ids else set()


def question_to(phone: Phone) -> Question | None:
    """What this (locked) phone was asked and hasn't answered."""
    if not pending_among([phone]):
        return None
    row = OptIn.of_phone(phone.id)
    text, template = db.session.get(Message, row.message_id), db.session.get(OptInTemplate, row.template_id)
    return Question(template, template.program, text.wire_body)


def accepted(
    phone: Phone, question: Question | None, message: Message, said: str, word: str, rule: str
) -> None:
    """Record what this START grants: conversational and informational consent, the latter to the program they were
    asked about where that is one of notices; and promotional to that program, where it asked with all that it takes."""
    account = db.session.get(Account, phone.account_id)
    how = {
        "medium": "keyword", "keyword_text": (word or message.body.strip())[:64], "affirmative_act": f"texted {said}",
        "inbound_message_sid": message.carrier_sid, "actor_type": "person", "matcher_rule": rule,
        **(question.fields if question else {}),
    }
    ledger.write(phone, "grant", "conversational", legal_basis=BASES["conversational"], **how)
    program = question.program if question else None
    sells = program is not None and question.template.grants == "promotional"
    about = {"topic_or_program": program.name} if program is not None and not sells else {}
    ledger.write(phone, "grant", "informational", legal_basis=BASES["informational"], **how, **about)
    if sells:
        offers = {
            **how, "legal_basis": BASES["promotional"], "topic_or_program": program.name,
            "condition_of_purchase": False, "terms_url": account.terms_url or None,
            "privacy_url": account.privacy_url or None,
        }
        try:
            ledger.write(phone, "grant", "promotional", **offers)
        except evidence.Incomplete:  # then what sells goes on to be refused
            pass
    opt_ins.accept(phone, f"texted {said}")


def release(phone: Phone, scene: Scene, message: Message) -> None:
    """Let what waited for this answer pass the gate once more, in the order in which it was written."""
    count = outbox.release(scene, phone, opt_ins.AWAITING)
    outbox.decide_waiting(scene, phone, "optin")
    if count:
        conversation = scene.conversations[message.conversation_id]
        journey.tell("texts_released", conversation, phone.contact_id, message_id=message.id, count=count)
    opt_ins.clear_held(scene.of_phone(phone))


def declined(phone: Phone, scene: Scene, message: Message, said: str, rule: str) -> None:
    """They said no: nothing that we begin leaves for them, from any account of the brand, until they text START; they
    may be answered."""
    question = question_to(phone)
    words = f"“{' '.join(message.body.split())[:60]}”"
    opt_ins.reject(phone, f"answered {words}")
    levels = ["informational"]
    if question is not None and question.template.grants == "promotional":
        levels.append("promotional")
    ledger.write_each(
        phone, "decline", levels, medium="keyword", keyword_text=message.body.strip()[:64], matcher_rule=rule,
        inbound_message_sid=message.carrier_sid, affirmative_act=f"answered {words}", actor_type="person",
        **(question.fields if question else {}),
    )
    block_what_we_begin(scene, phone, rule, message.body, message.carrier_sid)
    for same in scene.phones.values():
        canceled = outbox.cancel_waiting(scene, same, "OPTED_OUT", STAY_OPEN, message.conversation_id)
        _tell_no(same, scene, canceled, words if same is phone else "", message)


def block_what_we_begin(
    scene: Scene, phone: Phone, rule: str, words: str, message_sid: str | None, actor_id: int | None = None
) -> None:
    """Block what we would begin, in every account of the brand; answers stay open. The brand's others learn that it was
    said, not what."""
    for same in scene.phones.values():
        block = db.session.scalar(select(Block).where(Block.account_id == same.account_id, Block.e164 == same.e164))
        if block is not None and block.lifted_at is None:
            continue
        if block is None:
            block = Block(account_id=same.account_id, e164=same.e164)
            db.session.add(block)
        is_ours = same.account_id == phone.account_id
        block.scope, block.source, block.rule, block.channel = "proactive", "person", rule, "text"
        block.raw_text, block.actor_id = (words, actor_id) if is_ours else ("", None)
        block.message_sid = message_sid if is_ours else None
        block.is_carriers_too, block.created_at, block.lifted_at = False, now(), None


def _tell_no(phone: Phone, scene: Scene, canceled: int, words: str, message: Message) -> None:
    how = f"Answered the opt-in with {words}" if words else "Said no to another business of yours"
    number = e164.display(phone.e164)
    note = f"{how}. {number} may be answered; nothing that you begin leaves until they text START."
    journey.note(phone.account_id, phone.contact_id, f"{note} {canceled} waiting canceled." if canceled else note)
    for conversation in scene.of_phone(phone):
        if words and conversation.id == message.conversation_id:
            journey.tell("opt_in_answered", conversation, phone.contact_id, message_id=message.id, detail=words,
                         count=canceled)
    opt_ins.clear_held(scene.of_phone(phone))
