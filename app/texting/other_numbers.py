"""The other numbers of a text: found() are those that can be had, judged() what the gate says to each, refusal() the
sentence for one that it refuses. Unfit says what is wrong with one, and the way out."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.extensions import db
from app.models import Contact, Conversation, Number, Phone, Program, User
from app.policy import gate
from app.policy.tokens import MEANT
from app.policy.verdict import Verdict
from app.sms import e164
from app.texting import outbox, token_values
from app.texting.facts import facts_in_turn, paused_now, purpose_in

MOST = 10
OF_THE_TEXT = (1, 12, 13, 16)  # the gate's rows that say the same of every recipient
NOT_AGREED = ("SMS_NOT_OK", "OPTIN_FAILED", "OPTIN_NEEDED", "NO_CONSENT_informational")
WAY_OUT = "Record how they agreed in a new message to them, or take the number out."
ELSEWHERE = "belongs to somebody at a department you are not in. Ask a manager to send it, or take the number out."
NOBODY = "You left out this person and named nobody else. Add somebody, or put them back."
TOO_MANY = f"A text goes to {MOST} others at most. Take some out and send them a second one."


class Unfit(Exception):
    """A number that this text can't go to; nothing was sent. str() says why and what to do."""


def found(thread: Conversation, author: User, addresses: Sequence[str], leaves_out: bool) -> list[Phone]:
    """The phones of these E.164 numbers, in their order. Raises Unfit for the first that can't be had."""
    if not addresses:
        raise Unfit(NOBODY)
    if len(addresses) > MOST:
        raise Unfit(TOO_MANY)
    each = looked_up(thread, author, addresses, leaves_out)
    for one in each:
        if isinstance(one, str):
            raise Unfit(one)
    return [one for one in each if isinstance(one, Phone)]


def looked_up(thread: Conversation, author: User, addresses: Sequence[str], leaves_out: bool) -> list[Phone | str]:
    """The phone of each number, or why it can't be had; its contact is read with it."""
    mine = Number.account_id == thread.account_id, Number.e164.in_(addresses)
    ours = set(db.session.scalars(select(Number.e164).where(*mine)))
    known = select(Phone, Phone.in_sight(author.department_ids())).outerjoin(Contact, Contact.id == Phone.contact_id)
    known = known.where(Phone.account_id == thread.account_id, Phone.e164.in_(addresses))
    phones = {
        phone.e164: phone if is_seen else f"{e164.display(phone.e164)} {ELSEWHERE}"
        for phone, is_seen in db.session.execute(known.options(contains_eager(Phone.contact)))
    }
    results: list[Phone | str] = []
    for place, address in enumerate(addresses):
        problem = _problem(thread, address, ours, leaves_out, address in addresses[:place])
        results.append(problem or phones.get(address) or _unknown(address))
    return results


def judged(
    thread: Conversation, author: User, number: Number, body: str, phones: Sequence[Phone], has_media: bool = False,
    program: Program | None = None,
) -> list[Verdict]:
    """What the gate says of this text to each of these, now."""
    same = Conversation.department_id == thread.department_id, Conversation.phone_id.in_([p.id for p in phones])
    talks = {talk.phone_id: talk for talk in db.session.scalars(select(Conversation).where(*same))}
    nothing = Conversation(account_id=thread.account_id, department_id=thread.department_id)
    purpose = purpose_in(program) if program else "direct"
    messages = [
        outbox.draft(talks.get(phone.id, nothing), phone, number, body, purpose, author, files=int(has_media),
                     program_id=program.id if program else None)
        for phone in phones
    ]  # fmt: skip
    token_values.fill_in(messages, {phone.id: phone for phone in phones}, {author.id: author})
    threads = {talk.id: talk for talk in (*talks.values(), nothing)}
    asked = facts_in_turn(messages, {phone.id: phone for phone in phones}, threads, paused_now())
    return [gate.decide(facts) for _, facts in asked]


def refusal(phone: Phone, verdict: Verdict) -> str:
    """Why this one can't get the text, and the way out."""
    if verdict.row in OF_THE_TEXT and MEANT["contact"] not in verdict.sentence:
        return verdict.sentence
    if verdict.code in NOT_AGREED and phone.ok_to_sms != "OFF":
        return f"{who(phone)} has not agreed to be texted. {WAY_OUT}"
    return f"{who(phone)} can’t get this text. {verdict.sentence} Take the number out."


def who(phone: Phone) -> str:
    """Their name, else their number."""
    return phone.contact.name if phone.contact and phone.contact.name else e164.display(phone.e164)


def listed(names: Sequence[str]) -> str:
    """ "Ann", "Ann and Bob", "Ann, Bob and Cy"."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _problem(thread: Conversation, address: str, ours: set[str], leaves_out: bool, is_twice: bool) -> str:
    shown = e164.display(address)
    if address == thread.phone.e164:
        left = "is whom you leave out" if leaves_out else "is this conversation’s own number, and gets the text anyway"
        return f"{shown} {left}. Take the number out."
    if address in ours:
        return f"{shown} is a number of your own business. Take it out."
    return f"{shown} stands here twice. Take one out." if is_twice else ""


def _unknown(address: str) -> str:
    return f"Nobody here knows {e164.display(address)} yet. {WAY_OUT}"
