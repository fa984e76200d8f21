"""Files under LEADLINE_DATA/media, each named by the SHA-256 of its bytes: put(data), put_file(), path_of(), sweep().

A file is written beside its place, flushed to the disk and then moved there, so that a file which has its name is
whole. It is written before the row that names it: a crash between the two leaves a file nobody names, which sweep()
takes away after a day.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from flask import current_app

from app import disk

SMALL = ".small"
PIECE = 65_536
ORPHAN_AFTER_S = 86_400
_KEY = re.compile(r"[0-9a-f]{64}")


def put(data: bytes, small: bytes | None = None) -> str:
    """Keep these bytes, and the small picture of them; their key."""
    key = hashlib.sha256(data).hexdigest()
    _write(path_of(key), data)
    if small is not None:
        _write(path_of(key, SMALL), small)
    return key


def put_file(file: IO[bytes]) -> str:
    """Keep what this file holds, a piece at a time; its key."""
    file.seek(0)
    key = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    _write(path_of(key), file)
    return key


def path_of(key: str, ending: str = "") -> Path:
    """Where the file of this key stands, if it does."""
    if not _KEY.fullmatch(key):
        raise ValueError("no key of a file")
    return _folder() / key[:2] / f"{key}{ending}"


def read(key: str) -> bytes:
    """The bytes of a kept file. Raises FileNotFoundError."""
    return path_of(key).read_bytes()


def sweep(named: Callable[[set[str]], set[str]], older_than_s: float = ORPHAN_AFTER_S) -> int:
    """Remove files that are older than this and not among those that `named(keys)` says are named; how many."""
    ends, gone = time.time() - older_than_s, 0
    for folder in _folder().glob("*"):
        old = [path for path in folder.iterdir() if _is_older(path, ends)]
        keys = {path.name[:64] for path in old if _KEY.fullmatch(path.name[:64])}
        kept = named(keys) if keys else set()
        for path in old:
            if path.name[:64] not in kept and _is_older(path, ends):
                path.unlink(missing_ok=True)
                gone += 1
    return gone


def chunks(path: Path, start: int, length: int, size: int = 65_536) -> Iterator[bytes]:
    """`length` bytes of a file from `start` on."""
    with path.open("rb") as file:
        file.seek(start)
        while length > 0 and (chunk := file.read(min(size, length))):
            length -= len(chunk)
            yield chunk


def _is_older(path: Path, than: float) -> bool:
    """Asked once more right before it is removed: put() touches what it finds there already."""
    try:
        return path.stat().st_mtime < than
    except FileNotFoundError:
        return False


def _write(path: Path, data: bytes | IO[bytes]) -> None:
    """Whole or not at all; what is there already is touched, so that no sweep takes it before its row is written."""
    if path.exists():
        os.utime(path)
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.parent / f".{secrets.token_hex(8)}"
    with open(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
        shutil.copyfileobj(io.BytesIO(data) if isinstance(data, bytes) else data, file, PIECE)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    disk.flush(path.parent)


def _folder() -> Path:
    folder = current_app.config["SETTINGS"].data / "media"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
