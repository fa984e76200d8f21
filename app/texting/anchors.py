"""Anchors of the consent ledger outside the database: write() once a day, read() is an Anchored.

LEADLINE_DATA/anchors/consent-YYYY-MM-DD.jsonl says where the chains that changed since the last file ended: account,
the hash that stands for the number (no number is in it), place and hash of the last event. Its first line names the
file before it with that file's SHA-256, its last line its own. Whoever changes the database alone can't remove a
chain's end unseen; whoever may change these files as well is found by a copy of them kept elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from app import disk
from app.clock import now
from app.extensions import db
from app.models import ConsentEvent
from app.texting.chain import first_link
from app.transaction import reading

NAME = re.compile(r"consent-(\d{4}-\d{2}-\d{2})\.jsonl")
SETTLED = timedelta(minutes=5)  # no transaction is open for longer: of the events before, none is still to appear
AT_ONCE = 5000


@dataclass(frozen=True)
class Head:
    """Where a chain ended on a day."""

    account_id: int
    seq: int
    row_hash: str
    day: str


@dataclass
class Anchored:
    """All that the files say: every head of each chain, by its first link and its place; the last day; what is wrong
    with the files themselves, as sentences. Of two heads at one place the older one counts: a chain that was cut and
    then went on would otherwise anchor its own forgery."""

    heads: dict[str, dict[int, Head]] = field(default_factory=dict)
    day: str = ""
    faults: list[str] = field(default_factory=list)


def write() -> Path | None:
    """Today's file (UTC), unless it or a later one is there; its path. Nobody's lock is taken."""
    folder, name = _folder(), f"consent-{now():%Y-%m-%d}.jsonl"
    before = _files(folder)
    if before and before[-1].name >= name:
        return None
    with reading():
        since = _up_to(before[-1]) if before else 0
        up_to = _settled(since)
        return _keep(folder / name, _lines(name, before[-1] if before else None, since, up_to))


def read() -> Anchored:
    """What was anchored. No file yet is no fault."""
    anchored, last = Anchored(), None
    for path in _files(_folder()):
        lines = _parsed(path)
        if lines is None:
            anchored.faults.append(f"The anchor file {path.name} was changed or cut short.")
        else:
            anchored.faults += _out_of_order(path, lines[0].get("before"), last)
            for line in lines[1:-1]:
                head = Head(line["account"], line["seq"], line["head"], lines[0]["day"])
                anchored.heads.setdefault(line["chain"], {}).setdefault(head.seq, head)
        anchored.day, last = _day(path), path
    return anchored


def _lines(name: str, before: Path | None, since: int, up_to: int) -> Iterator[dict[str, Any]]:
    named = {"file": before.name, "sha256": _sha256(before)} if before else None
    yield {"day": NAME.fullmatch(name)[1], "before": named, "up_to": up_to}
    columns = (ConsentEvent.account_id, ConsentEvent.phone_e164, ConsentEvent.seq, ConsentEvent.row_hash)
    query = select(*columns).where(ConsentEvent.id > since, ConsentEvent.id <= up_to).order_by(*columns[:3])
    last = None
    for row in db.session.execute(query.execution_options(yield_per=AT_ONCE)):
        if last is not None and (last.account_id, last.phone_e164) != (row.account_id, row.phone_e164):
            yield _head(last)
        last = row
    if last is not None:
        yield _head(last)


def _head(row: Any) -> dict[str, Any]:
    link = first_link(row.account_id, row.phone_e164)
    return {"account": row.account_id, "chain": link, "seq": row.seq, "head": row.row_hash}


def _settled(since: int) -> int:
    """The last event that, and all before which, everybody can see."""
    query = select(ConsentEvent.id).where(ConsentEvent.id > since, ConsentEvent.recorded_at <= now() - SETTLED)
    return db.session.scalar(query.order_by(ConsentEvent.id.desc()).limit(1)) or since


def _keep(path: Path, lines: Iterable[dict[str, Any]]) -> Path | None:
    """Write a file whole or not at all; None where somebody else was first."""
    draft, digest, count = path.with_name(f".{secrets.token_hex(8)}"), hashlib.sha256(), -1
    try:
        with open(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
            for line in lines:
                spelled = _spelled(line)
                digest.update(spelled)
                file.write(spelled)
                count += 1
            file.write(_spelled({"chains": count, "sha256": digest.hexdigest()}))
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return None
    finally:
        draft.unlink(missing_ok=True)
    disk.flush(path.parent)
    return path


def _parsed(path: Path) -> list[dict[str, Any]] | None:
    """The lines of a file that is as it was written; None for any other."""
    try:
        raw = path.read_bytes().splitlines(keepends=True)
        lines = [json.loads(line) for line in raw]
        is_whole = lines[-1] == {"chains": len(lines) - 2, "sha256": hashlib.sha256(b"".join(raw[:-1])).hexdigest()}
        return lines if is_whole and lines[0]["day"] == _day(path) else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _out_of_order(path: Path, named: dict[str, str] | None, last: Path | None) -> list[str]:
    """What is wrong between a file and the one before it."""
    if named is None:
        return [] if last is None else [f"The anchor file {path.name} names none before it, but {last.name} is there."]
    if last is None or named["file"] != last.name:
        return [f"The anchor file {named['file']}, which {path.name} names as the one before it, is missing."]
    is_same = named["sha256"] == _sha256(last)
    return [] if is_same else [f"The anchor file {last.name} isn't the one that {path.name} was written after."]


def _up_to(path: Path) -> int:
    """Up to which event a file goes; 0, so that all is anchored anew, where it can't be read."""
    lines = _parsed(path)
    return lines[0]["up_to"] if lines else 0


def _day(path: Path) -> str:
    return NAME.fullmatch(path.name)[1]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("consent-*.jsonl") if NAME.fullmatch(path.name))


def _spelled(line: dict[str, Any]) -> bytes:
    return json.dumps(line, separators=(",", ":")).encode() + b"\n"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _folder() -> Path:
    folder = current_app.config["SETTINGS"].data / "anchors"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
