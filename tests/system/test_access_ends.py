"""Access ends: whoever lost their session hears nothing more, also on a page that was open all the time."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.system.screen import is_live, pretty, row


def test_a_new_password_cuts_off_pages_that_are_open(open_page, product, phone, ana):
    product.flask(
        "user", "add", "Copper & Co. Plumbing", "--email", "dan@example.com", "--role", "agent",
        "--password", product.password,
    )
    dan = open_page(signed_in_as="dan@example.com")
    is_live(dan)
    product.flask("user", "password", "dan@example.com", "--password", "another long password")
    expect(dan.locator("#offline")).to_contain_text("You are signed out")
    phone.text("Is anybody there?")
    expect(row(ana, pretty(phone.number))).to_be_visible()
    expect(row(dan, pretty(phone.number))).to_have_count(0)


def test_signing_out_in_one_tab_cuts_off_the_other(open_page, product):
    product.flask(
        "user", "add", "Copper & Co. Plumbing", "--email", "eve@example.com", "--role", "agent",
        "--password", product.password,
    )
    page = open_page(signed_in_as="eve@example.com")
    other = page.context.new_page()
    other.goto("/inbox")
    is_live(other)
    page.get_by_role("button", name="Eve").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in*")
    expect(other.locator("#offline")).to_contain_text("You are signed out")
