"""tell_panels(): every open panel and row of these people shows what is now true of them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.extensions import db
from app.models import Conversation, Phone
from app.texting.changes import announce
from app.texting.locks import lock_conversations


def tell_panels(contact_ids: Iterable[int], inbox: bool = False) -> None:
    """Give all conversations of these contacts a change and have what stands beside them pushed; with `inbox` their
    rows too (a name has changed)."""
    query = select(Conversation.id).join(Phone, Phone.id == Conversation.phone_id)
    found = db.session.scalars(query.where(Phone.contact_id.in_(list(contact_ids)))).all()
    conversations = lock_conversations(found).values() if found else []
    for conversation in sorted(conversations, key=lambda one: (one.department_id, one.id)):
        since = conversation.change_no
        conversation.change_no += 1
        announce(conversation, since, inbox=inbox, standing=True)
