"""Senders that are no phones: a short code and a name are shown, and nobody is offered to answer them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.system.conftest import Phone
from tests.system.screen import bubble, composer, open_row, row

SENDERS = {"68849": "This is a short code.", "SUPPORT": "This sender is a name, not a number."}


@pytest.mark.lesson(15)
@pytest.mark.parametrize("sender", SENDERS)
def test_a_sender_that_is_no_phone_is_shown_and_not_answered(ana, product, sender):
    Phone(product.carrier, sender).text(f"Your code is 4471, says {sender}")
    expect(row(ana, sender)).to_contain_text("Your code is 4471")
    open_row(ana, sender)
    expect(bubble(ana, f"Your code is 4471, says {sender}")).to_have_count(1)
    expect(ana.get_by_text(SENDERS[sender] + " Its texts can be read here but not answered.")).to_be_visible()
    expect(composer(ana)).to_be_hidden()
    expect(ana.get_by_role("button", name="Send")).to_be_hidden()
