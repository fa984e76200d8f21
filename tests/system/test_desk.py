"""Two agents at one desk: what one does the other sees, live; counts, folders and headers are those of a fresh load."""

from __future__ import annotations

import re
import sqlite3

import pytest
from playwright.sync_api import expect

from tests.fixtures.waiting import until
from tests.system.conftest import BEN, Phone
from tests.system.screen import SHOWN, Held, composer, is_live, open_row, pretty, row, write
from tests.system.test_composer import write_and_save
from tests.system.test_idle import requests_of


def folder(page, name: str):
    return page.get_by_role("navigation", name="Folders").get_by_role("link", name=name, exact=True)


def count(page, name: str):
    place = page.get_by_role("navigation", name="Folders").locator(".folder").filter(
        has=page.get_by_role("link", name=name, exact=True)
    )
    return place.locator(".folder-count")


def held(page, name: str) -> int:
    return int(count(page, name).text_content())


def choose(page, name: str) -> None:
    folder(page, name).click()
    expect(folder(page, name)).to_have_attribute("aria-current", "page")
    is_live(page)


def act(page, menu: str, option: str) -> None:
    """Open a menu of the thread's head and choose."""
    region = page.get_by_role("region", name="Conversation")
    region.locator(f".act-{menu}").click()
    page.get_by_role("dialog", name="Conversation").get_by_role("button", name=option).first.click()


def same_as_fresh(page, again) -> None:
    """This page's DOM is what the same page would be if it were loaded now."""
    again.goto(page.url)
    is_live(again)
    seen = {}

    def is_same() -> bool:
        shown, fresh = page.evaluate(SHOWN), again.evaluate(SHOWN)
        shown["rows"], fresh["rows"] = shown["rows"][:40], fresh["rows"][:40]  # an open list outgrows its page
        seen.update({part: (said, fresh[part]) for part, said in shown.items() if said != fresh[part]})
        return shown == fresh

    until(is_same, 30, lambda: f"the page that was open and one loaded now show the same: {seen}")


@pytest.fixture
def other_desk(product) -> None:
    """A second department with a number of its own, where only Ana (an admin) sees anything."""
    with sqlite3.connect(product.data / "leadline.db", timeout=10) as database:
        database.execute(
            "INSERT INTO department (account_id, name, change_no) SELECT account_id, 'Billing', 0 FROM user "
            "WHERE email = ? AND NOT EXISTS (SELECT 1 FROM department WHERE name = 'Billing')", (BEN,)
        )  # fmt: skip


def test_what_one_does_with_a_conversation_the_other_sees_live(ana, ben, phone, open_page):
    who = pretty(phone.number)
    is_live(ana)
    before = held(ana, "Unassigned")
    phone.text("Is anybody there?")
    expect(row(ana, who)).to_be_visible()
    expect(count(ana, "Unassigned")).to_have_text(str(before + 1))
    open_row(ben, who)
    is_live(ben)
    act(ben, "assign", "You")
    expect(ben.locator(".act-assign")).to_contain_text("You")
    expect(row(ana, who)).to_contain_text("has this.")
    expect(count(ana, "Unassigned")).to_have_text(str(before))

    open_row(ana, who)
    is_live(ana)
    expect(ana.locator(".act-assign")).to_contain_text("Ben")
    ana.get_by_role("button", name="Close", exact=True).click()
    expect(ben.get_by_role("button", name="Reopen")).to_be_visible()
    expect(row(ben, who)).to_have_count(0)
    phone.text("One more thing")
    expect(ben.get_by_role("button", name="Close", exact=True)).to_be_visible()
    expect(row(ben, who)).to_contain_text("One more thing")

    act(ana, "snooze", "In 1 hour")
    expect(ben.locator(".act-snooze")).to_contain_text("Until")
    expect(row(ben, who)).to_contain_text("Snoozed until")
    phone.text("Hello?")
    expect(ben.locator(".act-snooze")).to_have_text("Snooze")
    fresh = open_page(signed_in_as=BEN)
    same_as_fresh(ben, fresh)


