"""What a person's words do: read_keyword(), apply_keyword() for STOP, START and HELP, texts_received(),
and block_by_carrier() for Twilio's 21610.

All effects happen in the caller's transaction, with the number's phones and conversations locked (a Scene). A
stop binds every account of the brand (47 CFR 64.1200(a)(10): any reasonable means; one brand, one answer).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.clock import now
from app.extensions import db
from app.models import Block, Message, Number, Phone
from app.models.consent import LEVELS
from app.sms import e164, keywords
from app.texting import confirmations, journey, ledger, outbox
from app.texting.scene import Scene

RULE = "carrier keyword"


@dataclass(frozen=True)
class Keyword:
    """What was recognised in an inbound text, and what the carrier does about it by itself."""

    label: str
    word: str
    carrier_answers: bool
    carrier_blocks: bool
    carrier_lifts: bool


def read_keyword(text: str, number: Number, is_blocked: bool, opt_out_type: str | None) -> Keyword | None:
    """The carrier's keyword that this whole text is, or None. `opt_out_type` is Twilio's own finding (Advanced
    Opt-Out); where it is given, Twilio has answered already."""
    label, word = keywords.keyword_of(text, "opted_out" if is_blocked else None)
    if opt_out_type and label == "none":
        label, word = opt_out_type, opt_out_type
    if label not in ("STOP", "START", "HELP"):
        return None
    return Keyword(
        label,
        (word or label).upper(),
        keywords.carrier_answers(number.kind, text, label, opt_out_type),
        keywords.carrier_blocks(number.kind, text, opt_out_type),
        keywords.carrier_lifts(number.kind, text, opt_out_type),
    )


def apply_keyword(keyword: Keyword, message: Message, phone: Phone, scene: Scene) -> None:
    """All effects of a keyword in this inbound text, and the one confirmation where the carrier sends none."""
    message.keyword = keyword.label
    effect = {"STOP": _opt_out, "START": _opt_in, "HELP": _help}[keyword.label]
    is_answerable = effect(keyword, message, phone, scene)
    if is_answerable and not keyword.carrier_answers:
        confirmations.confirm(keyword.label, scene.conversations[message.conversation_id], phone, message.number)


def texts_received(texts: Sequence[tuple[Phone, Message]]) -> None:
    """A person's text gives conversational consent, once (CTIA Messaging Principles 5.1: implied by texting first)."""
    first = {phone.id: (phone, message) for phone, message in reversed(texts) if _is_first(phone)}
    ends = ledger.heads([phone for phone, _ in first.values()]) if first else {}
    for phone, message in first.values():
        phone.conversational_at = now()
        ledger.write(phone, "grant", "conversational", ends[phone.id], legal_basis="conversational", medium="text",
                     affirmative_act="texted us", inbound_message_sid=message.carrier_sid, actor_type="person")


def _is_first(phone: Phone) -> bool:
    return phone.conversational_at is None and phone.contact_id is not None


def block_by_carrier(message: Message, phone: Phone, scene: Scene) -> None:
    """Twilio answered 21610: this person has opted out there. Ours follows, with all its effects; where their own
    stop is on record already, only that the carrier blocks too."""
    if phone.ok_to_sms == "ON" and message.claimed_at and phone.ok_to_sms_at > message.claimed_at:
        return  # they texted START since this text was claimed
    keyword = Keyword("STOP", "STOP", True, True, False)
    standing = Block.standing([p.account_id for p in scene.phones.values()], [phone.e164])
    if len(standing) == len(scene.phones) and all(block.scope == "all" for block in standing):
        for block in standing:
            block.is_carriers_too = True
        return
    _stop(keyword, message, phone, scene, source="provider")


def _opt_out(keyword: Keyword, message: Message, phone: Phone, scene: Scene) -> bool:
    """A stop by somebody who stopped before gets no second confirmation (47 CFR 64.1200(a)(12): one)."""
    had_stopped = Block.standing([p.account_id for p in scene.phones.values()], [phone.e164])
    if not had_stopped:
        outbox.let_lapse(scene, phone)
    _stop(keyword, message, phone, scene, source="keyword")
    return not had_stopped


