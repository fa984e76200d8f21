"""`send pause`, `send resume`: the switch that stops all sending, for an account or the installation."""

from __future__ import annotations

import getpass
from typing import Any

import click

from app.commands.answers import Commands, account_of, answering
from app.texting import sending
from app.transaction import perform

send = Commands("send", help="Stop and resume sending.")


@send.command("pause")
@click.argument("account", required=False)
@click.option("--reason", default="")
@answering
def pause(account: str | None, reason: str) -> tuple[str, dict[str, Any]]:
    """Stop sending. What waits is held, not lost."""
    whose = account_of(account) if account else None
    perform(sending.pause, whose, getpass.getuser(), reason)
    name = whose.name if whose else "the whole installation"
    return f"Sending is paused for {name}.", {"paused": True, "account": whose.id if whose else None}


@send.command("resume")
@click.argument("account", required=False)
@answering
def resume(account: str | None) -> tuple[str, dict[str, Any]]:
    """Send again; held texts pass the gate once more."""
    whose = account_of(account) if account else None
    queued = perform(sending.resume, whose)
    name = whose.name if whose else "the whole installation"
    facts = {"paused": False, "account": whose.id if whose else None, "queued": queued}
    return f"Sending goes on for {name}; {queued} held texts are queued.", facts
