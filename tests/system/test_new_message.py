"""New message: to a name, to a number that texted before; a stranger and half a number get their sentence."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.fixtures.files import PDF
from tests.system.conftest import name_person
from tests.system.screen import Held, bubble, choose, composer, cut_answers, open_row, pretty

A_PDF = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": PDF}


@pytest.fixture
def new_message(ana, phone, product):
    """Ana's page at New message; Maria has texted from `phone`."""
    phone.text("Do you do weekends?")
    name_person(product, phone.number, f"Maria Delgado {phone.number[-3:]}")
    ana.get_by_role("button", name="New message").click()
    return ana


def test_a_name_typed_in_part_is_offered_and_taken_by_keyboard(new_message, phone):
    to = new_message.get_by_role("combobox", name="To")
    to.press_sequentially("mari")
    expect(new_message.get_by_role("option").filter(has_text=pretty(phone.number))).to_be_visible()
    to.fill(f"Maria Delgado {phone.number[-3:]}")
    expect(new_message.get_by_role("listbox", name="People").get_by_role("option")).to_have_count(1)
    to.press("ArrowDown")
    to.press("Enter")
    expect(to).to_have_value(pretty(phone.number))
    composer(new_message).fill("We do, until noon.")
    composer(new_message).press("Enter")
    expect(bubble(new_message, "We do, until noon.")).to_contain_text("Delivered")
    phone.gets("We do, until noon.")


def test_a_number_that_texted_before_opens_its_conversation(new_message, phone):
    to = new_message.get_by_role("combobox", name="To")
    to.press_sequentially(phone.number[-4:])
    choose(new_message, pretty(phone.number))
    expect(to).to_have_value(pretty(phone.number))
    composer(new_message).fill("Shall we say Saturday?")
    new_message.get_by_role("button", name="Send").click()
    expect(bubble(new_message, "Do you do weekends?")).to_be_visible()
    expect(bubble(new_message, "Shall we say Saturday?")).to_contain_text("Delivered")
    assert phone.texts() == ["Shall we say Saturday?"]


@pytest.mark.lesson(4)
def test_holding_enter_posts_a_new_message_once(new_message, phone):
    on_its_way = Held(new_message, "POST", "**/messages")
    posts = []
    new_message.on("request", lambda request: request.method == "POST" and posts.append(request.url))
    new_message.get_by_role("combobox", name="To").fill(pretty(phone.number))
    composer(new_message).fill("We open at nine.")
    for _ in range(20):
        new_message.keyboard.down("Enter")
    new_message.keyboard.up("Enter")
    new_message.keyboard.press("Enter")
    on_its_way.let_go()
    expect(bubble(new_message, "We open at nine.")).to_contain_text("Delivered")
    assert len([url for url in posts if url.endswith("/messages")]) == 1
    assert phone.texts() == ["We open at nine."]


def test_a_stranger_gets_a_sentence_and_no_text(new_message, product):
    new_message.watch.allow("/messages answered 422")
    before = len(product.carrier.creates())
    new_message.get_by_role("combobox", name="To").fill("(623) 555-0137")
    composer(new_message).fill("Hello from Copper & Co.")
    expect(new_message.get_by_role("status", name="Verdict")).to_have_text(re.compile(r"\w+ .*\."))
    expect(new_message.get_by_role("button", name="Send")).to_have_attribute("aria-disabled", "true")
    composer(new_message).press("Enter")
    expect(new_message.get_by_role("alert").filter(has_text=re.compile(r"\w+ .*\."))).to_be_visible()
    expect(composer(new_message)).to_have_value("Hello from Copper & Co.")
    expect(new_message.get_by_role("combobox", name="To")).to_have_value("(623) 555-0137")
    assert len(product.carrier.creates()) == before


def test_half_a_number_gets_the_fields_own_sentence(new_message):
    new_message.watch.allow("/messages answered 422")
    to = new_message.get_by_role("combobox", name="To")
    to.fill("602555")
    composer(new_message).fill("Hello")
    composer(new_message).press("Enter")
    expect(to).to_have_accessible_description(re.compile("too short. Write all ten digits"))
    expect(composer(new_message)).to_have_value("Hello")


def test_a_conversation_is_offered_again_after_it_was_opened_by_new_message(new_message, phone):
    name = f"Maria Delgado {phone.number[-3:]}"
    new_message.get_by_role("link", name="Inbox").first.click()
    open_row(new_message, name)
    expect(bubble(new_message, "Do you do weekends?")).to_have_count(1)


