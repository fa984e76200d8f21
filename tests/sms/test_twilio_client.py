"""The carrier's API: what is certain about each outcome, against a small server on this machine."""

import logging
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace

import pytest

from app.sms import twilio_client
from app.sms.twilio_client import Accepted, Carrier, ListingTooLong, NotSent, Refused, Unknown

ACCOUNT, SID = "AC" + "3" * 32, "SM" + "1" * 32
LEAD, DESK = "+14805550199", "+16025550148"
NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"


def settings(url="", **changed):
    given = {
        "twilio_account_sid": ACCOUNT,
        "twilio_auth_tokens": ("primary", "old"),
        "twilio_api_key_sid": "",
        "twilio_api_key_secret": "",
        "twilio_api_url": url,
    }
    return SimpleNamespace(**given | changed)


def send(url, timeout=5.0, **more):
    carrier = Carrier(ACCOUNT, ACCOUNT, "primary", url, timeout=timeout)
    return carrier.create(LEAD, DESK, "Hi é", "https://desk.example/status?m=7", **more)


def row(minutes_ago, direction="outbound-api", sid=SID, **more):
    created = format_datetime(NOON - timedelta(minutes=minutes_ago))
    return {
        "sid": sid,
        "body": "Hi",
        "direction": direction,
        "status": "sent",
        "date_created": created,
    } | more


def page(rows, following=None):
    return {"messages": rows, "page": 0, "page_size": 200, "next_page_uri": following}


def test_an_accepted_text_gives_its_sid_state_and_segments(stub):
    stub.answer(201, {"sid": SID, "status": "queued", "num_segments": "2"})
    assert send(stub.url) == Accepted(SID, "queued", 2)
    method, path, _, form, headers = stub.requests[0]
    assert (method, path) == ("POST", MESSAGES)
    assert form == {
        "To": [LEAD],
        "From": [DESK],
        "Body": ["Hi é"],
        "StatusCallback": ["https://desk.example/status?m=7"],
    }
    assert headers["Authorization"].startswith("Basic ")


def test_media_service_and_validity_travel_when_given(stub):
    stub.answer(201, {"sid": "MM" + "2" * 32, "status": "accepted", "num_segments": "0"})
    send(
        stub.url, media_urls=["https://a/1", "https://a/2"], messaging_service_sid="MG1", validity_period=600
    )
    form = stub.requests[0][3]
    assert form["MediaUrl"] == ["https://a/1", "https://a/2"]
    assert (form["MessagingServiceSid"], form["ValidityPeriod"]) == (["MG1"], ["600"])


def test_a_base_address_with_a_path_keeps_it(stub):
    stub.answer(201, {"sid": SID, "status": "queued", "num_segments": "1"})
    send(stub.url + "/carrier/")
    assert stub.requests[0][1] == "/carrier" + MESSAGES


@pytest.mark.parametrize(
    ("status", "body", "headers", "refusal"),
    [
        (400, {"code": 21610, "message": f"{LEAD} opted out", "status": 400}, {}, (21610, 400, None)),
        (429, {"code": 20429, "message": "slow", "status": 429}, {"Retry_After": "7"}, (20429, 429, 7.0)),
        (429, "slow down", {"Retry_After": "soon"}, (None, 429, None)),
        (429, "", {"Retry_After": "Sun, 06 Nov 1994 08:49:37 GMT"}, (None, 429, 0.0)),
        (403, "<html>no</html>", {}, (None, 403, None)),
        (422, [1], {}, (None, 422, None)),
        (400, {"type": "t", "title": "t", "status": 400, "code": 21211}, {}, (21211, 400, None)),
    ],
)
def test_every_4xx_is_known_not_to_have_been_accepted(stub, status, body, headers, refusal):
    stub.answer(status, body, **headers)
    with pytest.raises(Refused) as refused:
        send(stub.url)
    assert (refused.value.code, refused.value.http_status, refused.value.retry_after) == refusal
    assert LEAD not in str(refused.value)
    assert len(stub.requests) == 1


