"""Tokens of a text, {{ contact.first_name | there }}: has_any() and fill(). No code ever runs in one: a token is a name
of a list of names, and a fallback is words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

TOKEN = re.compile(r"\{\{([^{}]{0,200})\}\}")


@dataclass(frozen=True)
class Filled:
    """The words that go out; `empty` names tokens without value or fallback, `unknown` those that nobody knows. Where
    either has any, `text` still holds those tokens as typed, and the gate refuses it (row 13)."""

    text: str
    empty: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def has_any(body: str) -> bool:
    """Whether there is anything to fill in."""
    return "{{" in body


def fill(body: str, values: Mapping[str, str]) -> Filled:
    """The text with its tokens filled in; `values` by name ("contact.first_name")."""
    raise NotImplementedError
