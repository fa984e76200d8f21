"""The composer: drafts that follow their writer, threads that never mix, emoji, links, plain words, Clear, notes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.system.conftest import BEN, Phone
from tests.system.screen import bubble, composer, open_row, pretty

SAVED = "**/conversations/*/draft"


def write_and_save(page: Page, words: str) -> None:
    """Write, and wait until the server has it."""
    with page.expect_response(SAVED) as answer:
        composer(page).fill(words)
    assert answer.value.json()["saved"]


@pytest.fixture
def thread(ana, phone):
    """Ana's page, at the conversation of a phone that has just texted."""
    phone.text("Is it safe to leave the gas on?")
    open_row(ana, pretty(phone.number))
    return ana


@pytest.mark.lesson(53)
def test_a_draft_survives_a_reload_and_waits_on_another_device_for_its_writer_alone(
    thread, open_page, ben, phone, product
):
    write_and_save(thread, "Turn the dial to")
    thread.goto(thread.url)
    expect(composer(thread)).to_have_value("Turn the dial to")
    elsewhere = open_page(signed_in_as=product.email)
    open_row(elsewhere, pretty(phone.number))
    expect(composer(elsewhere)).to_have_value("Turn the dial to")
    open_row(ben, pretty(phone.number))
    expect(composer(ben)).to_have_value("")
    composer(elsewhere).press("End")
    elsewhere.keyboard.type(" PILOT.")
    elsewhere.keyboard.press("Enter")
    expect(bubble(elsewhere, "Turn the dial to PILOT.")).to_contain_text("Delivered")
    thread.goto(thread.url)
    expect(bubble(thread, "Turn the dial to PILOT.")).to_have_count(1)
    expect(composer(thread)).to_have_value("")


@pytest.mark.lesson(53)
def test_two_threads_never_mix_their_words(thread, product):
    other = Phone(product.carrier, "+14805550991")
    other.text("Do you fix boilers?")
    first = thread.url
    composer(thread).fill("For the first")
    open_row(thread, pretty(other.number))
    expect(composer(thread)).to_have_value("")
    write_and_save(thread, "For the second")
    thread.goto(first)
    expect(composer(thread)).to_have_value("For the first")


@pytest.mark.lesson(53)
def test_a_newer_draft_of_another_tab_destroys_nothing_that_is_typed_here(thread):
    other = thread.context.new_page()
    other.goto(thread.url)
    write_and_save(other, "Typed in the other tab")
    composer(thread).fill("Typed here")
    with thread.expect_response(lambda answer: "/draft" in answer.url and answer.json()["saved"]):
        composer(thread).press("End")
    expect(composer(thread)).to_have_value("Typed here")
    expect(composer(other)).to_have_value("Typed in the other tab")


@pytest.mark.lesson(53)
def test_words_typed_without_a_network_outlive_the_page(thread):
    thread.watch.allow("ERR_FAILED")
    thread.route(SAVED, lambda route: route.abort())
    with thread.expect_event("requestfailed"):
        composer(thread).fill("Typed in a cellar")
    thread.goto(thread.url)
    expect(composer(thread)).to_have_value("Typed in a cellar")


def test_an_emoji_is_picked_by_keyboard_and_stands_at_the_caret(thread, phone):
    field = composer(thread)
    field.fill("Yes  bye")
    field.evaluate("field => field.setSelectionRange(4, 4)")
    button = thread.get_by_role("button", name="Emoji")
    button.press("Enter")
    search = thread.get_by_role("combobox", name="Search")
    expect(search).to_be_focused()
    thread.keyboard.press("Escape")
    expect(button).to_be_focused()
    button.press("Enter")
    expect(search).to_be_focused()
    search.fill("thumbs up")
    expect(thread.get_by_role("option", name="thumbs up", exact=False).first).to_be_visible()
    search.press("ArrowDown")
    search.press("Enter")
    expect(field).to_have_value("Yes 👍️ bye")
    expect(field).to_be_focused()
    thread.keyboard.type("!")
    expect(field).to_have_value("Yes 👍️! bye")


