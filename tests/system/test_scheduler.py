"""The scheduler before the real product: from the composer to the phone, managed, deleted, and read by axe."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.system.conftest import FOOTER, name_person, texted_long_ago
from tests.system.screen import bubble, composer, is_live, open_row
from tests.system.test_accessible import violations


@pytest.fixture
def nora(phone, product) -> str:
    """Somebody who agreed to be texted, and has not texted for long."""
    phone.text("START")
    name = f"Nora Quist {phone.number[-3:]}"
    name_person(product, phone.number, name)
    texted_long_ago(product, phone.number)
    return name


@pytest.fixture
def thread(ana, nora, product) -> Page:
    """Ana's page at Nora's thread; Ana lives in New York."""
    product.write("UPDATE \"user\" SET time_zone = 'America/New_York' WHERE email = :email", email=product.email)
    ana.goto("/inbox")
    open_row(ana, nora)
    is_live(ana)
    yield ana
    product.write("UPDATE \"user\" SET time_zone = '' WHERE email = :email", email=product.email)


def scheduled(page: Page, words: str) -> Page:
    """Write this and have it leave tomorrow, by the composer's menu."""
    composer(page).fill(words)
    page.get_by_role("button", name="Schedule", exact=True).click()
    menu = page.get_by_role("dialog", name="Schedule")
    menu.get_by_role("button", name="Tomorrow").click()
    expect(menu.get_by_role("status")).to_contain_text("for you in New York")
    menu.get_by_role("button", name="Schedule", exact=True).click()
    return page


def waiting(page: Page):
    return page.get_by_role("list", name="Scheduled").get_by_role("listitem")


@pytest.mark.lesson(32, 33)
def test_a_text_is_scheduled_in_the_composer_managed_and_reaches_the_phone(thread, product, phone, ben, nora):
    open_row(ben, nora)
    is_live(ben)
    scheduled(thread, "Your visit is tomorrow at ten.")
    expect(composer(thread)).to_have_value("")
    expect(thread.get_by_role("status").filter(has_text="will go")).to_contain_text("for you in New York")
    expect(waiting(thread)).to_contain_text("Tomorrow 9:00 AM in Phoenix, 11:00 AM for you")
    expect(waiting(ben)).to_contain_text("Tomorrow 9:00 AM in Phoenix, 9:00 AM for you")
    waiting(thread).get_by_role("link", name="Manage").click()
    dialog = thread.get_by_role("dialog", name="Manage scheduled text")
    dialog.get_by_role("textbox", name="Text").fill("Your visit is tomorrow at eleven.")
    expect(dialog.get_by_role("status")).to_contain_text("9:00 AM in Phoenix, 11:00 AM for you in New York")
    dialog.get_by_role("button", name="Save changes").click()
    expect(thread.get_by_role("status").filter(has_text="will go")).to_be_visible()
    _let_it_be_due(product)
    phone.gets("Your visit is tomorrow at eleven." + FOOTER)
    expect(bubble(ben, "Your visit is tomorrow at eleven.")).to_contain_text("Delivered")
    expect(waiting(ben)).to_have_count(0)


def test_deleting_asks_says_what_is_not_sent_and_nothing_is(thread, phone):
    scheduled(thread, "Never mind this one.")
    waiting(thread).get_by_role("link", name="Manage").click()
    thread.get_by_role("link", name="Delete").click()
    asks = thread.get_by_role("dialog", name="Delete this scheduled text?")
    expect(asks).to_contain_text("This will not be sent to Nora Quist")
    expect(asks).to_contain_text("for you in New York")
    asks.get_by_role("button", name="Delete").click()
    expect(thread.get_by_role("status").filter(has_text="Deleted. Nothing of it will be sent")).to_be_visible()
    assert not any("Never mind this one." in text for text in phone.texts())


def test_a_note_is_scheduled_from_the_composer_and_appears_for_colleagues_alone(thread, ben, nora, phone, product):
    open_row(ben, nora)
    before = phone.texts()
    thread.get_by_role("group", name="Write a").get_by_text("Note").click()
    thread.get_by_role("textbox", name="Note").fill("Ask for the gate code.")
    thread.get_by_role("button", name="Schedule", exact=True).click()
    menu = thread.get_by_role("dialog", name="Schedule")
    menu.get_by_role("button", name="Tomorrow").click()
    menu.get_by_role("button", name="Schedule", exact=True).click()
    expect(waiting(ben)).to_contain_text("Ask for the gate code.")
    _let_it_be_due(product)
    expect(ben.get_by_role("log", name="Messages").locator(".note")).to_contain_text("Ask for the gate code.")
    assert phone.texts() == before


def test_a_text_is_scheduled_from_the_page_by_keyboard_and_axe_finds_nothing(thread, nora):
    problems = {}
    thread.goto("/scheduler")
    problems["list before"] = violations(thread)
    thread.get_by_role("link", name="Schedule a text").first.press("Enter")
    to = thread.get_by_role("combobox", name="To")
    expect(to).to_be_focused()
    to.press_sequentially("Nora Quist " + nora[-3:])
    expect(thread.get_by_role("listbox", name="People").get_by_role("option").first).to_be_visible()
    to.press("ArrowDown")
    to.press("Enter")
    words = thread.get_by_role("textbox", name="Text")
    expect(words).to_be_focused()
    words.press_sequentially("Your filter is due.")
    thread.get_by_role("combobox", name="Repeats").select_option("week")
    thread.get_by_role("checkbox", name="Tuesday").press("Space")
    expect(thread.get_by_role("status").filter(has_text="Repeats without end.")).to_contain_text("for you in New York")
    problems["dialog"] = violations(thread)
    thread.get_by_role("button", name="Schedule", exact=True).press("Enter")
    expect(thread.get_by_role("status").filter(has_text="will go")).to_contain_text("Every week on Tue")
    problems["list"] = violations(thread)
    thread.get_by_role("link", name="Manage the text to " + nora).press("Enter")
    expect(thread.locator("dialog:modal")).to_be_visible()
    thread.keyboard.press("Escape")
    expect(thread.get_by_role("dialog")).to_have_count(0)
    assert {name: found for name, found in problems.items() if found} == {}


def _let_it_be_due(product) -> None:
    at = f"{datetime.now(UTC) - timedelta(seconds=5):%Y-%m-%d %H:%M:%S.000000}"
    product.write("UPDATE schedule SET next_at = :at WHERE state = 'waiting'", at=at)
