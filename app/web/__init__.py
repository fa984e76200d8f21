"""The entrances: pages, webhooks and sockets. register(app) opens them all."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Attach blueprints, filters, headers and error pages. Sockets: sockets.register()."""
    from app.web import (
        compose,
        conversations,
        errors,
        headers,
        health,
        inbox,
        messages,
        numbers,
        requests,
        sessions,
        webhooks,
        words,
    )

    requests.register(app)
    headers.register(app)
    errors.register(app)
    words.register(app)
    for room in (sessions, inbox, conversations, messages, compose, numbers, webhooks, health):
        app.register_blueprint(room.pages)
