"""A carrier of a few lines on 127.0.0.1 that answers whatever a test tells it to."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest


class Stub:
    """Answers in turn from `answers`, with the last one for ever: what answer() took, SILENCE (keep the
    connection open and say nothing) or HANG_UP (read the request, then close). `requests` are
    (method, path, query, form, headers)."""

    SILENCE, HANG_UP = object(), object()

    def __init__(self) -> None:
        self.answers: list[object] = []
        self.requests: list[tuple[str, str, dict, dict, dict]] = []
        self.finished = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def answer(self, status: int, body: object, **headers: str) -> None:
        text = body if isinstance(body, str) else json.dumps(body)
        self.answers.append(
            (status, text, {name.replace("_", "-"): value for name, value in headers.items()})
        )

    def stop(self) -> None:
        self.finished.set()
        self._server.shutdown()
        self._server.server_close()

    def take(self, handler: BaseHTTPRequestHandler) -> object:
        asked, length = urlsplit(handler.path), int(handler.headers.get("Content-Length") or 0)
        form = parse_qs(handler.rfile.read(length).decode())
        query, headers = parse_qs(asked.query), dict(handler.headers)
        self.requests.append((handler.command, asked.path, query, form, headers))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def _handler(stub) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                answer = stub.take(self)
                if answer is stub.SILENCE:
                    stub.finished.wait(10)
                if answer in (stub.SILENCE, stub.HANG_UP):
                    self.close_connection = True
                    return
                status, text, headers = answer
                self.send_response(status)
                for name, value in (headers | {"Content-Length": str(len(text.encode()))}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text.encode())

            do_GET = do_POST

            def log_message(self, *args: object) -> None:
                pass

        return Handler


@pytest.fixture
def stub() -> Iterator[Stub]:
    server = Stub()
    yield server
    server.stop()


@pytest.fixture
def unused_port() -> Callable[[], int]:
    """A port nobody listens on."""

    def find() -> int:
        server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
        server.server_close()
        return server.server_port

    return find
