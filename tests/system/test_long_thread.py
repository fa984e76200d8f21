"""A long thread: older texts come on scrolling up and keep the place; what arrives meanwhile waits under a chip."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.fixtures.waiting import until
from tests.system.conftest import Phone
from tests.system.screen import bodies, bubble, is_live, open_row, pretty

TEXTS = 110


def long_thread(page: Page, phone: Phone, texts: int) -> Page:
    """The page, with the thread of a person who has texted so often."""
    for number in range(texts):
        phone.text(f"Text no. {number}")
    open_row(page, pretty(phone.number))
    is_live(page)
    until(lambda: is_at_the_end(page), 5, "the thread opens at its newest text")
    return page


def test_scrolling_up_brings_older_texts_and_keeps_the_place(ana, phone):
    thread = long_thread(ana, phone, TEXTS)
    first = bodies(thread)[0]
    assert len(bodies(thread)) == 50
    thread.mouse.move(700, 450)
    while len(bodies(thread)) < TEXTS:
        held, oldest = len(bodies(thread)), bodies(thread)[0]
        thread.mouse.wheel(0, -100_000)
        until(lambda held=held: len(bodies(thread)) > held, 5, "older texts appear")
        expect(bubble(thread, oldest)).to_be_in_viewport()
    assert bodies(thread) == sorted(bodies(thread), key=lambda words: int(words.rsplit(" ", 1)[1]))
    assert len(set(bodies(thread))) == TEXTS and first in bodies(thread)
    expect(thread.get_by_role("link", name="Earlier texts")).to_have_count(0)


def test_texts_that_arrive_while_one_reads_above_wait_under_a_chip(ana, phone):
    thread = long_thread(ana, phone, 40)
    thread.mouse.move(700, 450)
    thread.mouse.wheel(0, -1500)
    until(lambda: not is_at_the_end(thread), 5, "the reader is above the end")
    for words in ("One", "Two", "Three"):
        phone.text(words)
    chip = thread.get_by_role("button", name="3 new")
    expect(chip).to_be_visible()
    expect(bubble(thread, "Three")).not_to_be_in_viewport()
    chip.click()
    expect(bubble(thread, "Three")).to_be_in_viewport()
    expect(chip).to_be_hidden()
    phone.text("Four")
    expect(bubble(thread, "Four")).to_be_in_viewport()


def is_at_the_end(page: Page) -> bool:
    """Whether the newest text stands at the foot of the thread."""
    return page.get_by_role("log", name="Messages").evaluate(
        "(log) => { const s = log.parentElement; return s.scrollHeight - s.scrollTop - s.clientHeight < 4; }"
    )
