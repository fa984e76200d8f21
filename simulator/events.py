"""Tells open phone pages what has just happened: `publish` to all, `listen` for one page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gevent.queue import Empty, Queue

KEEP_ALIVE = 20.0  # seconds between comments on a quiet line, so that a gone page is noticed


class Events:
    """A fan-out in memory; a page that was away reads the whole thread again."""

    def __init__(self) -> None:
        self._listeners: set[Queue[Any]] = set()

    def publish(self, kind: str, **facts: Any) -> None:
        """Hand one event to every open page."""
        for queue in self._listeners:
            queue.put({"kind": kind, **facts})

    def listen(self) -> Iterator[dict[str, Any] | None]:
        """Events as they come, and None now and then when there are none."""
        queue: Queue[Any] = Queue()
        self._listeners.add(queue)
        try:
            while True:
                try:
                    yield queue.get(timeout=KEEP_ALIVE)
                except Empty:
                    yield None
        finally:
            self._listeners.discard(queue)
