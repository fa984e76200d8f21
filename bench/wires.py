"""A raw Socket.IO client: socket_of(port, cookie, url) connects as a page does; read_frame, next_frame, write_text."""

from __future__ import annotations

import asyncio
import base64
import os
import struct


async def socket_of(port: int, cookie: str, origin: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connected socket in the namespace "/"."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    key = base64.b64encode(os.urandom(16)).decode()
    writer.write((
        f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: {origin}\r\n"
        f"Cookie: {cookie}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {key}\r\n\r\n"
    ).encode())  # fmt: skip
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 101 " not in head.split(b"\r\n", 1)[0]:
        raise RuntimeError(f"the socket was refused: {head[:60]!r}")
    await read_frame(reader)  # Engine.IO's open packet
    write_text(writer, "40")
    said = await read_frame(reader)
    if not said.startswith(b"40"):
        raise RuntimeError(f"the server did not let the page in: {said[:60]!r}")
    return reader, writer


async def next_frame(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    """The next frame that isn't Engine.IO's ping; pings are answered, or the server hangs up."""
    while (frame := await read_frame(reader)) == b"2":
        write_text(writer, "3")
    return frame


async def read_frame(reader: asyncio.StreamReader) -> bytes:
    """One unfragmented frame from the server, which masks none (RFC 6455, 5.2)."""
    length = (await reader.readexactly(2))[1] & 0x7F
    if length == 126:
        length = struct.unpack(">H", await reader.readexactly(2))[0]
    elif length == 127:
        length = struct.unpack(">Q", await reader.readexactly(8))[0]
    return await reader.readexactly(length)


def write_text(writer: asyncio.StreamWriter, words: str) -> None:
    """One short text frame (under 126 bytes), masked as a client's must be."""
    text, mask = words.encode(), os.urandom(4)
    body = bytes(byte ^ mask[place % 4] for place, byte in enumerate(text))
    writer.write(bytes([0x81, 0x80 | len(text)]) + mask + body)
