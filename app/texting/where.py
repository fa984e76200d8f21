"""Where a recipient may be, and what hour it is there, as facts for the gate: hours_of(text, account, at)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.models import Account

if TYPE_CHECKING:
    from app.texting.facts import Text


def hours_of(text: Text, account: Account, at: datetime) -> dict[str, Any]:
    """The facts of the hour for this text."""
    return {}
