"""What a person's words do to the right to text them: read_keyword(), apply_keyword() for STOP, START, HELP and what
may mean stop, texts_received(), stop() for every other way to say it, block_by_carrier() for Twilio's 21610.

All effects happen in the caller's transaction, with the number's phones and conversations locked (a Scene). A
stop binds every account of the brand (47 CFR 64.1200(a)(10): any reasonable means; one brand, one answer).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.clock import now
from app.models import Block, ConsentEvent, Message, Number, Phone
from app.sms import e164, keywords, replies
from app.texting import confirmations, journey, ledger, opt_in_answers, opt_ins, outbox, reviews
from app.texting.scene import Scene
from app.texting.stopping import Stop, put_stop

HINTS = (replies.STOP, replies.START, replies.HELP)


@dataclass(frozen=True)
class Keyword:
    """What was recognised in an inbound text, and what the carrier does about it by itself. `word` is the whole keyword
    in capitals, "" where they said it in other words; `rule` and `said` are the matcher's."""

    label: str
    word: str
    rule: str
    said: str
    carrier_answers: bool
    carrier_blocks: bool
    carrier_lifts: bool
    is_limited: bool = False


def read_keyword(
    text: str, number: Number, is_blocked: bool, opt_out_type: str | None, is_asked: bool = False
) -> Keyword | None:
    """What this text means for the right to text its sender, None for ordinary talk. `opt_out_type` is Twilio's own
    finding (Advanced Opt-Out); where it is given, Twilio has answered already. It takes every YES for START; said by
    somebody who had not opted out, that is talk, unless they were asked to opt in."""
    found = meaning(text, is_blocked, is_asked)
    label, rule = found.label, found.rule
    if opt_out_type in HINTS and label in (replies.NONE, replies.REVIEW) and (is_blocked or not _is_yes(text)):
        label, rule = opt_out_type, "carrier"
    if label == replies.NONE or (label == replies.REVIEW and is_blocked):
        return None
    context = "opted_out" if is_blocked else "optin_pending" if is_asked else None
    word = keywords.keyword_of(text, context)[1] or _whole(found, rule, label)
    is_yes = _is_yes(text) and not is_blocked and not opt_out_type  # Twilio takes it for START from who opted out alone
    return Keyword(
        label, word.upper(), rule, found.words,
        keywords.carrier_answers(number.kind, text, label, opt_out_type) and not is_yes,
        keywords.carrier_blocks(number.kind, text, opt_out_type),
        keywords.carrier_lifts(number.kind, text, opt_out_type), found.limited,
    )


def may_be_keyword(text: str) -> bool:
    """Whether this could mean something from anybody: who opted out, or who was asked to opt in."""
    return any(meaning(text, *who).label != replies.NONE for who in ((True, False), (False, True)))


@lru_cache(maxsize=512)
def meaning(text: str, is_blocked: bool, is_asked: bool = False) -> replies.Match:
    """The matcher's answer. What means nothing from somebody who opted out means nothing from anybody who wasn't
    asked."""
    if not is_blocked and not is_asked and meaning(text, True).label == replies.NONE:
        return meaning(text, True)
    return replies.match(text, opt_in_pending=is_asked, is_opted_out=is_blocked)


def apply_keyword(keyword: Keyword, message: Message, phone: Phone, scene: Scene) -> None:
    """All effects of these words in this inbound text, and the one confirmation where the carrier sends none."""
    message.keyword = keyword.label
    if keyword.label == replies.REVIEW:
        return reviews.open_on(phone, message, keyword.rule, keyword.said, scene)
    if keyword.is_limited:
        return opt_in_answers.declined(phone, scene, message, keyword.said, keyword.rule)
    asked = opt_in_answers.question_to(phone) if keyword.label == replies.START else None
    effect = {"STOP": _opt_out, "START": _opt_in, "HELP": _help}[keyword.label]
    is_answerable = effect(keyword, message, phone, scene)
    if is_answerable and not keyword.carrier_answers:
        conversation = scene.conversations[message.conversation_id]
        program = asked.program if asked else None
        confirmations.confirm(keyword.label, conversation, phone, message.number, keyword.said, program)


def stop(phone: Phone, scene: Scene, said: Stop) -> bool:
    """The effects of STOP for words that were spoken, written elsewhere, or understood later; whether it is news."""
    had_stopped = Block.standing([p.account_id for p in scene.phones.values()], [phone.e164], "all")
    put_stop(phone, scene, said)
    return not had_stopped


