"""`rules check` on the table that holds here, and on a file."""

from __future__ import annotations

import json
from datetime import UTC, datetime

GOOD = {
    "state": "TX", "confidence": "A", "hours": {"Mon-Sun": "09:00-20:00"}, "source": "SB 140",
    "reviewed_on": "2026-11-22",
}  # fmt: skip


def test_the_table_that_holds_here_is_told(flask):
    assert flask("rules", "check").out == "state_rules.json: 21 rows for 21 states, reviewed on 2026-11-22.\n"


def test_a_file_is_checked_and_answers_in_json(flask, tmp_path):
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"rules": [GOOD]}))
    answer = flask("rules", "check", file, "--json").json
    assert answer == {"rows": 1, "states": 1, "reviewed_on": "2026-11-22", "stale": False, "ok": True}


def test_an_old_review_is_warned_of(flask, clock):
    clock.set(datetime(2027, 8, 1, tzinfo=UTC))
    assert "more than 180 days ago: look at each row's source again" in flask("rules", "check").out
    assert flask("rules", "check", "--json").json["stale"] is True


def test_every_fault_stands_on_a_line_of_its_own(flask, tmp_path):
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"rules": [GOOD | {"cap": 0}, GOOD | {"state": "ZZ"}]}))
    lines = flask("rules", "check", file).sentence.splitlines()
    assert [line.removeprefix(f"{file}, ").partition(":")[0] for line in lines] == ["row 1 (TX)", "row 2 (ZZ)"]


def test_a_file_that_is_not_there_is_said(flask, tmp_path):
    assert "There is no file" in flask("rules", "check", tmp_path / "none.json").sentence
