"""A text to others as well as the person of its conversation, or to the others alone (that person left out): send().

Others are recipients, not leads: no contact is made for anybody. Each has the text in a conversation of their own,
closed where it is new, so that it fills no inbox until they answer; each passes the gate for themselves. One who is
refused keeps the whole act back; one whose text must wait waits alone. All of it is one Send, and one form is one act.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select

from app.clock import now
from app.extensions import db
from app.models import Conversation, Event, Message, Phone, Redirect, Send, User
from app.texting import agreement, drafts, journey, media_uploads, written
from app.texting.agreement import Given
from app.texting.changes import announce
from app.texting.facts import lock_pauses
from app.texting.locks import lock_conversations, lock_phones
from app.texting.other_numbers import Unfit, found, listed, refusal, who
from app.texting.written import Conflict, Refused, Written

LEVEL = "informational"  # what the card beside the composer records


@dataclass(frozen=True)
class Sent:
    """The client's own text with what else went; or, where they were left out, the line of their thread that says
    so."""

    message: Message | None
    event: Event | None
    is_new: bool


def send(text: Written, addresses: Sequence[str], leaves_out: bool = False, given: Given | None = None) -> Sent:
    """Send this text of a conversation to these E.164 numbers too, or to them alone. The same form again is the same
    act. `given` is how the conversation's own person agreed. Raises Unfit for a number that can't be had, or one whom
    the gate refuses, with the way out; and what written.take() answers for the client's own text."""
    author, thread = db.session.get(User, text.author_id), db.session.get(Conversation, text.conversation_id)
    phones = found(thread, author, addresses, leaves_out)
    locked = lock_phones([text.phone_id, *(phone.id for phone in phones)])
    client, others = locked[text.phone_id], sorted((locked[p.id] for p in phones), key=lambda phone: phone.id)
    forms = _forms(text, client, others, leaves_out)
    if earlier := _earlier(text, forms, leaves_out):
        return earlier
    if given is not None and not leaves_out:
        agreement.raise_level(client, LEVEL, author, given)
    lock_pauses()
    threads = _threads(thread, text, others)
    thread = lock_conversations([text.conversation_id, *(each.id for each in threads.values())])[text.conversation_id]
    text = replace(text, number_id=text.number_id or thread.number_id)
    act = Send(account_id=author.account_id, author_id=author.id, conversation_id=thread.id, excludes_client=leaves_out)
    db.session.add(act)
    db.session.flush()
    told = [_told(phone) for phone in others]
    own = [] if leaves_out else [replace(text, send_id=act.id, also=tuple(told))]
    back = {**_told(client), "conversation": thread.id, "left_out": leaves_out}
    if leaves_out:
        back["to"] = [phone.e164 for phone in others]
    aside = [
        replace(text, conversation_id=threads[phone.id].id, phone_id=phone.id, client_id=forms[phone.id], media_ids=(),
                draft_version=0, override="", send_id=act.id, also=(back,), is_aside=True, purpose="direct")
        for phone in others
    ]  # fmt: skip
    messages = _take([*own, *_with_files(text, author, aside, has_own=bool(own))], others)
    return _tell(text, thread, author, others, messages, leaves_out)


def _forms(text: Written, client: Phone, others: Sequence[Phone], leaves_out: bool) -> dict[int, str]:
    """The form's own id for the first of those who get it, ids made of it for the rest, by phone."""
    phones = ([] if leaves_out else [client]) + list(others)
    return {
        phone.id: text.client_id if place == 0 else str(uuid.uuid5(uuid.UUID(text.client_id), phone.e164))
        for place, phone in enumerate(phones)
    }


def _earlier(text: Written, forms: dict[int, str], leaves_out: bool) -> Sent | None:
    """What came of this form before; None where it is new. Raises Conflict where it was another act."""
    first = db.session.scalar(select(Message).where(Message.client_id == text.client_id))
    if first is None:
        return None
    act = db.session.get(Send, first.send_id) if first.send_id else None
    went = db.session.execute(select(Message.phone_id, Message.client_id).where(Message.send_id == first.send_id))
    same = act is not None and {phone: form for phone, form in went} == forms
    if not same or (_now_at(act.conversation_id), act.excludes_client) != (text.conversation_id, leaves_out):
        raise Conflict(written.USED)
    if (first.author_id, first.typed or first.body) != (text.author_id, text.body):
        raise Conflict(written.USED)
    if [media.id for media in first.media] != list(text.media_ids):
        raise Conflict(written.USED)
    return Sent(None if leaves_out else first, line_of(first), is_new=False)


