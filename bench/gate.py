"""The gate alone, in this process: measure(): milliseconds a decision, and a text's share of loading facts as a set."""

from __future__ import annotations

import time
from dataclasses import replace

from sqlalchemy import select

from app import create_app
from app.config import load
from app.extensions import db
from app.models import Conversation, Message
from app.policy.facts import Facts
from app.policy.gate import decide, record
from app.texting.facts import facts_of
from app.texting.locks import lock_phones
from app.transaction import reading
from bench.figure import Figure
from bench.pages import seed
from bench.stand import Stand

DECISIONS = 20_000
TEXTS = 1_000
MANY = 10_000
PEOPLE = (12_000, 40_000, 0)  # contacts, messages, the longest thread
FACTS = Facts(
    purpose="reply", at="2026-11-23T15:41:00+00:00", actor="agent", may_send=True, sender="local", sender_owned=True,
    to="+14805550199", destination="us_ca", name="Fay", has_texted=True, last_inbound="2026-11-23T15:40:00+00:00",
    recent_inbound=True, length=120,
)  # fmt: skip


def measure(database: str = "sqlite", quick: bool = False) -> list[Figure]:
    """Both beside a tenth of a millisecond."""
    each, kept = _decisions(DECISIONS // 10 if quick else DECISIONS)
    with Stand(database) as stand:
        seed(stand, PEOPLE)
        loaded, many = _facts(stand, TEXTS) * 1000 / TEXTS, _facts(stand, MANY, decides=True)
    return [
        Figure("gate: a decision", each, "ms", reach="≤ 0.1 ms", holds=each <= 0.1),
        Figure("gate: a decision, and its record", kept, "ms"),
        Figure(f"gate: facts of one text of {TEXTS:,}", loaded, "ms", reach="≤ 0.1 ms", holds=loaded <= 0.1),
        Figure(f"gate: facts and decisions of {MANY:,}", many, "s", reach="≤ 4 s", holds=many <= 4),
    ]


def _decisions(many: int) -> tuple[float, float]:
    asked = [replace(FACTS, length=n % 500) for n in range(many)]
    began = time.perf_counter()
    verdicts = [decide(facts) for facts in asked]
    decided = time.perf_counter()
    for facts, verdict in zip(asked, verdicts, strict=True):
        record(facts, verdict)
    return (decided - began) * 1000 / many, (time.perf_counter() - began) * 1000 / many


def _facts(stand: Stand, many: int, decides: bool = False) -> float:
    """Seconds for the facts of so many texts of ours (and the gate's verdict on each)."""
    app = create_app(load(stand.environ), with_migrations=False)
    with app.app_context(), reading():
        texts = list(db.session.scalars(select(Message).where(Message.direction == "out").limit(many)))
        phones = lock_phones({text.phone_id for text in texts})  # as the claim has them
        conversations = _by_id(Conversation, {text.conversation_id for text in texts})
        facts_of(texts[:10], phones, conversations)
        began = time.perf_counter()
        found = facts_of(texts, phones, conversations)
        if decides:
            [decide(facts) for facts in found.values()]
        return time.perf_counter() - began


def _by_id(noun, ids: set[int]) -> dict:
    return {row.id: row for row in db.session.scalars(select(noun).where(noun.id.in_(ids)))}