def test_what_was_just_done_is_taken_back_with_one_press_on_every_page(ana, ben, phone):
    who = pretty(phone.number)
    phone.text("Take me")
    for page in (ana, ben):
        open_row(page, who)
        is_live(page)
    undo = ben.get_by_role("status").get_by_role("button", name="Undo")
    ben.get_by_role("button", name="Take it").click()
    expect(ana.locator(".act-assign")).to_contain_text("Ben")
    expect(ana.get_by_role("button", name="Take it")).to_have_count(0)
    expect(ben.get_by_role("status").filter(has_text="You have this conversation now.")).to_be_visible()
    ben.get_by_role("button", name="Close", exact=True).click()
    expect(ben.get_by_role("status").filter(has_text="Closed.")).to_be_visible()
    expect(row(ana, who)).to_have_count(0)
    undo.focus()
    ben.keyboard.press("Enter")
    expect(row(ana, who)).to_be_visible()
    expect(ana.get_by_role("button", name="Close", exact=True)).to_be_visible()
    expect(undo).to_have_count(0)
    expect(ben.locator(".thread-acts :focus")).to_have_count(1)

    act(ben, "snooze", "In 1 hour")
    expect(undo).to_be_visible()
    phone.text("Hello?")
    expect(ben.locator(".act-snooze")).to_have_text("Snooze")
    ben.watch.allow("/undo answered 409")
    undo.click()
    expect(ben.get_by_role("alert").filter(has_text="Nothing was taken back")).to_be_visible()
    expect(undo).to_have_count(0)


def test_rows_come_into_a_folder_and_leave_it_by_themselves(ana, ben, phone):
    who = pretty(phone.number)
    choose(ben, "Mine")
    phone.text("Whose am I?")
    expect(row(ana, who)).to_be_visible()
    expect(row(ben, who)).to_have_count(0)
    open_row(ana, who)
    is_live(ana)
    act(ana, "assign", "Ben")
    expect(row(ben, who)).to_be_visible()
    write(ana, "I answer for Ben")
    expect(row(ben, who)).to_contain_text("I answer for Ben")
    act(ana, "assign", "Unassigned")
    expect(row(ben, who)).to_have_count(0)
    choose(ben, "All open")


def test_a_conversation_that_moves_to_another_desk_is_cut_off_at_once(ana, ben, phone, other_desk):
    who = pretty(phone.number)
    phone.text("My bill is wrong")
    open_row(ben, who)
    is_live(ben)
    ana.goto("/inbox?folder=open")
    open_row(ana, who)
    is_live(ana)
    act(ana, "assign", "Billing")
    ben.wait_for_url("**/inbox")
    expect(row(ben, who)).to_have_count(0)
    expect(ana.get_by_role("log", name="Messages")).to_contain_text("moved this to Billing")
    is_live(ana)
    phone.text("A secret of billing")
    expect(ana.get_by_role("log", name="Messages")).to_contain_text("A secret of billing")
    expect(row(ben, who)).to_have_count(0)


def test_what_is_refused_says_why_in_the_servers_own_words(ben, phone):
    phone.text("Close me")
    open_row(ben, pretty(phone.number))
    is_live(ben)
    ben.watch.allow("/close answered 400")
    ben.evaluate("document.querySelector('#desk_form [name=csrf_token]').value = 'of an older sign-in'")
    ben.get_by_role("button", name="Close", exact=True).click()
    expect(ben.get_by_role("alert").filter(has_text="This page was open for too long")).to_be_visible()
    expect(ben.get_by_role("button", name="Close", exact=True)).to_be_visible()


def test_words_begun_in_a_thread_that_is_merged_are_found_in_the_other(ana, phone, other_desk, product):
    number = "+14805550118"
    product.flask("number", "add", "1", number, "--kind", "local", "--verified", "--department", "Billing")
    is_live(ana)
    phone.text("Do you fix boilers?")
    open_row(ana, pretty(phone.number))
    is_live(ana)
    Phone(product.carrier, phone.number, number).text("And my bill?")
    billing, mover = ana.context.new_page(), ana.context.new_page()
    mover.goto(ana.url)
    is_live(mover)
    billing.goto("/inbox?folder=open")
    row(billing, "And my bill?").get_by_role("link").click()
    is_live(billing)
    write_and_save(billing, "For billing")
    write_and_save(ana, "half a")
    for problem in ("ERR_FAILED", "answered 409"):  # no network, and what comes late meets a thread that is gone
        ana.watch.allow(problem)
    ana.route("**/draft", lambda route: route.abort())
    composer(ana).fill("half a sentence")
    act(mover, "assign", "Billing")
    for page in (ana, mover):
        page.wait_for_url(billing.url)
    expect(composer(ana)).to_have_value("For billing\nhalf a sentence")
    composer(billing).fill("For billing!")
    expect(composer(billing)).to_have_value(re.compile("^For billing!\nhalf a"))


