"""The Contact Journey and History Notes: tell() writes an event of a conversation, tell_of_person() one about the
person wherever they text, note() a note. Nothing else writes them."""

from __future__ import annotations

from app.clock import now
from app.extensions import db
from app.models import Contact, Conversation, Event, Note
from app.models.event import THREAD_KINDS
from app.texting.changes import number_change


def tell(kind: str, conversation: Conversation, contact_id: int | None, **particulars) -> Event:
    """Write that something happened. Kinds that stand in the thread also get its next change number;
    the conversation is locked by the caller. Particulars: message_id, actor_id, detail, count, at."""
    event = Event(
        account_id=conversation.account_id, contact_id=contact_id, conversation_id=conversation.id, kind=kind,
        **{"at": now(), **particulars},
    )
    if kind in THREAD_KINDS:
        number_change(conversation, event)
    db.session.add(event)
    return event


def tell_of_person(kind: str, contact: Contact, actor_id: int | None, detail: str = "") -> Event:
    """Write what happened to a person's own data. It belongs to no desk: everybody who sees the person sees it."""
    event = Event(
        account_id=contact.account_id, contact_id=contact.id, actor_id=actor_id, kind=kind, detail=detail, at=now()
    )
    db.session.add(event)
    return event


def note(account_id: int, contact_id: int | None, body: str, author_id: int | None = None) -> None:
    """Write a History Note on a contact; nothing where the number belongs to nobody."""
    if contact_id is not None:
        db.session.add(Note(account_id=account_id, contact_id=contact_id, author_id=author_id, body=body))
