"""An agent presses Send, 16 at once: measure(). How many are accepted a second; none waits for the carrier."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from urllib.parse import urlencode
from uuid import uuid4

from bench.clients import Pressed, press
from bench.figure import Figure
from bench.inbound import CLIENTS, PATH, form
from bench.person import Person
from bench.stand import Stand

SENDS, THREADS = 600, 100


def measure(database: str = "sqlite", quick: bool = False) -> list[Figure]:
    """Sends a second with one web process, and their p99 beside the bare app's insert."""
    sends = 60 if quick else SENDS
    with Stand(database, workers=1) as stand:
        open_threads(stand, THREADS)
        person = Person(stand)
        press(stand.port, presses(person, 32), CLIENTS)
        press(stand.floor(), inserts(stand, 100), CLIENTS)
        ours = press(stand.port, list(presses(person, sends)), CLIENTS)
        floor = press(stand.floor_port, list(inserts(stand, sends)), CLIENTS)
    return _figures(database, ours, floor)


def open_threads(stand: Stand, count: int) -> None:
    """So many people text for the first time: conversations 1 to `count` of a new installation."""
    texts = [stand.signed(PATH, form(f"+1602{2_000_000 + turn}")) for turn in range(count)]
    pressed = press(stand.port, texts, CLIENTS)
    if pressed.statuses != {200: count}:
        raise RuntimeError(f"the threads of the bench could not be opened: {pressed.statuses}")


def presses(person: Person, count: int) -> Iterator[bytes]:
    """Requests of Send, one to each thread in turn."""
    token = token_of(person)
    for turn in range(count):
        thread = turn % THREADS + 1
        fields = {"body": f"Your order {turn} is ready.", "client_id": str(uuid4()), "conversation_id": thread}
        body = urlencode(fields)
        yield (
            f"POST /conversations/{thread}/messages HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Cookie: {person.cookie}\r\nX-CSRFToken: {token}\r\nHX-Request: true\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()


def token_of(person: Person) -> str:
    """The token that pages of this session carry; the session's cookie holds its other half from now on."""
    wire = http.client.HTTPConnection("127.0.0.1", person.port)
    wire.request("GET", "/conversations/1", headers={"Cookie": person.cookie})
    answer = wire.getresponse()
    page = answer.read().decode()
    person.cookie = answer.headers.get("Set-Cookie", person.cookie).split(";")[0]
    found = re.search(r"X-CSRFToken[^:]*:\s*(?:&#34;|&quot;|\")([\w.\-]+)", page)
    if not found:
        raise RuntimeError("the page has no token for what is posted")
    return found[1]


def inserts(stand: Stand, count: int) -> Iterator[bytes]:
    for turn in range(count):
        yield stand.signed(PATH, form(f"+1602{3_000_000 + turn}"), stand.floor_url)


def _figures(where: str, ours: Pressed, floor: Pressed) -> list[Figure]:
    slow, base = ours.p(99), floor.p(99)
    failed = sum(n for status, n in ours.statuses.items() if status != 201)
    return [
        Figure.beside(f"sends accepted, {where}", ours.rate, "/s", floor.rate, "≥ 150/s", ours.rate >= 150),
        Figure.beside(f"send p99, {where}", slow, "ms", base, "≤ 2 × floor", slow <= 2 * base),
        Figure(f"sends not accepted, {where}", failed, "texts", reach="0", holds=failed == 0),
    ]
