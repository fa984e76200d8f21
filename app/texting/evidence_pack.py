"""The evidence pack of a number, a zip file that answers for itself: make(account, number) is a Pack; tell() writes
down that it was handed out.

The same data makes the same bytes: no time of making is in it, files are in order, uncompressed and without dates.
"""

from __future__ import annotations

import hashlib
import json
import logging
import zipfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from flask import render_template

from app.models import Account, Contact, Phone
from app.sms import e164
from app.texting import evidence_words, journey
from app.texting.accounts import Problem
from app.texting.evidence_data import Record, gather
from app.transaction import one_moment

VERIFY = Path(__file__).with_name("pack_verify.py")
NO_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can say
MOST_IN_MEMORY = 2_000_000  # bytes
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pack:
    """A pack: its bytes, at their beginning; how many events it holds, and what of their chain doesn't hold."""

    file: IO[bytes]
    number: str
    name: str
    events: int
    faults: list[str]


def make(account: Account, typed: str) -> Pack:
    """The pack of a number as a person writes it. Problem where it is none, or nothing is on record about it."""
    number = _number(typed)
    with one_moment():
        record = gather(account, number)
        if not record.is_known:
            shown = e164.display(number)
            raise Problem(f"{account.name} has nothing on record about {shown}. Check the number and the account.")
        files = _files(record)
    digits = "".join(char for char in number if char.isalnum())
    return Pack(_zipped(files), number, f"consent-{digits}.zip", len(record.events), record.faults)


def tell(account_id: int, number: str, actor_id: int | None) -> None:
    """That the evidence was handed out, in the log and, where the number is somebody's, in their journey."""
    log.info("consent evidence of %s, account %s, exported by user %s", e164.masked(number), account_id, actor_id)
    phone = Phone.with_address(account_id, number)
    contact = Contact.visible(account_id, phone.contact_id) if phone and phone.contact_id else None
    if contact:
        journey.tell_of_person("evidence_exported", contact, actor_id, e164.display(number))


def _number(typed: str) -> str:
    """As the ledger keeps it; what is no number of ours may still be a sender that texted (a name, one from abroad)."""
    try:
        return e164.parse(typed)
    except e164.NumberProblem as problem:
        if e164.kind_of(typed.strip()) in (e164.Destination.MALFORMED, e164.Destination.EMPTY):
            raise Problem(str(problem)) from None
        return typed.strip()


def _files(record: Record) -> dict[str, bytes]:
    """Every file of the pack by its name, the manifest last."""
    timeline = {
        "account": {"id": record.account.id, "name": record.account.name}, "number": record.number,
        "events": record.events, "anchors": record.anchors, "standing": record.standing, "blocks": record.blocks,
        "source_texts": record.sources, "recorded_by": {str(key): name for key, name in record.people.items()},
    }  # fmt: skip
    check = {"events": len(record.events), "ok": not record.faults, "faults": record.faults}
    page = render_template("evidence/pack.jinja", **evidence_words.readable(record))
    files = {
        **record.files, "timeline.json": _json(timeline), "timeline.csv": evidence_words.csv_of(record).encode(),
        "decisions.json": _json(record.decisions), "chain-check.json": _json(check), "index.html": page.encode(),
        "verify.py": VERIFY.read_bytes(),
    }  # fmt: skip
    sums = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return {**files, "manifest.sha256": "".join(sums).encode()}


def _zipped(files: dict[str, bytes]) -> IO[bytes]:
    file = SpooledTemporaryFile(MOST_IN_MEMORY)  # noqa: SIM115 - whoever hands it on closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as pack:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, NO_DATE)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            pack.writestr(entry, files[name])
    file.seek(0)
    return file


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
