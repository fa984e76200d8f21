"""Undo after Send: the words come back to whoever wrote them, the phone gets nothing, and colleagues see it go."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.fixtures.files import drawn
from tests.system.screen import bubble, composer, open_row, pretty, row, write

TO_ATTACH = {"name": "Tank.jpg", "mimeType": "image/jpeg", "buffer": drawn()}


@pytest.fixture
def undo_for(product):
    """undo_for(seconds): how long Send can be taken back, until this story ends."""
    yield lambda seconds: product.write("UPDATE account SET undo_s = :seconds", seconds=seconds)
    product.write("UPDATE account SET undo_s = 0")


@pytest.mark.lesson(54)
def test_a_text_is_taken_back_with_its_words_and_the_other_agent_sees_it_go(ana, ben, phone, undo_for):
    phone.text("When can you come?")
    who = pretty(phone.number)
    open_row(ana, who)
    open_row(ben, who)
    undo_for(10)
    ana.get_by_label("Files to attach").set_input_files([TO_ATTACH])
    attached = ana.get_by_role("list", name="Attached").get_by_role("listitem")
    expect(attached).to_contain_text("Tank.jpg · ")
    write(ana, "On Mnday")
    sent = bubble(ana, "On Mnday")
    expect(sent).to_contain_text("Sending in")
    expect(bubble(ben, "On Mnday")).to_contain_text("Sending in")
    expect(bubble(ben, "On Mnday").get_by_role("button", name="Undo")).to_have_count(0)
    composer(ana).fill("At nine")
    sent.get_by_role("button", name="Undo").click()
    expect(composer(ana)).to_have_value("On Mnday\nAt nine")
    expect(composer(ana)).to_be_focused()
    expect(attached).to_contain_text("Tank.jpg · ")
    for page in (ana, ben):
        expect(bubble(page, "On Mnday")).to_have_count(0)
        expect(page.get_by_role("log", name="Messages")).to_contain_text("took a text back")
    expect(row(ben, who)).to_contain_text("When can you come?")
    undo_for(0)
    write(ana, "On Monday at nine")
    expect(bubble(ana, "On Monday at nine")).to_contain_text("Delivered")
    assert phone.texts() == ["On Monday at nine"]


@pytest.mark.lesson(54)
def test_left_alone_it_leaves_by_itself(ana, phone, undo_for):
    phone.text("Are you open today?")
    open_row(ana, pretty(phone.number))
    undo_for(3)
    write(ana, "Until six")
    expect(bubble(ana, "Until six").get_by_role("button", name="Undo")).to_be_visible()
    expect(bubble(ana, "Until six")).to_contain_text("Delivered")
    expect(bubble(ana, "Until six").get_by_role("button", name="Undo")).to_have_count(0)
