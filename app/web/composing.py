"""What the composer of a thread shows: composer_of(conversation, user, ...), and numbers_for() it may send from."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from app.models import Conversation, Number, User
from app.models.conversation import Outline
from app.texting import compose, drafts
from app.web.about import about_of, program_or_none
from app.web.agreeing import card_for, may_agree
from app.web.hour import hour_of, typed_override
from app.web.others import others_kept, typed_others
from app.web.typed import counted, is_too_much, weighed


def composer_of(
    conversation: Conversation, user: User, typed: str = "", error: str = "", client_id: str = "",
    media_ids: Sequence[int] = (),
) -> dict[str, Any]:
    """Its numbers, words, files and the verdict on them. What was typed and refused comes back with its error;
    without one, what this user has begun to write here."""
    kept = drafts.of(conversation, user)
    if kept is not None and not error and not typed:
        typed, media_ids = kept.body, kept.media_ids
    override = typed_override(user) if error else ""
    program = program_or_none(user) if error else None
    words = typed if is_too_much(typed) else compose.goes_out(conversation, user, typed, None, program)
    facts, verdict = compose.judge(conversation, user, weighed(words), None, bool(media_ids), program, override)
    also = typed_others().kept() if error else kept.also if kept is not None else {}
    return {
        "also": others_kept(user, also),
        "numbers": numbers_for(conversation),
        "client_id": client_id or str(uuid.uuid4()),
        "draft": typed,
        "draft_version": kept.version if kept else 0,
        "attached": drafts.attached(user, list(media_ids)),
        "error": error,
        "verdict": verdict,
        "hour": hour_of(facts, verdict, user),
        "may_agree": may_agree(verdict, conversation.phone, program),
        "card": card_for(user, conversation.phone),
        **about_of(user, program), **counted(typed, user.account, facts.footer, words),
    }


def numbers_for(conversation: Conversation | Outline) -> list[Number]:
    """Our numbers a text of this thread may leave from: its department's, and the one they know it by, whoever's that
    is by now."""
    numbers = Number.of_account(conversation.account_id)
    return [n for n in numbers if n.department_id == conversation.department_id or n.id == conversation.number_id]
