"""From the carrier's webhook to a raw Socket.IO client, 50 texts a second: measure(). The client watches the inbox."""

from __future__ import annotations

import asyncio
import json
import time

from bench.clients import answer, percentile
from bench.figure import Figure
from bench.inbound import PATH, form
from bench.person import Person
from bench.send import open_threads
from bench.stand import Stand
from bench.wires import read_frame, socket_of, write_text

A_SECOND, TEXTS, PEOPLE = 50, 500, 100


def measure(database: str = "sqlite", quick: bool = False) -> list[Figure]:
    """Milliseconds from the request's first byte to the row in the socket, p50 and p99."""
    texts = 50 if quick else TEXTS
    with Stand(database) as stand:
        open_threads(stand, PEOPLE)
        latencies, missed = asyncio.run(_run(stand, Person(stand).cookie, texts))
    p50, p99 = percentile(latencies, 50), percentile(latencies, 99)
    return [
        Figure(f"webhook to socket p50 at 50/s, {database}", p50, "ms", reach="≤ 15 ms", holds=p50 <= 15),
        Figure(f"webhook to socket p99 at 50/s, {database}", p99, "ms", reach="≤ 40 ms", holds=p99 <= 40),
        Figure(f"texts that reached no socket, {database}", missed, "texts", reach="0", holds=missed == 0),
    ]


async def watch(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, room: str, after: int = 0) -> None:
    """Watch a room and wait for the answer that it is watched."""
    write_text(writer, "420" + json.dumps(["watch", {"room": room, "after": after}]))
    await writer.drain()
    while not (await read_frame(reader)).startswith(b"430"):
        pass


async def _run(stand: Stand, cookie: str, texts: int) -> tuple[list[float], int]:
    reader, writer = await socket_of(stand.port, cookie, stand.url)
    await watch(reader, writer, f"inbox:{stand.account}:{stand.department}")
    sent: dict[str, float] = {}
    latencies: list[float] = []
    listening = asyncio.create_task(_listen(reader, writer, sent, latencies))
    free: asyncio.Queue = asyncio.Queue()
    for _ in range(16):
        free.put_nowait(await asyncio.open_connection("127.0.0.1", stand.port))
    begun = time.perf_counter()
    answers = []
    for turn in range(texts):
        await asyncio.sleep(max(0.0, begun + turn / A_SECOND - time.perf_counter()))
        word = f"word{turn:05}x"
        request = stand.signed(PATH, form(f"+1602{2_000_000 + turn % PEOPLE}", word))
        answers.append(asyncio.create_task(_send(free, request, word, sent)))
    await asyncio.gather(*answers)
    await asyncio.sleep(1)
    listening.cancel()
    return latencies, len(sent)


async def _send(free: asyncio.Queue, request: bytes, word: str, sent: dict[str, float]) -> None:
    sent[word] = time.perf_counter()
    reader, writer = await free.get()
    writer.write(request)
    await answer(reader)
    free.put_nowait((reader, writer))


async def _listen(reader, writer, sent: dict[str, float], latencies: list[float]) -> None:
    """Note when each text's words come; a row may speak of several texts' last one only."""
    while True:
        frame = await read_frame(reader)
        at = time.perf_counter()
        if frame == b"2":
            write_text(writer, "3")
        for word in [word for word in sent if word.encode() in frame]:
            latencies.append((at - sent.pop(word)) * 1000)
