"""Wording before the real product: a warning's fix is one press and Send goes; what blocks says the way out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.system.conftest import FOOTER, name_person
from tests.system.screen import bubble, composer, is_live, open_row
from tests.system.test_accessible import violations

LONG_AGO = "2026-01-05 10:00:00.000000"
DUE = "Your boiler is due. Shall we come on Monday?"
NAMED = f"Copper & Co. Plumbing: {DUE}"


@pytest.fixture
def called(phone, product) -> str:
    """Somebody who agreed to be texted and has heard nothing for long."""
    phone.text("START")
    name = f"Nora Bright {phone.number[-3:]}"
    name_person(product, phone.number, name)
    whose = "phone_id = (SELECT id FROM phone WHERE e164 = :number)"
    given = {"at": LONG_AGO, "number": phone.number}
    product.write("UPDATE phone SET last_inbound_at = :at WHERE e164 = :number", **given)
    product.write(f"UPDATE conversation SET last_inbound_at = :at WHERE {whose}", **given)
    product.write(f"UPDATE message SET sort_at = :at WHERE {whose}", **given)
    return name


@pytest.fixture
def nora(called, ana) -> Page:
    """Their thread, before Ana."""
    open_row(ana, called)
    is_live(ana)
    return ana


def verdict(page: Page):
    return page.get_by_role("status", name="Verdict")


def test_one_press_puts_the_business_name_in_front_and_send_goes(nora, phone):
    composer(nora).fill(DUE)
    expect(verdict(nora)).to_contain_text("They may not know who is writing")
    assert violations(nora) == []
    nora.get_by_role("button", name="Put the business name in front").click()
    expect(composer(nora)).to_have_value(NAMED)
    expect(composer(nora)).to_be_focused()
    nora.get_by_role("button", name="Undo").click()
    expect(composer(nora)).to_have_value(DUE)
    nora.get_by_role("button", name="Put the business name in front").click()
    expect(verdict(nora)).not_to_contain_text("who is writing")
    composer(nora).press("Enter")
    expect(bubble(nora, NAMED)).to_contain_text("Delivered")
    phone.gets(NAMED + FOOTER)


def test_a_warning_takes_no_click_and_is_told_afterwards(nora, phone):
    composer(nora).fill(DUE)
    expect(verdict(nora)).to_have_attribute("data-verdict", "warn")
    nora.get_by_role("button", name="Send", exact=True).click()
    expect(bubble(nora, DUE)).to_contain_text("Delivered")
    phone.gets(DUE + FOOTER)
    bubble(nora, DUE).get_by_role("button", name="Why?").click()
    expect(nora.get_by_role("dialog")).to_contain_text("Sent though warned: Business name missing.")


def test_a_shortener_is_refused_with_its_sentence_and_goes_with_the_full_address(nora, phone):
    composer(nora).fill("Copper & Co. Plumbing: pictures at bit.ly/boiler")
    expect(verdict(nora)).to_contain_text("bit.ly hides where a link leads")
    expect(nora.get_by_role("button", name="Send", exact=True)).to_have_attribute("aria-disabled", "true")
    whole = "Copper & Co. Plumbing: pictures at https://copper.example.com/boiler"
    composer(nora).fill(whole)
    expect(verdict(nora)).not_to_contain_text("bit.ly")
    composer(nora).press("Enter")
    expect(bubble(nora, whole)).to_contain_text("Delivered")
