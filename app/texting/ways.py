"""The way a text takes, as facts for the gate: way_of(text, account, at) of its From number and the line it goes to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.models import Account

if TYPE_CHECKING:
    from app.texting.facts import Text


def way_of(text: Text, account: Account, at: datetime) -> dict[str, Any]:
    """The facts of sender and line for this text."""
    return {}
