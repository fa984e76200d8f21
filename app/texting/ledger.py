"""The consent ledger: write(phone, event, level, ...) appends one event to a phone's chain, and has Consent say how
the level stands now; texting.chain is its rule. What can't be evidence is refused by evidence.check().

Each event carries the hash of the one before, per account and number; personal fields enter the chain as
salted digests and live beside it, so that erasing them leaves the chain verifiable.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Insert, Select, and_, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.clock import now
from app.extensions import db
from app.models import Consent, ConsentEvent, ConsentPerson, Phone
from app.models.consent import STANDS
from app.texting import evidence, ledger_check
from app.texting.chain import digest, first_link, personal_digest

PERSONAL = ("ip", "user_agent", "session_id", "identity_name", "identity_other", "revocation_raw_text", "note")
CHANGED = ("state", "since", "how", "seq", "expires_at")
STAND = Consent.__table__.c
TAKEN = update(Consent.__table__).where(
    STAND.account_id == bindparam("account_id_"), STAND.phone_e164 == bindparam("phone_e164_"),
    STAND.level == bindparam("level_"), STAND.state == "granted",
).values({name: bindparam(f"{name}_") for name in CHANGED})


def write(
    phone: Phone, event: str, level: str, head: tuple[int, str] | None = None, **fields: Any
) -> ConsentEvent:
    """Append an event to the chain of this (locked) phone, whose end is `head` where the caller knows it (heads()).

    `fields` are columns of ConsentEvent and the PERSONAL ones; occurred_at defaults to now. Raises evidence.Incomplete.
    """
    return write_each(phone, event, [level], head, **fields)[0]


def write_each(
    phone: Phone, event: str, levels: Sequence[str], head: tuple[int, str] | None = None, **fields: Any
) -> list[ConsentEvent]:
    """The same about several levels, in this order; they cost few statements more than one."""
    personal = {name: str(value) for name in PERSONAL if (value := fields.pop(name, None))}
    end, rows, salts = head or _head(phone), [], []
    for level in levels:
        evidence.check(event, level, {"occurred_at": now(), **fields})
        salts.append({name: secrets.token_hex(16) for name in personal})
        digests = {name: personal_digest(salts[-1][name], personal[name]) for name in sorted(personal)}
        rows.append(_link(phone, event, level, end, digests, fields))
        end = rows[-1].seq, rows[-1].row_hash
    db.session.add_all(rows)
    if event in STANDS:
        _stand(rows)
    if personal:
        db.session.flush()
        db.session.add_all(
            ConsentPerson(event_id=row.id, field=name, value=personal[name], salt=of_row[name])
            for row, of_row in zip(rows, salts, strict=True) for name in personal
        )
    return rows


def write_grants(level: str, grants: Sequence[tuple[Phone, tuple[int, str], dict[str, Any]]]) -> None:
    """Append a grant to the chain of each of these (locked) phones, no phone twice, given its end and its fields, none
    of them personal."""
    rows = []
    for phone, head, fields in grants:
        evidence.check("grant", level, {"occurred_at": now(), **fields})
        rows.append(_link(phone, "grant", level, head, {}, fields))
    if rows:
        db.session.add_all(rows)
        db.session.execute(_upsert(), [_standing(row) for row in rows])


def how(event: ConsentEvent) -> str:
    """In a few words, how this came about."""
    keyword = f"texted {event.keyword_text}" if event.keyword_text else ""
    medium = evidence.MEDIA.get(event.medium or "", event.medium or "").lower()
    return (event.affirmative_act or keyword or medium)[:120]


def heads(phones: Sequence[Phone]) -> dict[int, tuple[int, str]]:
    """Where the chains of these (locked) phones end, by phone: number and hash of the last event."""
    whose = {"accounts": list({p.account_id for p in phones}), "numbers": list({p.e164 for p in phones})}
    rows = db.session.execute(_heads(), whose)
    ends = {(owner, e164): (seq, row_hash) for owner, e164, seq, row_hash in rows}
    return {p.id: ends.get((p.account_id, p.e164), (0, first_link(p.account_id, p.e164))) for p in phones}


def verify(account_id: int | None = None) -> tuple[int, list[str]]:
    """Recompute every chain (of one account): how many events, and which of them don't hold ("#12"). What else may not
    hold, ledger_check.check() says."""
    checked = ledger_check.check(account_id)
    return checked.events, [f"#{fault.event_id}" for fault in checked.faults if fault.event_id]


def _link(
    phone: Phone, event: str, level: str, head: tuple[int, str], digests: dict[str, str], fields: dict[str, Any]
) -> ConsentEvent:
    """The next event of a chain that ends in `head`; it is written nowhere yet."""
    seq, prev_hash = head
    row = ConsentEvent(
        account_id=phone.account_id, phone_e164=phone.e164, seq=seq + 1, event=event, level=level,
        prev_hash=prev_hash, recorded_at=now(), personal_digests=json.dumps(digests),
        **{"occurred_at": now(), **fields},
    )
    row.row_hash = digest(row)
    return row


@lru_cache(maxsize=1)
def _heads() -> Select:
    link = ConsentEvent.__table__.c
    newest = select(link.account_id, link.phone_e164, func.max(link.seq).label("seq")).where(
        link.account_id.in_(bindparam("accounts", expanding=True)),
        link.phone_e164.in_(bindparam("numbers", expanding=True)),
    ).group_by(link.account_id, link.phone_e164).subquery().c
    is_last = and_(
        link.account_id == newest.account_id, link.phone_e164 == newest.phone_e164, link.seq == newest.seq
    )
    return select(link.account_id, link.phone_e164, link.seq, link.row_hash).where(is_last)


def _head(phone: Phone) -> tuple[int, str]:
    query = select(ConsentEvent.seq, ConsentEvent.row_hash).where(
        ConsentEvent.account_id == phone.account_id, ConsentEvent.phone_e164 == phone.e164
    )
    head = db.session.execute(query.order_by(ConsentEvent.seq.desc()).limit(1)).first()
    return (head.seq, head.row_hash) if head else (0, first_link(phone.account_id, phone.e164))


def _stand(rows: Sequence[ConsentEvent]) -> None:
    """Have Consent follow. What is taken without naming a program is taken for every program."""
    db.session.execute(_upsert(), [_standing(row) for row in rows])
    taken = [row for row in rows if row.event != "grant" and not row.topic_or_program]
    if taken:
        db.session.execute(TAKEN, [{f"{name}_": value for name, value in _standing(row).items()} for row in taken])


def _standing(row: ConsentEvent) -> dict[str, Any]:
    return {
        "account_id": row.account_id, "phone_e164": row.phone_e164, "level": row.level,
        "topic": row.topic_or_program or "", "state": STANDS[row.event], "since": row.occurred_at, "how": how(row),
        "seq": row.seq, "expires_at": row.expires_at,
    }


@lru_cache(maxsize=2)
def _upsert_of(dialect: str) -> Insert:
    statement = {"postgresql": postgresql, "sqlite": sqlite}[dialect].insert(Consent.__table__)
    changed = {name: statement.excluded[name] for name in CHANGED}
    keys = ["account_id", "phone_e164", "level", "topic"]
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


def _upsert() -> Insert:
    return _upsert_of(db.engine.dialect.name)
