"""Group commit: Together(verb) does work that waits for the same lock in one transaction; each caller gets its own
result. APART is a verb's answer for an item that wants a transaction of its own.

A commit costs a write to the disk, and on PostgreSQL every text of a desk waits for its department's row: sixteen
texts committed one by one wait sixteen times. The first caller leads: it takes what has gathered, runs the verb on all
of it, commits once and wakes the others. Nobody is answered before the commit that holds their item. When a batch
fails, each of its items is done again alone by its own caller, so that one bad item fails nobody else's.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from app.extensions import db
from app.transaction import TooBusy, end_reading, is_overload, perform

MOST = 16  # items of one transaction: it should hold the write lock for some milliseconds only
PATIENCE_S = 14.0  # the carrier waits for 15 (Twilio: error 11200)
APART = object()

log = logging.getLogger(__name__)


class _Waiting:
    """One caller's item; `is_over` is set once it has a result, or is told to lead or to go alone."""

    def __init__(self, item: Any) -> None:
        self.item = item
        self.is_over = threading.Event()
        self.result: Any = APART
        self.leads = self.is_too_much = False


class Together:
    """Calls of verb(items) -> results, made by many callers with one item each. One batch runs at a time, and the
    others gather meanwhile; where nobody minds, for `gather_s` seconds more, so that they are more than one."""

    def __init__(self, verb: Callable[[list[Any]], list[Any]], most: int = MOST, gather_s: float = 0) -> None:
        self.verb, self.most, self.gather_s = verb, most, gather_s
        self._lock = threading.Lock()
        self._gathered: deque[_Waiting] = deque()
        self._is_led = False

    def perform(self, item: Any) -> Any:
        """What the verb answers for this item, once that is committed; raises what it raises for this item alone."""
        end_reading()  # sixteen who wait would keep sixteen connections, more than the pool has
        mine = _Waiting(item)
        with self._lock:
            self._gathered.append(mine)
            mine.leads, self._is_led = not self._is_led, True
        if not mine.leads and not mine.is_over.wait(PATIENCE_S) and self._gives_up(mine):
            raise TooBusy("the batch with this item did not end in time")
        if mine.leads:
            self._lead()
        if mine.is_too_much:
            raise TooBusy("the database could not be had in time")
        return perform(self.verb, [item])[0] if mine.result is APART else mine.result

    def _gives_up(self, mine: _Waiting) -> bool:
        """Whether this item is left to its fate: it must not be the one told to lead once its caller is gone."""
        with self._lock:
            if mine.is_over.is_set():
                return False
            if mine in self._gathered:
                self._gathered.remove(mine)
            return True

    def _lead(self) -> None:
        """Do one batch, the leader's own item in it. However it ends, all of it are woken and somebody leads on.
        After an error nothing of it was kept: every item keeps the result APART, and so goes alone, unless the database
        has too much to do already."""
        batch: list[_Waiting] = []
        is_too_much = False
        if self.gather_s:
            time.sleep(self.gather_s)
        try:
            results = perform(self._do, batch)
            for waiting, result in zip(batch, results, strict=True):
                waiting.result = result
        except Exception as error:
            is_too_much = is_overload(error)
            what = "are refused for now" if is_too_much else "are done again one by one"
            log.warning("%d items %s: %s", len(batch), what, type(error).__name__)
        finally:
            self._hand_on(batch, is_too_much)

    def _do(self, batch: list[_Waiting]) -> list[Any]:
        """The batch is closed as late as can be: once the database is ours, and whoever is ready has come in."""
        db.session.connection()
        if not batch:  # else it is tried again, after a deadlock
            time.sleep(0)
            with self._lock:
                batch += [self._gathered.popleft() for _ in range(min(self.most, len(self._gathered)))]
        return self.verb([waiting.item for waiting in batch])

    def _hand_on(self, batch: list[_Waiting], is_too_much: bool) -> None:
        with self._lock:
            if not batch:  # the database could not be had: the leader's own item at least must not stay behind
                batch.append(self._gathered.popleft())
            self._is_led = bool(self._gathered)
            if self._is_led:
                self._gathered[0].leads = True
                self._gathered[0].is_over.set()
        for waiting in batch:
            waiting.is_too_much = is_too_much
            waiting.is_over.set()
