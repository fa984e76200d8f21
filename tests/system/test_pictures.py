"""Pictures: a phone sends some, an agent looks at them and sends one back; one that does not come is tried again."""

from __future__ import annotations

import base64
import re

import pytest
from playwright.sync_api import expect

from tests.fixtures.files import PDF, drawn, moving
from tests.fixtures.waiting import until
from tests.system.screen import composer, open_row, pretty, row

SENT_WITHIN = 30  # seconds: a photo of five megabytes is made smaller on the way


def files(*given: tuple[str, str, bytes]) -> list[dict[str, object]]:
    return [{"name": name, "mimeType": kind, "buffer": data} for name, kind, data in given]


def inline(data: bytes, kind: str = "image/jpeg") -> dict[str, str]:
    return {"data": base64.b64encode(data).decode(), "content_type": kind}


def log(page):
    return page.get_by_role("log", name="Messages")


@pytest.mark.lesson(34)
def test_a_phones_pictures_appear_live_and_are_looked_at_by_keyboard(ana, handset):
    who = pretty(handset.number)
    handset.text("The heater leaks")
    open_row(ana, who)
    two = files(("tank.jpg", "image/jpeg", drawn(size=(900, 1200))), ("label.png", "image/png", drawn("PNG")))
    handset.page.get_by_label("Attach a picture").set_input_files(two)
    handset.page.get_by_text("2 files").wait_for()
    handset.page.get_by_role("button", name="Send text").click()

    pictures = log(ana).get_by_role("img")
    expect(pictures).to_have_count(2)
    expect(pictures.nth(0)).to_have_attribute("alt", f"Picture 1 of 2 from {who}")
    until(lambda: pictures.evaluate_all("all => all.every((each) => each.naturalWidth > 0)"), 10, "both are drawn")
    expect(row(ana, who)).to_contain_text("2 pictures")

    first = log(ana).get_by_role("link", name="Picture 1 of 2")
    first.focus()
    first.press("Enter")
    box = ana.get_by_role("dialog", name="Picture")
    expect(box).to_be_visible()
    expect(box.get_by_role("status")).to_have_text("1 of 2")
    ana.keyboard.press("ArrowRight")
    expect(box.get_by_role("img", name="Picture 2 of 2")).to_be_visible()
    ana.keyboard.press("ArrowRight")
    expect(box.get_by_role("status")).to_have_text("2 of 2")
    ana.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(first).to_be_focused()


def test_a_large_photo_is_made_to_fit_sent_and_seen_on_the_phone(ana, handset):
    handset.text("Can you show me one?")
    open_row(ana, pretty(handset.number))
    photo = drawn(size=(2000, 1500), noisy=True, quality=92)
    ana.get_by_label("Files to attach").set_input_files(files(("Tank room.jpg", "image/jpeg", photo)))
    attached = ana.get_by_role("list", name="Attached")
    expect(attached.get_by_text("Made smaller to fit a text")).to_be_visible(timeout=SENT_WITHIN * 1000)
    composer(ana).fill("This one")
    composer(ana).press("Enter")
    expect(attached.get_by_role("listitem")).to_have_count(0)
    mine = log(ana).get_by_role("article").filter(has_text="This one")
    expect(mine.get_by_role("img", name="Picture from us")).to_be_visible()
    expect(mine).to_contain_text("Delivered")
    shown = handset.page.get_by_role("log", name="Texts").get_by_role("img", name="Picture")
    expect(shown).to_be_visible()
    assert 0 < len(handset.page.request.get(shown.evaluate("each => each.src")).body()) <= 600_000


def test_a_picture_that_failed_is_sent_again_with_its_words_and_its_file(ana, handset, phone):
    handset.text("Show me the new one?")
    open_row(ana, pretty(handset.number))
    phone.carrier.faults(fail={"code": 30003, "count": 1, "match": {"to": handset.number}})
    ana.get_by_label("Files to attach").set_input_files(files(("Tank.jpg", "image/jpeg", drawn())))
    attached = ana.get_by_role("list", name="Attached").get_by_role("listitem")
    expect(attached).to_have_count(1)
    composer(ana).fill("It is this one")
    composer(ana).press("Enter")
    ours = log(ana).get_by_role("article").filter(has_text="It is this one")
    ours.get_by_role("button", name="Send again").click()
    expect(composer(ana)).to_have_value("It is this one")
    expect(attached).to_have_count(1)
    composer(ana).press("Enter")
    expect(ours.last).to_contain_text("Delivered")
    expect(ours.get_by_role("img", name="Picture from us")).to_have_count(2)


