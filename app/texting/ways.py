"""The way a text takes, as facts for the gate: ways_of(accounts, texts) asks for all at once; sender_for() is the
number that a notice leaves from where the one chosen may not send it.

A number's use case says what it is registered for: mixed covers everything, informational all but offers, marketing
offers and asking for consent to them. Whatever it is registered for, it may answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from app.extensions import db
from app.models import Account, DncNumber, Number, Phone
from app.sms import e164
from app.sms.e164 import display

if TYPE_CHECKING:
    from app.texting.facts import Text

LONGEST_WHY = 80  # characters of a reason: a decision stays under 1 KB
COVERS = {
    "mixed": ("direct", "info", "promo", "optin"), "informational": ("direct", "info", "optin"),
    "marketing": ("promo", "optin"),
}  # fmt: skip
PROACTIVE = COVERS["mixed"]
ASKS_REGISTRY = ("promo", "optin")
CANADIAN_POSTAL_CODE = re.compile(r"\s*[A-Za-z][0-9][A-Za-z]")
LISTED = select(DncNumber.account_id, DncNumber.e164).where(
    DncNumber.account_id.in_(bindparam("accounts", expanding=True)),
    DncNumber.e164.in_(bindparam("numbers", expanding=True)),
)


@dataclass(frozen=True)
class Ways:
    """`listed`: the numbers of these texts that stand on the National Do Not Call Registry, by account."""

    listed: frozenset[tuple[int, str]]

    def about(self, text: Text, account: Account, at: datetime) -> dict[str, Any]:
        """The facts of sender and line for this text."""
        facts = {**_of_line(text.phone, account), **_of_sender(text)}
        if is_in_canada(text.phone):
            facts["is_canadian"] = True
        if (account.id, text.phone.e164) in self.listed:
            facts["national_dnc"] = True
        return facts


def ways_of(accounts: Sequence[Account], texts: Sequence[Text]) -> Ways:
    """One query, and none where no text sells or asks."""
    numbers = {text.phone.e164 for text in texts if text.purpose in ASKS_REGISTRY}
    if not numbers:
        return Ways(frozenset())
    whose = {"accounts": [account.id for account in accounts], "numbers": list(numbers)}
    return Ways(frozenset(tuple(row) for row in db.session.execute(LISTED, whose)))


def sender_for(number: Number, purpose: str) -> Number:
    """The number that a text of this purpose leaves from when this one is chosen: a notice that it may not send goes
    from a system number that may, where the business has one; else itself."""
    if purpose != "info" or _may_send(number, purpose):
        return number
    query = select(Number).where(
        Number.account_id == number.account_id, Number.is_system, Number.verification == "verified",
        Number.use_case != "marketing",
    )
    return db.session.scalar(query.order_by(Number.id).limit(1)) or number


def is_in_canada(phone: Phone) -> bool:
    """By area code, or by the address of whose number it is."""
    contact = phone.contact
    by_address = contact is not None and CANADIAN_POSTAL_CODE.match(contact.postal_code or "") is not None
    return by_address or e164.is_canadian(phone.e164)


def _of_line(phone: Phone, account: Account) -> dict[str, Any]:
    facts = {"line": phone.line_type} if phone.line_type else {}
    return facts | ({"line_rule": account.line_rule} if account.line_rule not in (None, "refuse") else {})


def _of_sender(text: Text) -> dict[str, Any]:
    number = text.number
    facts = {"verification": number.verification}
    if number.verification != "verified":
        facts["number_kind"] = "local_ca" if _is_canadian_local(number) else number.kind
        facts["verification_why"] = number.verification_why[:LONGEST_WHY] if number.verification == "rejected" else ""
    elif text.purpose in PROACTIVE and text.purpose not in COVERS[number.use_case]:
        facts["covers_purpose"] = False
    if text.chosen is not None and text.chosen.id != number.id:
        facts["stands_in_for"] = display(text.chosen.e164)
    return facts


def _is_canadian_local(number: Number) -> bool:
    return number.kind == "local" and e164.is_canadian(number.e164)


def _may_send(number: Number, purpose: str) -> bool:
    return number.verification == "verified" and purpose in COVERS[number.use_case]
