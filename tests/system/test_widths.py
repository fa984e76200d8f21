"""Any width: nothing scrolls sideways; on a narrow screen one pane at a time, with a way back."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.system.conftest import Phone, name_person
from tests.system.screen import bubble, composer, open_row, pretty, row, rows, write

LONG = "https://example.com/a/very/long/address/" + "of-one-word-" * 20
NAME = "Maria Esperanza Delgado-Whitfield"
SIZES = ((390, 844), (1024, 768), (1440, 900))


def test_no_page_scrolls_sideways_at_any_width_in_any_theme(ana, open_page, phone, product):
    phone.text(f"Look 🔧🚿 {LONG}")
    name_person(product, phone.number, f"{NAME} {phone.number[-3:]}")
    phone.text("Can you read that?")
    open_row(ana, f"{NAME} {phone.number[-3:]}")
    write(ana, LONG)
    expect(bubble(ana, LONG)).to_contain_text("Delivered")
    contact = ana.get_by_role("link", name="Contact details").get_attribute("href")
    wide = sideways(ana)
    for path in ("/inbox", contact, "/messages/new", "/numbers", "/settings/sending", "/operator",
                 "/do-not-contact"):
        ana.goto(path)
        wide += sideways(ana)
    ana.watch.allow("answered 404")
    ana.goto("/conversations/999999")
    wide += sideways(ana)
    wide += sideways(open_page("/sign-in"))
    assert wide == []


def test_a_narrow_screen_shows_one_pane_at_a_time(open_page, phone, product):
    phone.text("Hello from the garden")
    page = open_page(signed_in_as=product.email, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    expect(rows(page).first).to_be_visible()
    row(page, pretty(phone.number)).get_by_role("link").tap()
    expect(page.get_by_role("region", name="Conversation")).to_be_visible()
    expect(rows(page).first).to_be_hidden()
    expect(composer(page)).to_be_in_viewport(ratio=1)
    composer(page).fill("Hello garden")
    page.get_by_role("button", name="Send").tap()
    expect(bubble(page, "Hello garden")).to_contain_text("Delivered")
    expect(bubble(page, "Hello garden")).to_be_in_viewport()

    page.get_by_role("link", name="More").tap()
    page.get_by_role("link", name="Contact details").tap()
    expect(page.get_by_role("heading", level=1, name="Contact")).to_be_visible()
    expect(page.get_by_role("switch", name="OK to SMS?")).to_be_visible()
    page.get_by_role("link", name="Back to the conversation").tap()
    expect(composer(page)).to_be_visible()
    page.get_by_role("link", name="Back to the inbox").tap()
    expect(row(page, pretty(phone.number))).to_contain_text("Hello garden")
    expect(page.get_by_role("region", name="Conversation")).to_have_count(0)
    Phone(product.carrier, phone.number).text("Bye")
    expect(row(page, pretty(phone.number))).to_contain_text("Bye")


def sideways(page: Page) -> list[str]:
    """The sizes and themes at which this page is wider than its window."""
    wide = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            needed = page.evaluate("document.scrollingElement.scrollWidth")
            if needed > width:
                wide.append(f"{page.url} at {width}, {theme}: {needed}")
    return wide
