"""Checks an evidence pack by itself, offline: python3 verify.py [the pack's folder or zip file]

It needs Python 3.8 or later and nothing else. It compares every file with manifest.sha256, computes the chain of
consent events anew from timeline.json, and says in a sentence whether both hold. Exit status 0: they do. 1: they don't.

The rule of the chain. An event's hash is the SHA-256 of its fields as JSON: keys sorted, the separators ", " and ": ",
UTF-8, nothing escaped that JSON allows as it is. Its field prev_hash is the hash of the event before it; that of the
first event is the SHA-256 of "leadline consent chain ACCOUNT NUMBER". Of personal fields the event holds the SHA-256 of
"SALT:VALUE", so that one can be erased and the chain still be computed.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from pathlib import Path

MANIFEST, TIMELINE = "manifest.sha256", "timeline.json"


class Unsound(Exception):
    """What doesn't hold, as a sentence."""


def main(arguments: list[str]) -> int:
    """Say whether the pack holds; 0 or 1."""
    where = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    try:
        files = read(where)
        check_manifest(files)
        sys.stdout.write(check_chain(files) + "\n")
        return 0
    except Unsound as problem:
        sys.stdout.write(f"This pack does NOT hold. {problem}\n")
    except (OSError, zipfile.BadZipFile) as problem:
        sys.stdout.write(f"This pack can't be read: {problem}\n")
    return 1


def read(where: Path) -> dict[str, bytes]:
    """Every file of the pack by its name."""
    if where.is_dir():
        paths = [path for path in where.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        return {path.relative_to(where).as_posix(): path.read_bytes() for path in paths}
    with zipfile.ZipFile(where) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


def check_manifest(files: dict[str, bytes]) -> None:
    """The manifest names every file with its SHA-256, and no other."""
    if MANIFEST not in files or TIMELINE not in files:
        raise Unsound(f"{MANIFEST} or {TIMELINE} is missing: is this the folder of an evidence pack?")
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != MANIFEST}
    named = {}
    for line in files[MANIFEST].decode("utf-8", "replace").splitlines():
        sum_, _, name = line.partition("  ")
        named[name] = sum_
    changed = sorted(name for name in sums.keys() & named.keys() if sums[name] != named[name])
    if changed or sums.keys() ^ named.keys():
        strange = sorted(sums.keys() - named.keys())
        missing = sorted(named.keys() - sums.keys())
        parts = [("changed since it was made", changed), ("not of the pack", strange), ("missing", missing)]
        raise Unsound("; ".join(f"{what}: {', '.join(names)}" for what, names in parts if names) + ".")
    if files[MANIFEST] != "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode():
        raise Unsound(f"changed since it was made: {MANIFEST}.")


def check_chain(files: dict[str, bytes]) -> str:
    """The events follow from one another; what is left to compare with, in a sentence."""
    try:
        timeline = json.loads(files[TIMELINE].decode("utf-8"))
        account, number, events = timeline["account"]["id"], timeline["number"], timeline["events"]
        before = sha256(f"leadline consent chain {account} {number}")
        for place, each in enumerate(events, start=1):
            check_event(place, each, before, account, number)
            before = each["row_hash"]
        for anchor in timeline["anchors"]:
            place = anchor["seq"]
            if not 0 < place <= len(events) or events[place - 1]["row_hash"] != anchor["head"]:
                raise Unsound(f"Event {place} isn't the one that was anchored on {anchor['day']}.")
        check_files(files, events)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise Unsound(f"{TIMELINE} isn't laid out as it should be ({type(problem).__name__}).") from None
    if not events:
        return "This pack holds: every file is as it was made. No consent event is on record for this number."
    last = timeline["anchors"][-1]["day"] if timeline["anchors"] else "no day yet"
    return (f"This pack holds: every file is as it was made, and the {len(events)} consent events follow from one "
            f"another up to {before}. Anchored last: {last}.")


def check_event(place: int, each: dict, before: str, account: int, number: str) -> None:
    """One event: its place, its hash, and that its personal fields are those it was made with."""
    event = each["event"]
    if (event["account_id"], event["phone_e164"], event["seq"]) != (account, number, place):
        raise Unsound(f"Event {place} belongs elsewhere: one was removed, put in or moved.")
    if event["prev_hash"] != before:
        raise Unsound(f"Event {place} doesn't follow from the one before it.")
    if sha256(json.dumps(event, sort_keys=True, ensure_ascii=False)) != each["row_hash"]:
        raise Unsound(f"Event {place} was changed: its fields don't give its hash.")
    digests = json.loads(event["personal_digests"])
    for name, kept in each["personal"].items():
        if digests.get(name) != sha256(f"{kept['salt']}:{kept['value']}"):
            raise Unsound(f"Event {place} was changed: its personal field {name} isn't the one it was made with.")


def check_files(files: dict[str, bytes], events: list[dict]) -> None:
    """A file that an event names by its SHA-256 is in the pack."""
    sums = {hashlib.sha256(data).hexdigest() for data in files.values()}
    for place, each in enumerate(events, start=1):
        named = each["event"].get("recording_or_file_id") or ""
        if len(named) == 64 and named not in sums:
            raise Unsound(f"The file that event {place} names as its evidence is not in the pack, or another.")


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
