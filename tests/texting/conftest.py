"""Verbs under test neither ring a real doorbell nor push to real screens; `west` is a second business of the brand."""

from __future__ import annotations

import pytest

from app import transaction
from app.models import Account, Department


@pytest.fixture(autouse=True)
def quiet(doorbell, pushed) -> None:
    """Rings and pushes are noted; ask for `doorbell` or `pushed` to read them."""


@pytest.fixture
def west(world):
    """A number of Copper West, a business of Copper's own tree."""
    branch = world.keep(Account(name="Copper West", parent_id=world.copper.id, brand_id=world.copper.id))
    desk = world.keep(Department(account_id=branch.id, name="West desk"))
    made = world.number(desk, "+16025550177")
    transaction.commit()
    return made
