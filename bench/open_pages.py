"""A thousand open pages that cost the bench next to nothing: open_pages(port, cookie, many) speaks just enough of
Engine.IO 4 and Socket.IO 5 over bare websockets to be a signed-in page that waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bench.wires import socket_of

AT_ONCE = 50


@asynccontextmanager
async def open_pages(port: int, cookie: str, many: int, origin: str) -> AsyncIterator[list[asyncio.StreamWriter]]:
    """`many` connected sockets, closed on leaving."""
    writers: list[asyncio.StreamWriter] = []
    gate = asyncio.Semaphore(AT_ONCE)

    async def one() -> None:
        async with gate:
            writers.append((await socket_of(port, cookie, origin))[1])

    await asyncio.gather(*(one() for _ in range(many)))
    try:
        yield writers
    finally:
        for writer in writers:
            writer.close()
