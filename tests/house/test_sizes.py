"""Files and functions stay small enough to be read at once."""

from __future__ import annotations

import ast

from tests.house.code import python_files, tree, where

FILE, FUNCTION = 300, 30  # lines


def test_no_file_is_over_300_lines():
    sizes = {
        where(path): len(path.read_text().splitlines()) for path in python_files("app", "simulator", "running", "tests")
    }
    assert {name: size for name, size in sizes.items() if size > FILE} == {}


def test_no_function_is_over_30_lines():
    long = {}
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _lines(node) > FUNCTION:
                long[where(path, node.lineno)] = f"{node.name}: {_lines(node)}"
    assert long == {}


def test_every_file_begins_with_what_it_offers():
    silent = [where(path) for path in python_files("app", "simulator", "running", "tests") if _is_silent(path)]
    assert silent == []


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring and without the functions inside it, which count themselves."""
    length = node.end_lineno - node.lineno + 1
    length -= sum(n.end_lineno - n.lineno + 1 for n in node.body if isinstance(n, ast.FunctionDef))
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        length -= first.end_lineno - first.lineno + 1
    return length


def _is_silent(path) -> bool:
    return bool(path.read_text().strip()) and not ast.get_docstring(tree(path))
