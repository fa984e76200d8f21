"""What is installed is what the lock files say, and they name no host."""

from __future__ import annotations

import re
import tomllib

from packaging.requirements import Requirement
from packaging.version import Version

from tests.house.code import ROOT

RUNTIME, TEST = "requirements.lock", "requirements-test.lock"


def locked(name: str) -> dict[str, Version]:
    """Package to the version that a lock file pins."""
    pins = re.findall(r"^([A-Za-z0-9_.-]+)==([^ \\;]+)", (ROOT / name).read_text(), re.M)
    return {_canonical(package): Version(version) for package, version in pins}


def test_every_dependency_is_locked_to_a_version_that_it_allows():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for lock, wanted in ((RUNTIME, project["dependencies"]), (TEST, project["optional-dependencies"]["test"])):
        pins = locked(lock)
        assert pins, f"{lock} pins nothing"
        for line in wanted:
            need = Requirement(line)
            assert _canonical(need.name) in pins, f"{need.name} is not in {lock}"
            assert pins[_canonical(need.name)] in need.specifier, f"{lock} pins {need.name} outside {need.specifier}"


def test_the_tests_lock_holds_the_products_lock():
    product, tests = locked(RUNTIME), locked(TEST)
    assert product.items() <= tests.items()


def test_every_pin_has_hashes_and_no_lock_names_a_host():
    for name in (RUNTIME, TEST):
        text = (ROOT / name).read_text()
        assert "://" not in text and "--index" not in text and "--find-links" not in text
        for block in re.split(r"\n(?=[A-Za-z0-9])", text.strip()):
            if not block.startswith("#"):
                assert "--hash=sha256:" in block, f"{name}: {block.splitlines()[0]} has no hash"


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
