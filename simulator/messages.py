"""The account's texts: rows of the file and Twilio's JSON of them."""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from . import segments
from .carrier import Carrier, new_sid

FINAL = ("delivered", "undelivered", "failed", "canceled", "received", "read")
PRICE_SMS, PRICE_MMS = 0.0075, 0.02  # US dollars a segment, a picture text


def add(carrier: Carrier, direction: str, sender: str | None, to: str, body: str, **values: Any) -> sqlite3.Row:
    """Write a text, not yet committed; its SID is SM or MM by `num_media` unless given."""
    now, media = time.time(), values.get("num_media", 0)
    row = {
        "sid": new_sid("MM" if media else "SM"),
        "status": "queued",
        "num_segments": 1 if media else segments.count(body),
        "num_media": media,
        "created": now,
        "updated": now,
        **values,
    }
    carrier.store.insert("messages", direction=direction, sender=sender, recipient=to, body=body, **row)
    return get(carrier, row["sid"])


def get(carrier: Carrier, sid: str) -> sqlite3.Row:
    """A text that is known to exist, deleted or not."""
    row = carrier.store.row("SELECT * FROM messages WHERE sid = ?", sid)
    assert row is not None, sid
    return row


def change(carrier: Carrier, sid: str, **values: Any) -> None:
    """Change columns of a text, not yet committed."""
    sets = ",".join(f"{column} = ?" for column in values)
    carrier.store.write(f"UPDATE messages SET {sets}, updated = ? WHERE sid = ?", *values.values(), time.time(), sid)


def price(row: sqlite3.Row) -> str:
    """What the carrier takes for it, negative, in US dollars."""
    cost = PRICE_MMS if row["num_media"] else PRICE_SMS * row["num_segments"]
    return f"-{cost:.5f}"


def resource(carrier: Carrier, row: sqlite3.Row) -> dict[str, Any]:
    """Twilio's Message resource (Twilio documentation: Message resource, properties)."""
    account, sid = carrier.config.account_sid, row["sid"]
    uri = f"/2010-04-01/Accounts/{account}/Messages/{sid}"
    return {
        "account_sid": account,
        "api_version": "2010-04-01",
        "body": row["body"],
        "date_created": stamp(row["created"]),
        "date_sent": stamp(row["sent"]),
        "date_updated": stamp(row["updated"]),
        "direction": row["direction"],
        "error_code": row["error_code"],
        "error_message": None,
        "from": row["sender"],
        "messaging_service_sid": row["service"],
        "num_media": str(row["num_media"]),
        "num_segments": str(row["num_segments"]) if row["sender"] is not None else "0",
        "price": row["price"],
        "price_unit": "USD",
        "sid": sid,
        "status": row["status"],
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": row["recipient"],
        "uri": f"{uri}.json",
    }


def stamp(seconds: float | None) -> str | None:
    """A time as RFC 2822 in GMT, as Twilio writes it."""
    return time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(seconds)) if seconds is not None else None
