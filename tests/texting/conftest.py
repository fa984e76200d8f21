"""Verbs under test neither ring a real doorbell nor push to real screens; `west` is a second business of the brand."""

from __future__ import annotations

import pytest

from app import transaction
from app.models import Account, Department
from app.texting import locks, transfer
from tests.texting.asking import asks, lead


@pytest.fixture(autouse=True)
def quiet(doorbell, pushed) -> None:
    """Rings and pushes are noted; ask for `doorbell` or `pushed` to read them."""


@pytest.fixture
def merged_as_it_is_locked(world, monkeypatch):
    """merged_as_it_is_locked(conversation): it goes to Billing after the next verb asked where it is, and before that
    verb has it locked."""

    def arrange(conversation) -> None:
        real = locks.lock_conversations

        def late(ids):
            monkeypatch.setattr(locks, "lock_conversations", real)
            transfer.transfer(conversation, world.billing, world.ana)
            return real(ids)

        monkeypatch.setattr(locks, "lock_conversations", late)

    return arrange


@pytest.fixture
def thread(world, clock):
    """Fay texted ten days ago; Copper asks first whom it may not text."""
    asks(world)
    return lead(world, clock)


@pytest.fixture
def west(world):
    """A number of Copper West, a business of Copper's own tree."""
    branch = world.keep(Account(name="Copper West", parent_id=world.copper.id, brand_id=world.copper.id))
    desk = world.keep(Department(account_id=branch.id, name="West desk"))
    made = world.number(desk, "+16025550177")
    transaction.commit()
    return made
