"""Three agents and a few phones, using the desk as it comes: whatever they do, and whoever was away meanwhile, no
screen differs from a fresh load of its page. Ten minutes with --all; a seeded handful of acts otherwise.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.fixtures.product import Product
from tests.fixtures.waiting import until
from tests.system.conftest import Phone
from tests.system.screen import FRESH, SEEN, SHOWN, bubble, is_live, open_row, pretty, row, write

CY = "cy@example.com"
TEN_MINUTES = 600.0
SAME_WITHIN = 30  # seconds for what is on its way to arrive
FOLDERS = ("Require your attention", "Mine", "Unassigned", "All open", "Closed")
ASKED = ("Are you open on Sunday?", "It drips again", "Gate code is 4471#", "Can somebody call me?", "ok", "ok")
ANSWERS = ("We can be there at two.", "Yes, until six.", "Thanks, noted.", "On our way", "ok")


class Desk:
    """Three agents at their screens, the phones that text them, and one source of chance."""

    def __init__(self, pages: dict[str, Page], phones: list[Phone], seed: int) -> None:
        self.pages, self.phones, self.chance = pages, phones, random.Random(seed)
        self.away: set[str] = set()
        self.done: list[str] = []
        self.acts: list[Callable[[str], str]] = [
            self.text, self.text, self.open, self.open, self.answer, self.answer, self.note, self.choose_folder,
            self.close_or_reopen, self.assign, self.snooze, self.leave_or_return,
        ]

    def act(self) -> None:
        """One of them does something."""
        who = self.chance.choice(list(self.pages))
        act = self.chance.choice(self.acts)
        if act == self.text or who not in self.away or act == self.leave_or_return:
            self.done.append(f"{who}: {act(who)}")

    def text(self, _who: str) -> str:
        phone = self.chance.choice(self.phones)
        words = self.chance.choice(ASKED)
        phone.text(words)
        return f"{phone.number} texts {words}"

    def open(self, who: str) -> str:
        links = self.pages[who].get_by_role("list", name="Conversations").locator(".row-link")
        # Asked at once: rows come and go.
        addresses = links.evaluate_all("all => all.map((each) => each.getAttribute('href'))")
        if not addresses:
            return "finds nothing to open"
        where = self.chance.choice(addresses)
        self.pages[who].goto(where)
        return f"opens {where}"

    def answer(self, who: str) -> str:
        if not self.has_thread(who):
            return "has nothing open"
        words = f"{self.chance.choice(ANSWERS)} {len(self.done)}"
        write(self.pages[who], words)
        expect(bubble(self.pages[who], words)).to_have_count(1)
        return f"answers {words}"

    def note(self, who: str) -> str:
        if not self.has_thread(who):
            return "has nothing open"
        page, words = self.pages[who], f"Note {len(self.done)}: call before coming"
        page.get_by_role("radio", name="Note").check(force=True)
        page.get_by_role("textbox", name="Note").fill(words)
        page.get_by_role("button", name="Add note").click()
        expect(page.get_by_role("log", name="Messages").get_by_text(words)).to_have_count(1)
        page.get_by_role("radio", name="Text").check(force=True)
        return f"notes {words}"

    def choose_folder(self, who: str) -> str:
        name = self.chance.choice(FOLDERS)
        self.pages[who].get_by_role("navigation", name="Folders").get_by_role("link", name=name).click()
        expect(self.pages[who]).to_have_url(re.compile("folder="))
        return f"looks into {name}"

    def close_or_reopen(self, who: str) -> str:
        if not self.has_thread(who):
            return "has nothing open"
        button = self.pages[who].locator(".thread-acts .act-state")
        state = button.inner_text()
        button.click()
        expect(button).not_to_have_text(state)
        return f"presses {state}"

    def assign(self, who: str) -> str:
        return self.choose(who, ".act-assign", self.chance.choice(("You", "Unassigned")))

    def snooze(self, who: str) -> str:
        return self.choose(who, ".act-snooze", "In 1 hour")

    def choose(self, who: str, opener: str, name: str) -> str:
        """Take an entry of one of the menus in a thread's head."""
        page = self.pages[who]
        if not self.has_thread(who) or not page.locator(opener).count():
            return f"has no {opener}"
        page.locator(opener).click()
        entry = page.locator("#desk_menu").get_by_role("button", name=name)
        expect(entry.first).to_be_visible()
        entry.first.click()
        expect(page.locator("#desk_menu")).not_to_be_visible()
        return f"chooses {name}"

    def leave_or_return(self, who: str) -> str:
        is_back = who in self.away
        self.pages[who].context.set_offline(not is_back)
        (self.away.discard if is_back else self.away.add)(who)
        return "comes back" if is_back else "loses the network"

    def everybody_returns(self) -> None:
        for who in sorted(self.away):
            self.pages[who].context.set_offline(False)
        self.away.clear()
        for page in self.pages.values():
            is_live(page)

    def compare(self) -> None:
        """Every screen says what a fresh load of its page says."""
        self.everybody_returns()
        for who in self.pages:
            self.compare_screen(who)

    def compare_screen(self, who: str) -> None:
        page, differs = self.pages[who], {}

        def is_same() -> bool:
            shown, fresh = page.evaluate(SHOWN), page.evaluate(FRESH)
            if fresh.pop("hasOlder"):  # an open page keeps what a fresh one leaves to scrolling
                shown["entries"] = shown["entries"][-len(fresh["entries"]):]
            if fresh.pop("hasMore"):
                shown["rows"] = shown["rows"][:len(fresh["rows"])]
            differs.clear()
            differs.update({part: (shown[part], fresh[part]) for part in shown if shown[part] != fresh[part]})
            return not differs

        until(is_same, SAME_WITHIN, lambda: f"{who}'s screen is what a fresh load shows: {differs}; {self.done}")

    def has_thread(self, who: str) -> bool:
        return self.pages[who].get_by_role("region", name="Conversation", exact=True).count() == 1


