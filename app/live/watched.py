"""Which rooms anybody watches, so that nothing is rendered for nobody: which(rooms), asked in one round trip to Redis;
add(), drop(): a socket of this web process watches one, or is gone. A Watcher in each keeps what is known of it.

Every web process has a set of rooms that expires unless it is kept alive, and stands in an index of such processes.
Whatever is not certain counts as watched: Redis away or slow, no process in the index, one whose set is gone (it may
hang, and its sockets with it), and the first seconds after the index was made anew (Redis was emptied: not everybody
may have come back to it).

No change is lost between joining and pushing: whoever joins is first registered (add), then reads what they missed in
a new transaction. A change that asked before the registration was committed before it, and so is among what is read;
one that asks later finds the room watched.
"""

from __future__ import annotations

import logging
import os
import threading
from collections import Counter
from collections.abc import Collection

from flask import current_app, request
from redis import Redis
from redis.exceptions import RedisError

BEAT_S = 2
ALIVE_S = 20  # a set outlives some lost beats
FORGOTTEN_S = 90  # longer than a socket lives without a ping (wire.py): whoever watched there has come back elsewhere
ALIVE = "alive"  # a member of every set, so that one without rooms exists too
INDEX, SETTLING = "leadline:watching", "leadline:watching:settling"

_ENTER = f"""
local now = tonumber(redis.call('TIME')[1])
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('SET', KEYS[2], 1, 'EX', {BEAT_S * 3}) end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - {FORGOTTEN_S})
redis.call('ZADD', KEYS[1], now, KEYS[3])
redis.call('SADD', KEYS[3], unpack(ARGV))
redis.call('EXPIRE', KEYS[3], {ALIVE_S})
"""
_ASK = """
if redis.call('EXISTS', KEYS[2]) == 1 then return false end
local processes = redis.call('ZRANGE', KEYS[1], 0, -1)
if #processes == 0 then return false end
local found = {}
for _, process in ipairs(processes) do
  if redis.call('EXISTS', process) == 0 then return false end
  for place, room in ipairs(ARGV) do
    if redis.call('SISMEMBER', process, room) == 1 then found[place] = true end
  end
end
local answer = {}
for place = 1, #ARGV do answer[place] = found[place] and 1 or 0 end
return answer
"""
log = logging.getLogger(__name__)


def which(redis: Redis, rooms: Collection[str]) -> set[str]:
    """Those of these rooms that somebody may be watching; all of them when it can't be known."""
    ordered = list(rooms)
    try:
        answer = redis.eval(_ASK, 2, INDEX, SETTLING, *ordered)
    except RedisError as error:
        log.debug("who watches can't be asked: %s", type(error).__name__)
        answer = None
    if answer is None:
        return set(ordered)
    return {room for room, is_watched in zip(ordered, answer, strict=True) if is_watched}


def add(room: str) -> None:
    """The socket that asks is about to watch this room. Raises RedisError when nobody can be told: the browser
    gets no answer and asks again."""
    watcher = current_app.extensions.get("watcher")
    if watcher is not None:
        watcher.add(request.sid, room)


def leave(room: str) -> None:
    """The socket that asks no longer watches this room."""
    watcher = current_app.extensions.get("watcher")
    if watcher is not None:
        watcher.leave(request.sid, room)


def drop() -> None:
    """The socket that speaks is gone."""
    watcher = current_app.extensions.get("watcher")
    if watcher is not None:
        watcher.drop(request.sid)


class Watcher:
    """The rooms that the sockets of this process watch. Redis is told under a lock, so that a room that is left and
    joined in the same moment ends as joined."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        self.key = f"leadline:watching:{os.getpid()}-{os.urandom(6).hex()}"
        self._lock = threading.Lock()
        self._watchers: Counter[str] = Counter()
        self._rooms_of: dict[str, set[str]] = {}

    def add(self, sid: str, room: str) -> None:
        with self._lock:
            if room not in self._rooms_of.setdefault(sid, set()):
                self._tell({ALIVE, room})
                self._rooms_of[sid].add(room)
                self._watchers[room] += 1

    def leave(self, sid: str, room: str) -> None:
        """One room less; as with drop(), Redis hears of it at the next beat."""
        with self._lock:
            if room in self._rooms_of.get(sid, ()):
                self._rooms_of[sid].remove(room)
                self._watchers[room] -= 1

    def drop(self, sid: str) -> None:
        """Rooms that nobody is left in are named at the next beat: they harm nobody till then."""
        with self._lock:
            self._watchers.subtract(self._rooms_of.pop(sid, set()))

    def beat(self) -> None:
        """Stay alive in Redis: say all rooms again, as it may have been emptied, and take out those nobody watches."""
        with self._lock:
            left = [room for room, count in self._watchers.items() if count <= 0]
            try:
                if left:
                    self.redis.srem(self.key, *left)
                for room in left:
                    del self._watchers[room]
                self._tell({ALIVE, *self._watchers})
            except RedisError as error:
                log.warning("what is watched can't be told: %s", type(error).__name__)

    def keep_beating(self) -> None:
        """Beat for as long as this process lives."""
        stop = threading.Event()
        while not stop.wait(BEAT_S):
            self.beat()

    def _tell(self, rooms: set[str]) -> None:
        self.redis.eval(_ENTER, 3, INDEX, SETTLING, self.key, *rooms)
