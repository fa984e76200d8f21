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
from app.models.opt_in import state_at
from app.texting.opt_in_templates import Usable, pick, usable_of

if TYPE_CHECKING:
    from app.texting.facts import Text

RELYING = ("direct", "info", "promo", "optin")
APART = timedelta(days=7)
MOST = 2  # questions to one number, ever
STATE = OptIn.__table__.c
ASKED = select(
    STATE.phone_id, STATE.state, STATE.asked, STATE.asked_at, STATE.changed_at, OptInTemplate.__table__.c.grants,
    Program.__table__.c.name.label("program"),
).outerjoin(OptInTemplate, OptInTemplate.id == STATE.template_id).outerjoin(
    Program, Program.id == OptInTemplate.program_id
).where(STATE.phone_id.in_(bindparam("phones", expanding=True)))


@dataclass(frozen=True)
class Asked:
    """How asking stands by phone, and the texts that would ask by account."""

    states: dict[int | None, Row] = field(default_factory=dict)
    templates: dict[int, Usable] = field(default_factory=dict)

    def about(self, text: Text, account: Account, at: datetime) -> dict[str, Any]:
        """The facts about asking this text's recipient."""
        if text.purpose not in RELYING:
            return {}
        row = self.states.get(text.phone.id)
        state = state_at(row.state, row.asked_at, at) if row else "NOT_SENT"
        template = pick(self.templates.get(account.id, {}), text.phone.contact)
        limit = _limit(row, at)
        first = "strict" if account.double_opt_in else account.opt_in_first
        needs_one = "template" if first == "strict" and template is None else ""
        return {
            "opt_in": state,
            "opt_in_at": _when(row, state),
            "opt_in_first": first,
            "can_ask": state == "NOT_SENT" and template is not None and not limit,
            "cannot_ask": limit or needs_one if state == "NOT_SENT" else "",
            **_subject(row, template, state, text),
        }


def asked_of(accounts: Sequence[Account], texts: Sequence[Text]) -> Asked:
    """How asking stands for the recipients of those of these texts that rely on what was agreed."""
    relying = [text for text in texts if text.purpose in RELYING]
    if not relying:
        return Asked()
    states = db.session.execute(ASKED, {"phones": list({text.phone.id for text in relying if text.phone.id})})
    return Asked({row.phone_id: row for row in states}, usable_of(accounts))


def _limit(row: Row | None, at: datetime) -> str:
    if row is None or row.asked == 0:
        return ""
    if row.asked >= MOST:
        return "twice"
    return "week" if row.asked_at is not None and at - row.asked_at < APART else ""


def _subject(row: Row | None, template: OptInTemplate | None, state: str, text: Text) -> dict[str, bool]:
    """Whether what they were asked, or would be, lets this text's program sell; or is about notices of another."""
    grants, program = "", None
    if row is not None and state == "SENT":
        grants, program = row.grants, row.program
    elif template is not None:
        grants, program = template.grants, template.program.name if template.program else None
    if text.program is None or program is None:
        return {}
    is_ours = program == text.program.name
    return {"asks_promotional": grants == "promotional" and is_ours,
            "asks_of_another": grants == "informational" and not is_ours}


def _when(row: Row | None, state: str) -> str:
    if row is None or state == "NOT_SENT":
        return ""
    return (row.asked_at if state == "SENT" else row.changed_at).isoformat()
