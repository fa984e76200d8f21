"""Two businesses on one installation never meet; the newer one is taught by its own phone."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.system.conftest import sign_in
from tests.system.screen import bubble, is_live, open_row, pretty, row, rows, write


def test_another_account_sees_hears_and_opens_nothing_of_it(ana, open_page, other_account, phone, product):
    cara = open_page("/sign-in")
    heard = _heard(cara)
    sign_in(cara, other_account.email, product.password)
    is_live(cara)
    phone.text("This is for Copper & Co. only")
    open_row(ana, pretty(phone.number))
    write(ana, "And stays there")
    expect(bubble(ana, "And stays there")).to_contain_text("Delivered")
    expect(rows(cara)).to_have_count(0)

    number = ana.url.rsplit("/", 1)[1]
    cara.watch.allow(f"/conversations/{number} answered 404")
    cara.goto(f"/conversations/{number}")
    expect(cara.get_by_role("heading", name="There is nothing here")).to_be_visible()
    expect(cara.get_by_text(pretty(phone.number))).to_have_count(0)
    assert heard and not [frame for frame in heard if "Copper" in frame or "stays there" in frame]


def test_the_first_run_teaches_and_gives_way_to_the_first_lead(open_page, other_account):
    cara = open_page(signed_in_as=other_account.email)
    expect(cara.get_by_role("heading", name="Be your own first lead")).to_be_visible()
    expect(cara.get_by_text("Your first lead lands here the moment they text.")).to_be_visible()
    frame = cara.frame_locator("iframe[title='A simulated phone']")
    frame.get_by_label("Business number").select_option(other_account.number)
    cara.get_by_role("button", name="Text from the phone").click()
    expect(frame.get_by_role("textbox", name="Text message")).to_be_focused()
    expect(frame.get_by_role("textbox", name="Text message")).to_have_value("Hi, do you install water heaters?")
    frame.get_by_role("button", name="Send text").click()

    expect(row(cara, "Hi, do you install water heaters?")).to_have_count(1)
    expect(cara.get_by_text("Your first lead lands here the moment they text.")).to_be_hidden()
    expect(cara.get_by_role("heading", name="Be your own first lead")).to_be_hidden()
    expect(cara.get_by_role("heading", name="Your first lead is here")).to_be_visible()
    cara.get_by_role("link", name="Answer it").click()
    write(cara, "We do!")
    expect(bubble(cara, "We do!")).to_contain_text("Delivered")


def _heard(page) -> list[str]:
    """What the page's sockets receive from now on, as it arrives."""
    heard: list[str] = []
    page.on("websocket", lambda wire: wire.on("framereceived", lambda data: heard.append(str(data))))
    return heard
