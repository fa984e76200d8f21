"""What came of asking people to opt in, as facts for the gate: asked_of(accounts, texts) asks for all at once.

Two queries, however many texts, and none for answers: how far asking each number has come, and which text would ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, bindparam, select

from app.extensions import db
from app.models import Account, OptIn, OptInTemplate, Program

if TYPE_CHECKING:
    from app.texting.facts import Text

RELYING = ("direct", "info", "promo", "optin")
LAPSES_AFTER = timedelta(days=30)
APART = timedelta(days=7)
MOST = 2  # questions to one number, ever
STATE, TEMPLATE, PROGRAM = OptIn.__table__.c, OptInTemplate.__table__.c, Program.__table__.c
WHAT = (TEMPLATE.grants, PROGRAM.name.label("program"))
ASKED = select(STATE.phone_id, STATE.state, STATE.asked, STATE.asked_at, STATE.changed_at, *WHAT).outerjoin(
    OptInTemplate, TEMPLATE.id == STATE.template_id).outerjoin(Program, PROGRAM.id == TEMPLATE.program_id).where(
    STATE.phone_id.in_(bindparam("phones", expanding=True)))
TEMPLATES = select(TEMPLATE.account_id, TEMPLATE.record_type_id, *WHAT).outerjoin(
    Program, PROGRAM.id == TEMPLATE.program_id).where(
    TEMPLATE.account_id.in_(bindparam("accounts", expanding=True)), TEMPLATE.replaced_at.is_(None), TEMPLATE.is_on)


@dataclass(frozen=True)
class Asked:
    """How asking stands by phone, and the texts that would ask by (account, record type)."""

    states: dict[int | None, Row] = field(default_factory=dict)
    templates: dict[tuple[int, int | None], Row] = field(default_factory=dict)

    def about(self, text: Text, account: Account, at: datetime) -> dict[str, Any]:
        """The facts about asking this text's recipient."""
        if text.purpose not in RELYING:
            return {}
        row = self.states.get(text.phone.id)
        state = state_at(row.state, row.asked_at, at) if row else "NOT_SENT"
        template = self._template(text, account)
        limit = _limit(row, at)
        first = "strict" if account.double_opt_in else account.opt_in_first
        needs_one = "template" if first == "strict" and template is None else ""
        asks = row if state == "SENT" else template
        return {
            "opt_in": state,
            "opt_in_at": _when(row, state),
            "opt_in_first": first,
            "can_ask": state == "NOT_SENT" and template is not None and not limit,
            "cannot_ask": limit or needs_one if state == "NOT_SENT" else "",
            "asks_promotional": _asks_for(asks, text),
        }

    def _template(self, text: Text, account: Account) -> Row | None:
        contact = text.phone.contact
        kind = contact.record_type_id if contact else None
        return self.templates.get((account.id, kind)) or self.templates.get((account.id, None))


def asked_of(accounts: Sequence[Account], texts: Sequence[Text]) -> Asked:
    """How asking stands for the recipients of those of these texts that rely on what was agreed."""
    relying = [text for text in texts if text.purpose in RELYING]
    if not relying:
        return Asked()
    states = db.session.execute(ASKED, {"phones": list({text.phone.id for text in relying if text.phone.id})})
    templates = db.session.execute(TEMPLATES, {"accounts": [account.id for account in accounts]})
    return Asked(
        {row.phone_id: row for row in states}, {(row.account_id, row.record_type_id): row for row in templates}
    )


def state_at(state: str, asked_at: datetime | None, at: datetime) -> str:
    """A question that nobody answered for thirty days is none any more."""
    is_over = state == "SENT" and (asked_at is None or at - asked_at >= LAPSES_AFTER)
    return "NOT_SENT" if is_over else state


def _limit(row: Row | None, at: datetime) -> str:
    if row is None or row.asked == 0:
        return ""
    if row.asked >= MOST:
        return "twice"
    return "week" if row.asked_at is not None and at - row.asked_at < APART else ""


def _asks_for(asks: Row | None, text: Text) -> bool:
    if asks is None or text.program is None or asks.grants != "promotional":
        return False
    return asks.program == text.program.name


def _when(row: Row | None, state: str) -> str:
    if row is None or state == "NOT_SENT":
        return ""
    return (row.asked_at if state == "SENT" else row.changed_at).isoformat()
