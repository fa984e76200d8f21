"""What stands beside a thread and on a contact's page about a person: panel_facts(), person_facts()."""

from __future__ import annotations

from typing import Any

from app.extensions import db
from app.models import (
    Account,
    Block,
    ConsentEvent,
    Contact,
    Conversation,
    CustomField,
    Event,
    Note,
    OptOutReview,
    Phone,
)
from app.models.consent import LEVELS


def panel_facts(conversation: Conversation) -> dict[str, Any]:
    """What the contact panel of a thread shows; of other departments' doings nothing, whoever looks: a pushed panel
    knows no viewer."""
    contact = conversation.contact
    return {
        **person_facts(contact, conversation.phone, conversation.account.time_zone), "conversation": conversation,
        "events": Event.journey(contact.id, conversation.department_id) if contact else [],
    }


def person_facts(contact: Contact | None, phone: Phone | None, zone: str) -> dict[str, Any]:
    """What is the same at every desk: the person, what they agreed to with this phone and whether they said stop (none
    where they have no number), and History Notes."""
    chain = ConsentEvent.chain(phone.account_id, phone.e164) if phone else []
    last = {event.level: event for event in chain}
    return {
        "contact": contact, "phone": phone, "zone": zone,
        "consent": [_level(level, last.get(level)) for level in LEVELS],
        "block": block_on(phone) if phone else None,
        "notes": Note.of_contact(contact.id) if contact else [],
        "own_fields": own_fields(contact) if contact else [],
    }


def stands(conversation: Conversation) -> dict[str, Any]:
    """What stands between this thread and its composer: a block, a reply that may mean stop."""
    return {"block": block_on(conversation.phone), "review": OptOutReview.open_on(conversation.phone_id)}


def block_on(phone: Phone) -> Block | None:
    """The block that stands on this number anywhere in the brand."""
    standing = Block.standing(db.session.get(Account, phone.account_id).tree_ids(), [phone.e164])
    return standing[0] if standing else None


def own_fields(contact: Contact) -> list[tuple[str, str]]:
    """(label, value) of the business's own fields that have a value, in the business's order."""
    if not contact.custom:
        return []
    fields = CustomField.of_account(contact.account_id)
    return [(field.label, contact.custom[field.key]) for field in fields if contact.custom.get(field.key)]


def _level(level: str, last: ConsentEvent | None) -> tuple[str, bool, str]:
    """A consent level, whether it stands, and how it came about."""
    if last is None:
        return level, False, ""
    how = last.affirmative_act or (f"texted {last.keyword_text}" if last.keyword_text else last.medium or "")
    is_given = last.event == "grant"
    return level, is_given, f"{'They' if is_given else 'Withdrawn:'} {how}" if how else ""
