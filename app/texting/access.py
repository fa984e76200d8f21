"""Who may still act: lock_for(conversation_id, actor) is a conversation, lock_seen(phone, actor) a number,
both locked, as they are now. Problem says in a sentence what can't be done."""

from __future__ import annotations

from app.models import Conversation, Phone, User
from app.models.contact_filter import Sight, is_in_sight
from app.texting.locks import lock_conversations, lock_phones

NOT_THEIRS = "You can no longer see whom this number belongs to. Load the page again."
MOVED = "This conversation was moved meanwhile. Load the page again."


class Problem(Exception):
    """What can't be done; the text says why and what to do."""


class Moved(Problem):
    """The conversation was merged into another, or is no longer this person's to see, since they looked."""

    def __init__(self) -> None:
        super().__init__(MOVED)


def lock_for(conversation_id: int, actor: User) -> Conversation:
    """The conversation, locked; Moved where it is gone or where the actor may no longer see it. What was asked before
    the lock was ours may have changed while we waited for it."""
    found = lock_conversations([conversation_id]).get(conversation_id)
    if found is None or found.department_id not in actor.department_ids():
        raise Moved
    return found


def lock_seen(phone: Phone, actor: User) -> Phone:
    """The phone as it is now, locked; Problem where this person may not see whose it is."""
    phone = lock_phones([phone.id])[phone.id]
    is_ours = phone.account_id == actor.account_id and phone.contact_id is not None
    if not is_ours or not is_in_sight(Sight.of(actor), phone.contact_id):
        raise Problem(NOT_THEIRS)
    return phone
