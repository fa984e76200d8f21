"""Bad connections: a lost answer, a held key, no network for a while, a carrier that hangs up."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.fixtures.waiting import until
from tests.system.screen import Held, bubble, composer, contents, cut_answers, is_live, open_row, pretty, row, write

OFFLINE = "ERR_INTERNET_DISCONNECTED"
MESSAGES = "**/conversations/*/messages"
REFUSAL = '<div class="composer-error" id="composer_error" role="alert"><span>Not this one.</span></div>'


@pytest.fixture
def thread(ana, phone):
    """Ana's page with the thread of a person who has texted."""
    phone.text("Hello, is anybody there?")
    open_row(ana, pretty(phone.number))
    is_live(ana)
    return ana


@pytest.mark.lesson(2, 3)
def test_an_answer_lost_after_the_commit_leaves_one_bubble_and_one_text(thread, phone):
    thread.watch.allow("ERR_FAILED")
    lost = cut_answers(thread, "POST", MESSAGES, times=2)
    write(thread, "Yes, good morning!")
    expect(bubble(thread, "Yes, good morning!")).to_contain_text("Delivered")
    write(thread, "How can we help?")
    expect(bubble(thread, "How can we help?")).to_contain_text("Delivered")
    assert lost == [201, 200]
    for words in ("Yes, good morning!", "How can we help?"):
        expect(bubble(thread, words)).to_have_count(1)
    assert phone.texts() == ["Yes, good morning!", "How can we help?"]


@pytest.mark.lesson(4)
def test_holding_enter_sends_once(thread, phone):
    composer(thread).fill("On our way")
    for _ in range(40):
        thread.keyboard.down("Enter")
    thread.keyboard.up("Enter")
    expect(bubble(thread, "On our way")).to_contain_text("Delivered")
    write(thread, "See you soon")
    expect(bubble(thread, "See you soon")).to_contain_text("Delivered")
    expect(bubble(thread, "On our way")).to_have_count(1)
    assert phone.texts() == ["On our way", "See you soon"]


@pytest.mark.lesson(4)
def test_holding_enter_asks_to_send_once_whatever_stands_in_the_field(thread, phone):
    thread.evaluate("""() => {
      window.asked = 0;
      HTMLFormElement.prototype.requestSubmit = () => { window.asked += 1; };
    }""")
    composer(thread).fill("Still here")
    for _ in range(20):
        thread.keyboard.down("Enter")
    thread.keyboard.up("Enter")
    assert thread.evaluate("window.asked") == 1
    expect(composer(thread)).to_have_value("Still here")


def test_a_press_before_the_scripts_are_there_waits_for_them(thread):
    late = Held(thread, "GET", "**/js/clear*.js*")
    thread.goto(thread.url, wait_until="commit")
    composer(thread).fill("Not like this")
    thread.get_by_role("button", name="Clear").click()
    expect(composer(thread)).to_have_value("Not like this")
    assert late.routes
    late.let_go()
    expect(composer(thread)).to_have_value("")


@pytest.mark.lesson(2)
def test_a_text_left_behind_offline_goes_from_the_next_page_of_the_desk(thread, phone):
    thread.watch.allow(OFFLINE)
    thread.route(MESSAGES, lambda route: route.abort("internetdisconnected"))
    write(thread, "I will call back")
    expect(bubble(thread, "I will call back")).to_contain_text("no connection")
    thread.unroute(MESSAGES)
    thread.goto("/inbox")
    phone.gets("I will call back")
    open_row(thread, pretty(phone.number))
    expect(bubble(thread, "I will call back")).to_have_count(1)
    assert phone.texts() == ["I will call back"]


def test_a_refused_text_comes_back_before_what_was_written_since(thread):
    thread.watch.allow("answered 422")
    held = []
    thread.route(MESSAGES, lambda route: held.append(route))
    with thread.expect_request(MESSAGES):
        write(thread, "The refused one")
    composer(thread).fill("The newer one")
    expect(bubble(thread, "The refused one")).to_have_count(1)
    held[0].fulfill(status=422, content_type="text/html", body=REFUSAL)
    expect(composer(thread)).to_have_value("The refused one\nThe newer one")
    expect(bubble(thread, "The refused one")).to_have_count(0)


@pytest.mark.lesson(2)
def test_a_text_goes_though_the_browser_keeps_nothing(thread, phone):
    thread.evaluate("""() => {
      Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
    }""")
    write(thread, "No room here")
    expect(bubble(thread, "No room here")).to_contain_text("Delivered")
    assert phone.texts() == ["No room here"]


@pytest.mark.lesson(2)
def test_a_text_written_offline_waits_and_goes_once(thread, phone):
    thread.watch.allow(OFFLINE)
    thread.watch.allow("Failed to fetch")  # what was typed is looked at, where nobody answers
    thread.context.set_offline(True)
    expect(thread.get_by_text("Reconnecting… you may keep typing.")).to_be_visible()
    write(thread, "I will look it up")
    expect(bubble(thread, "I will look it up")).to_contain_text("no connection")
    assert phone.texts() == []
    thread.context.set_offline(False)
    expect(bubble(thread, "I will look it up")).to_contain_text("Delivered")
    expect(thread.get_by_text("Reconnecting… you may keep typing.")).to_be_hidden()
    expect(bubble(thread, "I will look it up")).to_have_count(1)
    assert phone.texts() == ["I will look it up"]


@pytest.mark.wide
def test_whoever_was_offline_sees_exactly_what_the_other_sees(thread, ben, phone):
    ben.watch.allow(OFFLINE)
    open_row(ben, pretty(phone.number))
    is_live(ben)
    ben.context.set_offline(True)
    expect(ben.get_by_text("Reconnecting… you may keep typing.")).to_be_visible()
    for words in ("The boiler drips", "It is the left one", "Hello?"):
        phone.text(words)
    write(thread, "We are looking at it")
    expect(bubble(thread, "We are looking at it")).to_contain_text("Delivered")
    expect(bubble(ben, "Hello?")).to_have_count(0)

    ben.context.set_offline(False)
    expect(bubble(ben, "We are looking at it")).to_contain_text("Delivered")
    expect(ben.get_by_text("Reconnecting… you may keep typing.")).to_be_hidden()
    until(lambda: contents(ben) == contents(thread), 30, lambda: f"{contents(ben)} is {contents(thread)}")
    assert len(contents(ben)["rows"]) == 1
    shown = contents(ben)["entries"]
    assert len({identity for identity, _ in shown}) == len(shown) == 6
    expect(row(ben, pretty(phone.number))).to_contain_text("Ana")


@pytest.mark.lesson(8)
def test_a_carrier_that_hangs_up_after_accepting_is_not_asked_twice(thread, phone):
    match = {"to": phone.number}
    phone.carrier.faults(
        timeout_after_accept={"mode": "close", "count": 1, "match": match}, callback_delay={"seconds": 1, "count": 1}
    )
    write(thread, "The part arrives tomorrow")
    expect(bubble(thread, "The part arrives tomorrow")).to_contain_text("Checking with the carrier")
    expect(bubble(thread, "The part arrives tomorrow")).to_contain_text("Delivered")
    expect(bubble(thread, "The part arrives tomorrow")).to_have_count(1)
    assert phone.texts() == ["The part arrives tomorrow"]
