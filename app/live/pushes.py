"""Telling screens what has changed, once it is committed: tell(pushes). start(app) in a web process.

Only rooms that somebody watches are rendered for, and several changes of one conversation make one push. In a web
process the pushes leave after the answer that caused them, in their order: a carrier or an agent waits for
no screen. Should the process die before, the browsers catch up by change number when they connect again.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, replace

from flask import Flask, current_app

from app import metrics
from app.live import push, rooms, watched, wire
from app.transaction import reading

MOST_WAITING = 2_000
AT_ONCE = 64

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Push:
    """A conversation that changed: its thread after change number `since` (None: not the thread), what stands beside it
    (`standing`), its row as change `inbox_number` of its department's inbox (None: not the row)."""

    account_id: int
    department_id: int
    conversation_id: int
    since: int | None
    standing: bool
    inbox_number: int | None

    @property
    def thread_room(self) -> str:
        return rooms.conversation(self.conversation_id)

    @property
    def inbox_room(self) -> str:
        return rooms.inbox(self.account_id, self.department_id)


def tell(pushes: Collection[Push]) -> None:
    """Push these: behind the answer where this process answers, else at once."""
    later = current_app.extensions.get("later")
    if later is None or not later.take(pushes):
        send(pushes)


def start(app: Flask) -> None:
    """Begin, in a web process: keep what its sockets watch known, and push behind the answers."""
    app.extensions["watcher"] = watcher = watched.Watcher(app.extensions["redis"])
    app.extensions["later"] = later = Later(app)
    watcher.beat()
    for work in (watcher.keep_beating, later.keep_sending):
        threading.Thread(target=work, name=work.__name__, daemon=True).start()


def send(pushes: Collection[Push]) -> None:
    """Push these now, to those rooms that somebody watches."""
    asked = {room for each in pushes for room in (each.thread_room, each.inbox_room)}
    found = watched.which(current_app.extensions["redis"], asked)
    if not found:
        return
    with wire.knowing(found):
        for each in _coalesced(pushes, found):
            number = each.inbox_number if each.inbox_room in found else None
            since = each.since if each.thread_room in found else None
            if number is not None or since is not None:
                _push(replace(each, since=since, inbox_number=number))


def _push(each: Push) -> None:
    """One that fails keeps none of the others back: its browsers see the gap at the next change."""
    try:
        push.changed(each.conversation_id, each.since, each.standing, each.inbox_number, each.department_id)
    except Exception as error:
        log.warning("a push failed: %s", type(error).__name__, exc_info=True)
        metrics.AFTER_COMMIT_FAILURES.labels("push").inc()


def _coalesced(pushes: Collection[Push], found: set[str]) -> list[Push]:
    """One push for each conversation, at its last place. The inbox numbers in between are still said, without a row, as
    a browser waits for every number."""
    last: dict[tuple[int, int], Push] = {}
    for each in pushes:
        key = each.department_id, each.conversation_id
        before = last.pop(key, None)
        last[key] = each if before is None else _joined(before, each, found)
    return list(last.values())


def _joined(before: Push, each: Push, found: set[str]) -> Push:
    if before.inbox_number is not None and each.inbox_number is not None and each.inbox_room in found:
        number = before.inbox_number
        wire.emit(each.inbox_room, {"room": each.inbox_room, "from": number - 1, "to": number, "parts": []})
    since = [push.since for push in (before, each) if push.since is not None]
    number = each.inbox_number if each.inbox_number is not None else before.inbox_number
    return replace(each, since=min(since, default=None), standing=before.standing or each.standing, inbox_number=number)


class Later:
    """Pushes that wait for their turn in a web process: one thread (a greenlet there) sends them in order."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._waiting: deque[Push] = deque()
        self._is_there_work = threading.Event()

    def take(self, pushes: Collection[Push]) -> bool:
        """False when too many wait already: then whoever changed something renders it, and so slows down."""
        if len(self._waiting) > MOST_WAITING:
            return False
        self._waiting.extend(pushes)
        self._is_there_work.set()
        return True

    def keep_sending(self) -> None:
        """Send for as long as this process lives. A push that fails is logged and is the browsers' to catch up."""
        while self._is_there_work.wait():
            self._is_there_work.clear()
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
                try:
                    with self.app.app_context(), reading():
                        send(batch)
                except Exception as error:
                    log.warning("%d pushes failed: %s", len(batch), type(error).__name__, exc_info=True)
