"""What a number that isn't verified may send, and a landline that the carrier knows of, before the real product."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.system.conftest import BUSINESS, Phone, texted_long_ago
from tests.system.screen import bubble, composer, is_live, open_row, pretty, write

LANDLINE = "+16025550000"  # the simulated carrier takes numbers that end in 0000 for landlines


@pytest.fixture
def unverified(product) -> Iterator[None]:
    """The business's number waits for the carriers' word; it is verified again for the next story."""
    product.flask("number", "set", BUSINESS, "--verification", "pending")
    yield
    product.flask("number", "set", BUSINESS, "--verification", "verified")


def verdict(page: Page):
    return page.get_by_role("status", name="Verdict")


def test_an_unverified_number_answers_with_a_warning_begins_nothing_and_is_set_by_an_admin(
    unverified, ana, phone, product
):
    phone.text("Do you fix boilers?")
    open_row(ana, pretty(phone.number))
    is_live(ana)
    composer(ana).fill("We do.")
    expect(verdict(ana)).to_contain_text(f"Delivery isn't guaranteed until {pretty(BUSINESS)} is verified.")
    write(ana, "We do.")
    expect(bubble(ana, "We do.")).to_contain_text("Delivered")
    phone.gets("We do.")
    texted_long_ago(product, phone.number)
    composer(ana).fill("Spring is here.")
    expect(verdict(ana)).to_contain_text("is still being verified by the carriers. Until it is verified it can only")
    expect(verdict(ana)).to_contain_text("An admin sees what is missing under Numbers.")
    thread = ana.url
    ana.goto("/numbers")
    row = ana.get_by_role("row").filter(has_text=pretty(BUSINESS))
    expect(row).to_contain_text("Answers only")
    row.get_by_role("link", name="Change").click()
    ana.get_by_role("radio", name="Verified: the carriers").check()
    ana.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("Every kind of text")
    ana.goto(thread)
    composer(ana).fill("Spring is here!")
    expect(verdict(ana)).to_contain_text("hasn't agreed")


def test_a_landline_found_by_check_this_number_refuses_the_next_text(ana, ben, product):
    Phone(product.carrier, LANDLINE).text("Please call me back")
    for page in (ana, ben):
        open_row(page, pretty(LANDLINE))
        is_live(page)
    composer(ben).fill("We call you at nine.")
    expect(verdict(ben)).to_contain_text("Can go now")
    ana.get_by_role("button", name="Check this number").click()
    for page in (ana, ben):
        expect(page.get_by_text("landline, gets no texts").first).to_be_visible()
    composer(ben).press("End")
    composer(ben).type(" Sharp.")
    expect(verdict(ben)).to_contain_text("This number is a landline and can't get texts. Call, or text another number")
    expect(ben.get_by_role("button", name="Send", exact=True)).to_have_attribute("aria-disabled", "true")
