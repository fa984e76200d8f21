"""What people have said about being texted, as facts for the gate: said_by(accounts, phones) asks for all at once.

Three queries, however many numbers: blocks and doubtful replies bind the whole brand, consent is an account's own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, bindparam, literal_column, select

from app.extensions import db
from app.models import Account, Block, Consent, Message, OptOutReview, Phone
from app.policy.facts import Agreed

LONGEST_WORDS = 40  # of a name, a token, a quotation: a decision stays under 1 KB
MOST_CONSENTS = 2
AN_INSTANT = timedelta(seconds=1)  # it ends with a day, and is told by that day
RELYING = ("direct", "info", "promo", "optin")  # purposes that rely on what was agreed

BLOCKS = select(
    Account.brand_id, Block.account_id, Block.e164, Block.scope, Block.source, Block.channel, Block.raw_text,
    Block.created_at,
).join(Account, Account.id == Block.account_id).where(
    Account.brand_id.in_(bindparam("brands", expanding=True)), Block.lifted_at.is_(None),
    Block.e164.in_(bindparam("numbers", expanding=True)),
).order_by(Block.scope.desc(), Block.id.desc())  # the last of a number stands: all before proactive, then the oldest
CONSENTS = select(Consent.__table__).where(
    Consent.account_id.in_(bindparam("accounts", expanding=True)),
    Consent.phone_e164.in_(bindparam("numbers", expanding=True)),
).order_by(Consent.level, Consent.topic)
REVIEWS = select(
    Account.brand_id, Message.conversation_id, Phone.e164, OptOutReview.opened_at, OptOutReview.words,
).join(Message, Message.id == OptOutReview.message_id).join(Phone, Phone.id == OptOutReview.phone_id).join(
    Account, Account.id == OptOutReview.account_id).where(
    OptOutReview.state == literal_column("'open'"), Account.brand_id.in_(bindparam("brands", expanding=True)),
    Phone.e164.in_(bindparam("numbers", expanding=True)),
)


@dataclass(frozen=True)
class Said:
    """Blocks and doubts by (brand, number), a business's own blocks and consents by (account, number)."""

    blocks: dict[tuple[int, str], Row]
    own: dict[tuple[int, str], Row]
    doubts: dict[tuple[int, str], Row]
    consents: dict[tuple[int, str], list[Row]]

    def about(
        self, account_id: int, brand_id: int, number: str, thread_id: int | None, purpose: str, at: datetime,
        topic: str = "",
    ) -> dict[str, Any]:
        """The facts of an account's text of this purpose and topic to this number, in this thread."""
        block, own = self.blocks.get((brand_id, number)), self.own.get((account_id, number))
        if own is not None and own.scope == block.scope:
            block = own
        facts = {**_of_block(block, account_id), **_of_doubt(self.doubts.get((brand_id, number)), thread_id)}
        if purpose in RELYING:
            facts["consents"] = _agreed(self.consents.get((account_id, number), ()), at, topic)
        return facts


def said_by(accounts: Sequence[Account], phones: Sequence[Phone]) -> Said:
    """Whatever stands on record about these phones."""
    whom = {"brands": list({account.brand_id for account in accounts}), "numbers": list({p.e164 for p in phones})}
    consents: dict[tuple[int, str], list[Row]] = {}
    for row in db.session.execute(CONSENTS, {**whom, "accounts": [account.id for account in accounts]}):
        consents.setdefault((row.account_id, row.phone_e164), []).append(row)
    blocks = db.session.execute(BLOCKS, whom).all()
    return Said(
        {(row.brand_id, row.e164): row for row in blocks}, {(row.account_id, row.e164): row for row in blocks},
        {(row.brand_id, row.e164): row for row in db.session.execute(REVIEWS, whom)},
        consents,
    )


@lru_cache(maxsize=4096)
def short_topic(topic: str) -> str:
    """A topic as a decision keeps it: two that begin alike stay two, or consent to one would be used for the other."""
    if len(topic) <= LONGEST_WORDS:
        return topic
    return f"{topic[:LONGEST_WORDS - 9]}#{hashlib.sha256(topic.encode()).hexdigest()[:8]}"


def _agreed(consents: Sequence[Row], at: datetime, topic: str) -> tuple[Agreed, ...]:
    """What a text that one begins could rely on, its own topic first. A decision stays small: of many programs, the
    first few."""
    levels = sorted((row for row in consents if row.level != "conversational"), key=lambda row: row.topic != topic)
    granted = [row for row in levels if _state(row, at) == "granted"]
    return tuple(
        Agreed(row.level, short_topic(row.topic), _state(row, at), _changed(row, at).isoformat(timespec="seconds"),
               row.how[:LONGEST_WORDS], row.seq)
        for row in (granted or levels)[:MOST_CONSENTS]
    )


def _changed(consent: Row, at: datetime) -> datetime:
    """Since when it stands so; of one that lasted for a time and is over, when it ended."""
    is_over = consent.state == "granted" and _state(consent, at) == "expired"
    return consent.expires_at - AN_INSTANT if is_over else consent.since


def _state(consent: Row, at: datetime) -> str:
    is_over = consent.state == "granted" and consent.expires_at is not None and consent.expires_at <= at
    return "expired" if is_over else consent.state


def _of_block(block: Row | None, account_id: int) -> dict[str, Any]:
    if block is None:
        return {}
    words = _block_words(block, block.account_id == account_id)
    return {"block": block.scope, "block_at": block.created_at.isoformat(), "block_words": words}


def _of_doubt(doubt: Row | None, thread_id: int | None) -> dict[str, Any]:
    """What was written to another desk, or another business of the brand, is not for this one to read."""
    if doubt is None:
        return {}
    words = doubt.words[:LONGEST_WORDS] if doubt.conversation_id == thread_id else ""
    return {"review_at": doubt.opened_at.isoformat(), "review_words": words}


def _block_words(block: Row, is_ours: bool) -> str:
    if block.source in ("person", "agent") and not (is_ours and block.raw_text.strip()):
        return "opted out with another business of yours"
    if block.source == "keyword":
        return f"texted {block.raw_text.strip().upper()[:20] or 'STOP'}"
    if block.source == "person":
        return f"wrote “{block.raw_text.strip()[:LONGEST_WORDS]}”"
    if block.source == "agent":
        return f"opted out by {block.channel}" if block.channel else "opted out"
    return "opted out at the carrier"
