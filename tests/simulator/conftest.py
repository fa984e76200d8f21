"""sim: a simulator as a process of its own. receiver: a web server that plays Leadline and checks signatures.

Both live as long as the run; each test begins with both empty. simulator_at starts one of a test's own.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

import pytest
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from werkzeug.datastructures import MultiDict

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT, TOKEN = "AC" + "0123456789abcdef" * 2, "first-token"
SAM, SHOP = "+14805550199", "+14805550110"
PATIENCE = 30.0  # seconds


class _Server(ThreadingHTTPServer):
    request_queue_size = 128


class Receiver:
    """Plays Leadline: keeps every webhook, answers as told."""

    def __init__(self) -> None:
        self.hooks: list[dict[str, Any]] = []
        self.answers: list[tuple[int, str, str]] = []
        self.heard = threading.Condition()
        self.server = _Server(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def wait(self, count: int, where: Callable[[dict[str, Any]], bool] = lambda hook: True) -> list[dict[str, Any]]:
        """The webhooks that fit, once there are `count` of them."""
        with self.heard:
            enough = self.heard.wait_for(lambda: len([h for h in self.hooks if where(h)]) >= count, PATIENCE)
            found = [hook for hook in self.hooks if where(hook)]
        assert enough, f"waited in vain for {count} webhooks, have {len(found)}"
        return found

    def statuses(self, count: int) -> list[str]:
        """The first statuses told, in the order of arrival."""
        return [hook["MessageStatus"] for hook in self.wait(count, lambda hook: "MessageStatus" in hook)]


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = parse_qs(text, keep_blank_values=True)
            params = MultiDict([(name, value) for name, values in form.items() for value in values])
            signature = self.headers["X-Twilio-Signature"]
            hook = {name: values[0] for name, values in form.items()} | {
                "path": self.path,
                "signed": RequestValidator(TOKEN).validate(receiver.url + self.path, params, signature),
                "token": self.headers["I-Twilio-Idempotency-Token"],
            }
            with receiver.heard:
                receiver.hooks.append(hook)
                code, kind, body = receiver.answers.pop(0) if receiver.answers else (200, "text/xml", "<Response/>")
                receiver.heard.notify_all()
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body.encode())

        def do_GET(self) -> None:
            size, is_pdf = self.path.strip("/").removesuffix(".pdf"), self.path.endswith(".pdf")
            self.send_response(200)
            self.send_header("Content-Type", "application/pdf" if is_pdf else "image/png")
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(bytes(int(size)) if is_pdf else b"a picture")

        do_HEAD = do_GET

        def log_message(self, *words: object) -> None:
            pass

    return Handler


class ToSimulator(TwilioHttpClient):
    """The SDK's own client with another origin."""

    def __init__(self, origin: str) -> None:
        super().__init__(timeout=PATIENCE)
        self.origin = urlsplit(origin)

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        parts = urlsplit(url)
        there = urlunsplit((self.origin.scheme, self.origin.netloc, parts.path, parts.query, ""))
        return super().request(method, there, *args, **kwargs)


class Simulator:
    """`python -m simulator` with a folder of its own."""

    def __init__(self, folder: Path, receiver_url: str, **env: str) -> None:
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = os.environ | {
            "SIMULATOR_PORT": str(self.port), "LEADLINE_DATA": str(folder), "PUBLIC_URL": receiver_url,
            "HOST": "127.0.0.1", "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": f"{TOKEN},second-token",
        } | env  # fmt: skip
        self.client = Client(ACCOUNT, TOKEN, http_client=ToSimulator(self.url))

    def start(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "simulator"], cwd=ROOT, env=self.env)
        until(self._answers, "the simulator answers")

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(
            self.url + path, data, {"Content-Type": "application/json", **headers}, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def control(self, path: str, **body: Any) -> Any:
        status, answer = self.ask("POST", f"/control/{path}", body)
        assert status == 200, answer
        return answer

    def ledger(self, after: int = 0) -> Any:
        return self.ask("GET", f"/control/ledger?after={after}")[1]

    def text(self, body: str = "Hi", sender: str = SAM, to: str = SHOP, **more: Any) -> Any:
        return self.control("inbound", body=body, to=to, **{"from": sender}, **more)

    def send(self, body: str = "Hello", to: str = SAM, sender: str = SHOP, **more: Any) -> Any:
        return self.client.messages.create(to=to, from_=sender, body=body, **more)

    def until_status(self, sid: str, status: str) -> Any:
        return until(lambda: (m := self.client.messages(sid).fetch()).status == status and m, f"{sid} is {status}")

    def _answers(self) -> bool:
        assert self.process.poll() is None, "the simulator ended at once"
        with socket.socket() as link:
            return link.connect_ex(("127.0.0.1", self.port)) == 0


def until(check: Callable[[], Any], what: str) -> Any:
    """What `check` answers once that is true."""
    end = time.monotonic() + PATIENCE
    while not (found := check()):
        assert time.monotonic() < end, f"waited in vain until {what}"
        threading.Event().wait(0.02)
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def _leadline() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


@pytest.fixture(scope="session")
def _running(_leadline: Receiver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    simulator = Simulator(tmp_path_factory.mktemp("simulator"), _leadline.url)
    simulator.start()
    yield simulator
    simulator.process.terminate()
    simulator.process.wait(5)


@pytest.fixture
def sim(_running: Simulator) -> Simulator:
    _running.control("reset")
    _running.control("options", queued_after=0.01, sent_after=0.02, delivered_after=0.03)
    return _running


@pytest.fixture
def receiver(_leadline: Receiver) -> Receiver:
    _leadline.hooks, _leadline.answers = [], []
    return _leadline


@pytest.fixture
def simulator_at(receiver: Receiver) -> Iterator[Callable[..., Simulator]]:
    made: list[Simulator] = []

    def make(folder: Path, **env: str) -> Simulator:
        made.append(Simulator(folder, receiver.url, **env))
        return made[-1]

    yield make
    for simulator in made:
        if hasattr(simulator, "process"):
            simulator.process.kill()
            simulator.process.wait()
