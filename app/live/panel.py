"""What stands beside a thread and on a contact's page about a person: panel_facts(), person_facts()."""

from __future__ import annotations

from typing import Any

from app.live.agreement import agreement_of, block_on
from app.models import Contact, Conversation, CustomField, Event, Note, OptOutReview, Phone


def panel_facts(conversation: Conversation) -> dict[str, Any]:
    """What the contact panel of a thread shows; of other departments' doings nothing, whoever looks: a pushed panel
    knows no viewer."""
    contact = conversation.contact
    return {
        **person_facts(contact, conversation.phone, conversation.account.time_zone), "conversation": conversation,
        "place": conversation.id,
        "events": Event.journey(contact.id, conversation.department_id) if contact else [],
    }


def person_facts(contact: Contact | None, phone: Phone | None, zone: str) -> dict[str, Any]:
    """What is the same at every desk: the person, what they agreed to with this phone and whether they said stop (none
    where they have no number), and History Notes."""
    return {
        **agreement_of(phone), "contact": contact, "zone": zone,
        "notes": Note.of_contact(contact.id) if contact else [],
        "own_fields": own_fields(contact) if contact else [],
    }


def stands(conversation: Conversation) -> dict[str, Any]:
    """What stands between this thread and its composer: a block, a reply that may mean stop."""
    review = OptOutReview.in_thread(conversation.id, conversation.phone_id)
    return {"block": block_on(conversation.phone), "review": review}


def own_fields(contact: Contact) -> list[tuple[str, str]]:
    """(label, value) of the business's own fields that have a value, in the business's order."""
    if not contact.custom:
        return []
    fields = CustomField.of_account(contact.account_id)
    return [(field.label, contact.custom[field.key]) for field in fields if contact.custom.get(field.key)]
