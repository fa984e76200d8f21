"""How often people were sold to of late, as facts for the gate: caps_of(accounts, texts) asks for all at once;
in_turn() lets one text that counts be claimed at a time for each number.

At most three texts that sell or ask in any 24 hours to one number, whichever account of the brand sent them: Florida,
Maryland, Oklahoma and Oregon allow three about one subject; counting them all is simpler and never laxer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import aliased

from app.clock import now
from app.extensions import db
from app.models import Account, Message, Phone
from app.models.message import is_one_of
from app.texting.locks import lock_phones

if TYPE_CHECKING:
    from app.texting.facts import Text

MOST, SPAN = 3, timedelta(hours=24)
CAPPED = ("promo", "optin")
BEGUN = ("direct", "info", *CAPPED)
LEFT = ("sending", "accepted", "unknown", "sent", "delivered")
SENT = select(Account.brand_id, Phone.e164, Message.claimed_at).join(
    Phone, Phone.id == Message.phone_id).join(Account, Account.id == Phone.account_id).where(
    Phone.e164.in_(bindparam("numbers", expanding=True)), Account.brand_id.in_(bindparam("brands", expanding=True)),
    is_one_of(Message.purpose, CAPPED), Message.claimed_at > bindparam("since"), Message.state.in_(LEFT),
).order_by(Message.claimed_at.desc())

ours, same = aliased(Phone), aliased(Phone)
our, theirs = aliased(Account), aliased(Account)
FIRST_OF_NUMBER = select(ours.id, func.min(same.id)).join(our, our.id == ours.account_id).join(
    same, same.e164 == ours.e164).join(theirs, theirs.id == same.account_id).where(
    ours.id.in_(bindparam("phones", expanding=True)), theirs.brand_id == our.brand_id).group_by(ours.id)


@dataclass(frozen=True)
class Caps:
    """When texts that sell or ask left, newest first, by brand and number."""

    sent: dict[tuple[int, str], list[datetime]]

    def about(self, text: Text, account: Account, at: datetime) -> dict[str, Any]:
        """The instant at which one more may go, where it may not now."""
        left = self.sent.get((account.brand_id, text.phone.e164), ())
        if text.purpose not in CAPPED or len(left) < MOST or left[MOST - 1] + SPAN <= at:
            return {}
        return {"cap_until": (left[MOST - 1] + SPAN).isoformat()}


def caps_of(accounts: Sequence[Account], texts: Sequence[Text]) -> Caps:
    """What left in the last 24 hours; nothing is asked where all texts are answers. What is written to one may yet
    count as an offer."""
    numbers = {text.phone.e164 for text in texts if text.purpose in BEGUN}
    sent: dict[tuple[int, str], list[datetime]] = {}
    if numbers:
        asked = {"numbers": list(numbers), "brands": list({a.brand_id for a in accounts}), "since": now() - SPAN}
        for brand, number, at in db.session.execute(SENT, asked):
            sent.setdefault((brand, number), []).append(at)
    return Caps(sent)


def in_turn(texts: Sequence[Row], phones: Mapping[int, Phone]) -> list[Row]:
    """Of texts about to be claimed (id, phone_id, purpose; their phones locked) those whose turn it is: of texts that
    count, to one number from whichever account of the brand, one at a time, or each would be let go by a count that
    lacks the others. Who holds the first of the number's phones has the turn; the others stay queued."""
    counted = {text.phone_id for text in texts if text.purpose in CAPPED}
    if not counted:
        return list(texts)
    turns = dict(map(tuple, db.session.execute(FIRST_OF_NUMBER, {"phones": list(counted)})))
    others = set(turns.values()) - phones.keys()
    held = {*phones, *(lock_phones(others, skip_locked=True) if others else ())}
    taken: set[int] = set()
    mine = []
    for text in texts:
        turn = turns[text.phone_id] if text.purpose in CAPPED else None
        if turn is None or (turn in held and turn not in taken):
            mine.append(text)
            taken |= {turn} if turn is not None else set()
    return mine
