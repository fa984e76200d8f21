"""What would come of what waits: outlook(schedules), as the gate sees it today at the instant of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.models import Program, Schedule
from app.policy import gate
from app.policy.tokens import fill, has_any
from app.policy.verdict import Verdict
from app.texting import plans
from app.texting.facts import Text, by_id, facts_planned, purpose_of
from app.texting.token_values import About, values_of
from app.texting.ways import sender_for


def outlook(rows: Sequence[Schedule]) -> dict[int, Verdict]:
    """The verdict on each text that waits, by id: a few queries, however many; notes have none."""
    texts = [row for row in rows if row.kind == "text" and row.state == "waiting" and row.conversation is not None]
    if not texts:
        return {}
    programs = by_id(Program, {row.program_id for row in texts if row.program_id})
    asked = _filled([_text(row, programs.get(row.program_id or 0)) for row in texts])
    return {row.id: gate.decide(facts) for row, facts in zip(texts, facts_planned(asked), strict=True)}


def _text(row: Schedule, program: Program | None) -> tuple[Text, datetime]:
    """As it will be decided on when it is due: what comes once may answer them then."""
    talk = row.conversation
    number = plans.number_of(row.number_id, talk)
    purpose = "direct" if row.repeats and program is None else purpose_of(talk, talk.account, program, row.next_at)
    sender, files = sender_for(number, purpose), bool(row.media_ids)
    text = Text(talk.phone, talk, sender, row.body, purpose, row.author, files, program=program, chosen=number)
    return text, row.next_at


def _filled(asked: list[tuple[Text, datetime]]) -> list[tuple[Text, datetime]]:
    """With their tokens as they would be filled in today."""
    about = [About(text.conversation.account_id, text.phone, text.number, text.author)
             for text, _ in asked if has_any(text.body)]  # fmt: skip
    values = iter(values_of(about) if about else ())
    return [
        (text._replace(body=fill(text.body, next(values)).text) if has_any(text.body) else text, at)
        for text, at in asked
    ]
