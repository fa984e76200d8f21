"""Tokens of a text, {{ contact.first_name | there }}: has_any() and fill(), and problems() in sentences. No code ever
runs in one: a token is a name of a list of names, and a fallback is words.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

TOKEN = re.compile(r"\{\{([^{}]{0,200})\}\}")
AROUND_DOT = re.compile(r"\s*\.\s*")
MOST_SAID = 40  # characters of a token in a sentence
MOST_PROBLEMS = 3
MEANT = {"contact": " for this contact", "agent": " here", "number": " here"}
FALLBACKS = {"contact.first_name": "there", "contact.name": "there"}


@dataclass(frozen=True)
class Filled:
    """The words that go out; `empty` names tokens without value or fallback, `unknown` are those that nobody knows, and
    braces that are no token, as typed. Where either has any, `text` still holds them, and the gate refuses it (row
    13); else it holds no "{{"."""

    text: str
    empty: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def has_any(body: str) -> bool:
    """Whether there is anything to fill in."""
    return "{{" in body


def fill(body: str, values: Mapping[str, str]) -> Filled:
    """The text with its tokens filled in; `values` by name ("contact.first_name"), "" where there is none. A value is
    data: braces in it are never read as a token, and one that holds "{{" is no value, since nobody wants to get it."""
    if not has_any(body):
        return Filled(body)
    empty: dict[str, None] = {}
    unknown = {_said(piece): None for piece in TOKEN.split(body)[::2] if "{{" in piece}

    def put(found: re.Match[str]) -> str:
        name, fallback = _read(found[1])
        if name not in values:
            unknown[found[0]] = None
        elif _may_go(values[name]):
            return values[name]
        elif fallback:
            return fallback
        else:
            empty[name] = None
        return found[0]

    return Filled(TOKEN.sub(put, body), tuple(empty), tuple(unknown))


def names_in(body: str) -> set[str]:
    """The names of all tokens that a text holds."""
    return {_read(inner)[0] for inner in TOKEN.findall(body)}


def problems(filled: Filled, labels: Mapping[str, str]) -> tuple[str, ...]:
    """A sentence for each token that keeps the text from going out, the first few; `labels` says by name how people
    call them."""
    said = [_no_token(token, labels) for token in filled.unknown]
    said += [_no_value(name, labels.get(name, name)) for name in filled.empty]
    return tuple(said[:MOST_PROBLEMS])


def example(name: str, fallback: str = "") -> str:
    """A token as one writes it."""
    words = fallback or FALLBACKS.get(name, "")
    return f"{{{{ {name} | {words} }}}}" if words else f"{{{{ {name} }}}}"


def _read(inner: str) -> tuple[str, str]:
    name, _, fallback = inner.partition("|")
    return AROUND_DOT.sub(".", name.strip().lower()), fallback.strip()


def _may_go(value: str) -> bool:
    """Not one that would leave braces, alone or together with what stands beside it."""
    return bool(value.strip()) and "{{" not in value and "{" not in (value[0], value[-1])


def _no_value(name: str, label: str) -> str:
    where = MEANT.get(name.partition(".")[0], "")
    return f"{label} is empty{where}. Fill it in, or write a fallback: {example(name, FALLBACKS.get(name, 'words'))}"


def _no_token(typed: str, labels: Mapping[str, str]) -> str:
    whole = TOKEN.fullmatch(typed)
    if whole is None:
        return f"“{typed}” is no whole token. Write it like {example('contact.first_name')}, or take the braces out."
    meant = _meant(_read(whole[1])[0], labels)
    then = f"Did you mean {meant}?" if meant else "Choose one under “Insert a field”, or take it out."
    return f"{_said(typed)} is no token. {then}"


def _meant(name: str, labels: Mapping[str, str]) -> str:
    """The name that somebody who wrote this one most likely meant, "" where there is none like it."""
    last = name.rpartition(".")[2]
    same = [each for each in labels if last and each.rpartition(".")[2] == last]
    return next(iter(same or difflib.get_close_matches(name[:MOST_SAID], labels, 1)), "")


def _said(typed: str) -> str:
    """As much of it as a sentence has room for, from its braces on."""
    begun = typed[typed.index("{{") :]
    return begun if len(begun) <= MOST_SAID else f"{begun[:MOST_SAID]}…"
