"""`dnc import`: the account's download of the National Do Not Call Registry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.commands.answers import Commands, account_of, answering
from app.texting import national_list
from app.texting.accounts import Problem

dnc = Commands("dnc", help="The National Do Not Call Registry.")


@dnc.command("import")
@click.argument("account")
@click.argument("file", type=click.Path(path_type=Path))
@answering
def import_(account: str, file: Path) -> tuple[str, dict[str, Any]]:
    """Make FILE the account's list: one number a line, or areacode,number as the registry hands them out."""
    whose = account_of(account)
    account_id, name = whose.id, whose.name
    found = _read(file)
    count = national_list.replace(account_id, found)
    facts = {"account": account_id, "numbers": count, "bad": len(found.bad),
             "bad_lines": [place for place, _ in found.bad[:national_list.MOST_TOLD]]}
    words = f"{count:,} numbers stand on the list of {name}. Import it anew within 31 days."
    if found.bad:
        lines = "1 line is no number and was left out" if len(found.bad) == 1 else (
            f"{len(found.bad):,} lines are no numbers and were left out")
        words += f"\n{lines}:{national_list.told(found.bad)}"
    return words, facts


def _read(file: Path) -> national_list.Read:
    try:
        with open(file, encoding="utf-8-sig", newline="") as lines:
            return national_list.read(lines)
    except UnicodeDecodeError:
        raise Problem(f"{file} is not a text file. Unpack the download first, then name the .txt in it.") from None
    except OSError as error:
        raise Problem(f"{file} can't be read: {error.strerror}.") from None
