"""What browsers load: pinned files are what they were, drawings exist, the first page stays light."""

from __future__ import annotations

import gzip
import re
import subprocess
from pathlib import Path

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


def test_styles_and_scripts_of_a_page_stay_within_the_first_pages_share():
    files = [*STATIC.glob("css/*.css"), *STATIC.glob("js/*.js"), *STATIC.glob("vendor/*.js"), STATIC / "icons.svg"]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < FIRST_PAGE_LIMIT * 0.6


def test_styles_name_no_other_host_and_no_font_file():
    for path in STATIC.glob("css/*.css"):
        assert not re.search(r"https?:|@import|@font-face|url\(", path.read_text("utf-8")), path.name
