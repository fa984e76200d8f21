"""`account create`: a business and its first admin."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

import click

from app.commands.answers import Commands, account_of, answering, typed_password
from app.texting import accounts
from app.texting.accounts import Problem
from app.transaction import perform

account = Commands("account", help="Businesses.")


@account.command("create")
@click.argument("name")
@click.option("--email", required=True, help="Sign-in of its first admin.")
@click.option("--password", help="At least 10 characters. Default: LEADLINE_PASSWORD, then standard input.")
@click.option("--parent", help="Account (id or name) of the same brand above this one.")
@click.option("--person", default="", help="The admin's name.")
@click.option("--time-zone", default="America/New_York", help="IANA name, like America/Phoenix.")
@answering
def create(
    name: str, email: str, password: str | None, parent: str | None, person: str, time_zone: str
) -> tuple[str, dict[str, Any]]:
    """Make an account and its first admin."""
    if time_zone not in available_timezones():
        raise Problem(f"{time_zone} is not a time zone. Use an IANA name, like America/Phoenix.")
    above = account_of(parent) if parent else None
    made, admin = perform(accounts.create_account, name, email, typed_password(password), above, person, time_zone)
    words = f"Account {made.id}, {made.name}. {admin.email} signs in as its admin."
    return words, {"account": made.id, "user": admin.id}