@pytest.mark.lesson(8)
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, "<html>oops</html>"),
        (503, {"code": 20503, "message": "later"}),
        (302, ""),
        (201, "not json"),
        (201, "[]"),
        (201, {"status": "queued"}),
        (201, {"sid": "??", "status": "queued"}),
    ],
)
def test_a_server_error_or_an_unreadable_answer_leaves_it_unknown_and_is_never_posted_again(
    stub, status, body
):
    stub.answer(status, body)
    with pytest.raises(Unknown):
        send(stub.url)
    assert len(stub.requests) == 1


@pytest.mark.lesson(8)
@pytest.mark.parametrize(("behaviour", "timeout"), [("HANG_UP", 5.0), ("SILENCE", 0.2)])
def test_a_connection_that_ends_after_the_bytes_left_leaves_it_unknown(stub, behaviour, timeout):
    stub.answers.append(getattr(stub, behaviour))
    with pytest.raises(Unknown):
        send(stub.url, timeout=timeout)
    assert len(stub.requests) == 1


def test_a_refused_connection_sent_nothing(unused_port):
    with pytest.raises(NotSent):
        send(f"http://127.0.0.1:{unused_port()}")


def test_an_address_that_cannot_be_used_sent_nothing():
    with pytest.raises(NotSent):
        send("ftp://127.0.0.1")


def test_an_earlier_refused_connection_does_not_make_a_later_silence_look_safe(stub, unused_port):
    stub.answers.append(stub.HANG_UP)
    try:
        send(f"http://127.0.0.1:{unused_port()}")
    except NotSent:
        with pytest.raises(Unknown):
            send(stub.url)


def test_neither_errors_nor_logs_hold_the_number_or_the_text(stub, caplog):
    stub.answer(400, {"code": 21211, "message": f"The number {LEAD} is invalid"})
    with caplog.at_level(logging.DEBUG), pytest.raises(Refused) as refused:
        send(stub.url)
    assert LEAD[1:] not in caplog.text + str(refused.value)
    assert refused.value.__cause__ is None


def test_the_listing_has_our_texts_since_then_with_those_not_sent_yet(stub):
    rows = [row(1), row(2, "inbound"), row(3, status="queued", error_code=None), row(90)]
    stub.answer(200, page(rows))
    carrier = Carrier(ACCOUNT, ACCOUNT, "primary", stub.url)
    listed = carrier.listing(LEAD, DESK, since=NOON - timedelta(minutes=60))
    assert [each.date_created for each in listed] == [
        NOON - timedelta(minutes=1),
        NOON - timedelta(minutes=3),
    ]
    assert (listed[1].status, listed[1].direction, listed[1].body) == ("queued", "outbound-api", "Hi")
    query = stub.requests[0][2]
    assert (query["To"], query["From"]) == ([LEAD], [DESK])
    assert not [name for name in query if name.startswith("DateSent")]


def test_the_listing_reads_on_until_a_page_is_wholly_too_old(stub):
    for start in (0, 30, 60, 90):
        stub.answer(200, page([row(start), row(start + 29)], f"{MESSAGES}?Page=1&PageToken=P{start}"))
    carrier = Carrier(ACCOUNT, ACCOUNT, "primary", stub.url)
    assert len(carrier.listing(LEAD, DESK, since=NOON - timedelta(minutes=50))) == 3
    assert [request[2].get("PageToken") for request in stub.requests] == [None, ["P0"], ["P30"]]


def test_a_text_created_in_the_very_second_is_in_the_listing(stub):
    stub.answer(200, page([row(0)]))
    carrier = Carrier(ACCOUNT, ACCOUNT, "primary", stub.url)
    assert len(carrier.listing(LEAD, DESK, since=NOON + timedelta(milliseconds=700))) == 1


