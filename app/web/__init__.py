"""The entrances: pages, webhooks and sockets. register(app) opens them all."""

from __future__ import annotations

from flask import Flask

from app.web import (
    compose,
    conversations,
    errors,
    headers,
    health,
    inbox,
    journey_words,
    messages,
    numbers,
    requests,
    sessions,
    webhooks,
    words,
)

ROOMS = (sessions, inbox, conversations, messages, compose, numbers, webhooks, health)

WORDS = (words, journey_words)  # each adds its Jinja filters


def register(app: Flask) -> None:
    """Attach blueprints, filters, headers and error pages. Sockets: sockets.register()."""
    requests.register(app)
    headers.register(app)
    errors.register(app)
    for part in WORDS:
        part.register(app)
    for room in ROOMS:
        app.register_blueprint(room.pages)
