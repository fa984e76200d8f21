"""Change numbers: number_change(conversation) for its thread, announce() to give its inbox row one and push both.

Each is taken while the row it counts for is locked in the writing transaction, so numbers are dense and
become visible in order: whoever asks for "after n" misses nothing. The department's row comes last of all
locks, and is held for the rest of the transaction only.
"""

from __future__ import annotations

from sqlalchemy import update

from app.extensions import db
from app.live import push
from app.models import Conversation, Department, Event, Message
from app.transaction import after_commit


def number_change(conversation: Conversation, changed: Message | Event) -> None:
    """Give a message or event of this (locked) conversation the thread's next change number."""
    conversation.change_no += 1
    changed.change_no = conversation.change_no


def announce(conversation: Conversation, since: int, inbox: bool, standing: bool = False) -> None:
    """Have the thread's changes after `since` pushed once committed, and its inbox row too when that changed.
    `standing` also pushes what stands beside the thread: the composer's block and the contact panel."""
    if inbox:
        conversation.inbox_change_no = _next_of(conversation.department_id)
    db.session.flush()
    has_changed = standing or conversation.change_no > since
    inbox_number = conversation.inbox_change_no if inbox else None
    if has_changed or inbox:
        after_commit(push.changed, conversation.id, since if has_changed else None, standing, inbox_number)


def announce_all(touched: dict[int, tuple[Conversation, int, bool]]) -> None:
    """announce() for several, departments in ascending order: {id: (conversation, since, inbox)}."""
    for conversation, since, inbox in sorted(touched.values(), key=lambda item: (item[0].department_id, item[0].id)):
        announce(conversation, since, inbox)


def _next_of(department_id: int) -> int:
    bump = update(Department).where(Department.id == department_id)
    bump = bump.values(change_no=Department.change_no + 1).returning(Department.change_no)
    return db.session.execute(bump.execution_options(synchronize_session=False)).scalar_one()