def test_the_composer_says_its_verdict_counts_and_brings_back_what_was_begun(new_message, phone):
    to = new_message.get_by_role("combobox", name="To")
    verdict = new_message.get_by_role("status", name="Verdict")
    to.fill("(623) 555-0137")
    composer(new_message).fill("Hello " + "x" * 160)
    expect(new_message.get_by_text("219 characters with the opt-out line · 2 segments")).to_be_visible()
    expect(verdict).to_contain_text("hasn't agreed to be texted")
    expect(new_message.get_by_role("button", name="Send")).to_have_attribute("aria-disabled", "true")
    to.fill(pretty(phone.number))
    composer(new_message).fill("We do ")
    expect(verdict).to_contain_text("Can go now")
    new_message.get_by_role("button", name="Insert a link").click()
    new_message.get_by_role("textbox", name="Address", exact=True).fill("example.com/quote")
    new_message.get_by_role("textbox", name="Address", exact=True).press("Enter")
    expect(composer(new_message)).to_have_value("We do https://example.com/quote")
    new_message.get_by_label("Files to attach").set_input_files(A_PDF)
    chip = new_message.get_by_role("list", name="Attached").get_by_role("listitem").filter(has_text="a.pdf")
    expect(chip.get_by_role("button", name="Remove a.pdf")).to_be_visible()
    new_message.get_by_role("button", name="Clear").click()
    expect(composer(new_message)).to_have_value("")
    new_message.get_by_role("button", name="Undo").click()
    expect(chip).to_be_visible()
    new_message.goto(new_message.url)
    expect(composer(new_message)).to_have_value("We do https://example.com/quote")
    expect(to).to_have_value(pretty(phone.number))
    expect(chip).to_be_visible()
    new_message.get_by_role("button", name="Send").click()
    expect(bubble(new_message, "We do https://example.com/quote")).to_contain_text("Delivered")
    phone.gets("We do https://example.com/quote")
    new_message.get_by_role("button", name="New message").click()
    expect(composer(new_message)).to_have_value("")


def test_words_that_were_refused_and_sent_as_they_stood_do_not_come_back(ana, phone):
    ana.watch.allow("/messages answered 422")
    ana.get_by_role("button", name="New message").click()
    ana.get_by_role("combobox", name="To").fill(pretty(phone.number))
    composer(ana).fill("We open at nine.")
    composer(ana).press("Enter")
    expect(ana.get_by_role("alert").filter(has_text="agreed to be texted")).to_be_visible()
    phone.text("When do you open?")
    composer(ana).press("Enter")
    expect(bubble(ana, "We open at nine.")).to_contain_text("Delivered")
    ana.get_by_role("button", name="New message").click()
    ana.wait_for_url("**/messages/new*")
    expect(composer(ana)).to_have_value("")


def test_what_was_begun_comes_back_with_the_from_number_chosen(new_message):
    new_message.watch.allow("LOCAL_NETWORK_ACCESS")  # a page that a test has changed may not call its server
    new_message.route("**/messages/new*", _with_a_second_number)
    new_message.goto(new_message.url)
    new_message.get_by_label("From", exact=True).select_option("B")
    composer(new_message).fill("From the other desk")
    new_message.goto(new_message.url)
    expect(composer(new_message)).to_have_value("From the other desk")
    expect(new_message.get_by_label("From", exact=True)).to_have_value("2")


def test_a_file_whose_answer_was_lost_goes_once(new_message, phone):
    new_message.watch.allow("/messages failed")
    new_message.watch.allow("/chip answered 404")  # it has gone with its text
    where = new_message.url
    new_message.get_by_role("combobox", name="To").fill(pretty(phone.number))
    composer(new_message).fill("Here is the quote.")
    new_message.get_by_label("Files to attach").set_input_files(A_PDF)
    expect(new_message.get_by_role("button", name="Remove a.pdf")).to_be_visible()
    cut_answers(new_message, "POST", "**/messages")
    with new_message.expect_event("requestfailed", lambda request: request.method == "POST"):
        composer(new_message).press("Enter")
    new_message.wait_for_url("chrome-error://**")  # else the browser goes there while we go back
    new_message.goto(where)
    expect(composer(new_message)).to_have_value("Here is the quote.")
    composer(new_message).press("Enter")
    expect(bubble(new_message, "Here is the quote.")).to_contain_text("Delivered")
    assert phone.texts() == ["Here is the quote."]


def _with_a_second_number(route) -> None:
    answer = route.fetch()
    options = '<option value="1">A</option><option value="2">B</option>'
    choice = f'<select name="number_id" aria-label="From">{options}</select>'
    html = answer.text().replace('<input type="hidden" name="number_id"', f'{choice}<input type="hidden" name="only"')
    route.fulfill(response=answer, body=html)
