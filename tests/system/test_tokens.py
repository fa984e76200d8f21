"""A text with fields in it: inserted by keyboard, seen as it will read, stopped where one is empty."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.system.conftest import name_person
from tests.system.screen import bubble, composer, open_row, pretty
from tests.system.test_accessible import violations


def insert(page: Page, search: str) -> None:
    """Insert the first field that this finds, by keyboard."""
    page.get_by_role("button", name="Insert a field").press("Enter")
    fields = page.get_by_role("combobox", name="Search fields")
    expect(fields).to_be_focused()
    expect(page.get_by_role("option", name="First name").first).to_be_visible()
    page.keyboard.type(search)
    page.keyboard.press("Enter")
    expect(composer(page)).to_be_focused()


def test_a_field_is_inserted_by_keyboard_and_the_preview_is_what_the_phone_gets(ana, phone, product):
    phone.text("Is it safe to leave the gas on?")
    name_person(product, phone.number, "Dee Alvarez")
    ana.goto("/inbox")
    open_row(ana, "Dee Alvarez")
    composer(ana).fill("Hi ")
    composer(ana).press("End")
    insert(ana, "first")
    expect(composer(ana)).to_have_value("Hi {{ contact.first_name | there }}")
    ana.keyboard.type("friend")  # the fallback is marked, to be written over
    expect(composer(ana)).to_have_value("Hi {{ contact.first_name | friend }}")
    composer(ana).press("End")
    ana.keyboard.type(", this is ")
    insert(ana, "business")
    preview = ana.locator("[data-goes-out]")
    expect(preview).to_have_text("Hi Dee, this is Copper & Co. Plumbing")
    words = preview.text_content()
    composer(ana).press("Enter")
    phone.gets(words)
    expect(bubble(ana, words)).to_contain_text("Delivered")


def test_an_empty_field_is_said_before_sending_and_never_sent(ana, phone):
    phone.text("Hello?")
    open_row(ana, pretty(phone.number))
    composer(ana).fill("Hi ")
    composer(ana).press("End")
    insert(ana, "company")
    expect(ana.get_by_role("status", name="Verdict")).to_contain_text("Company is empty for this contact.")
    send = ana.get_by_role("button", name="Send", exact=True)
    expect(send).to_have_attribute("aria-disabled", "true")
    ana.watch.allow("/messages answered 422")
    composer(ana).press("Enter")
    expect(ana.get_by_role("alert").filter(has_text="Company is empty")).to_be_visible()
    expect(composer(ana)).to_have_value("Hi {{ contact.company }}")
    composer(ana).fill("Hi {{ contact.company | neighbor }}")
    expect(ana.locator("[data-goes-out]")).to_have_text("Hi neighbor")
    send.click()
    phone.gets("Hi neighbor")
    assert [text for text in phone.texts() if "{{" in text] == []


def test_axe_finds_nothing_in_the_list_of_fields_the_preview_and_the_values(ana, phone):
    phone.text("Hello?")
    open_row(ana, pretty(phone.number))
    composer(ana).fill("Hi {{ contact.first_name | there }}")
    expect(ana.locator("[data-goes-out]")).to_have_text("Hi there")
    ana.get_by_role("button", name="Insert a field").click()
    expect(ana.get_by_role("option", name="First name").first).to_have_attribute("aria-selected", "true")
    problems = {"list and preview": violations(ana)}
    ana.set_viewport_size({"width": 1440, "height": 900})
    ana.goto("/settings/values")
    ana.get_by_role("textbox", name="Name").last.fill("Booking link")
    ana.get_by_role("textbox", name="Goes out as").last.fill("https://copper.example/book")
    ana.get_by_role("button", name="Add value").click()
    ana.get_by_text("Remove", exact=True).click()
    expect(ana.get_by_text("No template and no scheduled text holds it.")).to_be_visible()
    problems["values"] = violations(ana)
    ana.get_by_role("button", name="Remove Booking link").click()
    expect(ana.get_by_text("No value of your own yet.")).to_be_visible()
    assert {name: found for name, found in problems.items() if found} == {}
