"""`number add`, `number set`: sender numbers."""

from __future__ import annotations

from typing import Any

import click
from flask import current_app

from app.commands.answers import Commands, account_of, answering
from app.commands.simulated import introduce
from app.models import Number
from app.models.number import KINDS, USE_CASES, VERIFICATIONS
from app.sms import callbacks
from app.texting import accounts, senders
from app.texting.accounts import Problem
from app.transaction import perform

number = Commands("number", help="Sender numbers.")


@number.command("add")
@click.argument("account")
@click.argument("e164")
@click.option("--kind", required=True, type=click.Choice(KINDS))
@click.option("--verified", is_flag=True, help="The carrier has verified it already.")
@click.option("--department", help="Where its texts go; made if new. Default: the account's first.")
@answering
def add(account: str, e164: str, kind: str, verified: bool, department: str | None) -> tuple[str, dict[str, Any]]:
    """Give an account a number, and print the addresses to set at the carrier."""
    owner = account_of(account)
    made = perform(accounts.add_number, owner, e164, kind, verified, department)
    introduce(current_app.config["SETTINGS"], owner, made)
    public_url = current_app.config["PUBLIC_URL"]
    webhook, status = callbacks.inbound_webhook(public_url), callbacks.status_callback(public_url)
    words = (
        f"Number {made.e164} ({kind.replace('_', '-')}).\nSet at the carrier, each whole, with what follows the #:\n"
        f"  a message comes in: {webhook}\n  status callback:    {status}"
    )
    return words, {"number": made.id, "e164": made.e164, "webhook": webhook, "status_callback": status}


@number.command("set")
@click.argument("e164")
@click.option("--verification", type=click.Choice(VERIFICATIONS), help="How far the carriers' verification has come.")
@click.option("--why", help="Why it was rejected.")
@click.option("--use-case", type=click.Choice(USE_CASES), help="What it is registered for.")
@click.option("--system/--no-system", "is_system", default=None, help="Sends notices for numbers that may not.")
@answering
def set_(
    e164: str, verification: str | None, why: str | None, use_case: str | None, is_system: bool | None
) -> tuple[str, dict[str, Any]]:
    """Say what the carriers have decided about a number, and what it may be used for."""
    if (verification, why, use_case, is_system) == (None, None, None, None):
        raise Problem("There is nothing to set. Give --verification, --why, --use-case or --system.")
    found = Number.owned(e164.strip())
    if found is None:
        raise Problem(f"No account here owns {e164}. Add it with `number add`.")
    changed = perform(senders.change, found, verification, why, use_case, is_system)
    kept = {"verification": changed.verification, "use_case": changed.use_case, "system": changed.is_system}
    words = f"{changed.e164} is {changed.verification}, registered for {changed.use_case} use"
    return f"{words}{', and a system number' if changed.is_system else ''}.", {"number": changed.id, **kept}
