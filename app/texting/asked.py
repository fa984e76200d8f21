"""What came of asking people to opt in, as facts for the gate: asked_of(accounts, phones) asks for all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.models import Account, Phone

if TYPE_CHECKING:
    from app.texting.facts import Text


@dataclass(frozen=True)
class Asked:
    def about(self, text: Text, account: Account, at: datetime) -> dict[str, Any]:
        """The facts about asking this text's recipient."""
        return {}


def asked_of(accounts: Sequence[Account], phones: Sequence[Phone]) -> Asked:
    return Asked()
