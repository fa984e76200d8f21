"""Others beside the client: the simulated carrier's ledger says exactly who got it, and who did not."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.system.conftest import FOOTER, Phone, name_person
from tests.system.screen import bubble, choose, composer, open_row, pretty, write


@pytest.fixture
def bob(product, phone) -> Phone:
    """The phone of somebody else, who agreed to be texted."""
    made = Phone(product.carrier, f"+1602{phone.number[5:]}")
    made.text("START")
    name_person(product, made.number, named(made))
    return made


def named(bob: Phone) -> str:
    """A name that nobody else has."""
    return f"Bob {bob.number[-4:]}"


def got(bob: Phone) -> list[str]:
    """What reached him, but for the answer to START and the opt-out line."""
    return [text.removesuffix(FOOTER) for text in bob.texts() if text.endswith(FOOTER)]


def add(page: Any, *who: str) -> None:
    page.get_by_role("button", name="Add people").click()
    for each in who:
        page.get_by_role("combobox", name="Name or number to add").fill(each)
        if each.isascii() and each[0].isalpha():
            choose(page, each)
        else:
            page.get_by_role("combobox", name="Name or number to add").press("Enter")


def test_the_client_is_left_out_and_the_thread_says_so_to_everybody(ana, ben, phone, bob):
    phone.text("Is my boiler ready?")
    who = pretty(phone.number)
    for page in (ana, ben):
        open_row(page, who)
    add(ana, named(bob))
    ana.get_by_label("Leave out this person").check()
    expect(ana.get_by_label("Verdict")).to_contain_text(f"{named(bob)} gets it now.")
    write(ana, "Is the boiler ready?")
    for page in (ana, ben):
        line = page.get_by_role("log", name="Messages").locator(".aside")
        expect(line).to_contain_text("Is the boiler ready?")
        expect(line).to_contain_text(f"Ana texted {named(bob)}; this person did not get it")
    bob.gets("Is the boiler ready?" + FOOTER)
    expect(ana.locator("[data-also]")).to_be_hidden()
    write(ana, "We will know at noon.")
    expect(bubble(ana, "We will know at noon.")).to_contain_text("Delivered")
    assert (phone.texts(), got(bob)) == (["We will know at noon."], ["Is the boiler ready?"])


def test_one_act_reaches_all_of_them_and_one_refused_number_none(ana, phone, bob):
    phone.text("When do you come?")
    open_row(ana, pretty(phone.number))
    unknown = pretty(f"+1623{phone.number[5:]}")
    add(ana, named(bob), unknown)
    composer(ana).fill("At nine.")
    expect(ana.get_by_label("Verdict")).to_contain_text(f"Nobody here knows {unknown} yet.")
    expect(ana.locator(".also-chip").filter(has_text=unknown)).to_have_attribute("data-kind", "refuse")
    expect(ana.get_by_role("button", name="Send", exact=True)).to_have_attribute("aria-disabled", "true")
    ana.get_by_role("button", name=f"Take out {unknown}").click()
    expect(ana.get_by_role("button", name="Send", exact=True)).to_have_attribute("aria-disabled", "false")
    ana.goto(ana.url)
    expect(ana.locator(".also-chip")).to_have_text([named(bob)])
    composer(ana).press("Enter")
    expect(bubble(ana, "At nine.")).to_contain_text(f"Also to {named(bob)}")
    bob.gets("At nine." + FOOTER)
    phone.gets("At nine.")
    assert (phone.texts(), got(bob)) == (["At nine."], ["At nine."])


def test_undo_brings_back_words_people_and_who_is_left_out(ana, product, phone, bob):
    phone.text("Is it mended?")
    open_row(ana, pretty(phone.number))
    product.write("UPDATE account SET undo_s = 10")
    add(ana, named(bob))
    ana.get_by_label("Leave out this person").check()
    write(ana, "Is it mendd?")
    log = ana.get_by_role("log", name="Messages")
    expect(log.locator(".aside")).to_contain_text("Is it mendd?")
    ana.get_by_role("button", name="Undo").click()
    expect(composer(ana)).to_have_value("Is it mendd?")
    expect(ana.locator(".also-chip")).to_have_text([pretty(bob.number)])
    expect(ana.get_by_label("Leave out this person")).to_be_checked()
    expect(log).to_contain_text(f"Ana took back a text to {named(bob)} before it left")
    product.write("UPDATE account SET undo_s = 0")
    composer(ana).fill("Is it mended?")
    composer(ana).press("Enter")
    bob.gets("Is it mended?" + FOOTER)
    assert (phone.texts(), got(bob)) == ([], ["Is it mended?"])
