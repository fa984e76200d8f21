"""From the carrier's webhook to the row in a browser's inbox, ten texts a second: measure(). Reported, with no figure
to reach: Chromium draws on the same two cores that serve it.
"""

from __future__ import annotations

import http.client
import time
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from bench.clients import percentile
from bench.figure import Figure
from bench.inbound import PATH, form
from bench.person import Person
from bench.send import open_threads
from bench.stand import Stand
from tests.fixtures.browser import ARGUMENTS, find_browser

A_SECOND, TEXTS, PEOPLE = 10, 100, 20
LIVE = "html[data-live=yes]"
NOTES_WORDS = """
    window.drawnAt = {};
    document.addEventListener("DOMContentLoaded", () => {
        new MutationObserver(() => {
            for (const [word] of document.getElementById("inbox_list").textContent.matchAll(/seen[0-9]{5}x/g))
                window.drawnAt[word] ??= performance.timeOrigin + performance.now();
        }).observe(document.getElementById("inbox_list"), {childList: true, subtree: true, characterData: true});
    });
"""


def measure(database: str = "sqlite", quick: bool = False) -> list[Figure]:
    """Milliseconds from the request's first byte to the words in the list; nothing where there is no browser."""
    binary, texts = find_browser(), 20 if quick else TEXTS
    if not binary:
        return []
    with Stand(database) as stand:
        open_threads(stand, PEOPLE)
        person = Person(stand)
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=binary, args=ARGUMENTS)
            page = _inbox(browser, stand, person)
            sent = _text_in(stand, texts)
            page.wait_for_function(f"window.drawnAt[{max(sent)!r}]")
            drawn: dict[str, float] = page.evaluate("window.drawnAt")
            browser.close()
    taken = [drawn[word] - at for word, at in sent.items() if word in drawn]
    return [
        Figure(f"webhook to the row in Chromium p50 at {A_SECOND}/s, {database}", percentile(taken, 50), "ms"),
        Figure(f"webhook to the row in Chromium p99 at {A_SECOND}/s, {database}", percentile(taken, 99), "ms"),
        Figure(f"texts never seen in the list, {database}", len(sent) - len(taken), "texts"),
    ]


def _inbox(browser: Any, stand: Stand, person: Person) -> Any:
    context = browser.new_context(base_url=stand.url, viewport={"width": 1440, "height": 900})
    name, _, value = person.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": stand.url}])
    context.add_init_script(NOTES_WORDS)
    page = context.new_page()
    page.goto("/inbox?folder=open")
    page.locator(LIVE).wait_for(state="attached")
    return page


def _text_in(stand: Stand, texts: int) -> dict[str, float]:
    """Post them at their pace, each from another of PEOPLE; when each was sent (milliseconds since 1970)."""
    wire = http.client.HTTPConnection("127.0.0.1", urlsplit(stand.url).port)
    wire.connect()
    sent, begun = {}, time.perf_counter()
    for turn in range(texts):
        time.sleep(max(0.0, begun + turn / A_SECOND - time.perf_counter()))
        word = f"seen{turn:05}x"
        request = stand.signed(PATH, form(f"+1602{2_000_000 + turn % PEOPLE}", word))
        sent[word] = time.time() * 1000
        wire.sock.sendall(request)
        answer = http.client.HTTPResponse(wire.sock)
        answer.begin()
        answer.read()
    wire.close()
    return sent
