"""What README.md and docs/ say is so."""

from __future__ import annotations

import ast
import re

from tests.fixtures import features
from tests.house.code import ROOT, tree

ROWS = {
    "F1", "F2", "F3", "F4", "F5", "F7", "F8", "F9", "F11", "F12", "F14", "F16", "F17", "F18", "F19", "F20",
    "F21", "F22", "F23", "F24", "F25", "F26", "F27", "F28", "F29", "F30", "F31", "F32", "F33", "F34", "F35",
    "F36", "F37", "F38", "F39", "F40", "F41", "F44", "F45", "F46", "F59", "F65", "F66", "F67", "F70", "F71",
}  # fmt: skip
PLACE = re.compile(r"`((?:app/)?[a-z]+/)[^`]*`")


def test_the_readme_opens_with_a_picture_and_the_two_commands():
    opening = "\n".join(readme().splitlines()[:40])
    picture = re.search(r"!\[[^\]]+\]\(([^)]+)\)", opening)
    assert picture, "README.md opens with a picture of the running inbox"
    assert (ROOT / picture.group(1)).exists()
    assert "bin/dev" in opening and "bin/test" in opening


def test_every_link_in_the_readme_leads_somewhere():
    links = re.findall(r"\]\(([^)#]+)\)", readme())
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


def test_the_readmes_table_of_places_matches_the_folders():
    named = {folder.removeprefix("app/").rstrip("/") for folder in PLACE.findall(readme())}
    rooms = {path.name for path in (ROOT / "app").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert rooms - named == set(), "rooms that README.md's table of places leaves out"
    assert {name for name in named if not (ROOT / "app" / name).is_dir() and not (ROOT / name).is_dir()} == set()


def test_features_are_listed_once_each_with_page_and_test():
    assert set(features.promised(ROOT)) == ROWS
    text = (ROOT / "docs" / "features.md").read_text()
    for row in ROWS:
        lines = [line for line in text.splitlines() if re.match(rf"\| *{row} *\|", line)]
        assert len(lines) == 1, f"{row} stands {len(lines)} times in docs/features.md"
        cells = [cell.strip() for cell in lines[0].strip("|").split("|")]
        assert len(cells) == 4 and all(cells), f"{row} lacks a cell: what, page and test"


def test_every_promised_test_stands_in_its_file():
    missing = [test for tests in features.promised(ROOT).values() for test in tests if not is_written(test)]
    assert missing == []


def is_written(node: str) -> bool:
    """Whether a node id names a function in a file."""
    name, _, function = node.partition("::")
    path = ROOT / name
    bare = function.rsplit("::", 1)[-1].split("[")[0]
    return path.exists() and any(
        isinstance(part, ast.FunctionDef) and part.name == bare for part in ast.walk(tree(path))
    )


def readme() -> str:
    return (ROOT / "README.md").read_text()
