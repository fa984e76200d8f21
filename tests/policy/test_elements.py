"""The elements of an opt-in text: labelled fragments for each, whole texts, and what each verdict says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.policy.elements import EXAMPLES, found_in, missing_in

BUSINESS = "ABC Company"
DATA = Path(__file__).parent / "data"
FRAGMENTS = json.loads((DATA / "elements.json").read_text("utf-8"))
WHOLE = json.loads((DATA / "opt_in_texts.json").read_text("utf-8"))
COMPLETE = (
    "ABC Company: Reply START to get texts about your visits. Msg frequency varies. Msg & data rates may apply. Reply "
    "HELP for help, STOP to opt out. Terms abc.example/terms Privacy abc.example/privacy Your information is not sold."
)
LABELLED = [
    (key, text, label == "there") for key, both in FRAGMENTS.items() for label, texts in both.items() for text in texts
]


def test_there_are_samples_of_every_element_both_ways():
    assert len(LABELLED) >= 200 and set(FRAGMENTS) == set(EXAMPLES)
    assert all(len(both["there"]) >= 5 and len(both["missing"]) >= 5 for both in FRAGMENTS.values())


@pytest.mark.parametrize(("key", "text", "is_there"), LABELLED)
def test_an_element_is_known_by_its_words_and_not_by_words_like_them(key, text, is_there):
    found = {each.key: each for each in found_in(text, BUSINESS, "promotional")}
    assert found[key].is_there is is_there
    assert bool(found[key].missing) is not is_there


@pytest.mark.parametrize("sample", WHOLE, ids=lambda sample: sample["text"][:40])
def test_of_a_whole_text_exactly_what_is_missing_is_named(sample):
    grants, is_toll_free = sample.get("grants", "informational"), sample.get("toll_free", False)
    missing = missing_in(sample["text"], BUSINESS, grants, is_toll_free)
    assert sorted(each.key for each in missing) == sorted(sample["missing"])


def test_a_complete_text_lacks_nothing_and_an_empty_one_everything():
    assert missing_in(COMPLETE, BUSINESS) == ()
    assert len(missing_in("", BUSINESS)) == 8
    assert len(missing_in("", BUSINESS, "promotional")) == 9


def test_offers_need_that_agreeing_is_no_condition_of_buying():
    [missing] = missing_in(COMPLETE, BUSINESS, "promotional")
    assert missing.key == "free" and "no condition of buying" in missing.missing


def test_from_a_toll_free_number_yes_is_no_way_to_agree():
    says_yes = COMPLETE.replace("START", "YES")
    assert missing_in(says_yes, BUSINESS) == ()
    [missing] = missing_in(says_yes, BUSINESS, is_toll_free=True)
    assert missing.key == "start" and "toll-free" in missing.missing


@pytest.mark.parametrize("key", sorted(set(EXAMPLES) - {"name", "terms"}))
def test_the_example_of_an_element_is_recognised_as_one(key):
    assert {each.key: each.is_there for each in found_in(EXAMPLES[key], BUSINESS, "promotional")}[key]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Privacy abc.example/p. Never sold.", "your terms"),
        ("Terms abc.example/t. Never sold.", "privacy policy"),
        ("Terms, privacy. Never sold.", "link"),
        ("Terms abc.example/t Privacy abc.example/p", "not sold"),
    ],
)
def test_of_terms_and_privacy_it_says_which_part_is_missing(text, sentence):
    [terms] = [each for each in missing_in(text, BUSINESS) if each.key == "terms"]
    assert sentence in terms.missing


def test_a_business_with_a_legal_form_may_leave_it_out():
    keys = {each.key for each in missing_in("Acme Heating: hello", "Acme Heating, LLC")}
    assert "name" not in keys


@pytest.mark.parametrize("junk", ["A.b-" * 400, "480-555-" * 200, "a " * 800, "\x00" * 50, "🔧" * 700])
def test_junk_lacks_everything(junk):
    assert len(missing_in(junk, BUSINESS)) == 8
