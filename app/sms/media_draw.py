"""Pictures drawn in a process of their own, with bounds on its memory and its time: draw(data, limit).

Files come from strangers, and what decodes pictures has had holes: whatever a file does, it does to a process that
holds nothing else and ends when it has answered. That process runs media_pictures.py, which knows neither settings
nor database; its environment is empty.
"""

from __future__ import annotations

import json
import subprocess
import sys

from app.sms import media_pictures
from app.sms.media_pictures import UNSHOWN, NoPicture, Picture, Ready

WITHIN_S = 60.0  # on the clock; the process itself ends after media_pictures.MOST_SECONDS of work


def draw(data: bytes, limit: int = 0, within_s: float = WITHIN_S) -> Ready:
    """What media_pictures.ready() makes of these bytes. Raises NoPicture, also when the process was ended for its
    time or its memory."""
    command = [sys.executable, "-I", media_pictures.__file__, str(limit)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=within_s, env={}, check=False)
    except subprocess.TimeoutExpired:
        raise NoPicture(UNSHOWN) from None
    if done.returncode != 0:
        raise NoPicture(UNSHOWN)
    head, _, pictures = done.stdout.partition(b"\n")
    told = json.loads(head)
    if told["problem"]:
        raise NoPicture(told["problem"])
    return Ready(*_read(told["pictures"], pictures))


def _read(told: list[dict | None], data: bytes) -> list[Picture | None]:
    """The pictures that stand one behind the other in `data`."""
    found: list[Picture | None] = []
    at = 0
    for each in told:
        size = each.pop("size") if each else 0
        found.append(Picture(data[at : at + size], **each) if each else None)
        at += size
    return found
