"""Headers of every answer: a strict content policy, no sniffing, no framing."""

from __future__ import annotations

from flask import Flask, Response, current_app

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'{ws}; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; frame-src {frames}"
)


PLAIN = {
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}  # fmt: skip


def register(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    socket = " ws" + settings.public_url.removeprefix("http")
    app.config["CONTENT_POLICY"] = POLICY.format(ws=socket, frames=settings.simulator_url or "'none'")
    app.after_request(_protect)


def _protect(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", current_app.config["CONTENT_POLICY"])
    for name, value in PLAIN.items():
        response.headers.setdefault(name, value)
    if response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "private, no-store")
    return response
