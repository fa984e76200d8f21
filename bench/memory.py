"""What each process keeps for itself alone (USS): measure(): the web part idle and with a thousand open pages, the
worker idle. Linux only."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bench.clients import press
from bench.figure import Figure
from bench.open_pages import open_pages
from bench.person import Person
from bench.stand import Stand

PAGES = 1_000


def measure(database: str = "sqlite", quick: bool = False) -> list[Figure]:
    """Megabytes beside what they may be."""
    pages = PAGES // 5 if quick else PAGES
    with Stand(database) as stand:
        person = Person(stand)
        press(stand.port, [person.get("/inbox")] * 20, 2)
        idle, worker = uss(stand, "web"), uss(stand, "worker")
        full = asyncio.run(_with_pages(stand, person, pages))
    return [
        Figure("memory of a web process, idle", idle, "MB", reach="≤ 150 MB", holds=idle <= 150),
        Figure(f"memory of a web process, {pages:,} open pages", full, "MB", reach="≤ 400 MB", holds=full <= 400),
        Figure("memory of a worker, idle", worker, "MB", reach="≤ 150 MB", holds=worker <= 150),
    ]


async def _with_pages(stand: Stand, person: Person, pages: int) -> float:
    async with open_pages(stand.port, person.cookie, pages, stand.url):
        return uss(stand, "web")


def uss(stand: Stand, part: str) -> float:
    """Megabytes that the largest process of this part shares with nobody."""
    return max(_private(pid) for pid in stand.pids(part))


def _private(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024
