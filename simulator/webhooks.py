"""Webhooks with their tries: `deliver` sends one and books every attempt; `start` does so in the background.

Tries and times are told by the URL's fragment (#rc=4&rp=ct,rt,5xx&ct=2000&rt=3500&tt=15000), which is neither
sent nor signed. Source: Twilio documentation, Webhooks: connection overrides.
"""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urldefrag

import gevent

from . import ledger
from .carrier import Carrier
from .wire import Answer, Params, WireError, send

PAUSE = 0.2  # seconds before the first retry; doubles each time

IN_TURN = 1.0  # seconds a webhook waits for the one before it; longer, and it overtakes


@dataclass(frozen=True)
class Overrides:
    """Retries, what is retried, and the three times in seconds."""

    retries: int = 1
    on: frozenset[str] = frozenset({"ct"})
    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0

    def retry(self, outcome: str) -> bool:
        """Whether an outcome (ct, rt, tt or a status code) is tried again."""
        kind = f"{outcome[0]}xx" if outcome.isdigit() else outcome
        return kind in self.on or ("all" in self.on and kind != "2xx")


def overrides(fragment: str) -> Overrides:
    """Read a fragment; what is missing or out of range keeps its default."""
    given = {name: values[-1] for name, values in parse_qs(fragment).items()}
    allowed = {"4xx", "5xx", "ct", "rt", "all"}
    on = frozenset(part for part in given.get("rp", "ct").split(",") if part in allowed)
    return Overrides(
        retries=int(_number(given, "rc", 0, 5, 1)),
        on=on or frozenset({"ct"}),
        connect=_number(given, "ct", 100, 10000, 5000) / 1000,
        read=_number(given, "rt", 100, 15000, 15000) / 1000,
        total=_number(given, "tt", 100, 15000, 15000) / 1000,
    )


def plan(carrier: Carrier, kind: str, sid: str, url: str, params: Params, **facts: Any) -> int:
    """Book a webhook that is to be sent, not yet committed; answers its line for `deliver`."""
    return ledger.note(carrier, kind, sid, pending=True, url=url, params=params, attempts=[], **facts)


def deliver(carrier: Carrier, line: int) -> tuple[Answer | None, dict[str, Any]]:
    """Send a booked webhook with its tries, then its fallback if it has one; answers the last answer and the
    line.
    """
    row = carrier.store.row("SELECT data FROM ledger WHERE id = ?", line)
    if row is None:
        return None, {"attempts": []}
    data = json.loads(row["data"])
    params: Params = [(name, value) for name, value in data["params"]]
    answer = _try(carrier, data["url"], data.get("method", "POST"), params, data["attempts"])
    if not _good(answer) and data.get("fallback"):
        told = [
            *params,
            ("ErrorCode", "11200" if answer else "11205"),
            ("ErrorUrl", urldefrag(data["url"]).url),
        ]
        answer = _try(carrier, data["fallback"], "POST", told, data["attempts"])
    ledger.settle(carrier, line, **data)
    return answer, data


def start(carrier: Carrier, line: int, sid: str, after: float = 0.0) -> gevent.Greenlet:
    """Deliver in the background, `after` seconds from now, behind the text's webhook before (up to IN_TURN)."""
    greenlet = gevent.Greenlet(_in_turn, carrier, line, carrier.last.get(sid))
    carrier.last[sid] = greenlet
    carrier.work.add(greenlet)
    greenlet.start_later(after)
    return greenlet


def _in_turn(carrier: Carrier, line: int, before: gevent.Greenlet | None) -> None:
    if before is not None:
        before.join(IN_TURN)
    deliver(carrier, line)


def _try(carrier: Carrier, url: str, method: str, params: Params, attempts: list[dict[str, Any]]) -> Answer | None:
    address, fragment = urldefrag(url)
    rules, key, began = overrides(fragment), str(uuid.uuid4()), time.monotonic()
    answer = None
    for number in range(rules.retries + 1):
        left = rules.total - (time.monotonic() - began)
        answer, outcome = _once(carrier, method, address, params, key, (rules.connect, rules.read, left), attempts)
        pause = PAUSE * 2**number
        if not rules.retry(outcome) or time.monotonic() - began + pause > rules.total:
            break
        if number < rules.retries:
            gevent.sleep(pause)
    return answer


def _once(
    carrier: Carrier,
    method: str,
    url: str,
    params: Params,
    key: str,
    limits: tuple[float, float, float],
    attempts: list[dict[str, Any]],
) -> tuple[Answer | None, str]:
    attempt: dict[str, Any] = {"at": time.time(), "url": url, "http_status": None, "error": None}
    attempts.append(attempt)
    with carrier.wire:
        try:
            answer = send(method, url, params, carrier.config.auth_tokens[0], key, limits)
        except WireError as error:
            attempt["error"] = str(error)
            return None, error.kind
    attempt["http_status"] = answer.status
    return answer, str(answer.status)


def _good(answer: Answer | None) -> bool:
    return answer is not None and answer.status < 400


def _number(given: dict[str, str], name: str, least: int, most: int, usual: int) -> int:
    text = given.get(name, "")
    return int(text) if text.isdigit() and least <= int(text) <= most else usual
