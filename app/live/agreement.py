"""How a number's person stands to being texted, as pages show it: agreement_of(phone)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from app.clock import now
from app.extensions import db
from app.models import Account, Block, Consent, ConsentEvent, OptIn, Phone, User
from app.models.consent import LEVELS
from app.models.opt_in import state_at


class Level(NamedTuple):
    """`state` is granted, withdrawn, expired, declined or ""; `how` in a few words how it came about, `by` who recorded
    it here ("" where the person did it), `programs` what of promotional consent is given, `until` its end if
    it has one."""

    level: str
    state: str = ""
    since: datetime | None = None
    how: str = ""
    by: str = ""
    programs: tuple[str, ...] = ()
    until: datetime | None = None

    @property
    def is_given(self) -> bool:
        return self.state == "granted"


class Asking(NamedTuple):
    """How far asking them to opt in has come, since when, and how they answered or why it came to nothing."""

    state: str = "NOT_SENT"
    since: datetime | None = None
    how: str = ""


def agreement_of(phone: Phone | None) -> dict[str, Any]:
    """phone, consent (a Level each), the block that stands on it and how asking stands; nothing of it where there is no
    number."""
    return {
        "phone": phone, "consent": _levels(phone) if phone else [Level(level) for level in LEVELS],
        "block": block_on(phone) if phone else None, "opt_in": asking(OptIn.of_phone(phone.id) if phone else None),
    }


def asking(row: OptIn | None) -> Asking:
    """How that stands now."""
    if row is None:
        return Asking()
    state = state_at(row.state, row.asked_at, now())
    if state == "NOT_SENT":
        return Asking(state, None, row.why.rstrip("."))
    return Asking(state, row.asked_at if state == "SENT" else row.changed_at, row.why)


def block_on(phone: Phone) -> Block | None:
    """The block that stands on this number anywhere in the brand: the widest, and of those our own."""
    standing = Block.standing(db.session.get(Account, phone.account_id).tree_ids(), [phone.e164])
    standing.sort(key=lambda block: (block.scope != "all", block.account_id != phone.account_id))
    return standing[0] if standing else None


def _levels(phone: Phone) -> list[Level]:
    """Where several programs were spoken of, what was given last stands for the level, else what was said last."""
    rows = Consent.of(phone.account_id, phone.e164)
    recorders = _recorders(phone, [row.seq for row in rows])
    found = []
    for level in LEVELS:
        said = [row for row in rows if row.level == level]
        if not said:
            found.append(Level(level))
            continue
        given = [row for row in said if _state(row) == "granted"]
        last = max(given or said, key=lambda row: row.seq)
        programs = tuple(row.topic for row in given if row.topic)
        by = recorders.get(last.seq, "")
        found.append(Level(level, _state(last), last.since, last.how, by, programs, last.expires_at))
    return found


def _state(row: Consent) -> str:
    is_over = row.state == "granted" and row.expires_at is not None and row.expires_at <= now()
    return "expired" if is_over else row.state


def _recorders(phone: Phone, seqs: list[int]) -> dict[int, str]:
    """Who of us recorded these events of the number's chain, by name."""
    query = select(ConsentEvent.seq, User.name, User.email).join(User, User.id == ConsentEvent.actor_id)
    query = query.where(ConsentEvent.account_id == phone.account_id, ConsentEvent.phone_e164 == phone.e164,
                        ConsentEvent.seq.in_(seqs), ConsentEvent.actor_type == "agent")
    return {seq: name or email for seq, name, email in db.session.execute(query)}