def line_of(message: Message) -> Event | None:
    """Of a text that left its client out the line of their thread."""
    if not (message.also and message.also[0].get("left_out")):
        return None
    first = select(func.min(Message.id)).where(Message.send_id == message.send_id, Message.also.is_not(None))
    line = select(Event).where(Event.kind == "sent_to_others", Event.message_id == first.scalar_subquery())
    return db.session.scalar(line.where(Event.conversation_id == _now_at(message.also[0]["conversation"])))


def _now_at(conversation_id: int | None) -> int | None:
    """Where this conversation is by now, which may have become part of another."""
    redirect = db.session.get(Redirect, conversation_id) if conversation_id else None
    return redirect.conversation_id if redirect else conversation_id


def _threads(thread: Conversation, text: Written, others: Sequence[Phone]) -> dict[int, Conversation]:
    """Each other's conversation with this department, by phone; a new one is closed."""
    ids = [phone.id for phone in others]
    query = select(Conversation).where(
        Conversation.phone_id.in_(ids), Conversation.department_id == thread.department_id
    )
    threads = {each.phone_id: each for each in db.session.scalars(query)}
    for phone_id in ids:
        if phone_id not in threads:
            threads[phone_id] = Conversation(
                account_id=thread.account_id, phone_id=phone_id, department_id=thread.department_id,
                number_id=text.number_id or thread.number_id, state="closed", closed_at=now(), last_message_at=now(),
                created_at=now(), preview_is_ours=True,
            )
            db.session.add(threads[phone_id])
    db.session.flush()
    return threads


def _with_files(text: Written, author: User, aside: list[Written], has_own: bool) -> list[Written]:
    """The first of all takes the files themselves, each of the others a copy; a link's file stays with the first, as
    its address is in everybody's words."""
    if not text.media_ids:
        return aside
    originals = [media for media in drafts.attached(author, list(text.media_ids)) if not media.as_link]
    first, rest = ([], aside) if has_own else ([replace(aside[0], media_ids=text.media_ids)], aside[1:])
    copied = [
        replace(each, media_ids=tuple(media_uploads.copy(author, media).id for media in originals)) for each in rest
    ]
    return first + copied


def _take(texts: list[Written], others: Sequence[Phone]) -> list[Message]:
    """All of them, or none: the first that can't go says why."""
    names = {phone.id: phone for phone in others}
    results = written.take(texts)
    for each, result in zip(texts, results, strict=True):
        if isinstance(result, Refused) and each.is_aside:
            raise Unfit(refusal(names[each.phone_id], result.verdict))
        if isinstance(result, Exception):
            raise result
    return [result.message for result in results]


def _tell(
    text: Written, thread: Conversation, author: User, others: Sequence[Phone], messages: list[Message],
    leaves_out: bool,
) -> Sent:
    """A History Note on the client says who got it; where they did not, their thread says so."""
    since, names = thread.change_no, listed([who(phone) for phone in others])
    client = thread.phone
    words = " ".join(messages[0].body.split())
    how = f"without {who(client)}" if leaves_out else f"as well as {who(client)}"
    journey.note(thread.account_id, client.contact_id, f"Texted {names} {how}: “{words}”", author.id)
    event = None
    if leaves_out:
        event = journey.tell(
            "sent_to_others", thread, client.contact_id, message_id=messages[0].id, actor_id=author.id,
            detail=f"{names}\n{messages[0].body}",
        )
        drafts.sent([(thread.id, author.id, text.draft_version)])
    announce(thread, since, inbox=False, standing=True)
    return Sent(None if leaves_out else messages[0], event, is_new=True)


def _told(phone: Phone) -> dict[str, Any]:
    return {"e164": phone.e164, "name": phone.contact.name if phone.contact else ""}