def _opt_in(keyword: Keyword, message: Message, phone: Phone, scene: Scene) -> bool:
    """Lift every block of this number in the brand, and restore conversational and informational consent with the
    account that was texted; the others of the brand may answer again, and ask for themselves. Nothing, and no
    answer, where the carrier's own block stands on: no text of ours could reach them."""
    blocks = Block.standing([p.account_id for p in scene.phones.values()], [phone.e164])
    is_known_to_carriers = keyword.carrier_lifts or keyword.word in ("START", "UNSTOP")
    if any(block.is_carriers_too for block in blocks) and not is_known_to_carriers:
        conversation = scene.conversations[message.conversation_id]
        journey.tell("asked_help", conversation, phone.contact_id, message_id=message.id, detail="must_start")
        return False
    for block in blocks:
        block.lifted_at = now()
    for same in scene.phones.values():
        if same is phone:
            _restore(keyword, message, same)
        elif same.ok_to_sms == "OFF":
            _allow_replies(same, keyword)
        else:
            continue
        outbox.let_lapse(scene, same)
        for conversation in scene.of_phone(same):
            conversation.reason = ""
            journey.tell("opted_in", conversation, same.contact_id, message_id=message.id, detail=keyword.word)
    return True


def _help(_keyword: Keyword, message: Message, phone: Phone, scene: Scene) -> bool:
    conversation = scene.conversations[message.conversation_id]
    journey.tell("asked_help", conversation, phone.contact_id, message_id=message.id)
    return True


def _stop(keyword: Keyword, message: Message, phone: Phone, scene: Scene, source: str) -> None:
    said = f"Texted {keyword.word}." if source == "keyword" else "The carrier says this number has opted out."
    for same in scene.phones.values():
        _block(same, message, keyword, source)
        same.ok_to_sms, same.ok_to_sms_at = "OFF", now()
        same.ok_to_sms_why = said.rstrip(".").lower() if source == "provider" else f"texted {keyword.word}"
        _withdraw(same, message, keyword, source)
        canceled = outbox.cancel_waiting(scene, same, "OPTED_OUT")
        canceled_words = f" {canceled} waiting canceled." if canceled else ""
        journey.note(same.account_id, same.contact_id,
                     f"{said} Nobody can text {e164.display(same.e164)} until they text START.{canceled_words}")
        for conversation in scene.of_phone(same):
            conversation.reason = "stop"
            journey.tell("opted_out", conversation, same.contact_id, message_id=message.id,
                         detail=keyword.word if source == "keyword" else "", count=canceled)


def _block(phone: Phone, message: Message, keyword: Keyword, source: str) -> None:
    query = select(Block).where(Block.account_id == phone.account_id, Block.e164 == phone.e164)
    block = db.session.scalar(query)
    if block is None:
        block = Block(account_id=phone.account_id, e164=phone.e164, is_carriers_too=False)
        db.session.add(block)
    elif block.lifted_at is None:
        block.is_carriers_too = block.is_carriers_too or keyword.carrier_blocks
        return
    block.scope, block.source = "all", source
    block.rule = RULE if source == "keyword" else "21610"
    block.raw_text = message.body if source == "keyword" else ""
    block.is_carriers_too = keyword.carrier_blocks
    block.message_sid, block.created_at, block.lifted_at = message.carrier_sid, now(), None


def _withdraw(phone: Phone, message: Message, keyword: Keyword, source: str) -> None:
    phone.conversational_at = None
    is_said = source == "keyword"
    for level in LEVELS:
        ledger.write(
            phone, "withdraw", level,
            revocation_channel="text" if is_said else "carrier",
            revocation_raw_text=message.body if is_said else None,
            keyword_text=keyword.word if is_said else None,
            matcher_rule=RULE if is_said else "21610",
            inbound_message_sid=message.carrier_sid if is_said else None,
            actor_type="person" if is_said else "provider",
        )


def _restore(keyword: Keyword, message: Message, phone: Phone) -> None:
    phone.ok_to_sms, phone.ok_to_sms_at = "ON", now()
    phone.ok_to_sms_why = f"texted {keyword.word}"
    phone.conversational_at = now()
    for level, basis in (("conversational", "conversational"), ("informational", "PEC")):
        ledger.write(phone, "grant", level, legal_basis=basis, medium="keyword", keyword_text=keyword.word,
                     affirmative_act=f"texted {keyword.word}", inbound_message_sid=message.carrier_sid,
                     actor_type="person", matcher_rule=RULE)
    journey.note(phone.account_id, phone.contact_id,
                 f"Texted {keyword.word}. {e164.display(phone.e164)} may be texted again.")


def _allow_replies(phone: Phone, keyword: Keyword) -> None:
    phone.ok_to_sms, phone.ok_to_sms_at = "UNSET", now()
    phone.ok_to_sms_why = f"texted {keyword.word} to another number of ours"
    words = f"Texted {keyword.word} to another number of the business. {e164.display(phone.e164)} may be answered."
    journey.note(phone.account_id, phone.contact_id, words)