def texts_received(texts: Sequence[tuple[Phone, Message]]) -> None:
    """A person's text gives conversational consent, once (CTIA Messaging Principles 5.1: implied by texting first)."""
    first = {phone.id: (phone, message) for phone, message in reversed(texts) if _is_first(phone)}
    ends = ledger.heads([phone for phone, _ in first.values()]) if first else {}
    for phone, _ in first.values():
        phone.conversational_at = now()
    how = {"legal_basis": "conversational", "medium": "text", "affirmative_act": "texted us", "actor_type": "person"}
    ledger.write_grants("conversational", [
        (phone, ends[phone.id], {**how, "inbound_message_sid": message.carrier_sid})
        for phone, message in first.values()
    ])


def block_by_carrier(message: Message, phone: Phone, scene: Scene) -> None:
    """Twilio answered 21610: this person has opted out there. Ours follows, with all its effects; where their own
    stop is on record already, only that the carrier blocks too."""
    if message.claimed_at and ConsentEvent.has_texted_start(phone.account_id, phone.e164, message.claimed_at):
        return  # nothing that anybody here recorded since would do: the carrier goes by the person's own texts
    standing = Block.standing([p.account_id for p in scene.phones.values()], [phone.e164])
    if len(standing) == len(scene.phones) and all(block.scope == "all" for block in standing):
        for block in standing:
            block.is_carriers_too = True
        return
    put_stop(phone, scene, Stop("provider", rule="21610", channel="carrier", message=message, carrier_blocks=True))


def _is_first(phone: Phone) -> bool:
    return phone.conversational_at is None and phone.contact_id is not None


def _is_yes(text: str) -> bool:
    return keywords.keyword_of(text, "opted_out")[1] == keywords.YES


def _whole(found: replies.Match, rule: str, label: str) -> str:
    """The keyword where the whole text is one, though none of the carrier's; what the carrier found is its label."""
    if rule == "carrier":
        return label
    return found.words if rule == "M3" else ""


def _opt_out(keyword: Keyword, message: Message, phone: Phone, scene: Scene) -> bool:
    """A stop by somebody who stopped before gets no second confirmation (47 CFR 64.1200(a)(12): one)."""
    had_stopped = Block.standing([p.account_id for p in scene.phones.values()], [phone.e164], "all")
    if had_stopped and keyword.carrier_answers:
        outbox.let_lapse(scene, phone)  # ours may still wait, and this one the carrier confirms
    source = "keyword" if keyword.word else "person"
    put_stop(phone, scene, Stop(source, keyword.word or message.body, keyword.rule, message=message,
                                carrier_blocks=keyword.carrier_blocks))
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
    reviews.settle_by_person(scene, "not_opt_out")
    said = keyword.word or f"“{message.body.strip()[:60]}”"
    for same in scene.phones.values():
        kind = "opted_in"
        if same is phone:
            kind = _restore(keyword, message, same, scene, said)
        elif same.ok_to_sms == "OFF":
            _allow_replies(same, said)
        else:
            continue
        outbox.let_lapse(scene, same)
        for conversation in scene.of_phone(same):
            conversation.reason = ""
            journey.tell(kind, conversation, same.contact_id, message_id=message.id, detail=said)
    return True


def _help(_keyword: Keyword, message: Message, phone: Phone, scene: Scene) -> bool:
    conversation = scene.conversations[message.conversation_id]
    journey.tell("asked_help", conversation, phone.contact_id, message_id=message.id)
    return True


def _restore(keyword: Keyword, message: Message, phone: Phone, scene: Scene, said: str) -> str:
    """They may be texted again, or for the first time; the kind of line that says so in the journey."""
    question = opt_in_answers.question_to(phone)
    phone.ok_to_sms, phone.ok_to_sms_at = "ON", now()
    phone.ok_to_sms_why = f"texted {said}"
    phone.conversational_at = now()
    opt_in_answers.accepted(phone, question, message, said, keyword.word, keyword.rule)
    opt_in_answers.release(phone, scene, message)
    begins = "Answered the opt-in with" if question else "Texted"
    again = "" if question else " again"
    journey.note(phone.account_id, phone.contact_id,
                 f"{begins} {said}. {e164.display(phone.e164)} may be texted{again}.")
    return "opt_in_answered" if question else "opted_in"


def _allow_replies(phone: Phone, said: str) -> None:
    opt_ins.forget_no(phone, f"texted {said} to another number of ours")
    phone.ok_to_sms, phone.ok_to_sms_at = "UNSET", now()
    phone.ok_to_sms_why = f"texted {said} to another number of ours"[:200]
    words = f"Texted {said} to another number of the business. {e164.display(phone.e164)} may be answered."
    journey.note(phone.account_id, phone.contact_id, words)
