"""save(account, settings): what an account has the look at its texts' words do."""

from __future__ import annotations

from app.models import Account
from app.policy.content_table import Settings


def save(account: Account, settings: Settings) -> None:
    """From now on; texts that wait are looked at anew before they leave."""
    account.wording = settings.kept()
