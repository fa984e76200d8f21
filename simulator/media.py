"""Pictures and files of texts: kept for inbound ones, fetched for outbound ones, shown at Twilio's addresses."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import sqlite3
import time
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from .carrier import Carrier, new_sid
from .config import is_loopback
from .messages import stamp

LARGEST = 5 * 1024 * 1024  # bytes; Twilio documentation: MMS size limit
NOT_FETCHED, TOO_LARGE, TOO_LARGE_FOR_CARRIER, NOT_TAKEN = 63019, 11751, 30019, 12300
MADE_SMALLER = {"image/jpeg", "image/png", "image/gif"}  # the carrier does; everything else is passed on as it is
AS_IT_IS = 600_000  # bytes. Twilio documentation: accepted content types for media
TAKEN = re.compile(
    r"image/(jpeg|jpg|gif|png|heic|heif|tiff|bmp)|video/(mp4|mpeg4?|webm|quicktime|3gpp2?|H26[1-5])|application/pdf"
    r"|audio/(ogg|mpeg|mp4|mp3|3gpp2?|basic|L24|vnd\.wave|ac3|webm|amr(-nb)?)|text/(x-)?vcard|text/(csv|rtf|calendar)"
)


def add(carrier: Carrier, message: str, item: dict[str, Any]) -> str:
    """Keep one file of a text, {data (base64) or url, content_type}; answers its SID. Raises ValueError."""
    data, url = None, item.get("url")
    if "data" in item:
        try:
            data = base64.b64decode(item["data"], validate=True)
        except (binascii.Error, TypeError, ValueError) as error:
            raise ValueError("media: 'data' must be base64.") from error
    elif not isinstance(url, str) or urlsplit(url).scheme not in ("http", "https"):
        raise ValueError("media: give each item 'url' (http or https) or 'data' (base64).")
    kind, sid = str(item.get("content_type") or "image/jpeg"), new_sid("ME")
    if not re.fullmatch(r"[\w.+-]+/[\w.+-]+", kind):
        raise ValueError(f"media: {kind!r} is no content type.")
    carrier.store.insert("media", sid=sid, message=message, content_type=kind, data=data, url=url, created=time.time())
    return sid


def of(carrier: Carrier, message: str) -> list[sqlite3.Row]:
    """The files of a text in order, without their bytes."""
    sql = """SELECT sid, message, content_type, url, created, data IS NOT NULL AS here FROM media
             WHERE message = ? AND NOT deleted ORDER BY rowid"""
    return carrier.store.rows(sql, message)


def resource(carrier: Carrier, row: sqlite3.Row) -> dict[str, Any]:
    """Twilio's Media resource."""
    path = address(carrier, row["message"], row["sid"])
    return {
        "sid": row["sid"],
        "account_sid": carrier.config.account_sid,
        "parent_sid": row["message"],
        "content_type": row["content_type"],
        "date_created": stamp(row["created"]),
        "date_updated": stamp(row["created"]),
        "uri": f"{path}.json",
    }


def address(carrier: Carrier, message: str, sid: str) -> str:
    """The path of a file; without .json it is the file itself."""
    return f"/2010-04-01/Accounts/{carrier.config.account_sid}/Messages/{message}/Media/{sid}"


def pass_for(carrier: Carrier, sid: str) -> str:
    """The word in a storage address that stands for the right to read this file."""
    return hmac.new(carrier.config.auth_tokens[0].encode(), sid.encode(), hashlib.sha256).hexdigest()[:32]


def fetch_all(carrier: Carrier, message: sqlite3.Row) -> None:
    """Fetch the files of a text on its way; one that cannot be had makes the text undelivered.

    Only Leadline's own origin and this machine are ever asked; files elsewhere count as fetched.
    """
    for row in of(carrier, message["sid"]):
        if row["url"] and not row["here"] and _may_fetch(carrier, row["url"]):
            code = _fetch(carrier, row)
            if code:
                _spoil(carrier, message["sid"], code)
    carrier.store.commit_soon()
    carrier.events.publish("text", person=message["recipient"], business=message["sender"])


def _may_fetch(carrier: Carrier, url: str) -> bool:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" == carrier.config.public_origin or is_loopback(parts.hostname or "")


def _fetch(carrier: Carrier, row: sqlite3.Row) -> int | None:
    """Ask as Twilio does, HEAD and then GET, which must agree on the type; the error's code, None when it is here."""
    try:
        promised, _ = _ask("HEAD", row["url"])
        kind, data = _ask("GET", row["url"])
    except (urllib.error.URLError, OSError, ValueError):
        return NOT_FETCHED
    if kind != promised or not TAKEN.fullmatch(kind):
        return NOT_TAKEN
    if len(data) > LARGEST:
        return TOO_LARGE
    if kind not in MADE_SMALLER and len(data) + _carried_as_it_is(carrier, row["message"]) > AS_IT_IS:
        return TOO_LARGE_FOR_CARRIER
    carrier.store.write("UPDATE media SET data = ?, content_type = ? WHERE sid = ?", data, kind, row["sid"])
    return None


def _carried_as_it_is(carrier: Carrier, message: str) -> int:
    """Bytes of this text's files so far that are passed on as they are."""
    sql = """SELECT COALESCE(SUM(LENGTH(data)), 0) AS bytes FROM media
             WHERE message = ? AND content_type NOT IN ('image/jpeg', 'image/png', 'image/gif')"""
    return carrier.store.row(sql, message)["bytes"]


def _ask(method: str, url: str) -> tuple[str, bytes]:
    request = urllib.request.Request(url, headers={"User-Agent": "TwilioProxy/1.1"}, method=method)
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(request, timeout=5) as answer:
        return answer.headers.get_content_type(), answer.read(LARGEST + 1)


def _spoil(carrier: Carrier, message: str, code: int) -> None:
    carrier.store.write(
        "UPDATE steps SET status = 'undelivered', error_code = ?, told = 'undelivered', told_code = ? WHERE sid = ?",
        code,
        code,
        message,
    )
