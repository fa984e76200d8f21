"""Do Not Contact before the real product: somebody texts STOP, and is found there as their digits are typed."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.system.screen import is_live, pretty
from tests.system.test_accessible import violations


def test_a_number_that_texted_stop_is_found_as_its_digits_are_typed(ana, phone):
    phone.text("STOP")
    ana.get_by_role("navigation", name="Main", exact=True).get_by_role("link", name="Do Not Contact").click()
    expect(ana.get_by_role("heading", name="Do Not Contact")).to_be_visible()
    is_live(ana)
    line = ana.get_by_role("row").filter(has_text=pretty(phone.number))
    expect(line).to_contain_text("Texted “STOP”")
    search = ana.get_by_role("searchbox", name="Search numbers and names")
    search.press_sequentially("00000000")
    expect(ana.get_by_role("heading", name="Not on the list")).to_be_visible()
    expect(search).to_be_focused()
    search.fill(pretty(phone.number)[-8:])
    expect(line).to_be_visible()
    expect(line.locator("mark")).to_have_text(pretty(phone.number)[-8:])
    assert violations(ana) == []
    ana.goto(ana.url)
    expect(line).to_be_visible()
    ana.get_by_label("Status").select_option("Came back")
    expect(line).to_have_count(0)
    phone.text("START")
    ana.get_by_label("Status").select_option("Any")
    expect(line).to_have_count(0)
    ana.get_by_label("Status").select_option("Came back")
    expect(line).to_contain_text("Came back")
