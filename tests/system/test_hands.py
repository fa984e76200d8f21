"""Hands: with the keyboard alone, and with JavaScript off."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.system.screen import bubble, composer, is_live, open_row, pretty, row

FARTHEST = 40  # presses of Tab that anything on these pages may be away


def test_signing_in_opening_and_answering_need_only_the_keyboard(open_page, phone, product):
    phone.text("Is the shop open today?")
    page = open_page("/sign-in")
    expect(page.get_by_label("Email")).to_be_focused()
    page.keyboard.type(product.email)
    page.keyboard.press("Tab")
    page.keyboard.type(product.password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox")
    tab_to(page, row(page, pretty(phone.number)).get_by_role("link"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=pretty(phone.number))).to_be_visible()
    tab_to(page, page.get_by_role("link", name="Skip to the message"))
    page.keyboard.press("Enter")
    expect(composer(page)).to_be_focused()
    page.keyboard.type("It is,")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("until six.")
    page.keyboard.press("Enter")
    expect(bubble(page, "It is, until six.")).to_contain_text("Delivered")
    expect(composer(page)).to_be_focused()
    phone.gets("It is,\nuntil six.")


def test_without_javascript_people_read_and_reply(open_page, phone, product):
    phone.text("Do you take cards?")
    page = open_page(signed_in_as=product.email, java_script_enabled=False)
    open_row(page, pretty(phone.number))
    expect(bubble(page, "Do you take cards?")).to_be_visible()
    composer(page).fill("We do, all of them.")
    page.get_by_role("button", name="Send").click()
    expect(bubble(page, "We do, all of them.")).to_have_count(1)
    expect(composer(page)).to_have_value("")
    phone.gets("We do, all of them.")
    page.get_by_role("link", name="Inbox").first.click()
    expect(row(page, pretty(phone.number))).to_contain_text("We do, all of them.")


def test_what_is_swapped_under_a_keyboard_keeps_the_focus_where_it_was(ana, ben, phone):
    who = pretty(phone.number)
    phone.text("Is anybody there?")
    link = row(ben, who).get_by_role("link")
    is_live(ben)
    link.focus()
    phone.text("Hello?")
    expect(row(ben, who)).to_contain_text("Hello?")
    expect(link).to_be_focused()
    ben.keyboard.press("Enter")
    is_live(ben)
    state = ben.locator(".act-state")
    state.focus()
    ben.keyboard.press("Enter")
    expect(state).to_have_text("Reopen")
    expect(state).to_be_focused()
    ben.keyboard.press("Enter")
    expect(state).to_have_text("Close")
    expect(state).to_be_focused()


def test_a_menu_gives_the_focus_back_to_its_button_however_often_the_head_was_swapped(ana, ben, phone):
    phone.text("Who has me?")
    for page in (ana, ben):
        open_row(page, pretty(phone.number))
        is_live(page)
    opener, menu = ben.locator(".act-assign"), ben.get_by_role("dialog", name="Conversation")
    opener.focus()
    ben.keyboard.press("Enter")
    expect(menu).to_be_visible()
    ana.locator(".act-assign").click()
    ana.get_by_role("dialog", name="Conversation").get_by_role("button", name="You").click()
    expect(opener).to_contain_text("Ana")
    ben.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(opener).to_be_focused()
    ben.keyboard.press("Enter")
    menu.get_by_role("button", name="Unassigned").focus()
    ben.keyboard.press("Enter")
    expect(opener).to_contain_text("Unassigned")
    expect(opener).to_be_focused()


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until this has the focus, and fail when it is out of reach."""
    for _ in range(FARTHEST):
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    expect(wanted).to_be_focused()
