"""Headers of every answer: a strict content policy, no sniffing, no framing."""

from __future__ import annotations

from flask import Flask, Response, current_app

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'{ws}; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; frame-src {frames}"
)


def register(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    socket = " ws" + settings.public_url.removeprefix("http")
    app.config["CONTENT_POLICY"] = POLICY.format(ws=socket, frames=settings.simulator_url or "'none'")
    app.after_request(_protect)


def _protect(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", current_app.config["CONTENT_POLICY"])
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "private, no-store")
    return response
