"""Webhooks whose signature did not hold: keep() counts them and keeps the last hundred, newest() reads them back.

In a capped file outside the database, because a request that nobody signed changes nothing there. Neither text
nor full number is kept; the URL is the one the signature was checked against, which is what usually is wrong.
"""

from __future__ import annotations

import fcntl
import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from app.clock import now
from app.sms import e164

MOST = 100
LONGEST_URL = 500
FILE = "refused_webhooks.json"
BODY = re.compile(r"([?&]Body=)[^&#]+", re.IGNORECASE)
NUMBER = re.compile(r"(?<![0-9a-f])((?:\+|%2B)?1?\d{3})\d{5}(\d{2})(?![0-9a-f])", re.IGNORECASE)

log = logging.getLogger(__name__)


def keep(data: Path, url: str, form: Mapping[str, str], has_signature: bool) -> None:
    """Count one refusal and keep what helps to find its cause."""
    entry = {
        "at": now().isoformat(timespec="seconds"),
        "url": _without_people(url)[:LONGEST_URL],
        "why": "wrong signature" if has_signature else "no signature",
        "from": e164.masked(form.get("From", "")[:64]),
        "sid": _without_people(form.get("MessageSid", ""))[:34],
    }
    try:
        with _locked(data) as file:
            _add(entry, file)
    except OSError as error:  # a full disk makes no forgery a text
        log.warning("a refused webhook could not be kept: %s", error.strerror)


def newest(data: Path) -> dict[str, Any]:
    """{"count": how many ever, "last": [the newest first, at most a hundred]}."""
    with _locked(data) as file:
        return _read(file)


def _add(entry: dict[str, str], file: IO[str]) -> None:
    kept = _read(file)
    kept["count"] += 1
    kept["last"] = [entry, *kept["last"]][:MOST]
    file.seek(0)
    file.truncate()
    json.dump(kept, file)


def _without_people(text: str) -> str:
    """Nobody signed this: what should be in the form may stand in the address or anywhere else."""
    return NUMBER.sub(r"\1…\2", BODY.sub(r"\1…", text))


@contextmanager
def _locked(data: Path) -> Iterator[IO[str]]:
    path = data / FILE
    path.touch(mode=0o600, exist_ok=True)
    with path.open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _read(file: IO[str]) -> dict[str, Any]:
    try:
        return json.load(file)
    except ValueError:
        return {"count": 0, "last": []}
