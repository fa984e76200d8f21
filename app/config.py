"""Every setting, read once from the environment and checked: Settings, load(environ), ConfigProblem.

A wrong setting stops the program at start with a sentence that names it and says what to set.
"""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.addresses import (
    ConfigProblem,
    api_url,
    database_url,
    embedded_redis_url,
    in_url,
    public_url,
    redis_url,
)

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
SIGNUPS = ("closed", "invite", "open")
MOST_PROCESSES = 64
SHORTEST_TOKEN = 16
SHORTEST_KEY = 32
PLACEHOLDERS = ("changeme", "replaceme", "yoursecret", "secretkey", "password", "insecure", "example")


@dataclass(frozen=True)
class Settings:
    """What the environment says. Times in seconds."""

    data: Path
    host: str
    port: int
    public_url: str
    database_url: str
    redis_url: str
    redis_is_embedded: bool
    secret_key: str
    carrier: str
    simulator_port: int
    twilio_account_sid: str
    twilio_auth_tokens: tuple[str, ...]
    twilio_api_key_sid: str
    twilio_api_key_secret: str
    twilio_api_url: str
    signup: str
    web_processes: int = 1
    workers: int = 1
    metrics_token: str = ""
    settle_after: float = 60.0
    lease: float = 30.0

    @property
    def is_simulated(self) -> bool:
        return self.carrier == "simulator"

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def is_for_this_machine(self) -> bool:
        """Whether nobody elsewhere can call what PUBLIC_URL says, so that no proxy stands before it."""
        return urlsplit(self.public_url).hostname in LOOPBACK

    @property
    def simulator_url(self) -> str:
        """Where the simulator answers; empty when the carrier is real."""
        return f"http://{in_url(self.host)}:{self.simulator_port}" if self.is_simulated else ""


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment; raises ConfigProblem with a sentence. Makes LEADLINE_DATA and its secrets."""
    env = os.environ if environ is None else environ
    data = _data_folder(env)
    host = env.get("HOST", "127.0.0.1").strip() or "127.0.0.1"
    port = _port(env, "PORT", 8000)
    simulator_port = _port(env, "SIMULATOR_PORT", 8001)
    carrier = _one_of(env, "CARRIER", "simulator", ("simulator", "twilio"))
    public = public_url(env, host, port)
    if carrier == "simulator":
        _refuse_public_simulator(env, host, public)
    return Settings(
        data=data,
        host=host,
        port=port,
        public_url=public,
        database_url=database_url(env, data),
        redis_url=redis_url(env) or embedded_redis_url(data),
        redis_is_embedded=not redis_url(env),
        secret_key=_secret_key(env) or _kept_secret(data / "secret_key"),
        carrier=carrier,
        simulator_port=simulator_port,
        **_carrier_settings(env, carrier, data, f"http://{in_url(host)}:{simulator_port}"),
        signup=_one_of(env, "SIGNUP", "closed", SIGNUPS),
        web_processes=_processes(env, "WEB_PROCESSES"),
        workers=_processes(env, "WORKERS"),
        metrics_token=_metrics_token(env),
    )


def _data_folder(env: Mapping[str, str]) -> Path:
    data = Path(env.get("LEADLINE_DATA") or "var").expanduser().absolute()
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        # A name of its own for each process: several start at once, and one would unlink what another just made.
        tempfile.TemporaryFile(dir=data).close()
    except OSError as error:
        raise ConfigProblem(
            f"LEADLINE_DATA={data} can't be written ({error.strerror}). Set it to a folder of your own."
        ) from error
    return data


def _port(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "").strip() or str(default)
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise ConfigProblem(f"{name}={text} is not a port. Set {name} to a whole number from 1 to 65535.")
    return int(text)


def _processes(env: Mapping[str, str], name: str) -> int:
    text = env.get(name, "").strip() or "1"
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= MOST_PROCESSES:
        raise ConfigProblem(
            f"{name}={text} is not a number of processes. Set it to a whole number from 1 to {MOST_PROCESSES}."
        )
    return int(text)


def _metrics_token(env: Mapping[str, str]) -> str:
    token = env.get("METRICS_TOKEN", "").strip()
    if token and len(token) < SHORTEST_TOKEN:
        raise ConfigProblem(
            f"METRICS_TOKEN is shorter than {SHORTEST_TOKEN} characters, so it can be guessed. Set it to a long random "
            "word, or leave it out: then nobody elsewhere may read /metrics."
        )
    return token


def _secret_key(env: Mapping[str, str]) -> str:
    """SECRET_KEY as given, or nothing; whoever can guess it signs in as anybody."""
    key = env.get("SECRET_KEY", "").strip()
    letters = "".join(sign for sign in key.lower() if sign.isalnum())
    is_plain = len(set(key)) < 8 or key in (key + key)[1:-1] or any(word in letters for word in PLACEHOLDERS)
    if key and (len(key) < SHORTEST_KEY or is_plain):
        raise ConfigProblem(
            f"SECRET_KEY is shorter than {SHORTEST_KEY} characters or can be guessed, and whoever guesses it signs in "
            "as anybody. Leave it out, and Leadline makes one; or set it to what this prints: "
            "python3 -c 'import secrets; print(secrets.token_hex(32))'"
        )
    return key


def _one_of(env: Mapping[str, str], name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = env.get(name, "").strip() or default
    if value not in allowed:
        raise ConfigProblem(f"{name}={value} is not known. Set {name} to one of: {', '.join(allowed)}.")
    return value


def _refuse_public_simulator(env: Mapping[str, str], host: str, public_url: str) -> None:
    if env.get("SIMULATOR_PUBLIC") == "1":
        return
    if host not in LOOPBACK or public_url.startswith("https:"):
        raise ConfigProblem(
            "CARRIER=simulator is for this machine alone: anybody who reaches it can text as anybody. Set "
            "HOST=127.0.0.1 and an http PUBLIC_URL, or CARRIER=twilio, or SIMULATOR_PUBLIC=1 if you mean it."
        )


def _carrier_account(env: Mapping[str, str], carrier: str, data: Path) -> tuple[str, tuple[str, ...]]:
    sid = env.get("TWILIO_ACCOUNT_SID", "").strip()
    tokens = tuple(t.strip() for t in env.get("TWILIO_AUTH_TOKEN", "").split(",") if t.strip())
    if carrier == "simulator" and not (sid and tokens):
        return _simulated_account(data)
    if not sid:
        raise ConfigProblem("CARRIER=twilio needs TWILIO_ACCOUNT_SID (AC and 32 characters, from Twilio's console).")
    if not (sid.startswith("AC") and len(sid) == 34):
        raise ConfigProblem("TWILIO_ACCOUNT_SID must be AC followed by 32 characters. Copy it from Twilio's console.")
    if not tokens:
        raise ConfigProblem(
            "CARRIER=twilio needs TWILIO_AUTH_TOKEN: webhooks are signed with it. During a rotation write "
            "both tokens with a comma between."
        )
    if bool(env.get("TWILIO_API_KEY_SID")) != bool(env.get("TWILIO_API_KEY_SECRET")):
        raise ConfigProblem("Set both TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET, or neither.")
    return sid, tokens


def _carrier_settings(env: Mapping[str, str], carrier: str, data: Path, simulator_url: str) -> dict[str, Any]:
    sid, tokens = _carrier_account(env, carrier, data)
    default_url = simulator_url if carrier == "simulator" else ""
    return {
        "twilio_account_sid": sid,
        "twilio_auth_tokens": tokens,
        "twilio_api_key_sid": env.get("TWILIO_API_KEY_SID", ""),
        "twilio_api_key_secret": env.get("TWILIO_API_KEY_SECRET", ""),
        "twilio_api_url": api_url(env) or default_url,
    }


def _simulated_account(data: Path) -> tuple[str, tuple[str, ...]]:
    made = json.dumps({"account_sid": "AC" + secrets.token_hex(16), "auth_token": secrets.token_hex(16)})
    kept = json.loads(_kept_secret(data / "simulated_account.json", made))
    return kept["account_sid"], (kept["auth_token"],)


def _kept_secret(path: Path, made: str | None = None) -> str:
    """The secret in this file; made on first use, readable by its owner only. Two first uses agree."""
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(made or secrets.token_hex(32))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


