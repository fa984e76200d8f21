"""Texts with labels: ordinary() of eight trades, to_find() with rule and purpose, second() labelled later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).parent / "data"


def ordinary() -> list[str]:
    return list(_lines("wording_ordinary.txt"))


def to_find() -> list[tuple[str, str, str]]:
    """(rule, purpose, text); purpose "-" is reply and direct alike, "direct1" a first text, "pending" an opt-in that
    waits for its answer."""
    return _labelled("wording_found.txt")


def second() -> list[tuple[str, str, str]]:
    """The same, with rule "ok" for what is to be clean and "known" for what is wrongly found."""
    return _labelled("wording_second.txt")


def _labelled(name: str) -> list[tuple[str, str, str]]:
    cut = (line.split("|", 2) for line in _lines(name))
    return [(rule, purpose, text) for rule, purpose, text in cut]


def _lines(name: str) -> Iterator[str]:
    lines = (DATA / name).read_text("utf-8").splitlines()
    return (line for line in lines if line and not line.startswith("#"))
