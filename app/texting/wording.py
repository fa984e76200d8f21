"""What stands around a text's words, as facts for the gate: wording_of(accounts, texts) asks for all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.models import Account

if TYPE_CHECKING:
    from app.texting.facts import Text


@dataclass(frozen=True)
class Wording:
    def about(self, text: Text, account: Account, at: datetime) -> dict[str, Any]:
        """What a look at this text's words found."""
        return {}


def wording_of(accounts: Sequence[Account], texts: Sequence[Text]) -> Wording:
    return Wording()
