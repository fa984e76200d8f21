"""The account's own numbers: who they are, what kind, where their texts go, and who has blocked them."""

from __future__ import annotations

import re
import sqlite3
import time
from typing import Any

from .carrier import Carrier, new_sid

TOLL_FREE = ("800", "833", "844", "855", "866", "877", "888")
KINDS = ("local", "toll_free", "short_code")
FIELDS = (
    "name",
    "kind",
    "sms_url",
    "sms_method",
    "sms_fallback_url",
    "status_callback",
    "service",
    "advanced_opt_out",
)


def kind_of(number: str) -> str:
    """local, toll_free or short_code, by the digits alone."""
    if re.fullmatch(r"\d{3,6}", number):
        return "short_code"
    return "toll_free" if number.startswith("+1") and number[2:5] in TOLL_FREE else "local"


def e164(text: str) -> str | None:
    """A number as +digits; ten digits are taken as North American, short codes stay; None when it is no
    number.
    """
    if re.fullmatch(r"\d{5,6}", text):
        return text
    digits = re.sub(r"[\s().-]", "", text)
    if re.fullmatch(r"[2-9]\d{9}", digits):
        digits = "+1" + digits
    if digits.startswith("+1"):
        return digits if re.fullmatch(r"\+1[2-9]\d{2}[2-9]\d{6}", digits) else None
    return digits if re.fullmatch(r"\+[2-9]\d{6,14}", digits) else None


def find(carrier: Carrier, number: str) -> sqlite3.Row | None:
    """The owned number, or None."""
    return carrier.store.row("SELECT * FROM numbers WHERE number = ?", number)


def find_or_adopt(carrier: Carrier, number: str) -> sqlite3.Row | None:
    """The owned number; with the option adopt, a well-formed unknown one becomes owned."""
    owned = find(carrier, number)
    if owned is None and carrier.options["adopt"] and e164(number) == number:
        return register(carrier, number, adopted=1)
    return owned


def register(carrier: Carrier, number: str, **values: Any) -> sqlite3.Row:
    """Make a number owned, or change the given columns of one that is; written, not yet committed."""
    now, owned = time.time(), find(carrier, number)
    if owned is None:
        row = {"name": number, "kind": kind_of(number), "sms_url": carrier.config.default_webhook, **values}
        carrier.store.insert("numbers", sid=new_sid("PN"), number=number, created=now, updated=now, **row)
        carrier.events.publish("numbers")
    elif values:
        sets = ",".join(f"{column} = ?" for column in values)
        carrier.store.write(f"UPDATE numbers SET {sets}, updated = ? WHERE number = ?", *values.values(), now, number)
        carrier.events.publish("numbers")
    row = find(carrier, number)
    assert row is not None
    return row


def sender_of_service(carrier: Carrier, service: str) -> sqlite3.Row | None:
    """The number a Messaging Service sends from: the first of its pool, else (adopting) any owned number."""
    pooled = carrier.store.row("SELECT * FROM numbers WHERE service = ? ORDER BY created", service)
    if pooled is None and carrier.options["adopt"]:
        return carrier.store.row("SELECT * FROM numbers ORDER BY created")
    return pooled


def scope(number: sqlite3.Row | None, service: str | None = None) -> str:
    """What a STOP blocks: the whole Messaging Service a number is in, else that number alone."""
    return service or (number["service"] or number["number"] if number else "")


def is_blocked(carrier: Carrier, person: str, scopes: set[str]) -> bool:
    """Whether the person has blocked any of these numbers or services."""
    sql = "SELECT 1 FROM blocks WHERE person = ? AND scope = ?"
    return any(carrier.store.row(sql, person, name) for name in scopes if name)
