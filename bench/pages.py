"""The two pages that agents have open all day: measure(stand, database): the inbox with its folder counts, and threads
of fifty and of a hundred thousand texts, before and after the data of an installation that has been used for years.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import create_engine, text

from bench.clients import Pressed, press
from bench.figure import Figure
from bench.person import Person
from bench.stand import Stand

ASKED, TOGETHER = 300, 1500  # requests by one client, then by sixteen
CLIENTS = 16
SMALL = (1_000, 20_000, 0)  # contacts, messages, the longest thread
LARGE = (50_000, 1_000_000, 100_000)
QUICK = (2_000, 30_000, 10_000)


def measure(database: str = "sqlite", quick: bool = False) -> list[Figure]:
    """Each page's time for one client and requests a second for sixteen, and the bytes of the longest thread."""
    asked = ASKED // 3 if quick else ASKED
    with Stand(database) as stand:
        small, large = SMALL, QUICK if quick else LARGE
        seed(stand, small)
        person = Person(stand)
        press(stand.floor(), [b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"] * 50, 1)
        before = press(stand.port, [person.get("/inbox")] * asked, 1).p(50)
        seed(stand, tuple(more - less for more, less in zip(large, small, strict=True)), dice=2)
        floor = press(stand.floor_port, [b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"] * asked, 1)
        inbox = press(stand.port, [person.get("/inbox")] * asked, 1)
        together = press(stand.port, [person.get("/inbox")] * (asked * 5), CLIENTS)
        longest, ordinary = threads(stand)
        long = press(stand.port, [person.get(f"/conversations/{longest}")] * asked, 1)
        short = press(stand.port, [person.get(f"/conversations/{ordinary}")] * asked, 1)
        weight = person.weigh(f"/conversations/{longest}") / 1000
    where = f"{large[0]:,} contacts, {large[1]:,} texts, {database}"
    return [
        *_inbox(where, inbox, together, floor, before),
        Figure("open a thread of 50, p50", short.p(50), "ms", floor.p(50), short.p(50) / floor.p(50)),
        Figure(f"open a thread of {large[2]:,}, p50", long.p(50), "ms", short.p(50), long.p(50) / short.p(50),
               "≤ 1.2× a thread of 50", long.p(50) <= 1.2 * short.p(50)),
        Figure(f"bytes on the wire of a thread of {large[2]:,}", weight, "kB", reach="≤ 50 kB", holds=weight <= 50),
    ]  # fmt: skip


def _inbox(where: str, alone: Pressed, together: Pressed, floor: Pressed, before: float) -> list[Figure]:
    p50, growth = alone.p(50), alone.p(50) / before
    return [
        Figure.beside(f"inbox, one client, p50 ({where})", p50, "ms", floor.p(50), "≤ 6 ms", p50 <= 6),
        Figure.beside("inbox, one client, p99", alone.p(99), "ms", floor.p(99)),
        Figure("inbox, 16 clients, one web process", together.rate, "/s", reach="≥ 200/s", holds=together.rate >= 200),
        Figure("inbox, its time at 1,000 contacts", p50, "ms", before, growth, "≤ 1.2×", growth <= 1.2),
    ]


def seed(stand: Stand, amount: tuple[int, ...], dice: int = 1) -> dict[str, Any]:
    """Synthetic data in the bench's account: (contacts, messages, longest thread)."""
    contacts, messages, longest = amount
    return stand.flask(
        "seed", str(stand.account), "--contacts", str(contacts), "--messages", str(messages), "--longest",
        str(longest), "--seed", str(dice), "--yes",
    )  # fmt: skip


def threads(stand: Stand) -> tuple[int, int]:
    """Ids of the longest conversation and of one of about fifty texts."""
    engine = create_engine(stand.database_url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.connect() as wire:
        longest = wire.scalar(text("SELECT id FROM conversation ORDER BY change_no DESC LIMIT 1"))
        fifty = "SELECT id FROM conversation WHERE change_no >= 50 ORDER BY change_no, id LIMIT 1"
        return longest, wire.scalar(text(fifty))
