"""Stand: the real product, as bin/serve starts it, on a scratch folder and ports of its own; a floor beside it.

    with Stand("sqlite", web=1) as stand:
        stand.signed("/webhooks/twilio/messages", {...})   # bytes of one request
        stand.cpu("web")                                   # seconds of CPU its processes have used

`database` is "sqlite" or "postgres"; both ask the disk at each commit, as in production.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import create_engine, text

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
NUMBER = "+14805550100"
EMAIL, PASSWORD = "bench@example.com", "a long bench password"
ACCOUNT, TOKEN = "AC" + "b" * 32, "b" * 32
SETTLING_S = 4  # with the commands before it: for so long after Redis starts nobody knows who watches (live/watched.py)
TICK = os.sysconf("SC_CLK_TCK")


class Stand:
    """One running installation. Leaving the `with` stops it and removes its folder."""

    def __init__(self, database: str = "sqlite", web: int = 1, workers: int = 1) -> None:
        self.database, self.web, self.workers = database, web, workers
        self.folder = Path(tempfile.mkdtemp(prefix="leadline-bench-"))
        self.port, self.simulator_port, self.floor_port = free_port(), free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._stack = ExitStack()
        self._product: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Stand:
        self._stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.database_url = self._database()
        self.environ = {
            **os.environ, "LEADLINE_DATA": str(self.folder), "PORT": str(self.port), "HOST": "127.0.0.1",
            "SIMULATOR_PORT": str(self.simulator_port), "WEB_PROCESSES": str(self.web), "WORKERS": str(self.workers),
            "CARRIER": "simulator", "PUBLIC_URL": self.url, "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN, "DATABASE_URL": self.database_url,
            "SECRET_KEY": "the bench alone is signed with this",
            "LEADLINE_BIND": f"127.0.0.1:{self.port}", "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        self.environ.pop("REDIS_URL", None)
        self._start()
        self.account = self.flask("account", "create", "Bench", "--email", EMAIL, "--password", PASSWORD)["account"]
        time.sleep(SETTLING_S)
        self.flask("number", "add", str(self.account), NUMBER, "--kind", "local", "--verified")
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def flask(self, *arguments: str) -> dict:
        """One of the product's commands with --json; its answer."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments, "--json"]
        done = subprocess.run(command, cwd=ROOT, env=self.environ, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"flask {arguments[0]} failed: {done.stderr[-800:]}")
        return json.loads(done.stdout.splitlines()[-1])

    def ask(self, query: str) -> list[tuple]:
        """Rows of the product's database."""
        engine = create_engine(self.database_url.replace("postgresql://", "postgresql+psycopg://", 1))
        with engine.connect() as wire:
            rows = [tuple(row) for row in wire.execute(text(query))]
        engine.dispose()
        return rows

    @property
    def department(self) -> int:
        """The department of NUMBER."""
        return self.ask("select department_id from number")[0][0]

    def floor(self) -> int:
        """Start the bare app (bench/floor.py) beside the product, if it isn't there; its port."""
        if "FLOOR_DATABASE" not in self.environ:
            file = self.folder / "floor.db"
            where = f"sqlite:///{file}" if self.database == "sqlite" else self.database_url
            self.environ |= {"FLOOR_DATABASE": where.replace("postgresql://", "postgresql+psycopg://", 1)}
            bare = {**self.environ, "LEADLINE_BIND": f"127.0.0.1:{self.floor_port}", "FLOOR_URL": self.floor_url}
            command = [sys.executable, "-m", "gunicorn", "-c", "running/gunicorn_conf.py", "bench.floor:app"]
            self._run(command, bare, "floor")
            wait_for_port(self.floor_port)
        return self.floor_port

    @property
    def floor_url(self) -> str:
        return f"http://127.0.0.1:{self.floor_port}"

    def signed(self, path: str, form: dict[str, str], base: str = "") -> bytes:
        """The bytes of a webhook as the carrier sends it."""
        base = base or self.url
        signed = base + path + "".join(key + form[key] for key in sorted(form))
        signature = base64.b64encode(hmac.new(TOKEN.encode(), signed.encode(), hashlib.sha1).digest()).decode()
        body = urlencode(form)
        return (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Twilio-Signature: {signature}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    def pids(self, part: str) -> list[int]:
        """Processes of one part: web, worker, redis, simulator, floor."""
        words = {"web": b"wsgi:app", "worker": b"worker.py", "redis": b"redis-server", "simulator": b"simulator",
                 "floor": b"bench.floor:app"}[part]
        mine = str(self.folder).encode()
        found = []
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdecimal() and words in (entry / "cmdline").read_bytes():
                    found += [int(entry.name)] if mine in (entry / "environ").read_bytes() else []
            except OSError:
                continue
        return found

    def cpu(self, part: str) -> float:
        """CPU seconds that a part's processes have used so far."""
        return sum(cpu_of(pid) for pid in self.pids(part))

    def _database(self) -> str:
        if self.database == "sqlite":
            return f"sqlite:///{self.folder / 'leadline.db'}"
        postgres.SETTINGS.update(fsync="on", full_page_writes="on")
        return self._stack.enter_context(postgres.server())

    def _start(self) -> None:
        self._product = self._run([sys.executable, "-m", "running.supervisor", "serve", "--json"], self.environ, "up")
        if not self._product.stdout.readline():
            raise RuntimeError(f"the product did not start: {(self.folder / 'up.log').read_text()[-800:]}")

    def _run(self, command: list[str], environ: dict[str, str], name: str) -> subprocess.Popen[bytes]:
        log = open(self.folder / f"{name}.log", "ab")
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=log)  # fmt: skip
        self._stack.callback(_stop, process)
        return process


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port: int, seconds: float = 20) -> None:
    """Until somebody listens there; TimeoutError otherwise."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


def cpu_of(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
