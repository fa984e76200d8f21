"""`demo`: an account to try things with, made once; prints its sign-in."""

from __future__ import annotations

import json
import secrets
from typing import Any

import click
from flask import current_app

from app.commands.answers import Told, answering
from app.commands.simulated import introduce
from app.models import Account, Number
from app.texting import accounts
from app.texting.accounts import Problem
from app.transaction import perform

NAME, ZONE = "Copper & Co. Plumbing", "America/Phoenix"
NUMBER = "+14805550110"
PEOPLE = (("ana@example.com", "Ana Reyes", "admin"), ("ben@example.com", "Ben Achterberg", "agent"))


@click.command("demo", cls=Told)
@answering
def demo() -> tuple[str, dict[str, Any]]:
    """Make the example business, unless it is there, and print who signs in."""
    settings = current_app.config["SETTINGS"]
    if not settings.is_simulated:
        raise Problem("Demo data is for the simulator. With CARRIER=twilio make an account with `account create`.")
    kept = settings.data / "demo.json"
    if Account.named(NAME) is None or not kept.exists():
        password = f"{secrets.token_hex(3)}-{secrets.token_hex(3)}"
        perform(_make, password)
        kept.touch(mode=0o600, exist_ok=True)
        kept.write_text(json.dumps({"email": PEOPLE[0][0], "password": password}))
    introduce(settings, Account.named(NAME), Number.owned(NUMBER))
    facts = json.loads(kept.read_text())
    words = f"{NAME}: sign in as {facts['email']} or {PEOPLE[1][0]} with {facts['password']}"
    return words, {**facts, "other_email": PEOPLE[1][0], "name": NAME, "number": NUMBER}


def _make(password: str) -> None:
    account = Account.named(NAME)
    if account is not None:
        for email, _, _ in PEOPLE:
            accounts.set_password(email, password)
        return
    (email, name, _), *others = PEOPLE
    account, _ = accounts.create_account(NAME, email, password, person=name, time_zone=ZONE)
    account.is_demo = True
    accounts.set_operator(email, True)
    for email, name, role in others:
        accounts.add_user(account, email, role, password, name=name)
    if Number.owned(NUMBER) is None:
        accounts.add_number(account, NUMBER, "local", is_verified=True)
