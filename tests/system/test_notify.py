"""Notify me: the bell beside the words, and the word on whatever page is open when the reply comes."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.system.screen import bubble, is_live, open_row, pretty, write


def test_who_pressed_the_bell_hears_of_the_reply_on_another_page_and_nobody_else_does(ana, ben, phone):
    phone.text("Can I have a quote?")
    who = pretty(phone.number)
    open_row(ana, who)
    bell = ana.get_by_role("checkbox", name="Notify me of the reply")
    bell.check(force=True)
    write(ana, "For which boiler?")
    expect(bubble(ana, "For which boiler?")).to_contain_text("Delivered")
    expect(bell).not_to_be_checked()
    ana.goto("/contacts")
    ben.goto("/contacts")
    is_live(ana)
    is_live(ben)
    phone.text("The one in the cellar")
    expect(ana.get_by_role("status").filter(has_text="replied: “The one in the cellar”")).to_be_visible()
    ana.get_by_role("link", name="Open it").click()
    expect(bubble(ana, "The one in the cellar")).to_be_visible()
    expect(ana.locator("[data-unseen]")).to_have_text("0 new")
    phone.text("And it leaks")
    expect(bubble(ana, "And it leaks")).to_be_visible()
    ben.goto("/mentions")
    expect(ben.get_by_role("main")).not_to_contain_text("in the cellar")
