"""match(): which text of the carrier's list is which of ours. Pure: doubts and a list in, SIDs out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sms.twilio_client import Listed
from app.texting.settle import CLOCKS_APART, Doubt, match

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)

moments = st.integers(0, 600).map(lambda seconds: NINE + timedelta(seconds=seconds))
words = st.sampled_from(["ok", "On our way.", "Ok"])
doubts = st.lists(st.tuples(words, moments), min_size=1, max_size=5).map(
    lambda made: [Doubt(number, 1, body, at) for number, (body, at) in enumerate(made, 1)]
)
lists = st.lists(st.tuples(words, st.none() | moments), max_size=5).map(
    lambda made: [listed(f"SM{number}", body, at) for number, (body, at) in enumerate(made)]
)


def listed(sid: str, body: str, at: datetime | None) -> Listed:
    return Listed(sid, body, at, "sent", None, "outbound-api")


def test_equal_words_are_matched_in_the_order_of_time():
    asked = [Doubt(1, 1, "ok", NINE), Doubt(2, 1, "ok", NINE + timedelta(minutes=1))]
    found = [listed("SMb", "ok", NINE + timedelta(seconds=61)), listed("SMa", "ok", NINE)]
    assert match(asked, found) == {1: "SMa", 2: "SMb"}


def test_only_exactly_the_same_words_match():
    assert match([Doubt(1, 1, "ok", NINE)], [listed("SMa", "Ok", NINE), listed("SMb", "ok ", NINE)]) == {1: None}


@pytest.mark.lesson(8)
def test_an_unaccounted_text_from_before_the_claim_is_a_persons_to_judge_for_our_clock_may_be_fast():
    assert match([Doubt(1, 1, "ok", NINE)], [listed("SMa", "ok", NINE - timedelta(seconds=6))]) is None
    assert match([Doubt(1, 1, "ok", NINE)], [listed("SMa", "ok", NINE - timedelta(hours=11))]) is None


def test_a_text_of_another_day_is_not_it():
    assert match([Doubt(1, 1, "ok", NINE)], [listed("SMa", "ok", NINE - timedelta(hours=13))]) == {1: None}


def test_a_carriers_clock_a_little_behind_is_forgiven():
    assert match([Doubt(1, 1, "ok", NINE)], [listed("SMa", "ok", NINE - timedelta(seconds=4))]) == {1: "SMa"}


def test_more_texts_than_doubts_cant_be_told_apart():
    assert match([Doubt(1, 1, "ok", NINE)], [listed("SMa", "ok", NINE), listed("SMb", "ok", NINE)]) is None


@given(doubts, lists)
def test_a_match_is_one_to_one_with_equal_words_and_never_from_before(asked, found):
    result = match(asked, found)
    if result is None:
        return
    by_sid = {text.sid: text for text in found}
    assert set(result) == {doubt.message_id for doubt in asked}
    taken = [sid for sid in result.values() if sid]
    assert len(taken) == len(set(taken))
    for doubt in asked:
        if sid := result[doubt.message_id]:
            assert by_sid[sid].body == doubt.body
            made = by_sid[sid].date_created
            assert made is None or made >= doubt.claimed_at - CLOCKS_APART


@given(doubts, lists, st.randoms())
def test_the_order_of_the_list_and_of_the_doubts_does_not_matter_for_who_is_absent(asked, found, random):
    first = match(asked, found)
    random.shuffle(asked)
    second = match(asked, sorted(found, key=lambda text: text.sid, reverse=True))
    assert (first is None) == (second is None)
    if first is not None:
        assert {m for m, sid in first.items() if sid} == {m for m, sid in second.items() if sid}


@given(doubts)
def test_an_empty_list_means_that_all_are_absent(asked):
    assert match(asked, []) == {doubt.message_id: None for doubt in asked}


def test_of_two_pictures_without_words_nobody_can_tell_which_one_arrived():
    asked = [Doubt(1, 1, "", NINE, files=1), Doubt(2, 1, "", NINE + timedelta(seconds=30), files=1)]
    arrived = replace(listed("MMb", "", NINE + timedelta(seconds=31)), files=1)
    assert match(asked, [arrived]) is None
    assert match(asked, []) == {1: None, 2: None}
    assert match(asked[:1], [arrived]) == {1: "MMb"}


def test_a_text_with_a_picture_is_not_taken_for_one_without():
    assert match([Doubt(1, 1, "ok", NINE, files=1)], [listed("SMa", "ok", NINE)]) == {1: None}
