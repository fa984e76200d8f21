"""What a finding does for which kind of text: CELLS as published, cells_of(settings), and what an account may change.

B blocks, W warns beside Send, P has the text judged as an offer, - is off, auto is added by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from app.policy.content_fold import fold, words_of
from app.policy.content_lists import DATA, LISTS, OWN

_TABLE = json.loads((DATA / "table.json").read_text("utf-8"))
COLUMNS: tuple[str, ...] = tuple(_TABLE["columns"])
LOOSENED: tuple[str, ...] = tuple(_TABLE["loosened"])
CELLS: dict[str, dict[str, str]] = {
    rule: dict(zip(COLUMNS, row, strict=True)) for rule, row in _TABLE["cells"].items()
}
ABOUT = {
    **{rule: data["about"] for rule, data in LISTS.items()},
    "L7": "Business name missing", "L8": "How to stop missing", "L11": "Capitals, “!” and “$”",
    "L12": "Costs more segments", "L16": "Canada: no address or link", "L17": "Same words to many",
    "L18": "Pictures too heavy",
}  # fmt: skip
KINDS = {"-": "Off", "W": "Warn", "P": "As an offer", "B": "Block", "auto": "Added by itself"}
STRICTER = {"-": 0, "W": 1, "P": 2, "B": 3}
COLUMN_OF = {**{name: name for name in COLUMNS}, "auto_reply": "info"}  # the gate's purposes
MOST_WORDS, LONGEST_WORD = 200, 60


class Problem(Exception):
    """Settings that can't be, in a sentence."""


class Settings(NamedTuple):
    """An account's own: words added to lists, cells changed, and other names it goes by."""

    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    cells: tuple[tuple[str, str, str], ...] = ()
    names: tuple[str, ...] = ()

    def kept(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "words": {rule: list(words) for rule, words in self.words}, "cells": [list(each) for each in self.cells],
            "names": list(self.names),
        }  # fmt: skip


USUAL = Settings()


def settings_of(kept: Mapping[str, Any] | None) -> Settings:
    """Stored settings, checked. Raises Problem."""
    if not kept:
        return USUAL
    words = tuple((rule, own_words(rule, each)) for rule, each in sorted((kept.get("words") or {}).items()) if each)
    cells = tuple(sorted((rule, column, kind) for rule, column, kind in kept.get("cells") or ()))
    for rule, column, kind in cells:
        check_cell(rule, column, kind)
    changed = tuple(each for each in cells if CELLS[each[0]][each[1]] != each[2])
    return Settings(words, changed, tuple(own_words("names", kept.get("names") or ())))


def own_words(rule: str, given: Iterable[str]) -> tuple[str, ...]:
    """Words of one list as they are kept: each once, in order. Raises Problem, which names the one to mend."""
    if rule != "names" and rule not in (*OWN, "L5"):
        raise Problem(f"{rule} has no list of words to add to.")
    words = tuple(dict.fromkeys(" ".join(each.split()) for each in given if each.strip()))
    if len(words) > MOST_WORDS:
        raise Problem(f"That is {len(words)} lines for “{ABOUT.get(rule, 'names')}”. Keep {MOST_WORDS} at most.")
    for word in words:
        if len(word) > LONGEST_WORD:
            raise Problem(f"“{word[:20]}…” is longer than {LONGEST_WORD} characters. Write the words that matter.")
        if sum(map(str.isalnum, fold(word))) < 2 or not words_of(fold(word)):
            raise Problem(f"“{word}” would be found in too many texts. Write a word of two letters or more.")
        if rule == "L5" and not _is_host(word):
            raise Problem(f"“{word}” isn't a host like bit.ly. Write it without https:// and without what follows.")
    return words


def check_cell(rule: str, column: str, kind: str) -> None:
    """Whether an account may set this cell so: any may be stricter, only those of LOOSENED less strict. Raises Problem
    with a sentence."""
    if rule not in CELLS or column not in COLUMNS:
        raise Problem(f"There is no check {rule} for {column} texts. Load the page again.")
    usual = CELLS[rule][column]
    if kind == usual:
        return
    if "auto" in (kind, usual) or kind not in STRICTER or (kind == "P" and usual != "P"):
        raise Problem(f"“{ABOUT[rule]}” can't be set to {KINDS.get(kind, kind)} for {column} texts.")
    if STRICTER[kind] < STRICTER[usual] and rule not in LOOSENED:
        raise Problem(
            f"“{ABOUT[rule]}” stays at {KINDS[usual]} or stricter for {column} texts: carriers and the law ask for it."
        )


def choices(rule: str, column: str) -> list[str]:
    """The kinds an account may set a cell to, the usual one among them, from loose to strict."""
    found = []
    for kind in ("-", "W", "P", "B", "auto"):
        try:
            check_cell(rule, column, kind)
        except Problem:
            continue
        found.append(kind)
    return found


@lru_cache(256)
def cells_of(settings: Settings) -> dict[str, dict[str, str]]:
    """By column, what each rule does for this account."""
    own = {(rule, column): kind for rule, column, kind in settings.cells}
    return {
        column: {rule: own.get((rule, column), row[column]) for rule, row in CELLS.items()} for column in COLUMNS
    }


def _is_host(word: str) -> bool:
    labels = word.lower().split(".")
    return len(labels) > 1 and all(label and label.isascii() and label.replace("-", "a").isalnum() for label in labels)
