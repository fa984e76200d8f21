"""`user add`, `user password`, `user operator`: people who sign in."""

from __future__ import annotations

from typing import Any

import click

from app.commands.answers import Commands, account_of, answering, typed_password
from app.models.user import ROLES
from app.texting import accounts
from app.transaction import perform

user = Commands("user", help="People who sign in.")


@user.command("add")
@click.argument("account")
@click.option("--email", required=True)
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--department", help="Where an agent sits. Default: the account's first.")
@click.option("--name", default="", help="As colleagues see it.")
@click.option("--password", help="At least 10 characters. Default: LEADLINE_PASSWORD, then standard input.")
@answering
def add(
    account: str, email: str, role: str, department: str | None, name: str, password: str | None
) -> tuple[str, dict[str, Any]]:
    """Let somebody sign in."""
    made = perform(accounts.add_user, account_of(account), email, role, typed_password(password), department, name)
    return f"{made.email} signs in as {made.role}.", {"user": made.id}


@user.command("password")
@click.argument("email")
@click.option("--password", help="At least 10 characters. Default: LEADLINE_PASSWORD, then standard input.")
@answering
def password(email: str, password: str | None) -> tuple[str, dict[str, Any]]:
    """Set a new password; sessions begun with the old one end."""
    changed = perform(accounts.set_password, email, typed_password(password))
    return f"{changed.email} has a new password and is signed out everywhere.", {"user": changed.id}


@user.command("operator")
@click.argument("email")
@click.option("--off", is_flag=True, help="No longer.")
@answering
def operator(email: str, off: bool) -> tuple[str, dict[str, Any]]:
    """Let somebody see the operator's page: health, quarantine, refused webhooks, the switch for all sending."""
    changed = perform(accounts.set_operator, email, not off)
    words = "no longer runs" if off else "runs"
    return f"{changed.email} {words} this installation.", {"user": changed.id, "operator": changed.is_operator}
