"""Search as people use it: digits lead to a person, a word to an old text in its place, Esc back to the list."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.system.conftest import name_person
from tests.system.screen import bubble, is_live, pretty, row


def found(page):
    return page.get_by_role("region", name="Search results")


def field(page):
    return page.get_by_role("searchbox", name="Search names, numbers, texts")


def test_a_person_by_digits_an_old_text_by_a_word_and_back_to_the_newest(ana, phone, product):
    phone.text("The walrus is in the boiler")
    for number in range(70):
        phone.text(f"Text no. {number}")
    name_person(product, phone.number, "Wanda Search")
    expect(row(ana, "Text no. 69")).to_be_visible()
    ana.keyboard.press("/")
    expect(field(ana)).to_be_focused()
    field(ana).fill(phone.number[-4:])
    expect(found(ana).get_by_role("link", name="Wanda Search").first).to_contain_text(pretty(phone.number))
    expect(ana.get_by_role("list", name="Conversations")).to_be_hidden()
    field(ana).fill("walr")
    hit = found(ana).get_by_role("link").filter(has_text="walrus")
    expect(hit.locator("mark")).to_have_text("walr")
    hit.click()
    expect(bubble(ana, "The walrus is in the boiler")).to_be_in_viewport()
    expect(bubble(ana, "Text no. 69")).to_have_count(0)
    is_live(ana)
    phone.text("Are you there?")
    jump = ana.get_by_role("link", name=re.compile("Jump to latest"))
    expect(jump).to_have_text(re.compile("1 new"))
    expect(bubble(ana, "Are you there?")).to_have_count(0)
    jump.click()
    expect(bubble(ana, "Are you there?")).to_be_in_viewport()


def test_scrolling_down_from_an_old_text_closes_the_gap_and_joins_what_came_meanwhile(ana, phone):
    phone.text("A lone ocelot")
    for number in range(60):
        phone.text(f"Text no. {number}")
    ana.goto("/search?q=ocelot")
    found(ana).get_by_role("link").filter(has_text="ocelot").first.click()
    is_live(ana)
    phone.text("Meanwhile")
    expect(ana.get_by_role("link", name=re.compile("1 new"))).to_be_visible()
    ana.mouse.move(700, 450)
    later = ana.get_by_role("link", name="Later texts")
    while later.count():
        ana.mouse.wheel(0, 100_000)
        ana.wait_for_function("() => !document.querySelector('#newer a[data-asked]')")
    expect(bubble(ana, "Meanwhile")).to_have_count(1)
    expect(ana.get_by_role("link", name=re.compile("Jump to latest"))).to_be_hidden()
    texts = ana.get_by_role("log", name="Messages").locator(".words").all_text_contents()
    assert [t for t in texts if t.startswith("Text no.")] == [f"Text no. {n}" for n in range(60)]
    assert texts[-1] == "Meanwhile"


def test_esc_and_emptying_bring_the_list_back(ana, phone):
    phone.text("Hello from the list")
    expect(row(ana, "Hello from the list")).to_be_visible()
    for leave in (lambda: field(ana).press("Escape"), lambda: field(ana).fill("")):
        field(ana).fill("hello")
        expect(found(ana)).to_be_visible()
        expect(ana).to_have_url(re.compile(r"/search\?q=hello"))
        leave()
        expect(found(ana)).to_be_hidden()
        expect(row(ana, "Hello from the list")).to_be_visible()
        expect(ana).to_have_url(re.compile("/inbox"))


def test_without_javascript_enter_searches(open_page, product, phone):
    phone.text("Paper and ink")
    page = open_page("/inbox", signed_in_as=product.email, java_script_enabled=False)
    field(page).fill("paper")
    field(page).press("Enter")
    hit = found(page).get_by_role("link").filter(has_text="Paper and ink")
    expect(hit.first).to_be_visible()
    hit.first.click()
    expect(bubble(page, "Paper and ink")).to_be_visible()
