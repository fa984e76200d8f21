"""Scene: the rows that one happening about a number may touch, locked in order, and what they were before.

whole_number() locks a number's phones in the whole brand and all their conversations: what STOP and START
need. announce() has every change pushed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from app.extensions import db
from app.models import Account, Conversation, Phone
from app.texting.changes import announce
from app.texting.locks import lock_conversations, lock_phones


@dataclass
class Scene:
    """Phones and conversations by id; `since` holds each conversation's change number before."""

    phones: dict[int, Phone]
    conversations: dict[int, Conversation]
    since: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for conversation in self.conversations.values():
            self.since.setdefault(conversation.id, conversation.change_no)

    def add(self, conversation: Conversation) -> None:
        """A conversation made or locked later."""
        self.conversations[conversation.id] = conversation
        self.since.setdefault(conversation.id, conversation.change_no)

    def of_phone(self, phone: Phone) -> list[Conversation]:
        return [c for _, c in sorted(self.conversations.items()) if c.phone_id == phone.id]

    def announce(self, standing: bool = False) -> None:
        """Give every conversation of the scene its inbox number, departments ascending, and push them."""
        for conversation in sorted(self.conversations.values(), key=lambda c: (c.department_id, c.id)):
            announce(conversation, self.since[conversation.id], inbox=True, standing=standing)


def lock_number(account: Account, e164: str) -> dict[int, Phone]:
    """This number's phones in every account of the brand, locked."""
    query = select(Phone.id).join(Account, Account.id == Phone.account_id)
    query = query.where(Phone.e164 == e164, Account.brand_id == account.brand_id)
    return lock_phones(db.session.scalars(query).all())


def whole_number(phones: dict[int, Phone]) -> Scene:
    """The scene of these locked phones and all their conversations, which it locks."""
    query = select(Conversation.id).where(Conversation.phone_id.in_(phones))
    return Scene(phones, lock_conversations(db.session.scalars(query).all()))
