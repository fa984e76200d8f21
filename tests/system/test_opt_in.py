"""Opt-in before the real product: a text to somebody who hasn't agreed waits, they are asked, and it goes after YES."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.fixtures.waiting import until
from tests.system.conftest import DELIVERED_WITHIN, name_person, texted_long_ago
from tests.system.screen import bubble, composer, is_live, open_row
from tests.system.test_accessible import violations

QUESTION = (
    "{{ account.name }}: Reply START to get texts about your visits, quotes and bills. Msg frequency varies. Msg & "
    "data rates may apply. Reply HELP for help, STOP to opt out. Terms copper.example/terms Privacy "
    "copper.example/privacy Your information is not sold."
)
WORDS = "Your heater check is due. Shall we come on Monday?"
OF_PHONE = "(SELECT id FROM phone WHERE e164 = :number)"


@pytest.fixture
def asks(product):
    """The business asks first whom it may not text."""
    product.write(
        "INSERT INTO opt_in_template (account_id, grants, version, body, is_on, made_at) SELECT id, 'informational', 1,"
        " :body, true, :at FROM account", body=QUESTION, at="2026-11-20 10:00:00.000000",
    )  # fmt: skip
    yield
    product.write("UPDATE opt_in_template SET is_on = false, replaced_at = made_at")


@pytest.fixture
def lou(asks, phone, product) -> str:
    """Somebody who texted ten days ago."""
    phone.text("Do you check heaters?")
    name = f"Lou Marsh {phone.number[-3:]}"
    name_person(product, phone.number, name)
    texted_long_ago(product, phone.number, days=10)
    return name


def is_asked(phone, product) -> None:
    """The question is out. Where it is night it waits for the morning; this night passes at once."""
    night = f"phone_id = {OF_PHONE} AND purpose = 'optin' AND state = 'deferred'"
    product.write("UPDATE opt_in SET state = 'SENT', asked = 1, asked_at = :at WHERE message_id IN (SELECT id FROM"
                  f" message WHERE {night})", at=f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.000000}",
                  number=phone.number)  # fmt: skip
    product.write(f"UPDATE message SET state = 'delivered' WHERE {night}", number=phone.number)


def stands(page: Page, words: str):
    return page.locator("#panel").get_by_text(re.compile(f"Opt-in: {words}"))


def opened(page: Page, name: str) -> Page:
    open_row(page, name)
    is_live(page)
    return page


def test_who_has_not_agreed_is_asked_and_the_text_goes_after_their_yes(lou, ana, phone, product):
    opened(ana, lou)
    expect(stands(ana, "Not sent")).to_be_visible()
    composer(ana).fill(WORDS)
    expect(ana.get_by_role("status", name="Verdict")).to_contain_text("it waits until they say START")
    assert violations(ana) == []
    ana.get_by_role("button", name="Ask, and send when they say START").click()
    held = bubble(ana, WORDS)
    expect(held).to_contain_text("Waiting for opt-in")
    expect(ana.get_by_text("Opt-in text").first).to_be_visible()
    assert not any(each.startswith(WORDS) for each in phone.texts())
    is_asked(phone, product)
    phone.text("YES")
    expect(held).to_contain_text("Delivered")
    expect(stands(ana, "Accepted")).to_be_visible()
    until(lambda: any(each.startswith(WORDS) for each in phone.texts()), DELIVERED_WITHIN, "the text arrives")
    expect(ana.get_by_text("answered the opt-in").first).to_be_visible()
    assert violations(ana) == []


def test_a_no_cancels_what_waits_and_stands_on_the_list(lou, ana, ben, phone, product):
    opened(ana, lou)
    opened(ben, lou)
    composer(ana).fill(WORDS)
    composer(ana).press("Enter")
    expect(bubble(ben, WORDS)).to_contain_text("Waiting for opt-in")
    is_asked(phone, product)
    phone.text("no thanks")
    for page in (ana, ben):
        expect(bubble(page, WORDS)).to_contain_text("Canceled")
        expect(stands(page, "Rejected")).to_be_visible()
    assert not any(each.startswith(WORDS) for each in phone.texts())
    ana.goto("/do-not-contact")
    expect(ana.get_by_role("row").filter(has_text=lou)).to_contain_text("Opt-in: Rejected")


def test_somebody_takes_a_waiting_text_out(lou, ben, phone):
    opened(ben, lou)
    composer(ben).fill(WORDS)
    composer(ben).press("Enter")
    bubble(ben, WORDS).get_by_role("button", name="Cancel").click()
    expect(bubble(ben, WORDS)).to_contain_text("Canceled")
    expect(ben.get_by_text("canceled a text that waited").first).to_be_visible()
