"""What becomes of an accepted text: `schedule` writes its steps, `run` takes them when they are due and tells
Leadline.

A step changes the text and books the status callback; both are committed before the callback leaves, and
steps not yet taken are found again after a restart.
"""

from __future__ import annotations

import heapq
import random
import sqlite3
import time

import gevent

from . import media, messages, numbers, webhooks
from .carrier import Carrier

Stage = tuple[str, int | None]  # status, error code
Call = tuple[int, str, float]  # line of the ledger, SID, seconds to wait
FETCHING_S = 0.05
SENT = ("sent", "delivered", "undelivered", "read")


def schedule(carrier: Carrier, row: sqlite3.Row, at: float, fail: Stage | None = None) -> None:
    """Write the steps of a text that starts at time `at`; `fail` makes its end known already. Not yet
    committed.
    """
    stages = _stages(carrier, row, fail)
    told = list(stages)
    mix = carrier.faults.take("reorder", row["recipient"], row["sender"] or "", row["body"])
    if mix is not None:
        random.Random(mix.get("seed", 0) + row["seq"] if "seed" in mix else None).shuffle(told)
    for number, (status, code) in enumerate(stages):
        at += carrier.options.get(f"{status}_after", carrier.options["delivered_after"])
        step = carrier.store.insert(
            "steps",
            sid=row["sid"],
            at=at,
            status=status,
            error_code=code,
            told=told[number][0],
            told_code=told[number][1],
            last=int(number == len(stages) - 1),
        )
        heapq.heappush(carrier.due, (at, step))
    carrier.wake.set()


def run(carrier: Carrier) -> None:
    """Take steps as they fall due, for ever; those due together share a commit."""
    for row in carrier.store.rows("SELECT id, at FROM steps"):
        heapq.heappush(carrier.due, (row["at"], row["id"]))
    while True:
        carrier.wake.clear()
        wait = carrier.due[0][0] - time.time() if carrier.due else None
        if wait is None or wait > 0:
            carrier.wake.wait(wait)
            continue
        steps = []
        while carrier.due and carrier.due[0][0] <= time.time() and len(steps) < 200:
            steps.append(heapq.heappop(carrier.due)[1])
        _take_all(carrier, steps)
        gevent.sleep(0)


def run_now(carrier: Carrier, sid: str, within: float = 10.0) -> None:
    """Take every step of one text at once and wait up to `within` seconds for its callbacks' answers."""
    steps = [row["id"] for row in carrier.store.rows("SELECT id FROM steps WHERE sid = ? ORDER BY id", sid)]
    gevent.joinall(_take_all(carrier, steps), timeout=within)


def cancel(carrier: Carrier, row: sqlite3.Row) -> None:
    """End a text that has not left: no step follows, one callback says canceled. Commits."""
    carrier.store.write("DELETE FROM steps WHERE sid = ?", row["sid"])
    messages.change(carrier, row["sid"], status="canceled")
    calls = _book(carrier, messages.get(carrier, row["sid"]), "canceled", None)
    carrier.store.commit()
    _start(carrier, calls)


def _stages(carrier: Carrier, row: sqlite3.Row, fail: Stage | None) -> list[Stage]:
    facts = (row["recipient"], row["sender"] or "", row["body"])
    first: list[Stage] = [("queued", None)] if row["service"] else []
    if fail:
        return [*first, fail]
    listed = carrier.faults.take("statuses", *facts)
    if listed:
        return [_stage(text) for text in listed["statuses"]]
    wanted = carrier.faults.take("fail", *facts)
    if wanted is None:
        return [*first, ("sent", None), ("delivered", None)]
    end = (wanted.get("status", "undelivered"), wanted.get("code", 30008))
    return [*first, end] if end[0] == "failed" else [*first, ("sent", None), end]


def _stage(text: str) -> Stage:
    status, _, code = text.partition(":")
    return status, int(code) if code.isdigit() else None


