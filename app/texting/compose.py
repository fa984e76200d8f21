"""An agent's text: check() and check_new() for the composer, compose() for Send, open_with() for a typed number.

compose() writes the text into the outbox in the agent's own request and never waits for the carrier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from app.clock import now
from app.extensions import db
from app.models import Account, Conversation, Message, Number, Phone, Program, User
from app.models.contact_filter import Sight, is_in_sight
from app.policy import gate
from app.policy.facts import Facts
from app.policy.tokens import has_any
from app.policy.verdict import Verdict
from app.texting.facts import facts_for_first, facts_for_new, purpose_in, purpose_of
from app.texting.locks import lock_phones
from app.texting.token_values import About, filled
from app.texting.ways import sender_for
from app.texting.written import Composed, Conflict, Refused, Written, take

__all__ = [
    "Composed", "Conflict", "Refused", "check", "check_new", "compose", "goes_out", "goes_out_new", "judge",
    "judge_new", "open_with", "phone_seen", "was_sent",
]
WITH_FORM = select(Message).where(Message.client_id == bindparam("form"))


def check(
    conversation: Conversation, author: User, body: str, number: Number | None = None, has_media: bool = False,
    **more: Any,
) -> Verdict:
    """What the gate says about this text now, before it is sent."""
    return judge(conversation, author, body, number, has_media, **more)[1]


def judge(
    conversation: Conversation, author: User, body: str, number: Number | None = None, has_media: bool = False,
    program: Program | None = None, override: str = "", purpose: str = "", at: datetime | None = None,
) -> tuple[Facts, Verdict]:
    """The same with what it was decided on; of a text that is to leave later, what is said at that instant. `purpose`
    is for what answers nothing ("direct")."""
    account = db.session.get(Account, conversation.account_id)
    if not purpose or program is not None:
        purpose = purpose_of(conversation, account, program, at)
    words = goes_out(conversation, author, body, number, program)
    facts = facts_for_new(
        conversation, number or conversation.number, words, purpose, author, has_media=has_media, program=program,
        override=override, at=at,
    )
    return facts, gate.decide(facts)


def goes_out(
    conversation: Conversation, author: User, body: str, number: Number | None = None, program: Program | None = None
) -> str:
    """The words as they would go out now, tokens filled in; those that nobody can fill in stay."""
    if not has_any(body):
        return body
    account = db.session.get(Account, conversation.account_id)
    sender = sender_for(number or conversation.number, purpose_of(conversation, account, program))
    return filled(body, About(account.id, conversation.phone, sender, author))


def goes_out_new(author: User, number: Number, to: str, body: str, program: Program | None = None) -> str:
    """The same to an E.164 number, before there need be a conversation. Nothing is filled in from a person whom this
    author doesn't see."""
    is_hidden = has_any(body) and _is_hidden(Phone.with_address(author.account_id, to), author)
    return body if is_hidden else _words_new(author, number, to, body, program)


def phone_seen(user: User, to: str) -> Phone:
    """The phone of this E.164 number, without its person where this user doesn't see them."""
    phone = Phone.with_address(user.account_id, to) if to else None
    return Phone(e164=to) if phone is None or _is_hidden(phone, user) else phone


def _is_hidden(phone: Phone | None, user: User) -> bool:
    """Whether it is somebody's who talks with other departments only."""
    return phone is not None and phone.contact_id is not None and not is_in_sight(Sight.of(user), phone.contact_id)


def _words_new(author: User, number: Number, to: str, body: str, program: Program | None) -> str:
    if not has_any(body):
        return body
    phone = Phone.with_address(author.account_id, to) or Phone(e164=to)
    sender = sender_for(number, purpose_in(program) if program else "direct")
    return filled(body, About(author.account_id, phone, sender, author))


def compose(
    conversation: Conversation, author: User, body: str, client_id: str, number: Number | None = None,
    media_ids: Sequence[int] = (), draft_version: int = 0, program_id: int | None = None, override: str = "",
    **more: Any,
) -> Composed:
    """Queue one text from an agent, with files they uploaded; their draft up to this version becomes empty. The same
    client_id with the same text and files is the same text, however often it comes; with another it is a Conflict.
    `more` are other particulars of a Written. Raises Refused, access.Moved, media_out.NotYours."""
    from_ = number.id if number else None
    ids = conversation.id, conversation.phone_id, author.id
    about = draft_version, program_id, override
    [result] = take([Written(*ids, body, client_id, from_, tuple(media_ids), *about, **more)])
    if isinstance(result, Exception):
        raise result
    return result


def was_sent(client_id: str) -> bool:
    """Whether a form with this id has become a text."""
    return _with_client_id(client_id) is not None


def check_new(author: User, number: Number, to: str, body: str, has_media: bool = False, **more: Any) -> Verdict:
    """What the gate says about this text to an E.164 number, before there need be a conversation. Of a number never
    seen before, never that it waits for a pause to end: nothing is kept that could."""
    return judge_new(author, number, to, body, has_media, **more)[1]


def judge_new(
    author: User, number: Number, to: str, body: str, has_media: bool = False, program: Program | None = None,
    override: str = "",
) -> tuple[Facts, Verdict]:
    """The same with what it was decided on."""
    phone = Phone.with_address(author.account_id, to)
    conversation = _talk(phone, number) if phone else None
    if conversation is not None:
        return judge(conversation, author, body, number, has_media, program, override)
    words = _words_new(author, number, to, body, program)
    facts = facts_for_first(author, number, phone or to, words, has_media, program=program, override=override)
    facts = replace(facts, paused="") if phone is None else facts
    return facts, gate.decide(facts)


def open_with(
    author: User, number: Number, to: str, body: str, has_media: bool = False, client_id: str = "",
    program: Program | None = None,
) -> Conversation:
    """The conversation of the number's department with this E.164 number, made if there is none; that of this form's
    text, where it was sent already. A number never seen before is Refused; nothing is sent."""
    again = _with_client_id(client_id) if client_id else None
    if again is not None and (again.author_id, again.phone.e164) == (author.id, to):
        return db.session.get(Conversation, again.conversation_id)
    phone = Phone.with_address(author.account_id, to)
    if phone is None:
        raise Refused(check_new(author, number, to, body, has_media, program=program))
    phone = lock_phones([phone.id])[phone.id]
    conversation = _talk(phone, number)
    if conversation is None:
        conversation = Conversation(
            account_id=author.account_id, phone_id=phone.id, department_id=number.department_id, number_id=number.id,
            last_message_at=now(), created_at=now(), preview_is_ours=True,
        )
        db.session.add(conversation)
        db.session.flush()
    return conversation


def _talk(phone: Phone, number: Number) -> Conversation | None:
    """The conversation of this number's department with this phone."""
    same = Conversation.phone_id == phone.id, Conversation.department_id == number.department_id
    return db.session.scalar(select(Conversation).where(*same))


def _with_client_id(client_id: str) -> Message | None:
    return db.session.scalar(WITH_FORM, {"form": client_id})

