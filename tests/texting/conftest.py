"""Verbs under test neither ring a real doorbell nor push to real screens."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def quiet(doorbell, pushed) -> None:
    """Rings and pushes are noted; ask for `doorbell` or `pushed` to read them."""
