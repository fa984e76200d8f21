"""How templates read: token_pieces for words with their tokens marked, template_whose for whose one is."""

from __future__ import annotations

from flask import Flask

from app.policy.tokens import TOKEN, names_in
from app.texting.template_sight import MINE, SHARED, Seen
from app.texting.token_values import BUILT_IN

LONGEST_LINE = 160


def register(app: Flask) -> None:
    app.add_template_filter(token_pieces)
    app.add_template_filter(token_label)
    app.add_template_filter(template_whose)
    app.add_template_filter(first_words)


def token_pieces(body: str) -> list[tuple[str, bool]]:
    """The words in order, each piece with whether it is a token."""
    pieces, end = [], 0
    for found in TOKEN.finditer(body):
        pieces += [(body[end : found.start()], False), (found.group(), True)]
        end = found.end()
    return [(words, is_token) for words, is_token in [*pieces, (body[end:], False)] if words]


def token_label(token: str) -> str:
    """ "{{ contact.first_name | there }}" as people say it: First name."""
    name = next(iter(names_in(token)), "")
    if name in BUILT_IN:
        return BUILT_IN[name]
    words = name.rpartition(".")[2].replace("_", " ").strip()
    return words[:1].upper() + words[1:] if words else token


def first_words(body: str) -> str:
    """A long text's beginning, never cut within a token."""
    cut = body[:LONGEST_LINE]
    return body if cut == body else cut[: cut.rfind("{{")] if cut.count("{{") > cut.count("}}") else cut + "…"


def template_whose(seen: Seen) -> str:
    if seen.whose == MINE:
        return "Mine"
    if seen.whose == SHARED:
        return "Shared with sub-accounts" if seen.row.is_shared_down else "Shared"
    return f"From {seen.home.name}"
