"""Pages and parts leave gzip-compressed for whoever takes it. register(app).

A page holds its form's token beside words that a stranger may have texted, and the length of compressed bytes tells
how alike they are (BREACH). Two things stand against that: the session's cookie is SameSite=Lax, so that no other site
can have pages fetched with it at will, and each answer's length is blurred by up to a hundred random bytes, put into
gzip's own header as the name of a file (Heal the BREACH; Django's GZipMiddleware does the same).
"""

from __future__ import annotations

import secrets
import struct
import time
import zlib

from flask import Flask, Response, request

SMALLEST = 600  # bytes; below that nothing is won
LEVEL = 3  # half the time of 4 for a twentieth more bytes
SHRINKS = {"text/html", "application/json", "text/plain", "text/csv", "image/svg+xml", "text/css", "text/javascript"}
MOST_BLUR = 100
NAMED = 0x08  # gzip's flag: a file's name follows


def register(app: Flask) -> None:
    app.after_request(_compress)


def shrink(data: bytes) -> bytes:
    """gzip with a random name in its header (RFC 1952)."""
    name = secrets.token_urlsafe(MOST_BLUR)[: secrets.randbelow(MOST_BLUR) + 1].encode()
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    head = b"\x1f\x8b\x08" + struct.pack("<BLBB", NAMED, int(time.time()), 0, 255) + name + b"\0"
    return b"".join((head, packer.compress(data), packer.flush(), struct.pack("<LL", zlib.crc32(data), len(data))))


def _compress(response: Response) -> Response:
    """Webhooks' answers are short, and their callers don't wait for length."""
    if response.mimetype not in SHRINKS:
        return response
    response.vary.add("Accept-Encoding")
    if not _may(response):
        return response
    response.set_data(shrink(response.get_data()))
    response.headers["Content-Encoding"] = "gzip"
    if "ETag" in response.headers:
        response.headers["ETag"] = f'W/"{response.get_etag()[0]}"'
    return response


def _may(response: Response) -> bool:
    if response.direct_passthrough or response.is_streamed or "Content-Encoding" in response.headers:
        return False
    is_whole = response.status_code == 200 or response.status_code >= 400
    return is_whole and request.accept_encodings["gzip"] > 0 and (response.content_length or 0) >= SMALLEST