def _take_all(carrier: Carrier, steps: list[int]) -> list[gevent.Greenlet]:
    calls = [call for step in steps for call in _take(carrier, step)]
    carrier.store.commit()
    return _start(carrier, calls)


def _start(carrier: Carrier, calls: list[Call]) -> list[gevent.Greenlet]:
    return [webhooks.start(carrier, *call) for call in calls]


def _take(carrier: Carrier, step_id: int) -> list[Call]:
    step = carrier.store.row("SELECT * FROM steps WHERE id = ?", step_id)
    if step is None:
        return []
    if step["sid"] in carrier.fetching:  # whether it can be delivered is known once its files are here
        heapq.heappush(carrier.due, (time.time() + FETCHING_S, step_id))
        return []
    carrier.store.write("DELETE FROM steps WHERE id = ?", step_id)
    row, now = _with_sender(carrier, messages.get(carrier, step["sid"])), time.time()
    values = {"status": step["status"], "error_code": step["error_code"]}
    if step["status"] in SENT:
        values |= {"sent": row["sent"] or now}
    if step["status"] in ("delivered", "undelivered"):
        values |= {"price": messages.price(row)}
    if step["status"] == "delivered" or (step["status"] == "sent" and step["last"]):
        values |= {"on_phone": row["on_phone"] or now}
    messages.change(carrier, row["sid"], **values)
    _show(carrier, row, values)
    return _book(carrier, row, step["told"], step["told_code"])


def _with_sender(carrier: Carrier, row: sqlite3.Row) -> sqlite3.Row:
    """A Messaging Service's text gets its sender with its first step, as the carrier chooses it."""
    number = numbers.sender_of_service(carrier, row["service"]) if row["sender"] is None else None
    if number is None:
        return row
    messages.change(carrier, row["sid"], sender=number["number"])
    return messages.get(carrier, row["sid"])


def _show(carrier: Carrier, row: sqlite3.Row, values: dict[str, object]) -> None:
    if row["num_media"] and row["sent"] is None and "sent" in values:
        carrier.fetching.add(row["sid"])
        carrier.work.spawn(_fetch, carrier, row)
    if "on_phone" in values:
        carrier.events.publish("text", person=row["recipient"], business=row["sender"])


def _fetch(carrier: Carrier, row: sqlite3.Row) -> None:
    try:
        media.fetch_all(carrier, row)
    finally:
        carrier.fetching.discard(row["sid"])


def _book(carrier: Carrier, row: sqlite3.Row, status: str, code: int | None) -> list[Call]:
    if not row["status_callback"]:
        return []
    facts = (row["recipient"], row["sender"] or "", row["body"])
    if carrier.faults.take("drop", *facts) is not None:
        line = webhooks.plan(carrier, "status", row["sid"], row["status_callback"], [], status=status, dropped=True)
        carrier.store.write("UPDATE ledger SET pending = 0 WHERE id = ?", line)
        return []
    late = (carrier.faults.take("callback_delay", *facts) or {}).get("seconds", 0.0)
    times = (carrier.faults.take("repeat", *facts) or {}).get("times", 1)
    params = _params(carrier, row, status, code)
    book = [
        webhooks.plan(carrier, "status", row["sid"], row["status_callback"], params, status=status)
        for _ in range(max(times, 1))
    ]
    return [(line, row["sid"], late) for line in book]


def _params(carrier: Carrier, row: sqlite3.Row, status: str, code: int | None) -> list[tuple[str, str]]:
    params = {
        "AccountSid": carrier.config.account_sid,
        "ApiVersion": "2010-04-01",
        "From": row["sender"] or "",
        "MessageSid": row["sid"],
        "MessageStatus": status,
        "SmsSid": row["sid"],
        "SmsStatus": status,
        "To": row["recipient"],
    }
    if row["service"]:
        params["MessagingServiceSid"] = row["service"]
    if code is not None:
        params["ErrorCode"] = str(code)
    if status in ("delivered", "undelivered"):
        params["RawDlrDoneDate"] = time.strftime("%y%m%d%H%M", time.gmtime())
    return list(params.items())
