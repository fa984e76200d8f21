"""Segments as the carrier counts them."""

import json
import timeit
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sms import segments

VECTORS = json.loads((Path(__file__).parent / "data" / "segment_vectors.json").read_text("utf-8"))
GSM_TEXT = st.text(alphabet="ab é\n{}€[^Ω", max_size=400)
ANY_TEXT = st.text(alphabet="ab é{€áю—👍🇮🇹\u0301\u200d\ufe0f\r\n", max_size=300)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["description"])
def test_the_count_is_that_of_the_carriers_own_calculator(vector):
    result = segments.count(vector["text"], vector["smart_encoding"])
    assert (result.encoding, result.segments, result.characters) == (
        vector["encoding"],
        vector["segments"],
        vector["number_of_characters"],
    )


def test_an_empty_text_counts_one_segment_as_the_calculator_says():
    assert segments.count("") == segments.Segments("GSM-7", 1, 0, None, 160, 160)


@pytest.mark.parametrize(
    ("text", "culprit"),
    [
        ("plain {text} €5", None),
        ("see you – ok", "–"),
        ("ok 👍🏽 ç", "👍🏽"),
        ("e\u0301", "e\u0301"),
        ("a\tb", "\t"),
    ],
)
def test_the_first_character_that_forces_the_dear_encoding_is_named(text, culprit):
    assert segments.count(text).forced_by == culprit


def test_the_room_left_is_that_of_the_last_segment():
    assert segments.count("a" * 150).left == 10
    assert segments.count("a" * 161).left == 153 - 8
    assert segments.count("a" * 306).left == 0
    assert segments.count("á" * 71).left == 67 - 4


def test_a_character_never_straddles_two_segments():
    assert segments.count("a" * 152 + "{" + "a" * 152).segments == 3
    assert segments.count("á" * 65 + "🇮🇹" + "á" * 65).segments == 3
    assert segments.count("e" + "\u0301" * 80).segments == 2


def test_a_lone_surrogate_is_counted_and_breaks_nothing():
    assert segments.count("a\ud83d").encoding == "UCS-2"


@given(GSM_TEXT | ANY_TEXT)
def test_a_longer_text_never_costs_less(text):
    counts = [segments.count(text[:end]).segments for end in range(0, len(text) + 1, 17)]
    assert counts == sorted(counts)


@given(GSM_TEXT, GSM_TEXT)
def test_two_texts_joined_cost_between_the_dearer_and_one_more_than_both(first, second):
    apart = [segments.count(part).segments for part in (first, second)]
    assert max(apart) <= segments.count(first + second).segments <= sum(apart) + 1


@given(GSM_TEXT)
def test_the_fast_count_equals_filling_segment_by_segment(text):
    sizes = [2 if char in "{}€[^" else 1 for char in text]
    assert segments.count(text).segments == _filled_greedily(sizes, one=160, several=153)


@given(ANY_TEXT)
def test_what_smart_encoding_replaces_was_there_and_is_gone(text):
    composed, encoded = unicodedata.normalize("NFC", text), segments.smart_encode(text)
    for character, _ in segments.replacements(text):
        assert character in composed
        assert character not in encoded


def test_smart_encoding_swaps_look_alikes_and_says_which():
    assert segments.smart_encode("“Hi”… it’s") == '"Hi"... it\'s'
    assert segments.replacements("“Hi”… “you”") == [("“", '"'), ("”", '"'), ("…", "...")]
    assert segments.replacements("plain") == []


def test_smart_encoding_composes_accents_first():
    assert segments.smart_encode("man\u0303ana") == "mañana"
    assert segments.count(segments.smart_encode("man\u0303ana")).encoding == "GSM-7"


def test_a_usual_text_is_counted_in_less_than_fifty_microseconds():
    text = "Hi Maria, this is Dan from Harbor Roofing. Your estimate is ready; shall I come by at 3 pm? {ok}"
    assert min(timeit.repeat(lambda: segments.count(text), number=200, repeat=20)) / 200 < 50e-6


def _filled_greedily(sizes, one, several):
    if sum(sizes) <= one:
        return 1
    needed, used = 1, 0
    for size in sizes:
        if used + size > several:
            needed, used = needed + 1, 0
        used += size
    return needed