def test_a_file_whose_upload_breaks_off_says_so_and_the_next_one_is_attached(ana, handset):
    handset.text("The label too, please")
    open_row(ana, pretty(handset.number))
    ana.evaluate("""() => {
      const whole = Response.prototype.text;
      Response.prototype.text = function () {
        Response.prototype.text = whole;
        return Promise.reject(new TypeError("the answer broke off"));
      };
    }""")
    two = files(("first.pdf", "application/pdf", PDF), ("second.pdf", "application/pdf", PDF + bytes(9)))
    ana.get_by_label("Files to attach").set_input_files(two)
    attached = ana.get_by_role("list", name="Attached")
    expect(attached.get_by_text("second.pdf ·")).to_be_visible()
    expect(attached.get_by_role("listitem")).to_have_count(1)
    expect(ana.get_by_text("This file could not be attached. Attach it again.")).to_be_visible()


def test_a_quote_too_large_for_a_text_goes_as_a_link_that_stands_in_the_words(ana, handset, product):
    handset.text("Could I have the quote?")
    open_row(ana, pretty(handset.number))
    quote = PDF + bytes(1_200_000)
    ana.get_by_label("Files to attach").set_input_files(files(("Quote-2291.pdf", "application/pdf", quote)))
    attached = ana.get_by_role("list", name="Attached")
    expect(attached).to_contain_text("Quote-2291.pdf · 1.2 MB")
    attached.get_by_role("button", name="Send as a link").click()
    expect(composer(ana)).to_have_value(re.compile(re.escape(product.url) + "/m/"))
    link = composer(ana).input_value()
    attached.get_by_role("button", name="Remove Quote-2291.pdf").click()
    expect(composer(ana)).to_have_value("")
    ana.get_by_label("Files to attach").set_input_files(files(("Quote-2291.pdf", "application/pdf", quote)))
    attached.get_by_role("button", name="Send as a link").click()
    expect(composer(ana)).to_have_value(re.compile(re.escape(product.url) + "/m/"))
    assert composer(ana).input_value() != link
    sent = composer(ana).input_value()
    composer(ana).press("Enter")
    expect(handset.said(sent)).to_be_visible()


def test_send_waits_for_a_picture_and_a_gif_is_at_hand_ever_after(ana, handset):
    handset.text("Hello?")
    open_row(ana, pretty(handset.number))
    ana.get_by_label("Files to attach").set_input_files(files(("wave.gif", "image/gif", moving())))
    composer(ana).press("Enter")  # while it is still being uploaded and made ready
    expect(log(ana).get_by_role("img", name="GIF from us")).to_have_count(1)
    ana.get_by_role("button", name="Attach", exact=True).click()
    ana.get_by_role("button", name="GIF", exact=True).click()
    ana.get_by_role("button", name="Attach wave.gif").first.click()
    expect(ana.get_by_role("list", name="Attached")).to_contain_text("wave.gif")
    composer(ana).press("Enter")
    expect(log(ana).get_by_role("img", name="GIF from us")).to_have_count(2)


@pytest.mark.lesson(36)
def test_a_picture_that_does_not_come_leaves_its_place_and_comes_when_tried_again(ana, ben, phone, product):
    phone.text("First a word")
    who = pretty(phone.number)
    open_row(ana, who)
    open_row(ben, who)
    product.carrier.faults(media={"mode": "gone", "count": 1, "match": {"from": phone.number}})
    phone.text("See the leak", media=[inline(drawn())])
    text = log(ana).get_by_role("article").filter(has_text="See the leak")
    expect(text).to_contain_text("Picture did not come. The carrier no longer has this file.")
    text.get_by_role("button", name="Try again").click()
    for page in (ana, ben):
        expect(log(page).get_by_role("img", name="Picture from")).to_be_visible()
