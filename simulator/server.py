"""Puts the rooms together: `create_app` makes the application, `serve` listens until it is told to stop."""

from __future__ import annotations

import errno
import signal
from typing import Any

import gevent
from flask import Flask, Response, jsonify, request
from gevent.event import Event
from gevent.pywsgi import WSGIHandler, WSGIServer
from werkzeug.exceptions import HTTPException

from . import api_lookups, api_media, api_messages, api_numbers, control, inbound, lifecycle, phone
from .carrier import Carrier, open_carrier
from .config import Config, ConfigError
from .errors import BY_STATUS, ApiError, refusal
from .http import sentence

LARGEST_FORM = 16 * 1024 * 1024  # bytes


def create_app(carrier: Carrier) -> Flask:
    """The application that serves this carrier."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_FORM
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["carrier"] = carrier
    for room in (api_messages, api_media, api_numbers, api_lookups, control, phone):
        app.register_blueprint(room.blueprint)
    app.register_error_handler(ApiError, _as_twilio)
    app.register_error_handler(ValueError, lambda error: sentence(400, str(error)))
    app.register_error_handler(HTTPException, _as_they_expect)
    app.add_url_rule("/healthz", "healthz", lambda: jsonify(status="ok"))
    return app


def serve(config: Config) -> None:
    """Listen and work until SIGTERM or SIGINT. Raises ConfigError when the port cannot be had."""
    carrier = open_carrier(config)
    server = WSGIServer((config.host, config.port), create_app(carrier), log=None, handler_class=_Handler)
    try:
        server.start()
    except OSError as error:
        carrier.store.close()
        raise ConfigError(_no_port(config, error)) from error
    over = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, over.set)
    inbound.recover(carrier)
    gevent.spawn(lifecycle.run, carrier)
    over.wait()
    server.close()
    carrier.store.close()


class _Handler(WSGIHandler):
    """Gives a request its socket, which one fault closes without an answer."""

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        environ["simulator.socket"] = self.socket
        return environ


def _as_twilio(error: ApiError) -> Response:
    answer = jsonify(error.body)
    answer.status_code = error.status
    if error.status == 401:
        answer.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    return answer


def _as_they_expect(error: HTTPException) -> Any:
    status = error.code or 500
    if request.path.startswith(("/2010-04-01/", "/v1/", "/v2/")):
        return _as_twilio(refusal(BY_STATUS.get(status, 20001), request.path, status=status))
    return sentence(status, error.description or "This address is not served.")


def _no_port(config: Config, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {config.port} on {config.host} is taken by another program: "
            "stop that one, or set SIMULATOR_PORT to a free port."
        )
    return f"The simulated carrier cannot listen on {config.host} port {config.port}: {error.strerror}."
