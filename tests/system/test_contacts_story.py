"""Notes and contacts before the real product: a mention reaches a colleague live, an edit shows on a colleague's open
panel, a filter and everybody who matches; axe on each page."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.system.conftest import name_person
from tests.system.screen import is_live, open_row, pretty
from tests.system.test_accessible import violations


def note(page, words: str) -> None:
    """Write a note into the open thread."""
    page.get_by_role("radio", name="Note").check(force=True)
    page.get_by_role("textbox", name="Note").fill(words)
    page.get_by_role("textbox", name="Note").press("Enter")


def test_a_note_mentions_a_colleague_wherever_they_are(ana, ben, phone):
    phone.text("Is the plumber coming?")
    open_row(ana, pretty(phone.number))
    is_live(ben)
    ana.get_by_role("radio", name="Note").check(force=True)
    field = ana.get_by_role("textbox", name="Note")
    field.press_sequentially("Ask @be")
    expect(ana.get_by_role("option", name="Ben Achterberg")).to_be_visible()
    field.press("Enter")
    expect(field).to_have_value("Ask @Ben ")
    field.press_sequentially("whether he has a key.")
    field.press("Enter")
    mine = ana.get_by_role("article", name="Note, never sent")
    expect(mine).to_contain_text("@Ben whether he has a key.")
    expect(field).to_have_value("")
    toast = ben.get_by_role("status").filter(has_text="Ana mentioned you")
    toast.get_by_role("link", name="Open it").click()
    expect(ben.get_by_role("article", name="Note, never sent")).to_contain_text("Ana Reyes")
    note(ben, "I do.")
    expect(mine.filter(has_text="I do.")).to_contain_text("Ben Achterberg")
    assert phone.texts() == []



def test_a_mention_missed_while_away_is_counted_on_return_and_forgotten_in_every_tab_once_seen(ana, ben, phone):
    phone.text("My gate code is 4471")
    open_row(ana, pretty(phone.number))
    ben.goto("/contacts")
    is_live(ben)
    before = int(ben.locator("[data-unseen]").evaluate("(each) => each.firstChild.textContent"))
    ben.watch.allow("ERR_INTERNET_DISCONNECTED")
    ben.context.set_offline(True)
    expect(ben.locator("html")).not_to_have_attribute("data-live", "yes")
    note(ana, "@Ben knows the gate")
    expect(ana.locator(".note-words").filter(has_text="knows the gate")).to_be_visible()
    ben.context.set_offline(False)
    expect(ben.locator("[data-unseen]")).to_contain_text(f"{before + 1}")
    other = ben.context.new_page()
    other.goto("/mentions")
    other.get_by_role("button", name="Mark as seen").click()
    expect(ben.locator("[data-unseen]")).to_have_attribute("hidden", "")


def test_an_edit_changes_a_colleagues_open_panel(ana, ben, phone, product):
    phone.text("Hello?")
    open_row(ben, pretty(phone.number))
    is_live(ben)
    open_row(ana, pretty(phone.number))
    ana.get_by_role("complementary", name="Contact").get_by_role("link", name="Edit").click()
    ana.get_by_role("textbox", name="Name").fill(f"Maria Delgado {phone.number[-3:]}")
    ana.get_by_role("textbox", name="Company").fill("Delgado Tiles")
    ana.get_by_role("textbox", name="Tags").fill("water heater, HOA permit")
    ana.get_by_role("button", name="Save").click()
    panel = ben.get_by_role("complementary", name="Contact")
    expect(panel.get_by_role("heading", name=f"Maria Delgado {phone.number[-3:]}")).to_be_visible()
    expect(panel).to_contain_text("Delgado Tiles")
    expect(panel).to_contain_text("HOA permit")
    panel.locator("summary", has=ben.locator("svg")).first.click()
    ben.get_by_role("textbox", name="Tag").fill("call first")
    ben.get_by_role("textbox", name="Tag").press("Enter")
    expect(panel.get_by_text("call first").first).to_be_visible()


def test_a_filter_then_everybody_who_matches_gets_a_tag(ana, phone, product):
    others = [f"+1480556{number:04}" for number in range(1000, 1003)]
    for number in others:
        phone.carrier.inbound(number, phone.business, "Hi")
        name_person(product, number, f"Zebulon {number[-3:]}")
    ana.get_by_role("link", name="Contacts").first.click()
    ana.get_by_role("searchbox").fill("Zebulon")
    ana.get_by_role("searchbox").press("Enter")
    expect(ana.get_by_text("3 of")).to_be_visible()
    ana.get_by_role("checkbox", name="Select all 3 that match").check()
    expect(ana.get_by_role("status").filter(has_text="3 ticked")).to_be_visible()
    ana.get_by_role("combobox", name="What to do with them").select_option("Add a tag")
    ana.get_by_role("combobox", name="Tag to add").fill("heat pump")
    ana.get_by_role("button", name="Apply").click()
    expect(ana.get_by_role("status").filter(has_text="Added the tag “heat pump” to 3 contacts.")).to_be_visible()
    expect(ana.get_by_role("cell", name="heat pump")).to_have_count(3)


def test_shift_ticks_a_range(ana, phone, product):
    for number in (f"+1480557{number:04}" for number in range(1000, 1004)):
        phone.carrier.inbound(number, phone.business, "Hi")
        name_person(product, number, f"Yolanda {number[-3:]}")
    ana.goto("/contacts?q=Yolanda")
    ticks = ana.get_by_role("checkbox", name=re.compile("^Tick Yolanda"))
    ticks.nth(0).click()
    ticks.nth(2).click(modifiers=["Shift"])
    expect(ana.get_by_role("status").filter(has_text="3 ticked")).to_be_visible()


def test_axe_finds_nothing_on_contacts_and_notes(ana, phone, product):
    phone.text("Axe again")
    name_person(product, phone.number, f"Axel Notes {phone.number[-3:]}")
    ana.goto("/inbox")
    open_row(ana, f"Axel Notes {phone.number[-3:]}")
    note(ana, "A note that stays here.")
    expect(ana.get_by_role("article", name="Note, never sent")).to_be_visible()
    problems = {"thread with a note": violations(ana)}
    contact = ana.get_by_role("link", name="Contact details").get_attribute("href")
    pages = {
        "journey": contact, "text": f"{contact}?tab=text", "notes": f"{contact}?tab=notes", "edit": f"{contact}/edit",
        "new": "/contacts/new", "list": "/contacts", "filtered": "/contacts?q=axel&since=2020-01-01",
        "nobody": "/contacts?q=zzzzzz", "mentions": "/mentions", "fields": "/settings/contact-fields",
    }  # fmt: skip
    for name, path in pages.items():
        ana.goto(path)
        problems[name] = violations(ana)
    assert {name: found for name, found in problems.items() if found} == {}


def test_a_history_note_kept_with_two_clicks_is_one(ana, phone):
    phone.text("Mind the dog")
    open_row(ana, pretty(phone.number))
    ana.get_by_label("Add a History Note").click()
    ana.get_by_role("textbox", name="History Note").fill("Small dog, friendly.")
    ana.get_by_role("button", name="Keep note").dblclick()
    expect(ana.get_by_text("Small dog, friendly.")).to_have_count(1)
    ana.goto(ana.url)
    expect(ana.get_by_text("Small dog, friendly.")).to_have_count(1)


def test_the_panels_journey_shows_the_texts_chosen_also_after_it_is_drawn_anew(ana, phone):
    phone.text("Mind the dog")
    open_row(ana, pretty(phone.number))
    is_live(ana)
    panel = ana.get_by_role("complementary", name="Contact")
    panel.get_by_label("Filter by").select_option("Texts")
    expect(panel.get_by_text("Mind the dog")).to_be_visible()
    expect(panel.get_by_text("by their first text")).to_have_count(0)
    panel.get_by_label("Add a tag").click()
    panel.get_by_role("textbox", name="Tag").fill("VIP")
    panel.get_by_role("textbox", name="Tag").press("Enter")
    expect(panel.get_by_text("VIP", exact=True)).to_be_visible()
    phone.text("And the cat")
    expect(panel.get_by_text("And the cat")).to_be_visible()
    expect(panel.get_by_label("Filter by")).to_have_value("texts")
