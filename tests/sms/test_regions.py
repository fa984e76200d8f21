"""States and provinces of an area code, states and zones of a ZIP or postal code."""

from __future__ import annotations

import pytest

from app.sms.e164 import TOLL_FREE_CODES, Destination, kind_of
from app.sms.regions import PROVINCES, PostalProblem, clean_postal, of_postal, states_of
from app.sms.zones import NPA_ZONES, is_zone, zones_of

NOWHERE = TOLL_FREE_CODES | {"500", "521", "522", "523", "524", "525", "526", "527", "528", "529", "532", "533", "544",
                             "566", "577", "588", "600", "622", "633"}  # fmt: skip
PLACED = [code for code in map(str, range(200, 1000))
          if kind_of(f"+1{code}2340123") is Destination.US_CA and code not in NOWHERE]


def test_every_area_code_with_a_place_has_a_state_and_a_zone():
    assert len(PLACED) > 400
    assert [code for code in PLACED if not states_of(f"+1{code}2340123")] == []
    assert [code for code in PLACED if not zones_of(f"+1{code}2340123")] == []
    assert [code for code in NPA_ZONES if code in NOWHERE] == []


@pytest.mark.parametrize("code, states", [
    ("602", ("AZ",)), ("850", ("FL",)), ("448", ("FL",)), ("423", ("TN",)), ("860", ("CT",)), ("202", ("DC",)),
    ("902", ("NS", "PE")), ("867", ("NT", "NU", "YT")), ("257", ("BC",)), ("787", ("PR",)), ("684", ("AS",)),
])  # fmt: skip
def test_an_area_code_says_in_which_states_it_was_given_out(code, states):
    assert states_of(f"+1{code}2340123") == states


@pytest.mark.parametrize("code", sorted(NOWHERE))
def test_a_code_without_a_place_has_no_state(code):
    assert states_of(f"+1{code}5550148") == ()


@pytest.mark.parametrize("code, states, zones", [
    ("85004", ("AZ",), ("America/Phoenix",)),
    ("06390", ("NY",), ("America/New_York",)),
    ("79942", ("TX",), ("America/Denver",)),
    ("42223", ("KY", "TN"), ("America/Chicago",)),
    ("59221", ("MT", "ND"), ("America/Chicago", "America/Denver")),
    ("37377", ("TN",), ("America/Chicago", "America/New_York")),
    ("96799", ("AS",), ("Pacific/Pago_Pago",)),
    ("V6B 1A1", ("BC",), ("America/Vancouver",)),
    ("V1C 2A1", ("BC",), ("America/Edmonton", "America/Vancouver")),
    ("P9N 1A1", ("ON",), ("America/Toronto", "America/Winnipeg")),
    ("X1A 2N3", ("NT",), ("America/Edmonton",)),
    ("A1A 1A1", ("NL",), ("America/St_Johns",)),
])  # fmt: skip
def test_a_postal_code_gives_every_state_and_zone_it_touches(code, states, zones):
    assert of_postal(code) == (states, zones)


@pytest.mark.parametrize("code", ["", "09001", "96201", "00000", "99999"])
def test_a_code_that_lies_nowhere_gives_nothing(code):
    assert of_postal(code) is None


def test_every_letter_of_a_canadian_code_has_a_province_and_a_zone_that_runs_here():
    for letter in "ABCEGHJKLMNPRSTVXY":
        place = of_postal(f"{letter}1A 1A1")
        assert set(place.states) <= PROVINCES and place.zones and all(map(is_zone, place.zones))


@pytest.mark.parametrize("typed, clean", [
    (" 85004 ", "85004"), ("85004-1234", "85004"), ("850041234", "85004"), ("v6b1a1", "V6B 1A1"),
    ("V6B  1A1", "V6B 1A1"), ("", ""), ("  ", ""),
])  # fmt: skip
def test_a_postal_code_is_kept_in_one_form(typed, clean):
    assert clean_postal(typed) == clean


@pytest.mark.parametrize("typed", ["8500", "850045", "D1A 1A1", "V6B", "Phoenix", "85004-12", "٨٥٠٠٤"])
def test_what_is_no_postal_code_is_said(typed):
    with pytest.raises(PostalProblem, match="85004 or V6B 1A1"):
        clean_postal(typed)
