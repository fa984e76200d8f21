"""What users of such systems suffered is tested by number: @pytest.mark.lesson(n)."""

from __future__ import annotations

import ast

from tests.house.code import python_files, tree, where

CLAIMED = {*range(1, 5), *range(7, 18), *range(22, 27), *range(34, 39), *range(41, 46), 53, 58, 59, 60}


def test_every_claimed_lesson_has_a_test():
    covered = {number for numbers in lessons().values() for number in numbers}
    assert sorted(CLAIMED - covered) == []


def test_every_lesson_marker_carries_a_known_number():
    strange = {place: numbers for place, numbers in lessons().items() if not all(1 <= n <= 60 for n in numbers)}
    assert strange == {}


def lessons() -> dict[str, list[int]]:
    """Place of each test marked with lessons to their numbers."""
    found: dict[str, list[int]] = {}
    for path in python_files("tests"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                numbers = [n for decorator in node.decorator_list for n in _numbers(decorator)]
                if numbers:
                    found[where(path, node.lineno)] = numbers
    return found


def _numbers(decorator: ast.expr) -> list[int]:
    is_lesson = isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.lesson"
    return [argument.value for argument in decorator.args] if is_lesson else []
