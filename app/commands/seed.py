"""`seed`: synthetic people and texts in bulk, to try Leadline under weight or to measure it."""

from __future__ import annotations

import time
from typing import Any

import click
from sqlalchemy import select

from app.commands.answers import Told, account_of, answering
from app.extensions import db
from app.models import Account, Conversation
from app.texting import indexing
from app.texting.accounts import Problem
from app.texting.synthetic import MOST_PEOPLE, Amount, sow
from app.transaction import perform

MOST = 20_000_000
INDEXED_AT_ONCE = 1_000  # texts a transaction


@click.command("seed", cls=Told)
@click.argument("account")
@click.option("--contacts", required=True, type=click.IntRange(0, MOST_PEOPLE), help="People, a conversation each.")
@click.option("--messages", required=True, type=click.IntRange(0, MOST), help="Texts, shared unevenly among them.")
@click.option("--longest", default=0, type=click.IntRange(0, MOST), help="So many of the texts are in one thread.")
@click.option("--seed", "dice", default=1, help="Other dice, other data. The same dice, the same data.")
@click.option("--yes", is_flag=True, help="Also where an account that is no demo has conversations already.")
@answering
def seed(
    account: str, contacts: int, messages: int, longest: int, dice: int, yes: bool
) -> tuple[str, dict[str, Any]]:
    """Write synthetic people, conversations and texts into an account. Nothing is sent."""
    whose = account_of(account)
    if not (yes or whose.is_demo) and _is_used(whose):
        raise Problem(
            f"{whose.name} has conversations and is no demo account. Seed another account, or say --yes if you mean it."
        )
    if messages and not contacts:
        raise Problem("Texts need people: give --contacts too.")
    began = time.monotonic()
    made = perform(sow, whose, Amount(contacts, messages, longest, dice))
    indexing.catch_up(INDEXED_AT_ONCE)
    seconds = round(time.monotonic() - began, 1)
    words = f"{whose.name} has {contacts:,} more people and {messages:,} more texts, written in {seconds} s."
    return words, {"account": whose.id, **made, "seconds": seconds}


def _is_used(account: Account) -> bool:
    return db.session.scalar(select(Conversation.id).where(Conversation.account_id == account.id).limit(1)) is not None
