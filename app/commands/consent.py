"""`consent verify`: whether the ledger is as it was written."""

from __future__ import annotations

from typing import Any

import click

from app.commands.answers import Commands, account_of, answering
from app.extensions import db
from app.models import Account
from app.sms import e164
from app.texting import anchors, ledger_check
from app.texting.accounts import Problem
from app.texting.ledger_check import Checked, Fault
from app.transaction import one_moment

consent = Commands("consent", help="The consent ledger.")


@consent.command("verify")
@click.argument("account", required=False)
@answering
def verify(account: str | None) -> tuple[str, dict[str, Any]]:
    """Check every chain of the ledger, of an account or of all, and hold it against the anchors."""
    with one_moment():
        whose = account_of(account) if account else None
        anchored = anchors.read()
        checked = ledger_check.check(whose.id if whose else None, anchored)
        if checked.faulty or anchored.faults:
            raise Problem(_not_whole(checked, anchored.faults))
    until = f"anchored up to {anchored.day}" if anchored.day else "no anchors yet"
    return f"{checked.events} events, every chain whole; {until}.", {"events": checked.events, "ok": True}


def _not_whole(checked: Checked, of_files: list[str]) -> str:
    """One line for each thing that doesn't hold, after a first that says how many."""
    lines = []
    if checked.faulty:
        times = "place doesn't" if checked.faulty == 1 else "places don't"
        lines.append(f"{checked.faulty} {times} match what was written, in {checked.events} events of the ledger. "
                     "Somebody changed them in the database.")
        lines += [_where(fault) for fault in checked.faults]
    if checked.faulty > len(checked.faults):
        lines.append(f"… and {checked.faulty - len(checked.faults)} more.")
    return "\n".join(lines + of_files)


def _where(fault: Fault) -> str:
    account = db.session.get(Account, fault.account_id)
    number = e164.masked(fault.e164) if fault.e164 else "a number nobody has any more"
    row = f" (row #{fault.event_id})" if fault.event_id else ""
    return f"{account.name if account else 'No account'}, {number}, event {fault.seq}{row}: {fault.what}."
