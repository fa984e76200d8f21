"""Vendored files are the published ones."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.house.code import ROOT

FILES = Path("app/static/vendor")


def check(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([root / "bin" / "vendor", "--check"], cwd=root, capture_output=True, text=True)


def test_vendored_files_match_their_hashes():
    done = check(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_changed_vendored_file_is_noticed(tmp_path):
    (tmp_path / "bin").mkdir()
    shutil.copy(ROOT / "bin" / "vendor", tmp_path / "bin" / "vendor")
    shutil.copytree(ROOT / FILES, tmp_path / FILES)
    changed = next((tmp_path / FILES).rglob("*.js"))
    changed.write_text(changed.read_text() + "\n")
    assert check(tmp_path).returncode != 0