def test_the_second_to_take_it_is_told_who_was_first(ana, ben, phone):
    phone.text("Who takes me?")
    for page in (ana, ben):
        open_row(page, pretty(phone.number))
        is_live(page)
        page.locator(".act-assign").click()
        expect(page.get_by_role("dialog", name="Conversation")).to_be_visible()
    ben.watch.allow("/assign answered 409")
    ana.get_by_role("dialog", name="Conversation").get_by_role("button", name="You").click()
    expect(ana.locator(".act-assign")).to_contain_text("You")
    ben.get_by_role("dialog", name="Conversation").get_by_role("button", name="You").click()
    expect(ben.get_by_role("alert").filter(has_text="took this conversation a moment ago")).to_be_visible()
    expect(ben.locator(".act-assign")).to_contain_text("Ana")


@pytest.mark.lesson(44)
@pytest.mark.lesson(45)
@pytest.mark.parametrize("missed", [1, 5, 40])
def test_whoever_was_away_sees_on_return_what_a_fresh_load_shows(ana, ben, phone, open_page, missed):
    """Time away is what happened meanwhile: a word, a talk, a morning."""
    phone.text("Are you there?")
    open_row(ben, pretty(phone.number))
    is_live(ben)
    ben.watch.allow("ERR_INTERNET_DISCONNECTED")
    ben.context.set_offline(True)
    expect(ben.locator("html")).not_to_have_attribute("data-live", "yes")
    for number in range(missed):
        phone.text(f"Text {number}")
    open_row(ana, pretty(phone.number))
    is_live(ana)
    act(ana, "assign", "Ben")
    expect(ana.locator(".act-assign")).to_contain_text("Ben")
    write(ana, "Ana was here")
    phone.gets("Ana was here")
    ana.get_by_role("button", name="Close", exact=True).click()
    expect(ana.get_by_role("button", name="Reopen")).to_be_visible()
    ben.context.set_offline(False)
    is_live(ben)
    fresh = open_page(signed_in_as=BEN)
    same_as_fresh(ben, fresh)
    expect(ben.get_by_role("button", name="Reopen")).to_be_visible()


@pytest.mark.lesson(41)
def test_an_idle_inbox_asks_for_nothing_and_a_thread_opens_with_three_requests(ana, ben, phone):
    phone.text("Knock")
    expect(row(ben, pretty(phone.number))).to_be_visible()
    is_live(ben)
    asked = requests_of(ben)
    open_row(ana, pretty(phone.number))
    is_live(ana)
    act(ana, "assign", "Ben")
    expect(row(ben, pretty(phone.number))).not_to_contain_text("Unread.")
    expect(ben.locator(".row.is-held-by-me").first).to_be_visible()
    assert asked == [], "rows and counts are pushed"
    open_row(ben, pretty(phone.number))
    is_live(ben)
    own = [url for url in asked if "/static/" not in url and not url.startswith("ws")]
    assert len(own) <= 3, own


def test_the_badge_rises_on_pages_without_the_list(ana, phone):
    ana.goto("/contacts/new")
    is_live(ana)
    badge = ana.locator(".rail [data-badge]")
    before = int(badge.text_content())
    phone.text("Anybody there?")
    expect(badge).to_have_text(str(before + 1))


def test_a_new_department_comes_onto_open_pages_and_waits_for_who_fills_one_in(ana):
    desk, settings = ana.context.new_page(), ana.context.new_page()
    for page, path in ((ana, "/contacts/new"), (desk, "/inbox"), (settings, "/settings/departments")):
        page.goto(path)
        is_live(page)
    ana.locator("#name").fill("Half a name")
    settings.get_by_label("Name of a new department").fill("Sales")
    settings.get_by_role("button", name="Add department").click()
    expect(desk.locator("#list_department")).to_contain_text("Sales")
    expect(ana.get_by_role("link", name="Load the page again")).to_be_visible()
    expect(ana.locator("#name")).to_have_value("Half a name")


def test_a_button_pressed_twice_does_its_work_once(ben, phone):
    phone.text("Close me")
    open_row(ben, pretty(phone.number))
    is_live(ben)
    on_its_way, asked = Held(ben, "POST", "**/close"), requests_of(ben)
    ben.get_by_role("button", name="Close", exact=True).dblclick()
    on_its_way.let_go()
    expect(ben.get_by_role("status").get_by_role("button", name="Undo")).to_be_visible()
    assert len([url for url in asked if url.endswith("/close")]) == 1
