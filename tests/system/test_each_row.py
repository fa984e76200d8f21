"""Rows of the gate's table that have no story of their own elsewhere, as an agent meets them: the sentence beside Send,
and the way out of it. Opt-in, quiet hours, wording, senders and lines, doubt and STOP have theirs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.system.conftest import FOOTER, name_person, texted_long_ago
from tests.system.screen import bubble, composer, open_row

READY = "Copper & Co. Plumbing: your heater is ready."


@pytest.fixture
def gus(phone, product) -> str:
    """Somebody who texted long ago and agreed to texts that we begin."""
    phone.text("Is my heater ready?")
    name = f"Gus Okafor {phone.number[-3:]}"
    name_person(product, phone.number, name)
    texted_long_ago(product, phone.number)
    return name



def _says(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("status", name="Verdict")).to_contain_text(words)


def test_row_1_sending_is_paused_and_goes_on_when_it_is_resumed(gus, ana, ben, phone):
    phone.text("Hello?")
    open_row(ben, gus)
    ana.goto("/settings/sending")
    ana.get_by_role("button", name="Pause sending").click()
    composer(ben).fill("We are here.")
    _says(ben, "Sending is paused for your business. It goes when sending is resumed.")
    ben.get_by_role("button", name="Send", exact=True).click()
    expect(bubble(ben, "We are here.")).to_contain_text("Waiting")
    ana.get_by_role("button", name="Resume sending").click()
    expect(bubble(ben, "We are here.")).to_contain_text("Delivered")
    phone.gets("We are here.")


def test_row_2_a_number_from_elsewhere_cannot_be_texted_and_one_from_here_can(ana, phone, gus):
    ana.watch.allow("/messages answered 422")
    ana.goto("/messages/new")
    to = ana.get_by_role("combobox", name="To")
    to.fill("+44 20 7183 8750")
    composer(ana).fill("Hello")
    ana.get_by_role("button", name="Send", exact=True).click()
    expect(ana.get_by_text("outside the United States and Canada")).to_be_visible()
    phone.text("Hello?")
    ana.get_by_role("combobox", name="To").fill(phone.number)
    composer(ana).fill("We are here.")
    _says(ana, "Can go now")
    ana.get_by_role("button", name="Send", exact=True).click()
    expect(bubble(ana, "We are here.")).to_contain_text("Delivered")


def test_row_8_a_bought_list_agreed_to_nothing_until_they_text_themselves(gus, ana, phone, product):
    product.write(
        "UPDATE contact SET source = 'purchased' WHERE id = (SELECT contact_id FROM phone WHERE e164 = :number)",
        number=phone.number,
    )  # fmt: skip
    product.write("UPDATE phone SET ok_to_sms = 'ON' WHERE e164 = :number", number=phone.number)
    open_row(ana, gus)
    composer(ana).fill(READY)
    _says(ana, "is from a bought list")
    expect(ana.get_by_role("button", name="Send", exact=True)).to_have_attribute("aria-disabled", "true")
    phone.text("Who is this?")
    _says(ana, "Can go now")
    ana.get_by_role("button", name="Send", exact=True).click()
    phone.gets(READY)


def test_row_13_what_is_too_long_says_by_how_much_until_it_fits(gus, ana, phone):
    phone.text("Hello?")
    open_row(ana, gus)
    composer(ana).fill("x" * 553)
    _says(ana, "3 over 550. Shorten the text or send it as two.")
    composer(ana).fill("x" * 550)
    _says(ana, "Can go now")
    composer(ana).fill("Hi {{ contact.company }}")
    _says(ana, "Company is empty for this contact.")


def test_the_opt_out_line_goes_with_what_we_begin_and_never_with_an_answer(gus, ana, phone, product):
    product.write("UPDATE phone SET ok_to_sms = 'ON' WHERE e164 = :number", number=phone.number)
    product.write(
        "INSERT INTO consent (account_id, phone_e164, level, topic, state, since, how, seq) SELECT account_id, e164,"
        " 'informational', '', 'granted', created_at, 'booking form', 0 FROM phone WHERE e164 = :number",
        number=phone.number,
    )  # fmt: skip
    open_row(ana, gus)
    composer(ana).fill(READY)
    _says(ana, "Can go now")
    ana.get_by_role("button", name="Send", exact=True).click()
    expect(bubble(ana, READY)).to_contain_text("Reply STOP to opt-out of future text communications.")
    phone.gets(READY + FOOTER)
    phone.text("Thanks, when do you close?")
    expect(bubble(ana, "Thanks, when do you close?")).to_be_visible()
    composer(ana).fill("At six.")
    ana.get_by_role("button", name="Send", exact=True).click()
    phone.gets("At six.")
