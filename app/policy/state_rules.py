"""The state rules that hold: standing(), use(rules), own(), at_home(folder), read_file(path).

data/state_rules.json comes with Leadline; an operator's own state_rules.json in LEADLINE_DATA stands in its place.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from app.policy.state_rule import Rules, RulesProblem
from app.policy.state_rules_read import read

FILE = "state_rules.json"
WAY_OUT = "Mend the file, or take it away to use the rules that come with Leadline."


def standing() -> Rules:
    """The table that holds in this process."""
    return _standing[0] if _standing else own()


def use(rules: Rules | None) -> None:
    """Let this table hold; None for the one that comes with Leadline."""
    _standing[:] = [rules] if rules is not None else []


@cache
def own() -> Rules:
    """The table that comes with Leadline."""
    path = Path(__file__).parent / "data" / "state_rules.json"
    return read(path.read_text(encoding="utf-8"), path.name)


def at_home(folder: Path) -> Rules | None:
    """The operator's own table, None where there is none. Raises RulesProblem."""
    return read_file(folder / FILE)


def read_file(path: Path) -> Rules | None:
    """The table in a file, None where there is no such file. Raises RulesProblem."""
    try:
        return read(path.read_text(encoding="utf-8-sig"), str(path))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        if isinstance(error, RulesProblem):
            raise
        why = getattr(error, "strerror", None) or "it isn't text in UTF-8"
        raise RulesProblem([f"{path} can't be read: {why}."]) from error


_standing: list[Rules] = []