@pytest.mark.lesson(38)
def test_making_it_plain_shows_what_changes_and_can_be_undone(thread):
    curly, plain = "We’ll say “yes”… " + "x" * 60, "We'll say \"yes\"... " + "x" * 60
    composer(thread).fill(curly)
    thread.get_by_role("button", name="Make it plain").click()
    shown = thread.get_by_role("dialog", name="1 segment instead of 2")
    assert [row.split() for row in shown.get_by_role("row").all_inner_texts()[1:]] == [
        ["’", "'"], ["“", '"'], ["”", '"'], ["…", "..."],
    ]  # fmt: skip
    thread.keyboard.press("Enter")
    expect(composer(thread)).to_have_value(plain)
    expect(thread.get_by_role("button", name="Make it plain")).to_have_count(0)
    thread.get_by_role("button", name="Undo").click()
    expect(composer(thread)).to_have_value(curly)


def test_clear_takes_the_words_and_undo_brings_them_back(thread):
    composer(thread).fill("Not like this")
    thread.get_by_role("button", name="Clear").click()
    expect(composer(thread)).to_have_value("")
    composer(thread).fill("Or so")
    thread.get_by_role("button", name="Undo").click()
    expect(composer(thread)).to_have_value("Not like this\nOr so")


def test_a_link_is_checked_and_stands_between_the_words(thread):
    field = composer(thread)
    field.fill("See for prices")
    field.evaluate("field => field.setSelectionRange(3, 3)")
    thread.get_by_role("button", name="Insert a link").click()
    box = thread.get_by_role("dialog", name="Insert a link")
    address = box.get_by_role("textbox", name="Address")
    expect(address).to_be_focused()
    for wrong, why in (("hello", "not a web"), ("http://example.com", "not secure"), ("mailto:a@b.c", "Only web")):
        address.fill(wrong)
        address.press("Enter")
        expect(box.get_by_role("alert")).to_contain_text(why)
    address.fill("https://bit.ly/3xyz")
    expect(box.get_by_role("status")).to_contain_text("Carriers often block texts with bit.ly links.")
    address.fill("example.com/prices?x=1")
    expect(box.get_by_role("status")).to_have_text("")
    address.press("Enter")
    expect(field).to_have_value("See https://example.com/prices?x=1 for prices")
    expect(field).to_be_focused()


def test_a_note_is_not_sent_and_is_still_a_note_after_a_reload(thread, phone):
    texts = []
    thread.on("request", lambda asked: texts.append(asked.url) if asked.url.endswith(("/messages", "/check")) else None)
    thread.get_by_role("radio", name="Note").check(force=True)
    field = thread.get_by_role("textbox", name="Note")
    field.fill("He pays late")
    expect(thread.get_by_role("button", name="Add note")).to_be_visible()
    thread.goto(thread.url)
    expect(thread.get_by_role("radio", name="Note")).to_be_checked()
    expect(field).to_have_value("He pays late")
    thread.get_by_role("radio", name="Text").check(force=True)
    expect(thread.get_by_role("button", name="Send")).to_be_visible()
    assert [url for url in texts if url.endswith("/messages")] == []


def test_a_text_and_a_note_begun_side_by_side_never_mix(thread, phone):
    def switch(mode: str, holds: str) -> None:
        thread.get_by_role("radio", name=mode).check(force=True)
        expect(thread.locator("#composer_body")).to_have_value(holds)

    write_and_save(thread, "Monday at nine.")
    switch("Note", "")
    thread.locator("#composer_body").fill("He pays late")
    switch("Text", "Monday at nine.")
    switch("Note", "He pays late")
    thread.goto(thread.url)
    expect(thread.get_by_role("radio", name="Note")).to_be_checked()
    switch("Text", "Monday at nine.")
    switch("Note", "He pays late")
    thread.get_by_role("button", name="Clear").click()
    switch("Text", "Monday at nine.")
    thread.get_by_role("button", name="Undo").click()
    switch("Note", "He pays late")
    thread.get_by_role("button", name="Add note").click()
    expect(thread.get_by_role("article", name="Note, never sent")).to_contain_text("He pays late")
    switch("Text", "Monday at nine.")
    composer(thread).press("Enter")
    phone.gets("Monday at nine.")
    switch("Note", "")
    assert phone.texts() == ["Monday at nine."]


def test_whoever_types_nothing_asks_for_nothing(open_page, thread, phone):
    page = open_page(signed_in_as=BEN)
    open_row(page, pretty(phone.number))
    saves = []
    page.on("request", lambda asked: saves.append(asked.url) if asked.url.endswith("/draft") else None)
    composer(page).focus()
    page.goto("/inbox")
    assert saves == []
