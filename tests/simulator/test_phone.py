"""The phone on screen: its page, what it reads, and the news it is told."""

from __future__ import annotations

import json

import pytest
import requests

from .conftest import SAM, SHOP, Receiver, Simulator


def state(sim: Simulator) -> dict:
    return requests.get(f"{sim.url}/phone/state", params={"person": SAM, "business": SHOP}, timeout=5).json()


def test_the_page_brings_nothing_from_elsewhere_and_only_leadline_may_frame_it(
    sim: Simulator, receiver: Receiver
) -> None:
    page = requests.get(sim.url, timeout=5)
    policy = page.headers["Content-Security-Policy"]
    assert f"frame-ancestors 'self' {receiver.url}" in policy and "default-src 'none'" in policy
    assert "http" not in page.text.replace(receiver.url, "") and " style=" not in page.text
    for name in ("Phone", "Text message", "Send text", "Person", "Texts"):
        assert f'aria-label="{name}"' in page.text


def test_the_phone_shows_what_was_delivered_and_nothing_else(sim: Simulator, receiver: Receiver) -> None:
    sim.control("numbers", number=SHOP, name="Copper & Co. Plumbing")
    sim.until_status(sim.send("Delivered").sid, "delivered")
    sim.control("faults", fail={"code": 30003})
    sim.until_status(sim.send("Never there").sid, "undelivered")
    sim.text("Mine")
    shown = state(sim)
    assert [(text["body"], text["mine"]) for text in shown["texts"]] == [("Delivered", False), ("Mine", True)]
    assert shown["texts"][1]["webhook"] == "ok"
    assert shown["businesses"] == [{"number": SHOP, "name": "Copper & Co. Plumbing", "kind": "local"}]
    assert shown["people"][0] == {"number": SAM, "name": "Sam Carter", "city": "Phoenix", "zone": "America/Phoenix"}


def test_an_open_page_is_told_of_a_text_without_asking(sim: Simulator) -> None:
    with requests.get(f"{sim.url}/phone/events", stream=True, timeout=5) as stream:
        lines = stream.iter_lines(chunk_size=1, decode_unicode=True)
        assert next(lines) == ": open"
        sim.control("numbers", number=SHOP)
        sim.send("Hello")
        news = (json.loads(line[6:]) for line in lines if line.startswith("data: "))
        assert next(event for event in news if event["kind"] == "text") == {
            "kind": "text",
            "person": SAM,
            "business": SHOP,
        }


def test_a_text_typed_on_the_phone_reaches_leadline(sim: Simulator, receiver: Receiver) -> None:
    status, _ = sim.ask("POST", "/phone/send", {"from": SAM, "to": SHOP, "body": "From the phone"})
    assert status == 200 and receiver.wait(1)[0]["Body"] == "From the phone"


@pytest.mark.parametrize(("typed", "status"), [("(312) 555-0177", 200), ("12", 400), ("68849", 400)])
def test_a_new_person_needs_a_real_number(sim: Simulator, typed: str, status: int) -> None:
    got, answer = sim.ask("POST", "/phone/people", {"name": "Zoë", "number": typed})
    assert got == status
    people = {one["number"]: one["name"] for one in state(sim)["people"]}
    assert people.get("+13125550177") == ("Zoë" if status == 200 else None) and answer
