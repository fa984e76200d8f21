"""Tokens are names and fallback words: filled in or named, never run, never sent as braces."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.policy.tokens import Filled, fill, has_any, names_in, problems

VALUES = {"contact.first_name": "Dee", "contact.company": "", "account.name": "Copper & Co.", "agent.name": "Ben"}
LABELS = {"contact.first_name": "First name", "contact.company": "Company", "account.name": "Business name",
          "agent.name": "Your name"}  # fmt: skip
braces = st.text(st.sampled_from("{}| .\nax"), max_size=60)
pieces = st.lists(
    st.sampled_from(["{{ contact.first_name }}", "{{ contact.company | you }}", "{{", "}}", "{", "{%", "| ", "a"])
    | st.text(max_size=12), max_size=12,
).map("".join)  # fmt: skip
some_values = st.fixed_dictionaries({name: st.text(max_size=20) | braces for name in VALUES})


@pytest.mark.parametrize(("typed", "words"), [
    ("Hi {{ contact.first_name }}!", "Hi Dee!"), ("Hi {{contact.first_name}}!", "Hi Dee!"),
    ("Hi {{  CONTACT . First_Name  |there}}", "Hi Dee"), ("Hi {{ contact.company | you at work }}", "Hi you at work"),
    ("{{ contact.company|a | b }}", "a | b"), ("{{\ncontact.first_name\n}}", "Dee"),
    ("{{ account.name }}: {{ contact.first_name }} {{ contact.first_name }}", "Copper & Co.: Dee Dee"),
])  # fmt: skip
def test_a_token_becomes_its_value_or_else_its_fallback(typed, words):
    assert fill(typed, VALUES) == Filled(words)


@pytest.mark.parametrize("typed", ["{{ contact.company }}", "{{ contact.company | }}", "{{contact.company|  }}"])
def test_a_token_without_value_or_fallback_is_named_and_stays(typed):
    assert fill(f"Hi {typed}", VALUES) == Filled(f"Hi {typed}", empty=("contact.company",))
    assert problems(fill(typed, VALUES), LABELS) == (
        "Company is empty for this contact. Fill it in, or write a fallback: {{ contact.company | words }}",
    )


@pytest.mark.parametrize("typed", [
    "{{ 7*7 }}", "{{ config }}", "{{ contact.__class__ }}", "{{ contact.first_name.upper() }}", "{{ contact['name'] }}",
    "{{ self | attr('x') }}", "{{{{ }}}}", "{{ contact.first_name", "{{ {{ contact.first_name }} }}", "{{}}",
    "{{ | x }}", "{{" + "a" * 201 + "}}", "{{ contact.first_name | {x} }}",
])  # fmt: skip
def test_nothing_runs_and_what_is_no_token_is_named(typed):
    filled = fill(typed, VALUES)
    assert filled.unknown and not filled.empty
    assert "49" not in filled.text and "class '" not in filled.text


@pytest.mark.parametrize("typed", ["${contact.name}", "{% if 1 %}x{% endif %}", "{0.__class__}", "%s %(a)s {x} }}"])
def test_what_other_languages_run_is_only_words(typed):
    assert fill(typed, VALUES) == Filled(typed)


@pytest.mark.parametrize(("typed", "sentence"), [
    ("{{ contact.first_nam }}", "{{ contact.first_nam }} is no token. Did you mean contact.first_name?"),
    ("{{ first_name | you }}", "{{ first_name | you }} is no token. Did you mean contact.first_name?"),
    ("{{ zzz }}", "{{ zzz }} is no token. Choose one under “Insert a field”, or take it out."),
    ("Hi {{ contact", "“{{ contact” is no whole token. Write it like {{ contact.first_name | there }}, or take the "
                      "braces out."),
    ("{{ " + "a" * 99 + " }}", "{{ " + "a" * 37 + "… is no token. Choose one under “Insert a field”, or take it out."),
])  # fmt: skip
def test_what_is_no_token_gets_a_sentence_and_the_one_that_was_meant(typed, sentence):
    assert problems(fill(typed, VALUES), LABELS) == (sentence,)


@pytest.mark.parametrize("value", ["{{ agent.name }}", "{{", "a {{ b", "{", "{x", "x{", "   "])
def test_a_value_is_never_read_as_a_token_and_one_with_braces_is_none(value):
    values = VALUES | {"contact.first_name": value}
    assert fill("Hi {{ contact.first_name | there }}", values) == Filled("Hi there")
    assert fill("{{{ contact.first_name }}{", values).empty == ("contact.first_name",)


def test_the_names_in_a_text_are_known():
    assert names_in("{{ Account.Gate_code | x }} {{ contact.name }} {{ broken") == {"account.gate_code", "contact.name"}


@given(braces | pieces | st.text(), some_values)
@example("{{" * 5_000, VALUES)
@example("{{ a" * 2_500, VALUES)
@example("{{" + "a" * 9_000 + "}}" * 500, VALUES)
@example("{" * 10_000, VALUES)
def test_whatever_is_typed_it_never_fails_and_never_leaves_braces(typed, values):
    filled = fill(typed, values)
    is_whole = not filled.empty and not filled.unknown
    assert not (is_whole and has_any(filled.text))
    assert is_whole or has_any(filled.text)
    assert len(problems(filled, LABELS)) <= 3 and (is_whole or all(problems(filled, LABELS)))
    if not has_any(typed):
        assert filled == Filled(typed)
    if is_whole:
        assert fill(filled.text, values) == filled
