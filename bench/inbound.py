"""Inbound webhooks a second, the whole path, 16 clients: measure(database). Beside the bare app's, same run.

The load generator runs on the same two cores. A quarter of the texts come from people never seen before. Then once more
where a thousand texts are stored, and where a million are.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from uuid import uuid4

from bench.clients import Pressed, press
from bench.figure import Figure, line
from bench.pages import LARGE, QUICK, seed
from bench.stand import ACCOUNT, NUMBER, Stand

PATH = "/webhooks/twilio/messages"
CLIENTS, TEXTS, PEOPLE = 16, 2000, 600
REACH = {1: 250.0, 2: 450.0}
FEW = (500, 1_000, 0)  # contacts, messages, the longest thread


def measure(database: str = "sqlite", quick: bool = False) -> list[Figure]:
    """Rates with one and with two web processes, the web's CPU a text, and what a million stored texts cost."""
    texts = 200 if quick else TEXTS
    figures = [figure for web in REACH for figure in _with(database, web, texts)]
    return [*figures, _growth(database, QUICK if quick else LARGE, texts)]


def _with(database: str, web: int, texts: int) -> list[Figure]:
    with Stand(database, web) as stand:
        press(stand.port, requests(stand, 100), CLIENTS)
        press(stand.floor(), requests(stand, 100, stand.floor_url), CLIENTS)
        used, base = stand.cpu("web"), stand.cpu("floor")
        ours = press(stand.port, list(requests(stand, texts)), CLIENTS)
        used = stand.cpu("web") - used
        floor = press(stand.floor_port, list(requests(stand, texts, stand.floor_url)), CLIENTS)
        base = stand.cpu("floor") - base
    return _figures(f"{database}, {web} web", web, ours, floor, used / texts, base / texts)


def _growth(database: str, many: tuple[int, ...], texts: int) -> Figure:
    """A text's time where `many` are stored, beside where FEW are."""
    with Stand(database) as stand:
        seed(stand, FEW)
        few = _rate(stand, texts, 0)
        seed(stand, tuple(more - less for more, less in zip(many, FEW, strict=True)), dice=2)
        rate = _rate(stand, texts, PEOPLE)
    name = f"inbound texts with {many[1]:,} stored, beside {FEW[1]:,}, {database}"
    return Figure(name, rate, "/s", few, few / rate, "≤ 1.2× the time", few / rate <= 1.2)


def _rate(stand: Stand, texts: int, first: int) -> float:
    """Texts a second, of people from the `first` on: a hundred of them have texted before, the others have not."""
    press(stand.port, requests(stand, 100, first=first), CLIENTS)
    return press(stand.port, list(requests(stand, texts, first=first)), CLIENTS).rate


def _figures(where: str, web: int, ours: Pressed, floor: Pressed, cpu: float, base: float) -> list[Figure]:
    ratio, reach = ours.rate / floor.rate, REACH[web]
    says, holds = f"ratio ≥ 0.45, ≥ {reach:.0f}/s", ratio >= 0.45 and ours.rate >= reach
    failed = sum(n for status, n in ours.statuses.items() if status != 200)
    return [
        Figure("inbound texts, " + where, ours.rate, "/s", floor.rate, ratio, says, holds),
        Figure.beside("inbound p99, " + where, ours.p(99), "ms", floor.p(99)),
        Figure.beside("inbound CPU of the web a text, " + where, cpu * 1000, "ms", base * 1000),
        Figure("inbound texts not stored, " + where, failed, "texts", reach="0", holds=failed == 0),
    ]


def requests(stand: Stand, count: int, base: str = "", first: int = 0) -> Iterator[bytes]:
    """Signed webhooks of so many texts, from PEOPLE senders in turn, the `first` of them and on."""
    for turn in range(count):
        yield stand.signed(PATH, form(f"+1602{2_000_000 + first + turn % PEOPLE}"), base)


def form(sender: str, body: str = "Is my order ready to be picked up today?") -> dict[str, str]:
    """What Twilio sends for a text."""
    return {
        "MessageSid": f"SM{uuid4().hex}", "SmsMessageSid": "", "AccountSid": ACCOUNT, "From": sender, "To": NUMBER,
        "Body": body, "NumMedia": "0", "NumSegments": "1", "SmsStatus": "received", "ApiVersion": "2010-04-01",
        "FromCity": "PHOENIX", "FromState": "AZ", "FromZip": "85001", "FromCountry": "US",
    }  # fmt: skip


if __name__ == "__main__":
    for each in measure(*sys.argv[1:2] or ["sqlite"]):
        sys.stdout.write(line(each) + "\n")
