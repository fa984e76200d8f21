"""`consent verify`: whether the ledger is as it was written."""

from __future__ import annotations

from typing import Any

import click

from app.commands.answers import Commands, account_of, answering
from app.texting import ledger
from app.texting.accounts import Problem

consent = Commands("consent", help="The consent ledger.")


@consent.command("verify")
@click.argument("account", required=False)
@answering
def verify(account: str | None) -> tuple[str, dict[str, Any]]:
    """Check every chain of the ledger, of an account or of all."""
    whose = account_of(account) if account else None
    events, wrong = ledger.verify(whose.id if whose else None)
    if wrong:
        raise Problem(f"{len(wrong)} of {events} events don't match what was written: {', '.join(wrong[:5])}. "
                      "Somebody changed them in the database.")
    return f"{events} events, every chain whole.", {"events": events, "ok": True}
