"""Work becomes true in one file only."""

from __future__ import annotations

from tests.house.code import calls, python_files, where

MAY_COMMIT = {"app/transaction.py"}


def test_only_the_transaction_file_commits():
    seen = {where(path): line for path in python_files("app") for line, name in calls(path) if _commits(name)}
    assert "app/transaction.py" in seen, "the rule found nothing to forbid: has the file moved?"
    assert set(seen) == MAY_COMMIT, f"call app.transaction.perform from the entrance instead: {seen}"


def _commits(name: str) -> bool:
    return name.endswith("session.commit") or name.endswith("connection.commit") or name.endswith(".begin_nested")
