"""Owned numbers, numbers to buy, and lookups."""

from __future__ import annotations

import pytest
from twilio.base.exceptions import TwilioRestException

from .conftest import SHOP, Simulator


def test_a_number_is_bought_changed_and_given_back(sim: Simulator) -> None:
    numbers = sim.client.incoming_phone_numbers
    bought = numbers.create(phone_number=SHOP, friendly_name="Shop", sms_url="http://127.0.0.1:1/in")
    assert (bought.phone_number, bought.sms_url, bought.capabilities["sms"]) == (SHOP, "http://127.0.0.1:1/in", True)
    assert numbers(bought.sid).update(sms_url="http://127.0.0.1:1/new").sms_url == "http://127.0.0.1:1/new"
    assert [n.sid for n in numbers.list(phone_number=SHOP)] == [bought.sid]
    assert numbers(bought.sid).fetch().friendly_name == "Shop"
    assert numbers(bought.sid).delete() is True and numbers.list() == []


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"phone_number": "+15005550000"}, 21422),
        ({"phone_number": "+15005550001"}, 21421),
        ({"area_code": "533"}, 21452),
    ],
)
def test_the_magic_numbers_cannot_be_bought(sim: Simulator, wanted: dict, code: int) -> None:
    with pytest.raises(TwilioRestException) as caught:
        sim.client.incoming_phone_numbers.create(**wanted)
    assert caught.value.code == code


def test_a_number_is_bought_by_area_code_and_searched(sim: Simulator) -> None:
    assert sim.client.incoming_phone_numbers.create(phone_number="+15005550006").sid.startswith("PN")
    assert sim.client.incoming_phone_numbers.create(area_code="500").phone_number.startswith("+1500")
    found = sim.client.available_phone_numbers("US").local.list(area_code="602", limit=3)
    assert [n.phone_number[:5] for n in found] == ["+1602"] * 3
    assert sim.client.available_phone_numbers("US").toll_free.list(limit=1)[0].phone_number.startswith("+1833")


@pytest.mark.parametrize(
    ("number", "kind", "error"),
    [
        ("+14805550199", "mobile", None),
        ("+14805550000", "landline", None),
        ("+18335550110", "tollFree", None),
        ("+14165550123", None, 60601),
    ],
)
def test_a_lookup_tells_the_line_type(sim: Simulator, number: str, kind: str | None, error: int | None) -> None:
    found = sim.client.lookups.v2.phone_numbers(number).fetch(fields="line_type_intelligence")
    assert found.valid and found.line_type_intelligence["type"] == kind
    assert found.line_type_intelligence["error_code"] == error


def test_a_basic_lookup_takes_a_national_number_and_answers_a_wrong_one_with_valid_false(sim: Simulator) -> None:
    lookup = sim.client.lookups.v2.phone_numbers
    found = lookup("(480) 555-0199").fetch(country_code="US")
    assert (found.phone_number, found.national_format, found.line_type_intelligence) == (
        "+14805550199",
        "(480) 555-0199",
        None,
    )
    wrong = lookup("+1480555").fetch()
    assert wrong.valid is False and wrong.validation_errors == ["TOO_SHORT"]
