"""One text to 1,000 watchers of its conversation: measure(). From the webhook to the last of them."""

from __future__ import annotations

import asyncio
import time

from bench.clients import answer, percentile
from bench.figure import Figure
from bench.inbound import PATH, form
from bench.live import watch
from bench.open_pages import AT_ONCE
from bench.person import Person
from bench.send import open_threads
from bench.stand import Stand
from bench.wires import next_frame, socket_of

WATCHERS, ROUNDS = 1000, 10


def measure(database: str = "sqlite", quick: bool = False) -> list[Figure]:
    """Milliseconds until each watcher has it: p99 over all watchers and rounds."""
    watchers, rounds = (100, 2) if quick else (WATCHERS, ROUNDS)
    with Stand(database) as stand:
        open_threads(stand, 1)
        latencies = asyncio.run(_run(stand, Person(stand).cookie, watchers, rounds))
    p99 = percentile(latencies, 99)
    name = f"fan-out to {watchers:,} watchers of one conversation"
    return [Figure(f"{name}, p99, {database}", p99, "ms", reach="≤ 250 ms", holds=p99 <= 250)]


async def _run(stand: Stand, cookie: str, watchers: int, rounds: int) -> list[float]:
    gate = asyncio.Semaphore(AT_ONCE)
    sockets = await asyncio.gather(*(_watching(stand, cookie, gate) for _ in range(watchers)))
    carrier = await asyncio.open_connection("127.0.0.1", stand.port)
    latencies: list[float] = []
    for turn in range(rounds):
        word = f"word{turn:05}x".encode()
        begun = time.perf_counter()
        carrier[1].write(stand.signed(PATH, form("+16022000000", word.decode())))
        heard = [asyncio.create_task(_hears(*socket, word)) for socket in sockets]
        await answer(carrier[0])
        latencies += [(at - begun) * 1000 for at in await asyncio.gather(*heard)]
    return latencies


async def _watching(
    stand: Stand, cookie: str, gate: asyncio.Semaphore
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    async with gate:
        reader, writer = await socket_of(stand.port, cookie, stand.url)
        await watch(reader, writer, "conversation:1", after=1)
        return reader, writer


async def _hears(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, word: bytes) -> float:
    while word not in await next_frame(reader, writer):
        pass
    return time.perf_counter()
