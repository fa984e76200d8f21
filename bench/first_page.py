"""The first page in a cold browser: measure(): bytes on the wire until the inbox is live, and how long a phone takes.

Chromium, its processor slowed four times, over 10 Mbit/s with 40 ms to and from the server: a phone of the middle of
the market on a usual mobile network.
"""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import sync_playwright

from bench.figure import Figure
from bench.pages import SMALL, seed
from bench.person import Person
from bench.stand import Stand
from tests.fixtures.browser import ARGUMENTS, find_browser

SLOWER = 4
NETWORK = {"offline": False, "latency": 40, "downloadThroughput": 10e6 / 8, "uploadThroughput": 5e6 / 8}
LIVE = "html[data-live=yes]"
INTERACTIVE = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


def measure(database: str = "sqlite", quick: bool = False) -> list[Figure]:
    """Kilobytes and milliseconds; nothing where there is no browser."""
    binary = find_browser()
    if not binary:
        return []
    with Stand(database) as stand, sync_playwright() as play:
        seed(stand, SMALL)
        browser = play.chromium.launch(executable_path=binary, args=ARGUMENTS)
        kilobytes, interactive, live = _load(browser, stand, Person(stand))
        browser.close()
    return [
        Figure("first page, cold browser", kilobytes, "kB", reach="≤ 150 kB", holds=kilobytes <= 150),
        Figure("first page interactive, mid phone", interactive, "ms", reach="≤ 1,000 ms", holds=interactive <= 1000),
        Figure("first page live (socket joined), mid phone", live, "ms"),
    ]


def _load(browser: Any, stand: Stand, person: Person) -> tuple[float, float, float]:
    context = browser.new_context(base_url=stand.url, viewport={"width": 390, "height": 844}, is_mobile=True)
    name, _, value = person.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": stand.url}])
    page = context.new_page()
    wire = context.new_cdp_session(page)
    received: list[float] = []
    wire.on("Network.loadingFinished", lambda told: received.append(told["encodedDataLength"]))
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", NETWORK)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    began = time.perf_counter()
    page.goto("/inbox", wait_until="commit")
    page.locator(LIVE).wait_for(state="attached")
    live = (time.perf_counter() - began) * 1000
    page.wait_for_load_state("networkidle")
    interactive = page.evaluate(INTERACTIVE)
    context.close()
    return sum(received) / 1000, interactive, live
