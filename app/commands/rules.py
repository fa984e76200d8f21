"""`rules check`: whether a table of state rules can stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app import clock
from app.commands.answers import Commands, answering
from app.policy import state_rules
from app.policy.state_rule import Rules, RulesProblem
from app.texting.accounts import Problem

rules = Commands("rules", help="State rules for texts that sell.")


@rules.command("check")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@answering
def check(file: Path | None) -> tuple[str, dict[str, Any]]:
    """Check a FILE of state rules; without one, the table that holds here."""
    table = _read(file) if file else state_rules.standing()
    states = len({rule.state for rule in table.rules})
    is_stale = table.stale(clock.now().date())
    words = f"{table.name}: {len(table.rules)} rows for {states} states, reviewed on {table.reviewed_on}."
    if is_stale:
        words += " That is more than 180 days ago: look at each row's source again, and write the new date."
    facts = {"rows": len(table.rules), "states": states, "reviewed_on": table.reviewed_on.isoformat(),
             "stale": is_stale, "ok": True}  # fmt: skip
    return words, facts


def _read(file: Path) -> Rules:
    try:
        found = state_rules.read_file(file)
    except RulesProblem as problem:
        raise Problem("\n".join(problem.problems)) from problem
    if found is None:
        raise Problem(f"There is no file {file}. Name one, or leave it out to check the table that holds here.")
    return found
