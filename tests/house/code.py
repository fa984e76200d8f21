"""The project's own files, for house tests: python_files(), tests(), everything(), where()."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ("app", "simulator", "running")
SKIPPED = {"vendor", "__pycache__", "versions", "pictures"}


def python_files(*folders: str) -> list[Path]:
    """Every Python file in these folders (default: the product's), with wsgi.py and worker.py."""
    found = [path for folder in folders or OURS for path in (ROOT / folder).rglob("*.py")]
    if not folders:
        found += [path for path in (ROOT / "wsgi.py", ROOT / "worker.py") if path.exists()]
    return sorted(path for path in found if not SKIPPED & set(path.relative_to(ROOT).parts))


def text_files() -> list[Path]:
    """Every text file that people read or write, vendored ones and lock files apart."""
    kinds = {".py", ".html", ".css", ".js", ".md", ".toml", ".sh", ".ini", ".txt", ".json", ".cfg", ""}
    folders = (*OURS, "tests", "docs", "bin", ".ci", "migrations")
    found = [path for folder in folders for path in (ROOT / folder).rglob("*")] + list(ROOT.glob("*"))
    found = [path for path in found if path.is_file() and path.suffix in kinds and not path.name.endswith(".lock")]
    return sorted(path for path in found if not (SKIPPED - {"versions"}) & set(path.relative_to(ROOT).parts))


def where(path: Path, line: int | None = None) -> str:
    """A place as one clicks on it: app/x.py:12."""
    name = str(path.relative_to(ROOT))
    return name if line is None else f"{name}:{line}"


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(), str(path))


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of every call in a file: (12, "db.session.commit")."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield node.lineno, dotted(node.func)


def dotted(node: ast.expr) -> str:
    """ "a.b.c" of an expression; what is no name reads as "?"."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"
