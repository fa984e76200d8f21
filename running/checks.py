"""What must be true before anything starts: Problem, check_machine(settings), own_data(settings).

Each check ends in a sentence that says what is wrong and what to do.
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
from typing import TextIO

from app import clock
from app.config import Settings


class Problem(Exception):
    """Why Leadline can't run here; its text says what to do about it."""


def check_machine(settings: Settings) -> None:
    """Zone data and ports; that Python is new enough was seen to before there was an environment."""
    _check_zones()
    _check_ports(settings)


def own_data(settings: Settings) -> TextIO:
    """Take LEADLINE_DATA for this process: the open lock file, to be kept open. The kernel lets go of it
    when the process ends, however it ends."""
    path = settings.data / "supervisor.lock"
    guard = open(path, "a+")
    try:
        fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        guard.seek(0)
        who = guard.read().strip() or "unknown"
        guard.close()
        raise Problem(
            f"Leadline already runs on LEADLINE_DATA={settings.data} (process {who}). Stop it first, or "
            "set LEADLINE_DATA, PORT and SIMULATOR_PORT to others to run a second one beside it."
        ) from error
    guard.truncate(0)
    guard.write(f"{os.getpid()}\n")
    guard.flush()
    return guard


def _check_zones() -> None:
    clock.use_packaged_zones()
    if problem := clock.zone_problem():
        raise Problem(problem)


def _check_ports(settings: Settings) -> None:
    if settings.is_simulated and settings.port == settings.simulator_port:
        raise Problem(f"PORT and SIMULATOR_PORT are both {settings.port}. Set one of them to another port.")
    _check_port(settings.host, settings.port, "PORT")
    if settings.is_simulated:
        _check_port(settings.host, settings.simulator_port, "SIMULATOR_PORT")


def _check_port(host: str, port: int, setting: str) -> None:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        raise Problem(_port_sentence(error, host, port, setting)) from error


def _port_sentence(error: OSError, host: str, port: int, setting: str) -> str:
    if error.errno == errno.EADDRINUSE:
        free = port + 10 if port < 65000 else port - 10
        return (
            f"Port {port} on {host} is taken by another program. Stop that program, or set {setting} to a "
            f"free port, like {setting}={free}."
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"Port {port} is not this user's to take. Set {setting} above 1023, like {setting}=8000."
    return f"HOST={host} is no address of this machine ({error.strerror}). Set HOST=127.0.0.1."
