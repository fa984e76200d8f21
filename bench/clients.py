"""Clients that press as fast as they are answered: press(port, requests, clients) -> Pressed. Raw HTTP/1.1 over
connections that stay open, so that the load costs little of the two cores that all parts share."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass
class Pressed:
    """What came of it: seconds it took, each answer's latency in ms, answers by status."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Answers of 2xx a second."""
        return sum(n for status, n in self.statuses.items() if 200 <= status < 300) / self.seconds

    def p(self, percent: float) -> float:
        return percentile(self.latencies, percent)


def press(port: int, requests: Iterable[bytes], clients: int) -> Pressed:
    """Send these requests over so many connections, each the next as soon as it is answered."""
    return asyncio.run(_press(port, iter(requests), clients))


def percentile(values: list[float], percent: float) -> float:
    ordered = sorted(values) or [0.0]
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


async def _press(port: int, requests: Iterator[bytes], clients: int) -> Pressed:
    pressed = Pressed()
    begun = time.perf_counter()
    await asyncio.gather(*(_client(port, requests, pressed) for _ in range(clients)))
    pressed.seconds = time.perf_counter() - begun
    return pressed


async def _client(port: int, requests: Iterator[bytes], pressed: Pressed) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in requests:
        begun = time.perf_counter()
        writer.write(request)
        status = await answer(reader)
        pressed.latencies.append((time.perf_counter() - begun) * 1000)
        pressed.statuses[status] = pressed.statuses.get(status, 0) + 1
    writer.close()


async def answer(reader: asyncio.StreamReader) -> int:
    """Read one answer whole; its status."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
    if length:
        await reader.readexactly(length)
    return int(head[9:12])
