"""Pictures at the simulated carrier: fetched as Twilio fetches them, led to by a redirect, and lost on request."""

from __future__ import annotations

import base64
import http.client
from urllib.parse import urlsplit

import pytest

from tests.simulator.conftest import ACCOUNT, TOKEN

PICTURE = base64.b64encode(b"\x89PNG and so on").decode()
LOGIN = {"Authorization": "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()}


def ask(url: str, **headers: str) -> tuple[int, str, str, bytes]:
    """One GET, no redirect followed: status, Location, type, body."""
    parts = urlsplit(url)
    link = http.client.HTTPConnection(parts.netloc, timeout=10)
    link.request("GET", f"{parts.path}?{parts.query}", headers=headers)
    answer = link.getresponse()
    found = answer.status, answer.headers.get("Location", ""), answer.headers.get_content_type(), answer.read()
    link.close()
    return found


def offered(sim, receiver, count: int = 1) -> list[str]:
    """A person sends pictures; the addresses in the webhook."""
    sim.text("Look", media=[{"data": PICTURE, "content_type": "image/png"}] * count)
    hook = receiver.wait(1, lambda each: each.get("NumMedia") == str(count))[0]
    return [hook[f"MediaUrl{n}"] for n in range(count)]


def test_a_picture_needs_sign_in_and_stands_behind_a_redirect_that_needs_none(sim, receiver):
    (url,) = offered(sim, receiver)
    assert ask(url)[0] == 401
    status, onward, _, _ = ask(url, **LOGIN)
    assert status == 307 and "/storage/" in onward
    assert ask(onward)[0::3] == (200, b"\x89PNG and so on")
    assert ask(onward[:-4])[0] == 404


def test_ten_pictures_come_with_ten_addresses(sim, receiver):
    urls = offered(sim, receiver, 10)
    assert len(set(urls)) == 10


@pytest.mark.parametrize(("mode", "status", "where"), [
    ("missing", 404, ""), ("gone", 410, ""), ("private", 307, "http://169.254.169.254/latest/"),
    ("elsewhere", 307, "https://files.example/x"), ("lies", 200, ""),
])  # fmt: skip
def test_a_picture_is_lost_on_request_and_there_again_after_it(sim, receiver, mode, status, where):
    (url,) = offered(sim, receiver)
    sim.control("faults", media={"mode": mode, "count": 1})
    answer = ask(url, **LOGIN)
    assert answer[:2] == (status, where)
    if mode == "lies":
        assert answer[2] == "image/png" and b"<script>" in answer[3]
    assert "/storage/" in ask(url, **LOGIN)[1]


def test_a_fault_that_nobody_knows_is_refused_in_a_sentence(sim):
    status, answer = sim.ask("POST", "/control/faults", {"media": "eaten"})
    assert status == 400 and "missing, gone, slow" in answer["error"]


def test_a_file_that_cannot_be_had_or_has_an_odd_type_fails_the_text(sim, receiver):
    lost = sim.send("With a file", media_url=["http://127.0.0.1:9/none.jpg"])
    assert sim.until_status(lost.sid, "undelivered").error_code == 63019
    kept = sim.send("With a picture", media_url=[f"{receiver.url}/a.png"])
    assert sim.until_status(kept.sid, "delivered").num_media == "1"


def test_files_that_no_carrier_makes_smaller_fail_the_text_when_they_are_too_much_together(sim, receiver):
    kept = sim.send("Two that fit", media_url=[f"{receiver.url}/300000.pdf"] * 2)
    assert sim.until_status(kept.sid, "delivered").num_media == "2"
    lost = sim.send("Two that don't", media_url=[f"{receiver.url}/300000.pdf", f"{receiver.url}/300001.pdf"])
    assert sim.until_status(lost.sid, "undelivered").error_code == 30019
