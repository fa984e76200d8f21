"""What tests of schedules do again and again: planned(), kept_for(), fire_all()."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from app import transaction
from app.models import Conversation, Schedule, User
from app.texting import firing, schedules
from app.texting.schedules import Planned

TOMORROW = datetime(2026, 11, 24, 9, 0)  # the suite's clock stands on the Monday before
PHOENIX = "America/Phoenix"


def planned(conversation: Conversation | None, body: str = "See you at nine.", **more: Any) -> Planned:
    """A text for tomorrow at nine in Phoenix, unless said otherwise."""
    usual: dict[str, Any] = {
        "kind": "text", "department_id": conversation.department_id if conversation else 0,
        "conversation_id": conversation.id if conversation else None, "body": body, "wall": TOMORROW, "zone": PHOENIX,
    }  # fmt: skip
    return Planned(**{**usual, **more})


def keep(author: User, conversation: Conversation | None, body: str = "See you at nine.", **more: Any) -> Schedule:
    """Somebody schedules a text."""
    return keep_plan(author, planned(conversation, body, **more))


def keep_plan(author: User, plan: Planned, client_id: str = "", **more: Any) -> Schedule:
    return transaction.perform(schedules.keep, author, plan, client_id or str(uuid4()), **more)


def fire_all() -> int:
    """All that is due; how many."""
    fired = 0
    while transaction.perform(firing.fire_next):
        fired += 1
    return fired
