"""The wire: emit(room, payload) to every web process, from web, worker and command alike; join() it at start."""

from __future__ import annotations

from typing import Any

import socketio as wires
from flask import Flask

from app.config import Settings
from app.extensions import socketio

SWAP = "swap"
CHANNEL = "leadline-live"


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


def is_watched(_room: str) -> bool:
    """Whether anybody may be watching this room; when it can't be known, yes."""
    return True


def emit(room: str, payload: dict[str, Any]) -> None:
    """Send one swap to whoever watches the room. What is missed is caught up by change number."""
    socketio.emit(SWAP, payload, to=room)
