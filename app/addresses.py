"""The addresses among the settings, each checked: public_url, database_url, redis_url, api_url; ConfigProblem."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, urlsplit


class ConfigProblem(Exception):
    """A setting that can't be used; its text says which and what to set."""


def public_url(env: Mapping[str, str], host: str, port: int) -> str:
    """Scheme, host and port that people and the carrier use, with nothing behind them: every page stands at the
    root, browsers compare it as an origin, and signatures are computed over it and the path that was called."""
    url = env.get("PUBLIC_URL", "").strip().rstrip("/") or f"http://{in_url(host)}:{port}"
    parts = _parts(url)
    if parts is not None and "@" in parts.netloc:
        raise ConfigProblem("PUBLIC_URL holds a user name: signatures can't be checked then. Leave it out.")
    if parts is None or not _is_web(parts) or any(sign in url for sign in "?#\\ "):
        raise ConfigProblem(
            f"PUBLIC_URL={url} is not a web address. Set it to what people and the carrier use, "
            "like https://text.example.com"
        )
    if parts.path:
        raise ConfigProblem(
            f"PUBLIC_URL={url} has a path, and Leadline answers at the root of its host only. Give it a host name of "
            f"its own and set PUBLIC_URL to that, like {parts.scheme}://{parts.netloc}"
        )
    if "_" in (parts.hostname or ""):
        raise ConfigProblem(
            f"PUBLIC_URL={url} has an underscore in its host, and Twilio refuses such callbacks (error 21609). "
            "Use a host name without one."
        )
    return url


def api_url(env: Mapping[str, str]) -> str:
    """TWILIO_API_URL, or nothing."""
    url = env.get("TWILIO_API_URL", "").strip().rstrip("/")
    parts = _parts(url)
    if url and (parts is None or not _is_web(parts)):
        raise ConfigProblem(
            f"TWILIO_API_URL={url} is not a web address. Leave it out to reach Twilio itself, or write one like "
            "http://127.0.0.1:8001"
        )
    return url


def database_url(env: Mapping[str, str], data: Path) -> str:
    """DATABASE_URL as SQLAlchemy wants it; left out, a file in the data folder."""
    url = env.get("DATABASE_URL", "").strip()
    if not url:
        return f"sqlite:///{data / 'leadline.db'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            url = "postgresql+psycopg://" + url.removeprefix(prefix)
    if url.startswith("sqlite:"):
        return _sqlite(url)
    if not url.startswith("postgresql+psycopg://"):
        scheme = url.split(":", 1)[0]
        raise ConfigProblem(
            f"DATABASE_URL begins with {scheme}:, which Leadline doesn't speak. Use postgresql://… or sqlite:///…"
        )
    return url


def redis_url(env: Mapping[str, str]) -> str:
    """REDIS_URL, or nothing: then Leadline starts its own."""
    url = env.get("REDIS_URL", "").strip()
    if url and not url.startswith(("redis://", "rediss://", "unix://")):
        raise ConfigProblem(
            "REDIS_URL must begin with redis://, rediss:// or unix://, like redis://127.0.0.1:6379/0. Leave it out "
            "to have Leadline start its own Redis."
        )
    return url


def embedded_redis_url(data: Path) -> str:
    """A unix socket in a short path of this user's own: socket paths end at 107 bytes, data folders may not."""
    digest = hashlib.sha256(str(data).encode()).hexdigest()[:12]
    return f"unix://{tempfile.gettempdir()}/leadline-{os.getuid()}-{digest}/redis.sock?db=0"


def in_url(host: str) -> str:
    """A host as an address spells it: brackets around IPv6."""
    return f"[{host}]" if ":" in host else host


def _sqlite(url: str) -> str:
    """A file by its whole path: one in memory would be another for every process, and gone with it; a relative one
    would be another in every folder that a part is started from."""
    path = url.removeprefix("sqlite:///").partition("?")[0]
    if not url.startswith("sqlite:////") or path.endswith("/") or ":memory:" in path or "mode=memory" in url:
        raise ConfigProblem(
            f"DATABASE_URL={url} names no file by its whole path, and every part must find the same one. Leave it out "
            "to keep the database in LEADLINE_DATA, or write four slashes, like sqlite:////var/lib/leadline/leadline.db"
        )
    return url


def _is_web(parts: SplitResult) -> bool:
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _parts(url: str) -> SplitResult | None:
    """The parts of an address; None when its host or port can't be read."""
    try:
        parts = urlsplit(url)
        return parts if parts.port is None or parts.port else None
    except ValueError:
        return None
