"""Who does what with a conversation: assign(), claim(), snooze(), close(), reopen(), wake(), answered(), failed().
Moving it to another department: transfer.py.

Each takes a conversation, locks it, and does nothing where it stands so already; what changed is told in the journey
and pushed. Problem says in a sentence what can't be done; Taken that somebody else was quicker.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.clock import now
from app.extensions import db
from app.models import Conversation, OptOutReview, User
from app.moments import day_and_time
from app.texting import journey
from app.texting.access import Problem, lock_for
from app.texting.changes import announce
from app.texting.locks import hold_seat, lock_conversations

WOKEN_AT_ONCE = 50


class Taken(Problem):
    """Somebody else took the conversation since this person looked."""


def assign(conversation: Conversation, user: User | None, actor: User, seen: int | None | bool = False) -> Conversation:
    """Make it this colleague's, or nobody's (None). `seen` is the id of whose it was when the actor looked (None:
    nobody's, False: not said): where that has changed meanwhile, Taken."""
    conversation = lock_for(conversation.id, actor)
    wanted = user.id if user else None
    if conversation.assignee_id == wanted:
        return conversation
    if seen is not False and conversation.assignee_id != seen:
        raise Taken(_taken(conversation))
    if user is not None and not _may_have(conversation, user):
        raise Problem(f"{user.name} does not sit in this department. Choose somebody who does, or move it.")
    since = conversation.change_no
    _give(conversation, user, actor)
    announce(conversation, since, inbox=True, standing=True)
    return conversation


def claim(conversation: Conversation, actor: User) -> Conversation:
    """Take what is nobody's. Of two who claim at once the first has it, and the second is told so."""
    return assign(conversation, actor, actor, seen=None)


def snooze(conversation: Conversation, until: datetime, actor: User) -> Conversation:
    """Out of everybody's way until then, unless they text before."""
    if until <= now():
        raise Problem("That time has passed. Choose a later one.")
    conversation = lock_for(conversation.id, actor)
    if conversation.state == "closed":
        raise Problem("This conversation is closed. Reopen it first, then snooze it.")
    if conversation.snoozed_until == until:
        return conversation
    since = conversation.change_no
    conversation.snoozed_until = until
    when = day_and_time(until, actor.account.time_zone)
    _tell("snoozed", conversation, actor, when)
    announce(conversation, since, inbox=True, standing=True)
    return conversation


def close(conversation: Conversation, actor: User) -> Conversation:
    """Nothing more to do; their next text opens it again."""
    conversation = lock_for(conversation.id, actor)
    if conversation.state == "closed":
        return conversation
    since = conversation.change_no
    if OptOutReview.in_thread(conversation.id, conversation.phone_id) is not None:
        raise Problem("They may have asked to stop. Say first whether they did, then close it.")
    conversation.state, conversation.closed_at, conversation.reason = "closed", now(), ""
    conversation.waiting_since = conversation.snoozed_until = None
    conversation.unread = 0
    _tell("closed", conversation, actor)
    announce(conversation, since, inbox=True, standing=True)
    return conversation


def reopen(conversation: Conversation, actor: User) -> Conversation:
    """Open what was closed; wake what sleeps."""
    conversation = lock_for(conversation.id, actor)
    if conversation.state == "open" and conversation.snoozed_until is None:
        return conversation
    since = conversation.change_no
    kind = "reopened" if conversation.state == "closed" else "woke"
    conversation.state, conversation.closed_at, conversation.snoozed_until = "open", None, None
    _tell(kind, conversation, actor)
    announce(conversation, since, inbox=True, standing=True)
    return conversation


def answered(conversation: Conversation, author: User) -> None:
    """An agent's text opens and wakes its (locked) conversation, ends the waiting, and makes it theirs if it was
    nobody's. The caller announces."""
    if conversation.state == "closed":
        _tell("reopened", conversation, author)
    elif conversation.snoozed_until is not None:
        _tell("woke", conversation, author)
    conversation.state, conversation.unread = "open", 0
    if conversation.reason not in ("review", "held"):  # those ask for a person until they are settled
        conversation.reason = ""
    conversation.waiting_since = conversation.snoozed_until = conversation.closed_at = None
    if conversation.assignee_id is None and _may_have(conversation, author):
        _give(conversation, author, author)


def failed(conversation: Conversation, what: str = "failed") -> bool:
    """A text has just failed (or become "unknown") and asks for a person. A (locked) conversation that is closed or
    asleep would show it to nobody, so it opens or wakes; whether it did. The caller announces."""
    is_closed = conversation.state == "closed"
    if conversation.reason != "failed" or not (is_closed or conversation.snoozed_until is not None):
        return False
    conversation.state, conversation.closed_at, conversation.snoozed_until = "open", None, None
    _tell("reopened" if is_closed else "woke", conversation, None, what)
    return True


def is_anybody_due() -> bool:
    """Whether wake() would find a sleeper."""
    return db.session.scalar(_due().limit(1)) is not None


def wake() -> int:
    """End the sleep of some whose time has come, how many; they ask for a person again, for that is why they slept."""
    sleepers = lock_conversations(db.session.scalars(_due().limit(WOKEN_AT_ONCE)).all()).values()
    due = [each for each in sleepers if each.snoozed_until is not None and each.snoozed_until <= now()]
    for conversation in sorted(due, key=lambda each: (each.department_id, each.id)):
        since = conversation.change_no
        conversation.snoozed_until = None
        conversation.waiting_since = conversation.waiting_since or now()
        _tell("woke", conversation, None)
        announce(conversation, since, inbox=True, standing=True)
    return len(due)


def release(conversation: Conversation, actor: User) -> None:
    """Make a (locked) conversation nobody's, in the journey too; the caller announces."""
    if conversation.assignee_id is not None:
        _give(conversation, None, actor)


def _due():
    sleeping = select(Conversation.id).where(Conversation.snoozed_until <= now())
    return sleeping.order_by(Conversation.snoozed_until)


def _give(conversation: Conversation, user: User | None, actor: User) -> None:
    conversation.assignee_id = user.id if user else None
    _tell("assigned" if user else "unassigned", conversation, actor, user.name if user else "")


def _may_have(conversation: Conversation, user: User) -> bool:
    if user.account_id != conversation.account_id or not user.is_active:
        return False
    return user.sees_all or hold_seat(user.id, conversation.department_id)


def _taken(conversation: Conversation) -> str:
    holder = db.session.get(User, conversation.assignee_id) if conversation.assignee_id else None
    if holder is None:
        return "A colleague put this conversation back meanwhile. Look again, then choose."
    return f"{holder.name} took this conversation a moment ago. To take it over, choose again."


def _tell(kind: str, conversation: Conversation, actor: User | None, detail: str = "") -> None:
    journey.tell(kind, conversation, conversation.phone.contact_id, actor_id=actor.id if actor else None, detail=detail)
