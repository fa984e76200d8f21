"""How commands answer: says(words, **facts), the --json option, problems as sentences, who_is(account)."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from app.models import Account
from app.texting.accounts import Problem
from app.transaction import rollback


class Told(click.Command):
    """A mistake in what was typed ends with status 1, as every other does."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with _one_status():
            return super().parse_args(ctx, args)


class Commands(AppGroup):
    """A group of commands whose every mistake ends with a sentence and status 1."""

    command_class = Told

    def resolve_command(self, ctx: click.Context, args: list[str]):
        with _one_status():
            return super().resolve_command(ctx, args)


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
        except IntegrityError:
            fail("Somebody else made the same thing at this moment, so nothing was done. Look, and try again.")
        click.echo(json.dumps(facts) if is_json else words)

    return run


@contextmanager
def _one_status() -> Iterator[None]:
    try:
        yield
    except click.UsageError as error:
        error.exit_code = 1
        raise


def fail(sentence: str) -> None:
    """Say what is wrong and end with status 1."""
    rollback()
    click.echo(sentence, err=True)
    sys.exit(1)


def account_of(id_or_name: str) -> Account:
    """The account meant; Problem when there is none."""
    is_name = not id_or_name.isdecimal() or len(id_or_name) < 19
    found = Account.named(id_or_name) if is_name else None
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
