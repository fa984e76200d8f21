"""Delivery states only go forward, whatever order their callbacks come in."""

import itertools
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sms.statuses import RANK, advance, failure_code, is_final

STATES = st.tuples(
    st.sampled_from([*RANK, "unknown:weird"]), st.none() | st.sampled_from([30003, 30005, 30008])
)


def _end(states):
    return reduce(advance, states, None)


@pytest.mark.lesson(11)
@pytest.mark.parametrize(
    ("callbacks", "end"),
    [
        ([("queued", None), ("sent", None), ("delivered", None)], ("delivered", None)),
        (
            [("queued", None), ("sent", None), ("undelivered", 30003), ("delivered", None)],
            ("delivered", None),
        ),
        ([("queued", None), ("failed", 30008), ("failed", 30003), ("failed", None)], ("failed", 30003)),
        ([("accepted", None), ("scheduled", None), ("canceled", None)], ("canceled", None)),
        ([("delivered", None), ("read", None), ("sent", None)], ("read", None)),
    ],
)
def test_every_order_of_the_callbacks_ends_in_the_same_state(callbacks, end):
    assert {_end(order) for order in itertools.permutations(callbacks)} == {end}


@pytest.mark.lesson(11)
@given(st.lists(STATES, max_size=8), st.randoms(use_true_random=False))
def test_no_order_and_no_repetition_of_callbacks_changes_the_end(states, random):
    shuffled = states + [random.choice(states) for _ in range(3) if states]
    random.shuffle(shuffled)
    assert _end(shuffled) == _end(states)


@pytest.mark.lesson(11)
@given(STATES, STATES, STATES)
def test_joining_states_is_commutative_associative_and_idempotent(first, second, third):
    assert advance(first, second) == advance(second, first)
    left, right = advance(first, second), advance(second, third)
    if left and right:
        assert advance(left, third) == advance(first, right)
    assert advance(first, first) == (first if first[0] in RANK else None)


@pytest.mark.lesson(11)
@given(STATES, STATES)
def test_a_state_never_goes_back(current, incoming):
    result = advance(current, incoming)
    if current[0] in RANK:
        assert RANK[result[0]] >= RANK[current[0]]


def test_a_word_nobody_knows_changes_nothing():
    assert advance(("sent", None), ("unknown:teleported", 30008)) == ("sent", None)
    assert advance(None, ("unknown:teleported", None)) is None


def test_a_late_success_is_not_shown_with_a_failed_segments_error():
    assert failure_code(("delivered", 30003)) is None
    assert failure_code(("undelivered", 30003)) == 30003
    assert failure_code(("failed", None)) is None


def test_sent_may_still_change_and_the_rest_of_the_ends_may_not():
    assert not any(map(is_final, ("accepted", "scheduled", "queued", "sending", "sent")))
    assert all(map(is_final, ("delivered", "undelivered", "failed", "canceled", "read")))
