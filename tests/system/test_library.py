"""The paperclip's other ways: the library of the business, and a file from the web."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.fixtures.files import PDF, drawn
from tests.system.screen import bubble, composer, open_row, pretty

TWO = [
    {"name": "Price list.pdf", "mimeType": "application/pdf", "buffer": PDF},
    {"name": "Showroom.jpg", "mimeType": "image/jpeg", "buffer": drawn()},
]


def choose(page, way: str) -> None:
    page.get_by_role("button", name="Attach", exact=True).first.click()
    page.get_by_role("dialog", name="Attach").get_by_role("button", name=way).click()


def test_files_kept_in_the_library_go_with_a_text_again_and_again(ana, ben, phone):
    phone.text("What does it cost?")
    open_row(ana, pretty(phone.number))
    choose(ana, "From the library")
    library = ana.get_by_role("dialog", name="Library")
    expect(library).to_contain_text("No files yet.")
    library.get_by_label("Files for the library").set_input_files(TWO)
    expect(library.get_by_role("checkbox")).to_have_count(2)
    expect(library.get_by_role("checkbox", name="Showroom.jpg")).to_be_enabled()
    ana.keyboard.press("Escape")

    open_row(ben, pretty(phone.number))
    choose(ben, "From the library")
    library = ben.get_by_role("dialog", name="Library")
    library.get_by_role("searchbox").fill("price")
    expect(library.get_by_role("checkbox")).to_have_count(1)
    library.get_by_role("checkbox").check(force=True)
    library.get_by_role("searchbox").fill("")
    expect(library.get_by_role("checkbox")).to_have_count(2)
    library.get_by_role("checkbox", name="Showroom.jpg").check(force=True)
    library.get_by_role("button", name="Attach 2 files").click()
    expect(library).to_be_hidden()
    attached = ben.get_by_role("list", name="Attached").get_by_role("listitem")
    expect(attached).to_have_count(2)
    composer(ben).fill("All of it is here")
    composer(ben).press("Enter")
    expect(bubble(ben, "All of it is here")).to_contain_text("Delivered")

    choose(ana, "From the library")
    library = ana.get_by_role("dialog", name="Library")
    library.get_by_role("checkbox", name="Price list.pdf").check(force=True)
    library.get_by_role("button", name="Rename").click()
    library.get_by_role("textbox", name="Name").fill("Prices 2027")
    library.get_by_role("button", name="Save").click()
    library.get_by_role("checkbox", name="Prices 2027.pdf").check(force=True)
    library.get_by_role("button", name="Remove").click()
    library.get_by_role("button", name="Remove for all?").click()
    expect(library.get_by_role("checkbox")).to_have_count(1)


def test_an_address_of_the_web_is_attached_or_says_why_not(ana, phone):
    phone.text("Where is the showroom?")
    open_row(ana, pretty(phone.number))
    ana.watch.allow("/media answered 422")
    for address, said in (("my picture", "not a web address"), ("https://127.0.0.1/a.jpg", "private network")):
        choose(ana, "From the web")
        ana.get_by_label("Address of a picture or file").fill(address)
        ana.get_by_role("dialog", name="From the web").get_by_role("button", name="Attach").click()
        expect(ana.get_by_text(said)).to_be_visible()
