"""The switch that stops all sending, for an account or the installation: pause(), resume(). What waits is held;
try_again() is for whoever changes what held it."""

from __future__ import annotations

from sqlalchemy import select

from app import queues
from app.clock import now
from app.extensions import db
from app.live import pausing
from app.models import Account, Message, Pause
from app.models.message import OPEN, is_one_of
from app.texting import opt_ins
from app.texting.changes import announce_all, number_change
from app.texting.locks import lock_messages, lock_threads_of
from app.transaction import after_commit


def pause(account: Account | None, by: str, reason: str = "") -> Pause:
    """Stop sending for an account, or for everybody (None). Pausing twice is pausing once."""
    account_id = account.id if account else None
    standing = Pause.open_for(account_id)
    if standing is None:
        standing = Pause(account_id=account_id, started_by=by, reason=reason, started_at=now())
        db.session.add(standing)
        after_commit(pausing.changed, account_id)
    return standing


def resume(account: Account | None) -> int:
    """Let sending go on; how many held texts were queued again (each passes the gate once more)."""
    account_id = account.id if account else None
    standing = Pause.open_for(account_id)
    if standing is not None:
        standing.ended_at = now()
        after_commit(pausing.changed, account_id)
    return try_again("SENDING_PAUSED", account)


def try_again(code: str, account: Account | None) -> int:
    """Queue again what is held with this code, of an account or of everybody; each passes the gate once more. How
    many."""
    query = select(Message.id).where(Message.state == "held", is_one_of(Message.state, OPEN), Message.code == code)
    if account is not None:
        query = query.where(Message.account_id == account.id)
    ids = db.session.scalars(query).all()
    conversations = lock_threads_of(ids)
    touched = {}
    locked = lock_messages(ids).values()  # a stop may have canceled some while we waited for them
    released = [message for message in locked if (message.state, message.code) == ("held", code)]
    for message in released:
        conversation = conversations[message.conversation_id]
        touched.setdefault(conversation.id, (conversation, conversation.change_no, conversation.reason == "held"))
        message.state, message.waits_since = "queued", None
        number_change(conversation, message)
    opt_ins.clear_held(conversation for conversation, _, _ in touched.values())
    announce_all(touched)
    after_commit(queues.ring)
    return len(released)
