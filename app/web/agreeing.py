"""The card in the composer, where nobody has recorded yet that they agreed: may_agree(), card_for(), and what was said
there, agreed_in_card()."""

from __future__ import annotations

from typing import Any

from flask import request

from app.models import Phone, Program, User
from app.moments import today
from app.policy.verdict import Verdict
from app.texting.agreement import Given
from app.web.requests import current, need
from app.web.typed_evidence import typed_card

ASKED_FOR = ("SMS_NOT_OK", "NO_CONSENT_informational", "OPTIN_FAILED")
FOR_CONSENT = (6, 9)  # the rows that evidence answers; opt-in first (10) wants their own word


def may_agree(verdict: Verdict | None, phone: Phone | None, program: Program | None = None) -> bool:
    """Whether what keeps this text back is only that no agreement is on record. OFF was said by somebody, and is turned
    on where it was turned off; offers need more than the card asks."""
    if verdict is None or (program is not None and program.level == "promotional"):
        return False
    waits = verdict.code == "AWAITING_OPTIN" and verdict.row in FOR_CONSENT
    if not waits and (verdict.kind != "refuse" or verdict.code not in ASKED_FOR):
        return False
    return phone is None or phone.ok_to_sms != "OFF"


def agreed_in_card() -> Given | None:
    """How they agreed, as chosen in the card; None where nothing was. Raises evidence.Incomplete."""
    given = typed_card(current().account.time_zone)
    if given is not None:
        need("raise_consent")
    return given


def card_for(user: User, phone: Phone | None) -> dict[str, Any]:
    """What the card holds: what was typed there, the last day it may be, when they last texted."""
    latest = today(user.account.time_zone).isoformat()
    return {
        "latest": latest, "chosen": request.form.get("agreed", ""), "words": request.form.get("agreed_words", ""),
        "day": request.form.get("agreed_date") or latest, "phone": phone,
        "texted_at": phone.last_inbound_at if phone else None, "reply_days": user.account.reply_window_days,
    }
