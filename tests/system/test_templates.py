"""Templates as agents meet them: made where one writes, used with their files, and offered by /."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.system.screen import bubble, composer, open_row, pretty
from tests.system.test_accessible import violations

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def thread(ana: Page, phone):
    """Ana before the thread of a phone that has just texted."""
    phone.text("Where are you?")
    open_row(ana, pretty(phone.number))
    expect(ana.locator("[data-composer]")).to_have_attribute("data-ready", "yes")
    return ana


def picker(page: Page):
    return page.get_by_role("dialog", name="Templates")


def make(page: Page, subject: str, shortcut: str) -> None:
    """Keep the words in the composer as a template of one's own."""
    page.get_by_role("button", name="Templates", exact=True).click()
    picker(page).get_by_role("button", name="New template").click()
    picker(page).get_by_label("Subject").fill(subject)
    picker(page).get_by_label("Shortcut").fill(shortcut)
    picker(page).get_by_role("button", name="Save for myself").click()
    expect(picker(page).get_by_role("button", name=f"Use {subject}")).to_be_visible()


def test_words_at_hand_become_a_template_and_come_back_filled_in(thread, phone):
    composer(thread).fill("Hi {{ contact.first_name | there }}, on our way.")
    make(thread, "Story on our way", "onway")
    expect(picker(thread).get_by_text("Hi there, on our way.")).to_be_visible()
    thread.keyboard.press("Escape")
    composer(thread).fill("")
    thread.get_by_role("button", name="Templates", exact=True).click()
    thread.get_by_role("searchbox", name="Search templates").fill("story way")
    expect(picker(thread).get_by_role("button", name="Use")).to_have_count(1)
    thread.keyboard.press("Enter")
    expect(composer(thread)).to_have_value("Hi {{ contact.first_name | there }}, on our way.")
    composer(thread).press("Enter")
    phone.gets("Hi there, on our way.")
    expect(thread.locator("[name=template_id]")).to_have_value("")


def test_a_template_with_a_file_is_written_on_its_page_and_arrives_with_it(ana, phone, product):
    ana.goto("/templates/new")
    form = ana.get_by_role("dialog", name="New template")
    form.get_by_label("Subject").fill("Story map")
    form.get_by_label("Text", exact=True).fill("Here is the way to us.")
    form.locator("[data-files]").set_input_files({"name": "map.pdf", "mimeType": "application/pdf", "buffer": PDF})
    expect(form.get_by_text("map.pdf")).to_be_visible()
    form.get_by_text("Everybody at").click()
    form.get_by_role("button", name="Save template").click()
    expect(ana.get_by_role("row").filter(has_text="Story map")).to_contain_text("Shared")
    for _ in range(2):  # each use has the file
        phone.text("How do I find you?")
        ana.goto("/inbox?folder=open")
        open_row(ana, pretty(phone.number))
        ana.get_by_role("button", name="Templates", exact=True).click()
        picker(ana).get_by_role("button", name="Use Story map").click()
        expect(ana.locator("#composer_attached [data-state=stored]")).to_have_count(1)
        composer(ana).press("Enter")
    expect(bubble(ana, "Here is the way to us.")).to_have_count(2)
    phone.gets("Here is the way to us.")
    expect(ana.get_by_role("log", name="Messages").get_by_text("map.pdf")).to_have_count(2)


def test_t_opens_the_picker_and_not_while_typing(thread):
    composer(thread).press_sequentially("the tap")
    expect(picker(thread)).to_be_hidden()
    expect(composer(thread)).to_have_value("the tap")
    composer(thread).blur()
    thread.keyboard.press("t")
    expect(thread.get_by_role("searchbox", name="Search templates")).to_be_focused()
    expect(thread.get_by_role("searchbox", name="Search templates")).to_have_value("")


def test_words_written_in_the_dialog_are_not_lost_by_esc(ana):
    ana.goto("/templates/new")
    form = ana.get_by_role("dialog", name="New template")
    form.get_by_label("Text", exact=True).fill("Half a template")
    ana.keyboard.press("Escape")
    expect(form).to_be_hidden()
    expect(ana).to_have_url(re.compile("/templates$"))
    ana.get_by_role("button", name="Back to it").click()
    expect(form.get_by_label("Text", exact=True)).to_have_value("Half a template")


def test_axe_finds_nothing_on_what_templates_show(thread):
    composer(thread).fill("Hi {{ contact.first_name | there }} of {{ contact.company }}")
    make(thread, "Story for axe", "axe")
    problems = {"picker": violations(thread)}
    thread.keyboard.press("Escape")
    composer(thread).fill("")
    composer(thread).press_sequentially("/axe")
    expect(thread.get_by_role("listbox", name="Snippets").get_by_role("option")).to_have_count(1)
    problems["snippets"] = violations(thread)
    composer(thread).fill("")
    for path in ("/templates", "/templates/new", "/templates?q=xyz", "/templates?kind=opt-in"):
        thread.goto(path)
        problems[path] = violations(thread)
    assert {name: found for name, found in problems.items() if found} == {}


def test_a_slash_at_the_beginning_of_a_word_offers_snippets_and_nowhere_else(thread, phone):
    composer(thread).fill("We answer from 8:00.")
    make(thread, "Story after hours", "ah")
    thread.keyboard.press("Escape")
    composer(thread).fill("")
    options = thread.get_by_role("listbox", name="Snippets").get_by_role("option")
    composer(thread).press_sequentially("see https://example.com/ah and/ah ")
    expect(options).to_have_count(0)
    composer(thread).press_sequentially("/ah")
    expect(options).to_have_count(1)
    composer(thread).press("Escape")
    expect(options).to_have_count(0)
    expect(composer(thread)).to_have_value("see https://example.com/ah and/ah /ah")
    composer(thread).fill("Sorry. ")
    composer(thread).press("End")
    composer(thread).press_sequentially("/hou")
    expect(options).to_have_count(1)
    composer(thread).press("Tab")
    expect(composer(thread)).to_have_value("Sorry. We answer from 8:00.")
    composer(thread).fill("")
    composer(thread).press_sequentially("/ah")
    composer(thread).press("Enter")  # however soon: the list is waited for
    expect(composer(thread)).to_have_value("We answer from 8:00.")
    composer(thread).press("Enter")
    phone.gets("We answer from 8:00.")
    assert "/ah" not in phone.texts()
