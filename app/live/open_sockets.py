"""Whose sockets are open: remember(), forget(), and close_all(user) when somebody loses a session or their access.

The list is kept in Redis, because the socket to close may be another process's. One that was forgotten there is
asked again at its next watch, as every socket is.
"""

from __future__ import annotations

import logging

from flask import current_app
from redis.exceptions import RedisError

from app.extensions import socketio

KEPT_S = 14 * 86_400  # as long as a session lasts

log = logging.getLogger(__name__)


def remember(user_id: int, sid: str) -> None:
    """A socket of this user was opened."""
    with current_app.extensions["redis"].pipeline() as pipe:
        pipe.sadd(_key(user_id), sid).expire(_key(user_id), KEPT_S).execute()


def forget(user_id: int, sid: str) -> None:
    """A socket of this user is gone."""
    current_app.extensions["redis"].srem(_key(user_id), sid)


def close_all(user_id: int) -> None:
    """Disconnect every socket of this user, in whatever process; those who may come back do so by themselves."""
    redis = current_app.extensions["redis"]
    try:
        sids = redis.smembers(_key(user_id))
        redis.delete(_key(user_id))
        for sid in sids:
            socketio.server.disconnect(sid.decode(), namespace="/")
    except RedisError as error:
        log.warning("sockets of user %s could not be closed: %s", user_id, type(error).__name__)


def _key(user_id: int) -> str:
    return f"leadline:sockets:{user_id}"
