"""Make it plain: what changes into what, what stays, and that it never costs more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sms import plain, segments

VECTORS = json.loads((Path(__file__).parent / "data" / "segment_vectors.json").read_text("utf-8"))
DEAR = "x" * 80  # fits one segment in GSM-7, none in Unicode
DOUBTFUL = "“”‘’…—–\u00a0\u2009\u200b\u00adé\u0301áçñœ½•×→™👍❤️e\u0301 \n\r\t{}€xyz"
ANY_TEXT = st.text(max_size=300) | st.text(st.sampled_from(DOUBTFUL), max_size=300)


@pytest.mark.lesson(38)
@pytest.mark.parametrize(
    ("typed", "equal"),
    [("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"), ("…", "..."), ("—", "-"), ("–", "-"), ("\u2011", "-"), ("−", "-"),
     ("\u00a0", " "), ("\u202f", " "), ("\t", " "), ("\u200b", ""), ("\u00ad", ""), ("•", "-"), ("á", "a"), ("Í", "I"),
     ("ç", "c"), ("e\u0301", "é"), ("n\u0303", "ñ"), ("œ", "oe"), ("→", "->"), ("™", "(TM)"), ("`", "'")],
)  # fmt: skip
def test_each_character_becomes_what_says_the_same(typed, equal):
    made = plain.make_plain(typed + DEAR)
    assert (made.text, made.changes, made.kept) == (equal + DEAR, ((typed, equal),), ())
    assert (made.before, made.after, made.saves) == (2, 1, 1)


@pytest.mark.lesson(38)
def test_each_change_is_named_once_in_order():
    made = plain.make_plain("“Wait”… we’re “here”" + DEAR)
    assert made.changes == (("“", '"'), ("”", '"'), ("…", "..."), ("’", "'"))
    assert made.text == "\"Wait\"... we're \"here\"" + DEAR


@pytest.mark.parametrize("kept", ["👍", "❤️", "👩‍👩‍👧", "中", "½", "°", "Ж", "ə"])
def test_what_has_no_equal_is_named_and_the_text_stays_as_it_was(kept):
    typed = f"“{kept}” {DEAR}"
    made = plain.make_plain(typed)
    assert (made.text, made.changes, made.kept, made.saves) == (typed, (), (kept,), 0)


@pytest.mark.parametrize("typed", ["", "Hi", "é{}€ñ", "x" * 400, "“Hi”", "“" + "x" * 60])
def test_nothing_is_touched_when_nothing_is_saved(typed):
    assert plain.make_plain(typed) == plain.Plain(typed, (), (), *[segments.count(typed).segments] * 2)


def test_a_fraction_is_never_run_into_the_number_before_it():
    assert plain.make_plain(f"1½ hours {DEAR}").kept == ("½",)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["description"])
def test_the_segments_named_are_the_counters(vector):
    made = plain.make_plain(vector["text"])
    assert (made.before, made.after) == (segments.count(vector["text"]).segments, segments.count(made.text).segments)


@pytest.mark.lesson(38)
@given(ANY_TEXT)
def test_it_never_costs_more_and_twice_is_once(typed):
    made = plain.make_plain(typed)
    assert made.before == segments.count(typed).segments
    assert made.after == segments.count(made.text).segments <= made.before
    again = plain.make_plain(made.text)
    assert (again.text, again.changes) == (made.text, ())


@pytest.mark.lesson(38)
@given(ANY_TEXT)
def test_either_the_whole_text_is_plain_or_nothing_was_touched(typed):
    made = plain.make_plain(typed)
    if made.saves:
        assert segments.count(made.text).encoding == segments.GSM
        assert made.kept == ()
        assert all(before in typed for before, _ in made.changes)
        assert all(segments.count(after).encoding == segments.GSM for _, after in made.changes)
    else:
        assert (made.text, made.changes) == (typed, ())


@given(ANY_TEXT)
def test_what_is_already_plain_stays_where_it_was(typed):
    made = plain.make_plain(typed)
    untouched = [char for char in typed if segments.count(char).encoding == segments.GSM and char not in "en"]
    rest = iter(made.text)
    assert all(any(char == other for other in rest) for char in untouched)


@pytest.mark.parametrize(
    ("char", "words"),
    [("“", "“"), ("\u00a0", "no-break space"), (" ", "space"), ("", "nothing"), ("\n", "line break"),
     ("\u200b", "zero width space"), ("\t", "control character"), ("...", "...")],
)  # fmt: skip
def test_what_cant_be_seen_is_named(char, words):
    assert plain.shown(char) == words
