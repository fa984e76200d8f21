"""`number add`, `number set`: sender numbers."""

from __future__ import annotations

from typing import Any

import click
from flask import current_app

from app.commands.answers import Commands, account_of, answering
from app.commands.simulated import introduce
from app.models.number import KINDS, VERIFICATIONS
from app.sms import callbacks
from app.texting import accounts
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
@click.option("--verification", required=True, type=click.Choice(VERIFICATIONS))
@answering
def set_(e164: str, verification: str) -> tuple[str, dict[str, Any]]:
    """Say how far the carrier's verification of a number has come."""
    changed = perform(accounts.verify_number, e164, verification)
    return f"{changed.e164} is {verification}.", {"number": changed.id}
