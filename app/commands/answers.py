"""How commands answer: says(words, **facts), the --json option, problems as sentences, who_is(account)."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable
from typing import Any

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.models import Account
from app.texting.accounts import Problem
from app.transaction import rollback

as_json = click.option("--json", "is_json", is_flag=True, help="Answer with one line of JSON.")


def answering(command: Callable[..., tuple[str, dict[str, Any]]]) -> Callable[..., None]:
    """A command that returns (words, facts): words are printed, or facts with --json."""

    @as_json
    @functools.wraps(command)
    def run(*args: Any, is_json: bool, **kwargs: Any) -> None:
        try:
            words, facts = command(*args, **kwargs)
        except Problem as problem:
            fail(str(problem))
        except (OperationalError, ProgrammingError) as error:
            fail(f"The database can't be used ({str(error.orig).strip().splitlines()[0]}). "
                 "Run `flask --app wsgi db upgrade`, or start Leadline once.")
        click.echo(json.dumps(facts) if is_json else words)

    return run


def fail(sentence: str) -> None:
    """Say what is wrong and end with status 1."""
    rollback()
    click.echo(sentence, err=True)
    sys.exit(1)


def account_of(id_or_name: str) -> Account:
    """The account meant; Problem when there is none."""
    found = Account.named(id_or_name)
    if found is None:
        raise Problem(f"There is no account {id_or_name}. Make one with `account create`.")
    return found


def typed_password(option: str | None) -> str:
    """From --password, LEADLINE_PASSWORD, or standard input, in that order."""
    if option:
        return option
    if os.environ.get("LEADLINE_PASSWORD"):
        return os.environ["LEADLINE_PASSWORD"]
    if sys.stdin.isatty():
        return click.prompt("Password", hide_input=True, confirmation_prompt=True)
    line = sys.stdin.readline().rstrip("\n")
    if not line:
        raise Problem("A password is needed: give --password, set LEADLINE_PASSWORD, or write it on standard input.")
    return line
