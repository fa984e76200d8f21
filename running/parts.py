"""What the parts are and how each is called: Parts(settings)."""

from __future__ import annotations

import http.client
import os
import shutil
import sys
from pathlib import Path

from app.config import LOOPBACK, Settings
from running.child import Child

ROOT = Path(__file__).resolve().parent.parent


class Parts:
    """Command lines, environment and logs of one installation's parts."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.logs = settings.data / "log"
        self.logs.mkdir(mode=0o700, exist_ok=True)
        self.metrics = settings.data / "metrics"

    def programs(self) -> dict[str, list[str]]:
        """Name and command of each part that keeps running, Redis apart."""
        programs = {"web": [sys.executable, "-m", "gunicorn", "-c", "running/gunicorn_conf.py", "wsgi:app"]}
        if self.settings.is_simulated:
            programs["simulator"] = [sys.executable, "-m", "simulator"]
        for number in range(1, self.settings.workers + 1):
            name = "worker" if number == 1 else f"worker-{number}"
            programs[name] = [sys.executable, "worker.py", *self._queues(number)]
        return programs

    def _queues(self, number: int) -> list[str]:
        """One of several workers keeps to what people wait for, so that a bulk job never delays an answer."""
        return ["interactive"] if number == 1 and self.settings.workers > 1 else []

    def upgrade(self) -> list[str]:
        return [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]

    def demo(self) -> list[str]:
        return [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "--json"]

    def child(self, name: str, command: list[str]) -> Child:
        return Child(name, command, self.environ(), self.logs / f"{name}.log")

    def environ(self) -> dict[str, str]:
        """The caller's environment and what follows from it, for parts that work out nothing themselves."""
        settings = self.settings
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        return {
            **os.environ,
            "LEADLINE_DATA": str(settings.data),
            "LEADLINE_BIND": f"{host}:{settings.port}",
            "WEB_PROCESSES": str(settings.web_processes),
            "PROMETHEUS_MULTIPROC_DIR": str(self.metrics),
            "HOST": settings.host,
            "PORT": str(settings.port),
            "PUBLIC_URL": settings.public_url,
            "CARRIER": settings.carrier,
            "SIMULATOR_PORT": str(settings.simulator_port),
            "TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
            "TWILIO_AUTH_TOKEN": ",".join(settings.twilio_auth_tokens),
            "HOME": os.environ.get("HOME") or str(settings.data),
            "PYTHONUNBUFFERED": "1",
        }

    def clear_metrics(self) -> None:
        """What the processes of an earlier run have counted is over; each start counts from nothing."""
        shutil.rmtree(self.metrics, ignore_errors=True)
        self.metrics.mkdir(mode=0o700)

    def is_ready(self) -> bool:
        """Whether the web part says that it and all it needs is there."""
        try:
            wire = http.client.HTTPConnection(self._near_host(), self.settings.port, timeout=1)
            wire.request("GET", "/readyz")
            answer = wire.getresponse()
            wire.close()
            return answer.status == 200
        except (OSError, http.client.HTTPException):
            return False

    def welcome(self, facts: dict[str, str | None]) -> str:
        """What a person sees when all is up."""
        lines = [f"Leadline is at {facts['url']}"]
        if facts["email"]:
            lines.append(f"Sign in with    {facts['email']}  /  {facts['password']}")
        else:
            lines.append(
                f"If nobody can sign in yet, in {ROOT}: "
                f"{sys.executable} -m flask --app wsgi account create NAME --email YOU@EXAMPLE.COM"
            )
        if facts["simulator"]:
            lines.append(f"The phones are at {facts['simulator']}")
        return "\n".join([*lines, f"Logs are in {self.logs}. Ctrl-C stops everything."])

    def _near_host(self) -> str:
        if self.settings.host in LOOPBACK or self.settings.host not in ("0.0.0.0", "::"):
            return self.settings.host
        return "127.0.0.1" if self.settings.host == "0.0.0.0" else "::1"

