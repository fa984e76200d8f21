"""Names say what a thing is, and no file names somebody's own machine."""

from __future__ import annotations

import re

from tests.house.code import python_files, text_files, where

EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "service", "services", "base", "core"}
# Spelled in pieces, so that this file may stand among those it reads.
HOMES = "/(?:ho" + r"me|Us" + r"ers|ro" + r"ot)/\w+"


def test_no_file_has_a_name_that_says_nothing():
    empty = [where(path) for path in python_files("app", "simulator", "running", "tests") if path.stem in EMPTY_NAMES]
    assert empty == []


def test_no_class_is_called_a_manager():
    named = [
        where(path)
        for path in python_files()
        for name in re.findall(r"^class (\w+)", path.read_text(), re.M)
        if name.endswith(("Manager", "Helper", "Util", "Utils"))
    ]
    assert named == []


def test_no_file_names_somebodys_home_folder():
    pattern = re.compile(HOMES)
    found = {}
    for path in text_files():
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if match := pattern.search(line):
                found[where(path, number)] = match.group()
    assert found == {}


def test_dated_marks_of_unfinished_work_do_not_stay():
    marks = re.compile(r"\b(" + "TO" + "DO|FIX" + "ME|XX" + r"X)\b")
    files = python_files("app", "simulator", "running", "tests")
    assert [where(path) for path in files if marks.search(path.read_text())] == []
