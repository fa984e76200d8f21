"""An open inbox asks for nothing: what changes is pushed."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import expect

from app.clock import now
from app.web.desk_words import until_words
from app.web.words import row_time
from tests.system.conftest import Phone
from tests.system.screen import is_live, open_row, pretty, row


def test_an_open_inbox_makes_no_request_while_texts_arrive(ben, phone):
    is_live(ben)
    asked = requests_of(ben)
    for number in range(5):
        phone.text(f"Knock {number}")
        expect(row(ben, pretty(phone.number))).to_contain_text(f"Knock {number}")
    assert asked == []


def test_an_open_thread_asks_only_to_mark_as_read_what_its_reader_sees(ben, phone, product):
    phone.text("Knock")
    open_row(ben, pretty(phone.number))
    expect(row(ben, pretty(phone.number))).not_to_contain_text("Unread.")
    is_live(ben)
    asked = requests_of(ben)
    other = Phone(product.carrier, phone.number[:-4] + "0999")
    for number in range(5):
        other.text(f"Hello {number}")
        expect(row(ben, pretty(other.number))).to_contain_text(f"Hello {number}")
    assert asked == []
    phone.text("Are you there?")
    expect(ben.get_by_role("log", name="Messages")).to_contain_text("Are you there?")
    expect(row(ben, pretty(phone.number))).not_to_contain_text("Unread.")
    assert {address.rsplit("/", 1)[1] for address in asked} <= {"read"}


def requests_of(page) -> list[str]:
    """Every request that the page makes from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def test_the_time_of_a_row_is_what_a_fresh_load_would_say_when_the_day_turns(ana, phone):
    ana.clock.install()
    ana.goto("/inbox?folder=open")
    phone.text("Good night")
    time = row(ana, pretty(phone.number)).locator(".row-time")
    expect(time).to_have_text(re.compile("[AP]M$"))
    is_live(ana)
    zone = ana.evaluate("document.body.dataset.zone")
    past = [now() - timedelta(hours=13 * step) for step in range(40)] + [now() - timedelta(days=400)]
    ahead = [now() + timedelta(hours=13 * step) for step in range(1, 20)]
    words = ana.evaluate(
        "async (all) => { const { when } = await import('/static/js/waiting.js'); return all.map((at) => when(at)); }",
        [at.isoformat() for at in past + ahead],
    )
    assert words == [row_time(at, zone) for at in past] + [until_words(at, zone) for at in ahead]
    ana.clock.fast_forward("24:00:00")
    expect(time).to_have_text("Yesterday")
