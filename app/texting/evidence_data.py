"""What an evidence pack holds about one number of one account: gather() is a Record; evidence_files() its files.

Keyed by the number, as the ledger is: it is whole though the contact was deleted. Of other accounts of the brand it
says that they block the number and since when, and nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import or_, select

from app.extensions import db
from app.models import Account, Block, Consent, ConsentEvent, ConsentPerson, EvidenceFile, Media, Message, Phone, User
from app.texting import anchors, chain, ledger_check, media_store

NOT_IN_NAMES = re.compile(r"[^\w.-]+")


@dataclass
class Record:
    """All of it, as JSON knows it. `is_known`: the account has, or had, anything to do with this number. `files`: name
    -> bytes; `missing`: files that events name and nobody has."""

    account: Account
    number: str
    events: list[dict[str, Any]]
    anchors: list[dict[str, Any]]
    faults: list[str]
    standing: list[dict[str, Any]]
    blocks: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    decisions: list[dict[str, Any]]
    people: dict[int, str]
    is_known: bool
    files: dict[str, bytes] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def gather(account: Account, number: str) -> Record:
    """Everything on record about this number; read it in one moment (transaction.one_moment)."""
    rows = _events(account.id, number)
    phone = Phone.with_address(account.id, number)
    blocks = _blocks(account, number)
    texts = _texts(phone, [row.inbound_message_sid for row in rows] + [block.get("message_sid") for block in blocks])
    files, missing = evidence_files(account.id, number)
    anchored, personal = anchors.read(), _personal([row.id for row in rows])
    checked = ledger_check.check_one(account.id, number, anchored)
    return Record(
        account, number, [_event(row, personal.get(row.id, {})) for row in rows],
        _heads(anchored, account.id, number),
        [fault.what for fault in checked.faults], [_standing(each) for each in Consent.of(account.id, number)],
        blocks, *texts, _people(rows, blocks), bool(rows or blocks or phone), files, missing,
    )  # fmt: skip


def evidence_files(account_id: int, number: str) -> tuple[dict[str, bytes], list[str]]:
    """The scans, pictures and recordings of this number by a name in the pack; and what events name that isn't here
    (any more). An event names an EvidenceFile by its id or by its SHA-256, or a text's file by its number."""
    kept = EvidenceFile.of(account_id, number)
    files = {f"files/{each.sha256[:12]}-{_plain(each.name)}": each.data for each in kept}
    known, missing = {name for each in kept for name in (each.id, each.sha256)}, []
    query = select(ConsentEvent.recording_or_file_id).where(
        ConsentEvent.account_id == account_id, ConsentEvent.phone_e164 == number,
        ConsentEvent.recording_or_file_id.is_not(None),
    )
    for named in db.session.scalars(query.distinct().order_by(ConsentEvent.recording_or_file_id)):
        found = None if named in known else _of_a_text(account_id, named)
        if found:
            files.update([found])
        elif named not in known:
            missing.append(named)
    return files, missing


def _of_a_text(account_id: int, named: str) -> tuple[str, bytes] | None:
    media = db.session.get(Media, int(named)) if named.isascii() and named.isdecimal() and len(named) < 19 else None
    if media is None or media.account_id != account_id or not media.key:
        return None
    try:
        return f"files/{media.key[:12]}-{_plain(media.name or 'file')}", media_store.read(media.key)
    except OSError:
        return None


def _plain(name: str) -> str:
    """A file's name that is safe in any zip: nothing of a path in it."""
    return NOT_IN_NAMES.sub("_", name).strip("._")[-80:] or "file"


def _events(account_id: int, number: str) -> list[Any]:
    table = ConsentEvent.__table__
    query = select(table).where(table.c.account_id == account_id, table.c.phone_e164 == number)
    return list(db.session.execute(query.order_by(table.c.seq, table.c.id)))


def _personal(event_ids: Sequence[int]) -> dict[int, dict[str, dict[str, str]]]:
    """The personal fields that are still kept, by event and field."""
    query = select(ConsentPerson).where(ConsentPerson.event_id.in_(event_ids)).order_by(ConsentPerson.field)
    found: dict[int, dict[str, dict[str, str]]] = {}
    for one in db.session.scalars(query):
        found.setdefault(one.event_id, {})[one.field] = {"value": one.value, "salt": one.salt}
    return found


def _event(row: Any, personal: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {"event": chain.spelled(row), "row_hash": row.row_hash, "personal": personal}


def _heads(anchored: anchors.Anchored, account_id: int, number: str) -> list[dict[str, Any]]:
    heads = anchored.heads.get(chain.first_link(account_id, number), {})
    return [{"day": head.day, "seq": seq, "head": head.row_hash} for seq, head in sorted(heads.items())]


def _standing(each: Consent) -> dict[str, Any]:
    return {"level": each.level, "topic": each.topic, "state": each.state, "since": _at(each.since), "how": each.how,
            "seq": each.seq, "expires_at": _at(each.expires_at)}


def _blocks(account: Account, number: str) -> list[dict[str, Any]]:
    query = select(Block).where(Block.account_id.in_(account.tree_ids()), Block.e164 == number)
    found = []
    for block in db.session.scalars(query.order_by(Block.created_at, Block.id)):
        common = {"scope": block.scope, "since": _at(block.created_at), "lifted_at": _at(block.lifted_at)}
        if block.account_id == account.id:
            found.append({**common, "whose": "this business", "source": block.source, "words": block.raw_text,
                          "rule": block.rule, "channel": block.channel, "message_sid": block.message_sid,
                          "recorded_by": block.actor_id, "carrier_blocks_too": block.is_carriers_too})
        elif block.lifted_at is None:
            found.append({**common, "whose": "another business of the brand"})
    return found


def _texts(phone: Phone | None, sids: Sequence[str | None]) -> tuple[list[dict], list[dict]]:
    """The texts from this number that consent or an opt-out came by, and every text to it with its decision."""
    if phone is None:
        return [], []
    named = Message.carrier_sid.in_({sid for sid in sids if sid}) | Message.keyword.is_not(None)
    query = select(Message).where(Message.phone_id == phone.id, or_(Message.direction == "out", named))
    texts = list(db.session.scalars(query.order_by(Message.sort_at, Message.id)))
    sources = [_text(text) for text in texts if text.is_inbound]
    return sources, [{**_text(text), **_decided(text)} for text in texts if not text.is_inbound]


def _text(text: Message) -> dict[str, Any]:
    return {"id": text.id, "at": _at(text.sort_at), "our_number": text.number.e164, "body": text.body,
            "files": text.media_count, "carrier_sid": text.carrier_sid, "keyword": text.keyword}


def _decided(text: Message) -> dict[str, Any]:
    return {"purpose": text.purpose, "state": text.state, "code": text.code, "error_code": text.error_code,
            "written_by": text.author.name if text.author else None, "decision": json.loads(text.decision or "null")}


def _people(rows: Sequence[Any], blocks: Sequence[dict[str, Any]]) -> dict[int, str]:
    """Colleagues who recorded something, by their id."""
    ids = {row.actor_id for row in rows if row.actor_type == "agent"} | {each.get("recorded_by") for each in blocks}
    query = select(User.id, User.name, User.email).where(User.id.in_(ids - {None}))
    return {user_id: name or email for user_id, name, email in db.session.execute(query)}


def _at(instant: datetime | None) -> str | None:
    return instant.astimezone(UTC).isoformat(timespec="microseconds") if instant else None
