"""The opt-in text before the real product: begun from the suggestion, checked as it is written, saved, switched off."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.system.test_accessible import violations


def element(page: Page, label: str):
    return page.get_by_role("complementary", name="As it will arrive").get_by_role("listitem").filter(has_text=label)


def test_an_admin_writes_the_text_that_asks_and_sees_what_it_lacks(ana):
    ana.goto("/settings/messaging")
    ana.get_by_label("Address of your terms").fill("copper.example/terms")
    ana.get_by_label("Address of your privacy policy").fill("copper.example/privacy")
    ana.get_by_role("button", name="Save", exact=True).click()
    expect(ana.get_by_text("Saved.")).to_be_visible()
    ana.get_by_role("navigation", name="Settings").get_by_role("link", name="Opt-in").click()
    ana.get_by_role("link", name="Write the opt-in text for everybody").click()
    expect(ana.get_by_text("It says all that it must.")).to_be_visible()
    field = ana.get_by_label("The text", exact=True)
    field.fill(field.input_value().replace(", STOP to opt out", ""))
    expect(ana.get_by_text("1 of 8 still missing")).to_be_visible()
    expect(element(ana, "How to stop: missing")).to_contain_text("It doesn’t say how to stop")
    assert violations(ana) == []
    ana.get_by_role("button", name="Insert the example for How to stop").click()
    expect(ana.get_by_text("It says all that it must.")).to_be_visible()
    expect(field).to_have_value(re.compile(r"not sold\. Reply STOP to opt out\.$"))
    expect(field).to_be_focused()
    ana.get_by_role("button", name="Save and use").click()
    expect(ana.get_by_text("It asks people from now on.")).to_be_visible()
    expect(ana.get_by_text("Version 1 is on.")).to_be_visible()
    ana.get_by_role("button", name="Switch off").click()  # other stories ask nobody
    expect(ana.get_by_text("It is off and asks nobody.")).to_be_visible()
