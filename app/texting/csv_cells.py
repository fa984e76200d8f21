"""Cells of a CSV file that people open in a spreadsheet: row(values) is one line in which nothing is a formula.

A cell that begins with = + - @ or a control character is run as a formula by spreadsheets, whoever wrote it: here
strangers write texts (OWASP: CSV injection). Such a cell gets an apostrophe in front, which spreadsheets don't show.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "|", "%")  # noqa: RUF001 - wide ones run too


def row(values: Iterable[Any]) -> str:
    """One line with its end."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([cell(value) for value in values])
    return line.getvalue()


def cell(value: Any) -> str:
    """A value as it may stand in a spreadsheet."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \u00a0\u3000").startswith(FORMULA) else text
