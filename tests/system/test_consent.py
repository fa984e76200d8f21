"""Consent before the real product: the card, the panel a colleague watches, lowering, and Record opt-out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.system.conftest import FOOTER, name_person, texted_long_ago
from tests.system.screen import bubble, composer, is_live, open_row, write
from tests.system.test_accessible import violations

SAID = "May we text you when it is ready? Yes."


@pytest.fixture
def tom(phone, product) -> str:
    """Somebody who texted nine days ago, so that an answer would be no answer any more."""
    phone.text("Is my heater ready?")
    name = f"Tom Okafor {phone.number[-3:]}"
    name_person(product, phone.number, name)
    texted_long_ago(product, phone.number)
    return name


def level(page: Page, name: str):
    return page.get_by_role("group", name="Consent").get_by_role("checkbox", name=name)


def test_who_has_not_agreed_yet_is_asked_for_and_texted_in_one_card(tom, ana, ben, phone):
    for page in (ana, ben):
        open_row(page, tom)
        is_live(page)
    expect(ana.get_by_role("switch", name="OK to SMS?")).to_have_attribute("aria-checked", "false")
    expect(ana.get_by_text("Replies only").first).to_be_visible()
    composer(ana).fill("Your heater is ready to be picked up.")
    expect(ana.get_by_role("status", name="Verdict")).to_contain_text("hasn't agreed")
    card = ana.get_by_role("group", name="They have not agreed yet")
    card.get_by_role("radio", name="Spoken").check()
    card.get_by_label("Words they were shown or told").fill(SAID)
    ana.get_by_role("button", name="Send", exact=True).click()
    expect(bubble(ana, "Your heater is ready to be picked up.")).to_contain_text("Delivered")
    phone.gets("Your heater is ready to be picked up." + FOOTER)
    expect(card).to_be_hidden()
    for page in (ana, ben):
        expect(level(page, "Informational")).to_have_attribute("aria-checked", "true")
        expect(level(page, "Promotional")).to_have_attribute("aria-checked", "false")
        expect(page.get_by_role("switch", name="OK to SMS?")).to_have_attribute("aria-checked", "true")
    write(ana, "We close at six.")
    phone.gets("We close at six.")
    _lowered_and_recorded(ana, ben, phone)


def _lowered_and_recorded(ana: Page, ben: Page, phone) -> None:
    composer(ana).fill("And at five on Sunday.")
    level(ben, "Informational").click()
    ben.get_by_role("group", name="Withdraw informational consent").get_by_role("button", name="Withdraw").click()
    for page in (ben, ana):
        expect(level(page, "Informational")).to_have_attribute("aria-checked", "false")
    expect(ana.get_by_role("status", name="Verdict")).to_contain_text("withdrawn")
    expect(ana.get_by_role("group", name="They have not agreed yet")).to_be_visible()
    ben.get_by_role("button", name="Record opt-out").click()
    ben.get_by_role("radio", name="On the phone").check()
    ben.get_by_label("Their words, as they were").fill("Don't text me again")
    ben.get_by_role("button", name="Record opt-out").click()
    for page in (ben, ana):
        expect(page.get_by_text("Tom asked by phone call not to be texted")).to_be_visible()
        expect(composer(page)).to_be_hidden()
    assert not any("And at five on Sunday." in each for each in phone.texts())


def test_axe_finds_nothing_on_panel_card_form_and_record(tom, ana):
    open_row(ana, tom)
    composer(ana).fill("Your heater is ready.")
    ana.get_by_role("group", name="They have not agreed yet").get_by_role("radio", name="A form").check()
    problems = {"thread with the card": violations(ana)}
    ana.set_viewport_size({"width": 1440, "height": 900})
    level(ana, "Promotional").click()
    ana.watch.allow("answered 422")
    ana.get_by_role("button", name="Record consent").click()
    expect(ana.get_by_role("alert").first).to_be_visible()
    problems["evidence form, refused"] = violations(ana)
    ana.go_back()
    ana.go_back()
    ana.get_by_role("link", name="Evidence").click()
    problems["record"] = violations(ana)
    ana.go_back()
    ana.get_by_role("button", name="Record opt-out").click()
    problems["record opt-out"] = violations(ana)
    assert {name: found for name, found in problems.items() if found} == {}
