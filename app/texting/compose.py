"""An agent's text: check() and check_new() for the composer, compose() for Send, open_with() for a typed number.

compose() writes the text into the outbox in the agent's own request and never waits for the carrier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.clock import now
from app.extensions import db
from app.models import Account, Conversation, Message, Number, Phone, User
from app.policy import gate
from app.policy.facts import Facts
from app.policy.verdict import REFUSE, Verdict
from app.texting import desk, drafts, media_out, outbox
from app.texting.access import lock_for
from app.texting.changes import announce
from app.texting.facts import facts_for_first, facts_for_new, lock_pauses, purpose_of
from app.texting.locks import lock_phones

USED = "This form was already used to send another text. Write yours again."


class Refused(Exception):
    """The gate refuses this text; nothing was written. Carries the verdict."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.sentence)
        self.verdict = verdict


class Conflict(Exception):
    """This client_id was used for another text already."""


@dataclass(frozen=True)
class Composed:
    message: Message
    is_new: bool


def check(
    conversation: Conversation, author: User, body: str, number: Number | None = None, has_media: bool = False
) -> Verdict:
    """What the gate says about this text now, before it is sent."""
    return gate.decide(_facts(conversation, author, body, number or conversation.number, has_media))


def compose(
    conversation: Conversation, author: User, body: str, client_id: str, number: Number | None = None,
    media_ids: Sequence[int] = (), draft_version: int = 0,
) -> Composed:
    """Queue one text from an agent, with files they uploaded; their draft up to this version becomes empty. The same
    client_id with the same text and files is the same text, however often it comes; with another it is a Conflict.
    Raises Refused, access.Moved."""
    phone = lock_phones([conversation.phone_id])[conversation.phone_id]
    again = _with_client_id(client_id)
    if again is not None:
        return _composed_before(again, conversation, author, body, media_ids)
    lock_pauses()
    conversation = lock_for(conversation.id, author)
    since, stood = conversation.change_no, _standing(conversation)
    number = number or conversation.number
    desk.answered(conversation, author)
    message = _put(conversation, phone, number, author, body, client_id, media_ids)
    conversation.number_id = number.id
    drafts.sent(conversation, author, draft_version)
    announce(conversation, since, inbox=True, standing=_standing(conversation) != stood)
    return Composed(message, is_new=True)


def was_sent(client_id: str) -> bool:
    """Whether a form with this id has become a text."""
    return _with_client_id(client_id) is not None


def check_new(author: User, number: Number, to: str, body: str, has_media: bool = False) -> Verdict:
    """What the gate says about this text to an E.164 number, before there need be a conversation. Of a number never
    seen before, never that it waits for a pause to end: nothing is kept that could."""
    phone = Phone.with_address(author.account_id, to)
    if phone is None:
        return gate.decide(replace(facts_for_first(author, number, to, body, has_media), paused=""))
    conversation = _talk(phone, number)
    if conversation is not None:
        return check(conversation, author, body, number, has_media)
    return gate.decide(facts_for_first(author, number, phone, body, has_media))


def open_with(
    author: User, number: Number, to: str, body: str, has_media: bool = False, client_id: str = ""
) -> Conversation:
    """The conversation of the number's department with this E.164 number, made if there is none; that of this form's
    text, where it was sent already. A number never seen before is Refused; nothing is sent."""
    again = _with_client_id(client_id) if client_id else None
    if again is not None and (again.author_id, again.phone.e164) == (author.id, to):
        return db.session.get(Conversation, again.conversation_id)
    phone = Phone.with_address(author.account_id, to)
    if phone is None:
        raise Refused(check_new(author, number, to, body, has_media))
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


def _put(
    conversation: Conversation, phone: Phone, number: Number, author: User, body: str, client_id: str,
    media_ids: Sequence[int],
) -> Message:
    """The text in the outbox with its files. Raises Refused, Conflict."""
    facts = _facts(conversation, author, body, number, bool(media_ids))
    verdict = gate.decide(facts)
    if verdict.kind == REFUSE:
        raise Refused(verdict)
    try:
        message = outbox.put(conversation, phone, number, body, facts.purpose, facts, author, client_id)
    except IntegrityError as error:  # used in another thread at this moment: the lock is this phone's alone
        if "client_id" not in str(error.orig):
            raise
        raise Conflict(USED) from error
    if media_ids:
        files = media_out.attach(message, list(media_ids), author)
        outbox.show_last(conversation, message, message.sort_at, [media.content_type for media in files])
    return message


def _standing(conversation: Conversation) -> tuple:
    """What the thread's head shows and an answer may change."""
    return conversation.state, conversation.snoozed_until, conversation.assignee_id, conversation.number_id


def _with_client_id(client_id: str) -> Message | None:
    return db.session.scalar(select(Message).where(Message.client_id == client_id))


def _composed_before(
    message: Message, conversation: Conversation, author: User, body: str, media_ids: Sequence[int]
) -> Composed:
    same = (message.conversation_id, message.author_id, message.body) == (conversation.id, author.id, body)
    if not same or [media.id for media in message.media] != list(media_ids):
        raise Conflict(USED)
    return Composed(message, is_new=False)


def _facts(
    conversation: Conversation, author: User, body: str, number: Number, has_media: bool = False
) -> Facts:
    account = db.session.get(Account, conversation.account_id)
    purpose = purpose_of(conversation, account)
    return facts_for_new(conversation, number, body, purpose, author, has_media=has_media)
