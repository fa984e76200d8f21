"""The wire: emit(room, payload) to every web process, from web, worker and command alike; join() it at start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import socketio as wires
from flask import Flask, current_app

from app.config import Settings
from app.extensions import socketio
from app.live import watched

SWAP = "swap"
CHANNEL = "leadline-live"

_known: ContextVar[set[str] | None] = ContextVar("known", default=None)


def join(app: Flask, is_web: bool) -> None:
    """Connect this process: a web process listens and speaks, all others only speak. Same-origin sockets only."""
    settings: Settings = app.config["SETTINGS"]
    socketio.init_app(
        app,
        client_manager=wires.RedisManager(settings.redis_url, channel=CHANNEL, write_only=not is_web),
        async_mode="gevent" if is_web else "threading",
        cors_allowed_origins=[settings.public_url],
        transports=["websocket"],
        max_http_buffer_size=20_000,
        ping_interval=25,
        ping_timeout=20,
    )


def is_watched(room: str) -> bool:
    """Whether anybody may be watching this room; when it can't be known, yes."""
    known = _known.get()
    return room in (watched.which(current_app.extensions["redis"], [room]) if known is None else known)


@contextmanager
def knowing(rooms: set[str]) -> Iterator[None]:
    """Inside, these rooms are watched and no others: whoever asks about several asks Redis once."""
    token = _known.set(rooms)
    try:
        yield
    finally:
        _known.reset(token)


def emit(room: str, payload: dict[str, Any]) -> None:
    """Send one swap to whoever watches the room. What is missed is caught up by change number."""
    socketio.emit(SWAP, payload, to=room)


def close(room: str) -> None:
    """Put everybody out of a room; those who may be there come back by watching it."""
    socketio.close_room(room)
