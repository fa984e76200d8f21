"""What users of such systems suffered is tested by number: @pytest.mark.lesson(n). So are the cases of docs/gate.md
that the gate must get right: @pytest.mark.case(n)."""

from __future__ import annotations

import ast
import re

from tests.house.code import ROOT, python_files, tree, where

CASES = range(1, 19)
CLAIMED = {
    *range(1, 5), *range(6, 18), *range(22, 28), *range(29, 40), *range(41, 46), *range(52, 55), *range(58, 61),
}


def test_every_claimed_lesson_has_a_test():
    covered = {number for numbers in lessons().values() for number in numbers}
    assert sorted(CLAIMED - covered) == []


def test_every_lesson_marker_carries_a_known_number():
    strange = {place: numbers for place, numbers in lessons().items() if not all(1 <= n <= 60 for n in numbers)}
    assert strange == {}


def test_every_case_of_the_gate_has_a_test_and_a_line():
    covered = [number for numbers in lessons("case").values() for number in numbers]
    assert sorted(set(covered)) == list(CASES)
    lines = re.findall(r"^(\d+)\. ", (ROOT / "docs" / "gate.md").read_text("utf-8"), re.MULTILINE)
    assert [int(line) for line in lines] == list(CASES)


def lessons(marker: str = "lesson") -> dict[str, list[int]]:
    """Place of each test that carries the marker to its numbers."""
    found: dict[str, list[int]] = {}
    for path in python_files("tests"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                numbers = [n for decorator in node.decorator_list for n in _numbers(decorator, marker)]
                if numbers:
                    found[where(path, node.lineno)] = numbers
    return found


def _numbers(decorator: ast.expr, marker: str) -> list[int]:
    is_marked = isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == f"pytest.mark.{marker}"
    return [argument.value for argument in decorator.args] if is_marked else []
