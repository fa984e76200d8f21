"""What did not reach the person says so in words, with what to do next."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.system.screen import bubble, composer, open_row, pretty, row, write


def test_a_landline_fails_in_words_and_why_opens_and_closes_by_keyboard(ana, phone):
    who = pretty(phone.number)
    phone.text("Please call me back")
    open_row(ana, who)
    phone.carrier.faults(fail={"code": 30006, "count": 1, "match": {"to": phone.number}})
    write(ana, "When is a good time?")
    failed = bubble(ana, "When is a good time?")
    expect(failed).to_contain_text(re.compile("Failed: .*landline"))
    expect(failed).to_contain_text("Call instead, or try another number.")
    expect(row(ana, who)).to_contain_text("Failed")

    why = failed.get_by_role("button", name="Why?")
    why.focus()
    why.press("Enter")
    dialog = ana.get_by_role("dialog", name="It did not arrive")
    expect(dialog).to_be_visible()
    expect(dialog).to_be_focused()
    expect(dialog).to_contain_text("Asked by Ana Reyes")
    ana.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(why).to_be_focused()


def test_a_page_signed_out_elsewhere_keeps_what_was_written(ana, phone, product):
    phone.text("Are you open?")
    open_row(ana, pretty(phone.number))
    expect(row(ana, pretty(phone.number))).not_to_contain_text("Unread.")
    other = ana.context.new_page()
    other.goto("/inbox")
    other.get_by_role("button", name="Ana Reyes").click()
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
    ana.watch.allow("answered 400")
    write(ana, "We open at eight.")
    expect(ana.get_by_role("alert")).to_contain_text("You are signed out. Sign in again in another tab")
    expect(composer(ana)).to_have_value("We open at eight.")
    expect(bubble(ana, "We open at eight.")).to_have_count(0)

    other.get_by_label("Email").fill(product.email)
    other.get_by_label("Password", exact=True).fill(product.password)
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_url("**/inbox")
    composer(ana).press("Enter")
    expect(bubble(ana, "We open at eight.")).to_contain_text("Delivered")
