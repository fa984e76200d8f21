"""Scene: the rows that one happening about a number may touch, locked in order, and what they were before.

whole_number() locks a number's phones in the whole brand and all their conversations: what STOP and START
need. announce() has every change pushed; announce_scenes() those of several happenings in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select

from app.extensions import db
from app.models import Account, Conversation, Phone
from app.texting.changes import Change, announce_changes
from app.texting.locks import lock_conversations_of, lock_phones

IN_BRANDS = select(Phone, Account.brand_id).join(Account, Account.id == Phone.account_id).where(
    Phone.e164.in_(bindparam("numbers", expanding=True)), Account.brand_id.in_(bindparam("brands", expanding=True))
).order_by(Phone.id).with_for_update(of=Phone).execution_options(populate_existing=True)


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
        announce_scenes([(self, standing)])


def announce_scenes(scenes: Iterable[tuple[Scene, bool]]) -> None:
    """Announce several scenes, each with its `standing`; one that is named twice is announced once."""
    changes: dict[int, Change] = {}
    for scene, standing in scenes:
        for conversation in scene.conversations.values():
            had = changes.get(conversation.id)
            also = standing or (had is not None and had.standing)
            changes[conversation.id] = Change(conversation, scene.since[conversation.id], True, also)
    announce_changes(changes.values())


def lock_numbers(keys: set[tuple[int, str]]) -> dict[tuple[int, str], dict[int, Phone]]:
    """The phones of several numbers, each in every account of its brand, locked: {(brand, e164): {id: phone}}."""
    whose = {"numbers": list({e164 for _, e164 in keys}), "brands": list({brand for brand, _ in keys})}
    found: dict[tuple[int, str], dict[int, Phone]] = {}
    for phone, brand in db.session.execute(IN_BRANDS, whose):
        found.setdefault((brand, phone.e164), {})[phone.id] = phone
    return found


def lock_number(account: Account, e164: str) -> dict[int, Phone]:
    """This number's phones in every account of the brand, locked."""
    query = select(Phone.id).join(Account, Account.id == Phone.account_id)
    query = query.where(Phone.e164 == e164, Account.brand_id == account.brand_id)
    return lock_phones(db.session.scalars(query).all())


def whole_number(phones: dict[int, Phone]) -> Scene:
    """The scene of these locked phones and all their conversations, which it locks."""
    return Scene(phones, lock_conversations_of(phones))