@pytest.fixture
def desk(ana: Page, ben: Page, open_page: Callable[..., Page], product: Product, phone: Phone, cy: str) -> Desk:
    """Ana, Ben and Cy, and four phones of which one has texted."""
    pages = {"Ana": ana, "Ben": ben, "Cy": open_page(signed_in_as=cy)}
    for page in pages.values():
        page.watch.allow("ERR_INTERNET_DISCONNECTED")
        page.watch.allow("Failed to fetch")
    digits = int(phone.number[-4:])
    phones = [phone, *(Phone(product.carrier, f"+1480556{digits + n:04d}") for n in range(3))]
    phones[0].text("Hello, is this the service desk?")
    return Desk(pages, phones, seed=20261122)


@pytest.fixture(scope="session")
def cy(product: Product) -> str:
    """A third colleague at the service desk."""
    product.flask("user", "add", "1", "--email", CY, "--role", "agent", "--password",
                  product.password)
    return CY


@pytest.mark.lesson(44, 45)
def test_after_forty_acts_no_screen_differs_from_a_fresh_load(desk):
    for number in range(1, 41):
        desk.act()
        if number % 20 == 0:
            desk.compare()
    assert len(desk.done) > 20


@pytest.mark.long
@pytest.mark.lesson(44, 45)
def test_after_ten_minutes_of_use_no_screen_differs_from_a_fresh_load(desk):
    ends, last = time.monotonic() + TEN_MINUTES, 0
    while time.monotonic() < ends:
        desk.act()
        if len(desk.done) >= last + 25:
            last = len(desk.done)
            desk.compare()
    desk.compare()
    assert len(desk.done) > 200


def test_the_comparison_sees_a_screen_that_differs(ana, phone):
    phone.text("Is anybody there?")
    open_row(ana, pretty(phone.number))
    expect(row(ana, pretty(phone.number))).to_be_visible()
    assert ana.evaluate(SHOWN)["entries"]
    change = "document.querySelector('#inbox_list .row-name').textContent = 'Somebody else'"
    shown = ana.evaluate(f"() => {{ {change}; return ({SEEN})(document); }}")  # at once: a push may mend it
    assert shown["rows"] != ana.evaluate(FRESH)["rows"]
