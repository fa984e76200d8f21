"""Job of search: take in the texts that its index lacks (SQLite)."""

from __future__ import annotations

from app import queues
from app.texting import indexing


def catch_up() -> None:
    queues.answered(queues.INDEX)
    indexing.catch_up()
