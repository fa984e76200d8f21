"""`consent verify`: whether the ledger is as it was written. `consent export`: the evidence pack of a number."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import IO, Any

import click

from app.commands.answers import Commands, account_of, answering
from app.extensions import db
from app.models import Account
from app.sms import e164
from app.texting import anchors, evidence_pack, ledger_check
from app.texting.accounts import Problem
from app.texting.ledger_check import Checked, Fault
from app.transaction import one_moment, perform

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


@consent.command("export")
@click.argument("account")
@click.argument("number", metavar="E164")
@click.argument("file", type=click.Path(path_type=Path))
@answering
def export(account: str, number: str, file: Path) -> tuple[str, dict[str, Any]]:
    """Write the evidence pack of a number to a new FILE: all that is on record about its consent, as a zip."""
    whose = account_of(account)
    account_id = whose.id
    pack = evidence_pack.make(whose, number)
    with pack.file:
        _write(file, pack.file)
    perform(evidence_pack.tell, account_id, pack.number, None)
    if pack.faults:
        raise Problem(f"{file} is written, but the record doesn't hold together: {pack.faults[0]}. "
                      "Run `consent verify` to see all of it.")
    return f"{file}: {pack.events} events, the chain is whole.", {"events": pack.events, "ok": True}


def _write(file: Path, data: IO[bytes]) -> None:
    """A new file that its owner alone may read; nothing of it is left where it couldn't be written whole."""
    try:
        wire = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise Problem(f"{file} is there already. Name another file, or move that one away.") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise Problem(f"{file} can't be written: {why}. Name a file in a folder you may write to.") from None
    try:
        with open(wire, "wb") as out:
            shutil.copyfileobj(data, out)
    except OSError as error:
        file.unlink(missing_ok=True)
        raise Problem(f"{file} can't be written: {error.strerror}. Nothing of it is left.") from None


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
