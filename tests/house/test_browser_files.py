"""What browsers load: pinned files are what they were, drawings exist, the first page stays light."""

from __future__ import annotations

import gzip
import re
import subprocess
from pathlib import Path

import pytest

from app.web.static_files import PARTS, SHEET

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "app" / "static"
FIRST_PAGE_LIMIT = 150_000  # bytes on the wire


def test_the_vendored_files_are_the_pinned_ones():
    done = subprocess.run([ROOT / "bin" / "vendor", "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_drawing_named_in_a_template_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([a-z-]+)"', (STATIC / "icons.svg").read_text("utf-8")))
    named = set()
    for path in (ROOT / "app" / "templates").rglob("*.html"):
        named |= set(re.findall(r'icon\("([a-z-]+)"', path.read_text("utf-8")))
    assert named and named <= drawn


@pytest.mark.parametrize(("page", "share"), [("inbox/show.html", 0.6), ("conversations/show.html", 0.72)])
def test_styles_and_scripts_of_a_page_stay_within_the_first_pages_share(page, share):
    files = linked(page)
    assert {"base.css", "desk.css", "htmx.min.js", "live.js", "swap.js", "focus.js"} <= {path.name for path in files}
    weight = sum(len(gzip.compress(path.read_bytes())) for path in [*files, STATIC / "icons.svg"])
    assert weight < FIRST_PAGE_LIMIT * share


def test_styles_name_no_other_host_and_no_font_file():
    for path in STATIC.glob("css/*.css"):
        assert not re.search(r"https?:|@import|@font-face|url\(", path.read_text("utf-8")), path.name


def linked(page: str) -> set[Path]:
    """Every style and script that a page's template and its layouts name, and the modules those import."""
    source = (ROOT / "app" / "templates" / page).read_text("utf-8")
    found = {STATIC / path for path in re.findall(r'(?:href|src)="/static/([^"{]+)"', source)}
    for names, address in re.findall(r'for part in \(([^)]+)\) %}<(?:link|script)[^>]*"/static/([^"]+)"', source):
        found |= {STATIC / address.replace("{{ part }}", name) for name in re.findall(r'"(\w+)"', names)}
    for parent in re.findall(r'{% extends "([^"]+)"', source):
        found |= linked(parent)
    if STATIC / SHEET in found:
        found = found - {STATIC / SHEET} | {STATIC / "css" / f"{part}.css" for part in PARTS}
    return found | {module for path in found for module in imported(path)}


def imported(path: Path) -> set[Path]:
    """The modules that a script imports when it is loaded, and theirs."""
    if path.suffix != ".js":
        return set()
    names = re.findall(r'^import [^"]*"\./([\w.]+)"', path.read_text("utf-8"), re.MULTILINE)
    found = {path.with_name(name) for name in names}
    return found | {module for each in found for module in imported(each)}
