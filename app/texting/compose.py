"""An agent's text: check() for the composer, compose() for Send, new_conversation() for a typed number.

compose() writes the text into the outbox in the agent's own request and never waits for the carrier.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.clock import now
from app.extensions import db
from app.models import Account, Conversation, Message, Number, Phone, User
from app.policy import gate
from app.policy.facts import Facts
from app.policy.verdict import REFUSE, Verdict
from app.sms import e164
from app.texting import outbox
from app.texting.changes import announce
from app.texting.facts import facts_for_new, facts_for_stranger, purpose_of
from app.texting.locks import lock_conversations, lock_phones


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


def check(conversation: Conversation, author: User, body: str, number: Number | None = None) -> Verdict:
    """What the gate says about this text now, before it is sent."""
    return gate.decide(_facts(conversation, author, body, number or conversation.number))


def compose(
    conversation: Conversation, author: User, body: str, client_id: str, number: Number | None = None
) -> Composed:
    """Queue one text from an agent. The same client_id with the same text is the same text, however often it
    comes; with another it is a Conflict. Raises Refused."""
    phone = lock_phones([conversation.phone_id])[conversation.phone_id]
    again = db.session.scalar(select(Message).where(Message.client_id == client_id))
    if again is not None:
        return _composed_before(again, conversation, author, body)
    conversation = lock_conversations([conversation.id])[conversation.id]
    since = conversation.change_no
    number = number or conversation.number
    facts = _facts(conversation, author, body, number)
    verdict = gate.decide(facts)
    if verdict.kind == REFUSE:
        raise Refused(verdict)
    message = outbox.put(conversation, phone, number, body, facts.purpose, facts, author, client_id)
    conversation.number_id, conversation.state, conversation.unread = number.id, "open", 0
    conversation.reason = ""
    announce(conversation, since, inbox=True)
    return Composed(message, is_new=True)


def open_with(author: User, number: Number, to: str, body: str) -> Conversation:
    """The conversation of the number's department with this E.164 number, made if there is none. A number never
    seen before gets a contact; nothing is sent."""
    kind = e164.kind_of(to)
    if kind != e164.Destination.US_CA:
        raise e164.NumberProblem("Write a US or Canadian number with all ten digits, like (602) 555-0148.")
    phone = Phone.with_address(author.account_id, to)
    if phone is None:
        raise Refused(check_stranger(author, number, to, body))
    phone = lock_phones([phone.id])[phone.id]
    same = select(Conversation).where(
        Conversation.phone_id == phone.id, Conversation.department_id == number.department_id
    )
    conversation = db.session.scalar(same)
    if conversation is None:
        conversation = Conversation(
            account_id=author.account_id, phone_id=phone.id, department_id=number.department_id, number_id=number.id,
            last_message_at=now(), created_at=now(), preview_is_ours=True,
        )
        db.session.add(conversation)
        db.session.flush()
    return conversation


def check_stranger(author: User, number: Number, to: str, body: str) -> Verdict:
    """What the gate says about a first text to a number that nobody here has texted with."""
    return gate.decide(facts_for_stranger(author, number, to, body))


def _composed_before(message: Message, conversation: Conversation, author: User, body: str) -> Composed:
    same = (message.conversation_id, message.author_id, message.body) == (conversation.id, author.id, body)
    if not same:
        raise Conflict("This form was already used to send another text. Write yours again.")
    return Composed(message, is_new=False)


def _facts(conversation: Conversation, author: User, body: str, number: Number) -> Facts:
    account = db.session.get(Account, conversation.account_id)
    return facts_for_new(conversation, number, body, purpose_of(conversation, account), author)
