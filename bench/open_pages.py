"""A thousand open pages that cost the bench next to nothing: open_pages(port, cookie, many) speaks just enough of
Engine.IO 4 and Socket.IO 5 over bare websockets to be a signed-in page that waits.
"""

from __future__ import annotations

import asyncio
import base64
import os
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

AT_ONCE = 50


@asynccontextmanager
async def open_pages(port: int, cookie: str, many: int, origin: str) -> AsyncIterator[list[asyncio.StreamWriter]]:
    """`many` connected sockets, closed on leaving."""
    writers: list[asyncio.StreamWriter] = []
    gate = asyncio.Semaphore(AT_ONCE)

    async def one() -> None:
        async with gate:
            writers.append(await _connect(port, cookie, origin))

    await asyncio.gather(*(one() for _ in range(many)))
    try:
        yield writers
    finally:
        for writer in writers:
            writer.close()


async def _connect(port: int, cookie: str, origin: str) -> asyncio.StreamWriter:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    key = base64.b64encode(os.urandom(16)).decode()
    writer.write((
        f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: {origin}\r\n"
        f"Cookie: {cookie}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {key}\r\n\r\n"
    ).encode())  # fmt: skip
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 101 " not in head.split(b"\r\n", 1)[0]:
        raise RuntimeError(f"the socket was refused: {head[:60]!r}")
    await _frame(reader)  # Engine.IO's open packet
    writer.write(_masked(b"40"))
    said = await _frame(reader)
    if not said.startswith(b"40"):
        raise RuntimeError(f"the server did not let the page in: {said[:60]!r}")
    return writer


async def _frame(reader: asyncio.StreamReader) -> bytes:
    """One unfragmented frame from the server, which masks none (RFC 6455, 5.2)."""
    length = (await reader.readexactly(2))[1] & 0x7F
    if length == 126:
        length = struct.unpack(">H", await reader.readexactly(2))[0]
    return await reader.readexactly(length)


def _masked(text: bytes) -> bytes:
    mask = os.urandom(4)
    return bytes([0x81, 0x80 | len(text)]) + mask + bytes(byte ^ mask[n % 4] for n, byte in enumerate(text))
