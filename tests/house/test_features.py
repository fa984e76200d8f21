"""The check at the end of a run fails when a promised test was not collected or did not pass."""

from __future__ import annotations

import json

import pytest

from tests.fixtures import features

PROMISED = "tests/texting/test_receive.py::test_x"
TABLE = f"| row | what | page | test |\n|---|---|---|---|\n| F1 | inbox | /inbox | `{PROMISED}` |\n"


@pytest.fixture
def root(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "features.md").write_text(TABLE)
    return tmp_path


@pytest.mark.parametrize(
    ("seen", "is_kept"),
    [
        ([{PROMISED: "passed"}, {PROMISED: "passed"}], True),
        ([{PROMISED + "[a]": "passed", PROMISED + "[b]": "passed"}], True),
        ([{PROMISED: "passed"}, {PROMISED: "failed"}], False),
        ([{PROMISED: "skipped"}], False),
        ([{PROMISED + "_and_more": "passed"}], False),
        ([], False),
    ],
)
def test_a_promise_is_kept_only_by_a_test_that_passed_wherever_it_ran(root, seen, is_kept):
    for number, outcomes in enumerate(seen):
        (root / f"{number}.json").write_text(json.dumps(outcomes))
    assert features.check(root, root) is is_kept


def test_a_row_without_a_test_is_no_promise_kept(root):
    (root / "docs" / "features.md").write_text(TABLE.replace(PROMISED, "later"))
    assert features.check(root, root) is False


def test_a_story_left_out_for_want_of_a_browser_is_forgiven_then_only(root):
    (root / "docs" / "features.md").write_text(TABLE.replace(PROMISED, "tests/system/test_a.py::test_b"))
    assert features.check(root, root) is False
    assert features.check(root, root, left_out={"stories"}) is True
