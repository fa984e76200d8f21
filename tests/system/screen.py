"""What stands on a page, found as a person finds it: by role and accessible name. Nothing here waits by time."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, Route, expect

# What a person sees of a page, without what only the passing of time changes (how long somebody has waited).
SEEN = """(doc) => {
  const words = (each) => {
    const copy = each.cloneNode(true);
    const gone = "[data-waiting], .reason-waiting, [data-clock], template";
    for (const passing of copy.querySelectorAll(gone)) passing.remove();
    return copy.textContent.replace(/\\s+/g, " ").trim();
  };
  const all = (where) => [...doc.querySelectorAll(where)].map((each) => [each.id, words(each)]);
  return {
    rows: all("#inbox_list > .row"),
    folders: all("nav.folders .folder"),
    badge: all("[data-badge]").slice(0, 1),
    head: all(".thread-head"),
    entries: all("[role=log] > .entry"),
    standing: all(".standing"),
    panel: all("#panel .profile"),
  };
}"""
SHOWN = f"() => ({SEEN})(document)"
FRESH = f"""async () => {{
  const answer = await fetch(location.href, {{ headers: {{ "Cache-Control": "no-cache" }} }});
  const doc = new DOMParser().parseFromString(await answer.text(), "text/html");
  return {{ ...({SEEN})(doc), hasOlder: doc.querySelector("#older a") !== null,
    hasMore: doc.querySelector("#inbox_more") !== null }};
}}"""


def pretty(number: str) -> str:
    """A number as the product shows it: (480) 555-0200."""
    return f"({number[2:5]}) {number[5:8]}-{number[8:]}"


def row(page: Page, who: str) -> Locator:
    """The row of a person (name, or number as shown) in the list of conversations."""
    return page.get_by_role("list", name="Conversations").get_by_role("listitem").filter(has_text=who)


def rows(page: Page) -> Locator:
    return page.get_by_role("list", name="Conversations").get_by_role("listitem")


def open_row(page: Page, who: str) -> None:
    """Open somebody's conversation from the list."""
    row(page, who).get_by_role("link").click()
    expect(page.get_by_role("region", name="Conversation").get_by_role("heading", level=1)).to_have_text(who)


def bubble(page: Page, words: str) -> Locator:
    """The texts in the open thread that say exactly this."""
    own = page.get_by_text(words, exact=True)
    return page.get_by_role("log", name="Messages").get_by_role("article").filter(has=own)


def composer(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message")


def write(page: Page, words: str) -> None:
    """Write into the composer and press Enter."""
    expect(page.locator("[data-composer]")).to_have_attribute("data-ready", "yes")
    composer(page).fill(words)
    composer(page).press("Enter")


def bodies(page: Page) -> list[str]:
    """What the open thread says, from the top, without names, times and states."""
    return page.get_by_role("log", name="Messages").get_by_role("article").get_by_role("paragraph").evaluate_all(
        "all => all.filter((each) => each.matches('.words')).map((each) => each.textContent)"
    )


def contents(page: Page) -> dict[str, list[list[str]]]:
    """The open thread in order, with ids, and its row in the list: what two people at its desk compare."""
    return page.evaluate("""() => {
      const said = (each) => [each.id, each.textContent.replace(/\\s+/g, " ").replace(/Waiting \\d+ \\w+/, "").trim()];
      return {
        rows: [...document.querySelectorAll(`#conversation_${location.pathname.split("/").pop()}_row`)].map(said),
        entries: [...document.querySelectorAll("[role=log] > .entry")].map(said),
      };
    }""")


def is_live(page: Page) -> None:
    """Wait until the page watches its rooms."""
    expect(page.locator("html")).to_have_attribute("data-live", "yes")


class Held:
    """Requests kept on their way: `held = Held(page, "POST", "**/messages")`, later held.let_go()."""

    def __init__(self, page: Page, method: str, address: str) -> None:
        self.method, self.routes, self.is_open = method, [], False
        page.route(address, self._met)

    def let_go(self) -> None:
        """Send what was held, and hold nothing more."""
        self.is_open = True
        while self.routes:
            self.routes.pop(0).continue_()

    def _met(self, route: Route) -> None:
        if self.is_open or route.request.method != self.method:
            route.continue_()
        else:
            self.routes.append(route)


def cut_answers(page: Page, method: str, address: str, times: int = 1) -> list[int]:
    """The next answers are lost on their way back, though the server did its work; their statuses."""
    lost: list[int] = []

    def cut(route: Route) -> None:
        if route.request.method != method or len(lost) == times:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route(address, cut)
    return lost


def choose(page: Any, option: str) -> None:
    """Take an offered person in the field To."""
    page.get_by_role("option").filter(has_text=option).click()
