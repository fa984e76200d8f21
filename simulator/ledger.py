"""The book of what happened: every create accepted or refused, every webhook sent, every reply of the
carrier's own.
"""

from __future__ import annotations

import json
import time
from typing import Any

from .carrier import Carrier

KINDS = {
    "create": "creates",
    "refused": "refused",
    "inbound": "webhooks",
    "status": "webhooks",
    "carrier_reply": "carrier_replies",
}


def note(carrier: Carrier, kind: str, sid: str | None, pending: bool = False, **data: Any) -> int:
    """Write one line, not yet committed; answers its id. `pending` is a webhook still to be sent."""
    return carrier.store.insert(
        "ledger", kind=kind, sid=sid, at=time.time(), pending=int(pending), data=json.dumps(data)
    )


def settle(carrier: Carrier, line: int, **data: Any) -> None:
    """Put the outcome of a webhook on its line."""
    carrier.store.write("UPDATE ledger SET pending = 0, data = ? WHERE id = ?", json.dumps(data), line)
    carrier.store.commit_soon()


def read(carrier: Carrier, after: int, only: set[str]) -> dict[str, Any]:
    """The book after line `after` (lines of all kinds share one count); `only` names the lists wanted, empty
    for all.
    """
    book: dict[str, Any] = {"creates": [], "refused": [], "webhooks": [], "carrier_replies": []}
    last = after
    sql = """SELECT ledger.*, messages.status, messages.deleted FROM ledger LEFT JOIN messages USING (sid)
             WHERE ledger.id > ? ORDER BY ledger.id"""
    for row in carrier.store.rows(sql, after):
        last, section = row["id"], KINDS[row["kind"]]
        if not only or section in only:
            book[section].append(_line(row))
    return book | {"last": last, "totals": _totals(carrier)}


def _line(row: Any) -> dict[str, Any]:
    line = {"id": row["id"], "sid": row["sid"], "at": row["at"], **json.loads(row["data"])}
    if row["kind"] == "create":
        line["status"] = "deleted" if row["deleted"] else row["status"]
    elif row["kind"] in ("inbound", "status"):
        line.pop("params", None)
        line |= {"kind": row["kind"], "pending": bool(row["pending"])}
    elif row["kind"] == "carrier_reply":
        line["kind"] = row["kind"]
    return line


def _totals(carrier: Carrier) -> dict[str, int]:
    counts = dict.fromkeys([*KINDS, "pending"], 0)
    for row in carrier.store.rows("SELECT kind, count(*) AS n, sum(pending) AS p FROM ledger GROUP BY kind"):
        counts[row["kind"]] = row["n"]
        counts["pending"] += row["p"]
    return counts
