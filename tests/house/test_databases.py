"""What is about one database says which: @pytest.mark.only_on(name). Nothing is skipped for it while it runs."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.conftest import DATABASES
from tests.fixtures.database import pytest_collection_modifyitems
from tests.house.code import calls, python_files, tree, where

SKIPS = {"pytest.skip", "pytest.importorskip", "pytest.mark.skip", "pytest.mark.skipif"}
MAY_SKIP = {"tests/fixtures/browser.py"}  # a machine without a browser


def test_every_database_that_a_test_is_for_is_one_that_the_suite_runs_on():
    marks = [
        (where(path, node.lineno), ast.unparse(node.args[0]) if len(node.args) == 1 else "")
        for path in python_files("tests") for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.only_on" and not _is_here(path)
    ]  # fmt: skip
    assert marks and [place for place, name in marks if name.strip("'") not in DATABASES] == []


def _is_here(path: Path) -> bool:
    return path == Path(__file__)


def test_no_test_is_skipped_while_it_runs():
    found = [where(path, line) for path in python_files("tests") for line, name in calls(path) if name in SKIPS]
    assert [place for place in found if place.partition(":")[0] not in MAY_SKIP] == []


@pytest.mark.parametrize("here", DATABASES)
def test_what_is_about_the_other_database_is_left_out(here):
    class Item:
        def __init__(self, *names: str) -> None:
            self.marks = [pytest.mark.only_on(name).mark for name in names]

        def iter_markers(self, _name: str) -> list:
            return self.marks

    mine, both, items = Item(here), Item(), [Item(name) for name in DATABASES]
    others = [item for item in items if here not in item.marks[0].args]
    told = []
    config = type("Config", (), {
        "getoption": lambda _self, _name: here,
        "hook": type("Hook", (), {"pytest_deselected": staticmethod(lambda items: told.extend(items))}),
    })()  # fmt: skip
    chosen = [mine, both, *others]
    pytest_collection_modifyitems(config, chosen)
    assert (chosen, told) == ([mine, both], others)
