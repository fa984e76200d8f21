"""Carrier errors in plain words, and what is certain about the outcome."""

import re

import pytest

from app.sms import errors

# The codes of Twilio's Error and Warning Dictionary that texting can meet.
DOCUMENTED = [
    *(
        20003,
        20009,
        20404,
        20409,
        20429,
        20500,
        20503,
        21211,
        21212,
        21266,
        21408,
        21601,
        21602,
        21603,
        21604,
    ),
    *(
        21606,
        21608,
        21609,
        21610,
        21611,
        21612,
        21614,
        21615,
        21617,
        21618,
        21619,
        21620,
        21621,
        21622,
        21623,
    ),
    *(21624, 21635, 21655, 21656, 21701, 21703, 21704, 21705, 21710, 21712, 21717, *range(30001, 30012)),
    *(30017, 30018, 30019, 30020, 30021, 30022, 30023, 30024, 30025, 30026, 30027, *range(30032, 30037)),
    *(
        30038,
        30039,
        30044,
        30045,
        30047,
        30400,
        30409,
        30410,
        30450,
        30500,
        30610,
        35114,
        35115,
        35117,
        35118,
    ),
    *(
        60601,
        63019,
        11200,
        11205,
        11206,
        11220,
        11235,
        11237,
        11750,
        11751,
        12100,
        12200,
        12300,
        14107,
        14109,
    ),
    57012,
]
JARGON = re.compile(
    r"\b(webhook|HTTP|API|SID|TwiML|GSM|A2P|10DLC|E\.164|callback|payload|null|invalid|parameter)\b"
)


@pytest.mark.lesson(39)
@pytest.mark.parametrize("code", DOCUMENTED)
def test_each_documented_code_has_plain_words_and_a_next_step(code):
    explanation = errors.explain(code)
    assert code in errors.known_codes()
    assert explanation.sentence.endswith(".")
    assert explanation.next_step.endswith(".")
    assert not JARGON.search(explanation.title + " " + explanation.sentence)
    assert explanation.retry in ("never", "after_fix", "transient", "later")


@pytest.mark.lesson(39)
def test_a_landline_is_called_one_and_the_agent_is_told_to_call():
    explanation = errors.explain(30006)
    assert explanation.sentence == "This number is a landline or can't be reached by text."
    assert explanation.next_step == "Call instead, or try another number."
    assert (explanation.retry, explanation.action, explanation.line) == ("never", None, "landline")


@pytest.mark.parametrize(
    ("code", "retry", "action"),
    [
        (30003, "transient", "Send again"),
        (30008, "transient", "Send again"),
        (30036, "transient", "Send again"),
        (30022, "later", "Send again"),
        (30007, "never", "Edit and send"),
        (21617, "never", "Edit and send"),
        (21610, "never", None),
        (30034, "after_fix", None),
    ],
)
def test_the_link_offered_fits_what_can_help(code, retry, action):
    assert (errors.explain(code).retry, errors.explain(code).action) == (retry, action)


@pytest.mark.parametrize(
    ("code", "what"), [(30441, "toll-free"), (30489, "toll-free"), (30545, "business texting")]
)
def test_every_code_of_a_registration_range_is_explained(code, what):
    assert what in errors.explain(code).sentence
    assert errors.explain(code).retry == "after_fix"


def test_codes_inside_a_range_with_words_of_their_own_keep_them():
    assert "address" in errors.explain(30451).sentence
    assert errors.explain(30450).retry == "later"


@pytest.mark.parametrize("code", [30037, 30040, 30046, 99999])
def test_an_unknown_code_names_itself_and_links_to_the_carriers_page(code):
    explanation = errors.explain(code)
    assert explanation.sentence == f"Twilio error {code}."
    assert explanation.link == f"https://www.twilio.com/docs/api/errors/{code}"
    assert explanation.link in explanation.next_step


def test_a_failure_without_a_code_still_gets_a_sentence():
    assert errors.explain(None).sentence == "The carrier did not say why."
    assert errors.explain(None).link is None


@pytest.mark.parametrize(
    ("code", "http_status", "certain"),
    [
        (21610, 400, True),
        (None, 404, True),
        (20429, 429, True),
        (21610, None, True),
        (20500, 500, False),
        (None, 503, False),
        (None, None, False),
        (30003, None, False),
        (20503, None, False),
    ],
)
def test_only_refusals_are_certain_not_to_have_been_accepted(code, http_status, certain):
    assert errors.not_accepted(code, http_status) is certain


@pytest.mark.parametrize(
    ("code", "http_status", "unknown"),
    [
        (None, None, True),
        (None, 500, True),
        (None, 504, True),
        (20500, 500, True),
        (20503, None, True),
        (None, 302, True),
        (21211, 400, False),
        (20429, 429, False),
        (21611, None, False),
    ],
)
def test_server_errors_and_silence_leave_the_outcome_unknown(code, http_status, unknown):
    assert errors.outcome_unknown(code, http_status) is unknown


@pytest.mark.parametrize("http_status", [None, 302, 400, 401, 404, 429, 500, 503])
def test_nothing_is_both_certainly_refused_and_unknown(http_status):
    for code in [*DOCUMENTED, None]:
        assert not (errors.not_accepted(code, http_status) and errors.outcome_unknown(code, http_status)), (
            code
        )


def test_too_many_requests_and_full_queues_ask_to_slow_down():
    assert errors.is_backoff(None, 429)
    assert errors.is_backoff(20429, None)
    assert errors.is_backoff(21611, 400)
    assert errors.is_backoff(30001, None)
    assert not errors.is_backoff(21610, 400)
