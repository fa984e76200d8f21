"""Taking back what was just done with a conversation: noted() does an act and says how things stood before,
take_back() restores that, as long as nothing else was done with it since.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.clock import now
from app.extensions import db
from app.models import Conversation, Event, User
from app.texting import desk
from app.texting.access import Problem, lock_for


@dataclass(frozen=True)
class Act:
    """What was done: the event it left, and how the conversation stood before."""

    event_id: int
    state: str
    assignee_id: int | None
    snoozed_until: datetime | None
    waiting_since: datetime | None
    reason: str
    unread: int = 0


class Overtaken(Problem):
    """Something else was done with the conversation since."""


def noted(
    conversation: Conversation, verb: Callable[..., Conversation], actor: User, *args: Any
) -> tuple[Conversation, Act | None]:
    """verb(conversation, *args), and what to give take_back(); None where it changed nothing."""
    locked = lock_for(conversation.id, actor)
    last = Event.newest_of_desk(locked.id)
    before = last.id if last else None
    stood = locked.state, locked.assignee_id, locked.snoozed_until, locked.waiting_since, locked.reason, locked.unread
    done = verb(conversation, *args)
    db.session.flush()
    after = Event.newest_of_desk(done.id)
    return done, Act(after.id, *stood) if after is not None and after.id != before else None


def take_back(conversation: Conversation, act: Act, actor: User) -> Conversation:
    """Have it as it stood before the act. Raises Overtaken, access.Moved, Problem where that can't be any more."""
    conversation = lock_for(conversation.id, actor)
    newest = Event.newest_of_desk(conversation.id)
    if newest is None or newest.id != act.event_id:
        raise Overtaken(_overtaken(newest, actor))
    if conversation.assignee_id != act.assignee_id:
        before = db.session.get(User, act.assignee_id) if act.assignee_id else None
        desk.assign(conversation, before, actor)
    is_due = act.snoozed_until is not None and act.snoozed_until <= now()
    waiting_since = act.waiting_since or (now() if is_due else None)  # as desk.wake() has it
    if conversation.state == "closed" and act.state == "open":
        conversation.waiting_since, conversation.reason, conversation.unread = waiting_since, act.reason, act.unread
        desk.reopen(conversation, actor)
    if act.snoozed_until is not None and not is_due:
        desk.snooze(conversation, act.snoozed_until, actor)
    elif conversation.snoozed_until is not None:
        conversation.waiting_since = waiting_since
        desk.reopen(conversation, actor)
    return conversation


def _overtaken(newest: Event | None, actor: User) -> str:
    if newest is None or newest.actor is None:
        return "This conversation changed since, by a text or because its snooze ended. Nothing was taken back."
    if newest.actor_id == actor.id:
        return "You have done something else with this conversation since. Only what was done last can be taken back."
    return f"{newest.actor.name} has done something with this conversation since. Nothing was taken back."