def test_a_listing_without_end_is_given_up_after_ten_pages(stub):
    stub.answer(200, page([row(0)], f"{MESSAGES}?Page=1&PageToken=next"))
    with pytest.raises(ListingTooLong):
        Carrier(ACCOUNT, ACCOUNT, "primary", stub.url).listing(LEAD, DESK, since=NOON)
    assert len(stub.requests) == 10


@pytest.mark.parametrize(
    ("status", "body"), [(500, "oops"), (200, "not json"), (200, "{}"), (200, '{"a":1,"b":2}')]
)
def test_a_listing_that_cannot_be_read_is_unknown(stub, status, body):
    stub.answer(status, body)
    with pytest.raises(Unknown):
        Carrier(ACCOUNT, ACCOUNT, "primary", stub.url).listing(LEAD, DESK, since=NOON)


def test_a_listing_without_a_connection_is_unknown_and_a_refused_one_says_so(stub, unused_port):
    with pytest.raises(Unknown):
        Carrier(ACCOUNT, ACCOUNT, "x", f"http://127.0.0.1:{unused_port()}").listing(LEAD, DESK, since=NOON)
    stub.answer(429, {"code": 20429}, Retry_After="3")
    with pytest.raises(Refused) as refused:
        Carrier(ACCOUNT, ACCOUNT, "x", stub.url).listing(LEAD, DESK, since=NOON)
    assert refused.value.retry_after == 3.0


def test_a_time_without_zone_is_not_taken():
    with pytest.raises(ValueError, match="time zone"):
        Carrier(ACCOUNT, ACCOUNT, "x", "http://127.0.0.1:9").listing(LEAD, DESK, since=datetime(2026, 11, 22))


def test_there_is_one_carrier_for_one_set_of_credentials(stub):
    assert twilio_client.carrier(settings(stub.url)) is twilio_client.carrier(settings(stub.url))
    other = twilio_client.carrier(settings(stub.url, twilio_auth_tokens=("new",)))
    assert other is not twilio_client.carrier(settings(stub.url))


def test_an_api_key_signs_in_and_the_account_stays_in_the_path(stub):
    stub.answer(201, {"sid": SID, "status": "queued", "num_segments": "1"})
    keyed = settings(stub.url, twilio_api_key_sid="SK1", twilio_api_key_secret="secret")
    twilio_client.carrier(keyed).create(LEAD, DESK, "Hi", None)
    assert stub.requests[0][1] == MESSAGES
    assert stub.requests[0][4]["Authorization"] == "Basic U0sxOnNlY3JldA=="


@pytest.mark.parametrize("gap", [{"twilio_account_sid": ""}, {"twilio_auth_tokens": ()}])
def test_missing_credentials_get_a_sentence_before_anything_is_sent(gap):
    with pytest.raises(ValueError, match="account SID or its auth token is missing"):
        twilio_client.carrier(settings("http://127.0.0.1:9", **gap))


def test_each_thread_has_a_client_of_its_own(stub):
    stub.answer(201, {"sid": SID, "status": "queued", "num_segments": "1"})
    carrier, used = Carrier(ACCOUNT, ACCOUNT, "primary", stub.url), []

    def work():
        carrier.create(LEAD, DESK, "Hi", None)
        used.append((carrier._messages(), carrier._messages()))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(first is second for first, second in used)
    assert len({id(first) for first, _ in used}) == len(stub.requests) == 4


def test_the_sdk_is_not_loaded_before_a_carrier_is_made():
    code = "import sys, app.sms.twilio_client; print('twilio' in sys.modules, 'requests' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_nothing_is_asked_twice_by_itself_not_even_a_listing(stub):
    stub.answers.append(stub.HANG_UP)
    with pytest.raises(Unknown):
        Carrier(ACCOUNT, ACCOUNT, "x", stub.url).listing(LEAD, DESK, since=NOON)
    assert len(stub.requests) == 1


def test_a_proxy_of_the_environment_is_not_asked_for_our_own_machine(stub, unused_port, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{unused_port()}")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    stub.answer(201, {"sid": SID, "status": "queued", "num_segments": "1"})
    assert send(stub.url).sid == SID
