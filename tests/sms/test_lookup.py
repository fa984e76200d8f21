"""What line a number is: asked of the simulator over real HTTP, and of a small server where the carrier fails."""

from __future__ import annotations

import pytest

from app.sms import twilio_client
from app.sms.twilio_client import Carrier, LineFound
from tests.sms.test_twilio_client import ACCOUNT

LEAD = "+14805550199"
ANSWER = {"valid": True, "phone_number": LEAD, "line_type_intelligence": {"type": "mobile", "carrier_name": "A"}}


@pytest.fixture
def asked(carrier, carrier_settings):
    """asked(number): what the simulated carrier says of it."""
    return twilio_client.carrier(carrier_settings).lookup


def line(stub, timeout: float = 5.0) -> LineFound:
    return Carrier(ACCOUNT, ACCOUNT, "primary", stub.url, timeout=timeout).lookup(LEAD)


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("+14805550199", LineFound("mobile", True, "Simulated Wireless")),
        ("+14805550000", LineFound("landline", True, "Simulated Wireless")),
        ("+18885550150", LineFound("tollFree", True, "")),
        ("+14165550199", LineFound(None, True, "")),
        ("+15555550199", LineFound(None, False, "")),
    ],
    ids=["mobile", "landline", "toll-free", "Canadian: the carrier doesn't say", "no such number"],
)
def test_the_simulated_carrier_says_what_line_it_is(asked, number, found):
    assert asked(number) == found


def test_the_address_and_the_field_are_twilios(stub):
    stub.answer(200, ANSWER)
    assert line(stub) == LineFound("mobile", True, "A")
    method, path, query, _, headers = stub.requests[0]
    assert (method, path) == ("GET", f"/v2/PhoneNumbers/{LEAD}")
    assert query == {"Fields": ["line_type_intelligence"]} and headers["Authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    ("status", "body", "problem"),
    [
        (429, {"code": 20429}, twilio_client.LOOKUP_LATER),
        (401, {"code": 20003}, twilio_client.LOOKUP_NOT_ALLOWED),
        (403, {}, twilio_client.LOOKUP_NOT_ALLOWED),
        (404, {"code": 20404}, "The carrier couldn’t look it up (error 20404). Check again later."),
        (500, {}, twilio_client.LOOKUP_NO_ANSWER),
        (200, "not json", twilio_client.LOOKUP_NO_ANSWER),
        (200, {**ANSWER, "line_type_intelligence": {"error_code": 60600}},
         "The carrier couldn’t look it up (error 60600). Check again later."),
        (200, {**ANSWER, "line_type_intelligence": "mobile"}, twilio_client.LOOKUP_NO_ANSWER),
    ],
)  # fmt: skip
def test_a_lookup_that_fails_is_a_sentence(stub, status, body, problem):
    stub.answer(status, body)
    found = line(stub)
    assert found.problem == problem and found.problem.endswith(".") and found.type is None


def test_without_a_line_type_in_the_answer_it_is_only_known_to_exist(stub):
    stub.answer(200, {"valid": True, "line_type_intelligence": None})
    assert line(stub) == LineFound(None, True, "")
    stub.answers.clear()
    stub.answer(200, {**ANSWER, "valid": False})
    assert line(stub) == LineFound(None, False, "A")


@pytest.mark.parametrize("kind", ["SILENCE", "HANG_UP"])
def test_a_carrier_that_says_nothing_is_a_sentence_too(stub, kind):
    stub.answers.append(getattr(stub, kind))
    assert line(stub, timeout=0.2).problem == twilio_client.LOOKUP_NO_ANSWER


def test_a_carrier_that_is_away_is_a_sentence(unused_port):
    gone = Carrier(ACCOUNT, ACCOUNT, "primary", f"http://127.0.0.1:{unused_port()}")
    assert gone.lookup(LEAD).problem == twilio_client.LOOKUP_NO_ANSWER
