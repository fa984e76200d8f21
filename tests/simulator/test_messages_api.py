"""The Messages API as Twilio's own SDK sees it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from .conftest import ACCOUNT, SAM, SHOP, Simulator, ToSimulator, until

SERVICE = "MG" + "ab" * 16


def refused(call, *args, **kwargs) -> TwilioRestException:
    with pytest.raises(TwilioRestException) as caught:
        call(*args, **kwargs)
    return caught.value


def test_a_create_is_answered_with_a_queued_text_that_is_later_delivered_and_priced(sim: Simulator) -> None:
    made = sim.send("Hello there")
    assert (made.status, made.direction, made.from_, made.to, made.price) == (
        "queued",
        "outbound-api",
        SHOP,
        SAM,
        None,
    )
    assert made.sid.startswith("SM") and len(made.sid) == 34 and made.num_segments == "1"
    done = sim.until_status(made.sid, "delivered")
    assert done.price == "-0.00750" and done.date_sent is not None and done.body == "Hello there"


def test_a_create_for_a_messaging_service_is_accepted_before_it_has_a_sender(sim: Simulator) -> None:
    sim.control("numbers", number=SHOP, messaging_service_sid=SERVICE)
    made = sim.client.messages.create(to=SAM, messaging_service_sid=SERVICE, body="Hi")
    assert (made.status, made.from_, made.num_segments) == ("accepted", None, "0")
    done = sim.until_status(made.sid, "delivered")
    assert (done.from_, done.num_segments, done.messaging_service_sid) == (SHOP, "1", SERVICE)


@pytest.mark.parametrize(
    ("body", "segments"),
    [("a" * 160, "1"), ("a" * 161, "2"), ("á" * 71, "2"), ("€" * 80, "1"), ("€" * 81, "2")],
)
def test_segments_are_counted_as_on_the_air(sim: Simulator, body: str, segments: str) -> None:
    assert sim.send(body).num_segments == segments


def test_smart_encoding_replaces_curly_quotes(sim: Simulator) -> None:
    made = sim.send("“It’s” " + "a" * 90, smart_encoded=True)
    assert made.body.startswith('"It\'s" ') and made.num_segments == "1"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"from_": "+15005550001"}, 21212),
        ({"from_": "+15005550007"}, 21606),
        ({"from_": "+15005550008"}, 21611),
        ({"to": "+15005550001"}, 21211),
        ({"to": "+15005550002"}, 21612),
        ({"to": "+15005550003"}, 21408),
        ({"to": "+15005550004"}, 21610),
        ({"to": "+15005550009"}, 21614),
        ({"to": "123"}, 21211),
        ({"to": SHOP}, 21266),
        ({"body": ""}, 21602),
        ({"body": "a" * 1601}, 21617),
        ({"media_url": [f"http://127.0.0.1/{n}.png" for n in range(11)]}, 21623),
        ({"media_url": ["nonsense"]}, 21620),
        ({"status_callback": "http://under_score.example/x"}, 21609),
        ({"validity_period": 0}, 21624),
        ({"from_": "Leadline"}, 21212),
        ({"schedule_type": "fixed", "send_at": "2030-01-01T00:00:00Z"}, 35118),
    ],
)
def test_a_wrong_create_is_refused_with_twilios_code(sim: Simulator, wrong: dict, code: int) -> None:
    error = refused(sim.client.messages.create, **({"to": SAM, "from_": SHOP, "body": "Hi"} | wrong))
    assert (error.status, error.code) == (400, code)
    assert sim.ledger()["creates"] == [] and sim.ledger()["refused"][0]["code"] == code


def test_the_magic_sender_is_accepted(sim: Simulator) -> None:
    assert sim.send(sender="+15005550006").status == "queued"


def test_an_unknown_sender_is_refused_once_adopting_is_off(sim: Simulator) -> None:
    sim.control("options", adopt=False)
    assert refused(sim.send).code == 21606
    sim.control("numbers", number=SHOP)
    assert sim.send().status == "queued"


def test_a_wrong_token_is_401_with_code_20003_and_every_configured_token_is_right(sim: Simulator) -> None:
    wrong = Client(ACCOUNT, "wrong", http_client=ToSimulator(sim.url))
    error = refused(wrong.messages("SM" + "0" * 32).fetch)
    assert (error.status, error.code) == (401, 20003)
    second = Client(ACCOUNT, "second-token", http_client=ToSimulator(sim.url))
    assert second.messages.list(limit=1) == []
    assert second.api.v2010.accounts(ACCOUNT).fetch().status == "active"


def test_the_list_is_newest_first_filtered_and_paged(sim: Simulator) -> None:
    for number in range(5):
        sim.send(f"to Sam {number}")
    sim.send("to Dana", to="+16025550142")
    sim.text("from Sam")
    bodies = [m.body for m in sim.client.messages.list(to=SAM, page_size=2)]
    assert bodies == [f"to Sam {number}" for number in (4, 3, 2, 1, 0)]
    assert [m.direction for m in sim.client.messages.list(from_=SAM)] == ["inbound"]
    today = datetime.now(UTC).date()
    assert len(sim.client.messages.list(date_sent=today.isoformat())) == 7
    assert len(sim.client.messages.list(date_sent_after=today - timedelta(days=1))) == 7
    assert sim.client.messages.list(date_sent_after=(today + timedelta(days=1)).isoformat()) == []
    assert sim.client.messages.list(date_sent_before=(today - timedelta(days=1)).isoformat()) == []


def test_a_scheduled_text_waits_and_can_be_canceled_once(sim: Simulator) -> None:
    sim.control("numbers", number=SHOP, messaging_service_sid=SERVICE)
    at = datetime.now(UTC) + timedelta(minutes=10)
    made = sim.client.messages.create(
        to=SAM, messaging_service_sid=SERVICE, body="Later", schedule_type="fixed", send_at=at
    )
    assert made.status == "scheduled"
    assert sim.client.messages(made.sid).update(status="canceled").status == "canceled"
    assert refused(sim.client.messages(made.sid).update, status="canceled").code == 30409


def test_a_sent_text_cannot_be_canceled_but_redacted_and_deleted(sim: Simulator) -> None:
    sim.control("options", delivered_after=60)
    assert refused(sim.client.messages(sim.send("On its way").sid).delete).code == 20009
    sim.control("options", delivered_after=0)
    made = sim.send("Secret")
    sim.until_status(made.sid, "delivered")
    message = sim.client.messages(made.sid)
    assert refused(message.update, status="canceled").code == 30409
    assert refused(message.update, body="Changed").code == 30400
    assert message.update(body="").body == ""
    assert message.delete() is True
    assert (refused(message.fetch).status, refused(message.fetch).code) == (404, 20404)
    assert sim.ledger()["creates"][-1]["status"] == "deleted"


def test_a_picture_text_is_an_mms_whose_picture_is_fetched(sim: Simulator, receiver) -> None:
    made = sim.send("Look", media_url=[f"{receiver.url}/m/1", f"{receiver.url}/m/2"])
    assert made.sid.startswith("MM") and (made.num_media, made.num_segments) == ("2", "1")
    kinds = lambda: [m.content_type for m in sim.client.messages(made.sid).media.list()]  # noqa: E731
    until(lambda: kinds() == ["image/png", "image/png"], "both pictures are fetched")
    assert sim.until_status(made.sid, "delivered").price == "-0.02000"


def test_a_picture_that_cannot_be_fetched_makes_the_text_undelivered(sim: Simulator) -> None:
    sim.control("options", delivered_after=1)
    made = sim.send("Look", media_url=["http://127.0.0.1:9/none.png"])
    assert sim.until_status(made.sid, "undelivered").error_code == 63019


def test_an_unknown_address_of_the_api_has_twilios_error_body(sim: Simulator) -> None:
    status, body = sim.ask("GET", f"/2010-04-01/Accounts/{ACCOUNT}/Nothing.json")
    assert status == 404 and set(body) == {"code", "message", "more_info", "status"} and body["code"] == 20404


def test_a_wrong_method_has_twilios_error_body(sim: Simulator) -> None:
    status, body = sim.ask("DELETE", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert (status, body["code"], body["status"]) == (405, 20405, 405)
