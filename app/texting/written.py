"""Texts as agents hand them over: take(written) queues several in one transaction, each with a verdict of its own.

Everything is asked of the database for all of them at once: sixteen cost few statements more than one. Nothing of a
text is changed before the gate has let it through, so one that is refused leaves nothing behind among the others.
Tokens are filled in here, with the values of this moment: what waits after it keeps the bytes it was decided with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.models import Conversation, Message, Number, Phone, Program, User
from app.policy.verdict import REFUSE, Verdict
from app.texting import desk, drafts, media_out, notices, opt_ins, outbox, token_values
from app.texting.access import Moved
from app.texting.changes import Change, announce_changes
from app.texting.facts import by_id, facts_in_turn, lock_pauses, purpose_in
from app.texting.locks import lock_conversations, lock_phones
from app.texting.undo_send import wait_for_undo
from app.texting.wording import remember_words
from app.together import APART

USED = "This form was already used to send another text. Write yours again."
IDS = bindparam("ids", expanding=True)
EARLIER = select(Message.__table__.c.id).where(Message.__table__.c.client_id.in_(IDS))


class Refused(Exception):
    """The gate refuses this text; nothing was written. Carries the verdict."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.sentence)
        self.verdict = verdict


class Conflict(Exception):
    """This client_id was used for another text already."""


@dataclass(frozen=True)
class Composed:
    message: Message
    is_new: bool


@dataclass(frozen=True)
class Written:
    """What an agent wrote: words, the ids of uploads, the form's own id; from which number (None: the one last used);
    the version of their draft that it was; the program it belongs to; why it goes in quiet hours all the same; the
    template and the schedule that it came from; whether its author wants to be told of a reply or failure. `purpose`
    is for what answers nothing, however lately they wrote ("direct"), `undo_s` the seconds in which Send can be taken
    back. Of one act of several texts (others.py): its Send, who else gets it, and whether this one goes to somebody
    beside the person written to, so that it answers nothing of theirs."""

    conversation_id: int
    phone_id: int
    author_id: int
    body: str
    client_id: str
    number_id: int | None = None
    media_ids: tuple[int, ...] = ()
    draft_version: int = 0
    program_id: int | None = None
    override: str = ""
    template_id: int | None = None
    schedule_id: int | None = None
    notify: bool = False
    purpose: str = ""
    undo_s: int = 0
    send_id: int | None = None
    also: tuple[dict[str, Any], ...] = ()
    is_aside: bool = False


@dataclass(eq=False)
class _Item:
    """One text on its way, what is known about it by now, and what came of it."""

    written: Written
    conversation: Conversation = field(init=False)
    author: User = field(init=False)
    message: Message = field(init=False)
    result: Any = None


def take(written: Sequence[Written]) -> list[Any]:
    """What came of each: Composed; or Refused, Conflict, access.Moved as values. The same client_id with the same text
    and files is the same text, however often it comes; with another it is a Conflict. Among several, one with files
    and a form that comes twice are left APART. One that is alone raises media_out.NotYours, and Conflict where its
    form is used elsewhere at this moment."""
    phones = lock_phones({each.phone_id for each in written})
    items = [_Item(each) for each in written]
    _know_again(items)
    if fresh := _open(items):
        paused = lock_pauses()
        _find(fresh, phones)
        _ask_gate(_open(fresh), phones, paused)
        if may_leave := _open(fresh):
            _put(may_leave, phones, paused)
    return [item.result for item in items]


def _open(items: list[_Item]) -> list[_Item]:
    return [item for item in items if item.result is None]


def _know_again(items: list[_Item]) -> None:
    """Texts that were taken before, and what is better done apart."""
    forms = {item.written.client_id for item in items}
    earlier = [db.session.get(Message, each) for each in db.session.scalars(EARLIER, {"ids": list(forms)})]
    taken = {message.client_id: message for message in earlier}
    for item in items:
        form = item.written.client_id
        if form in taken:
            item.result = _composed_before(taken[form], item.written)
        elif item.written.send_id is None and len(items) > 1 and (item.written.media_ids or form not in forms):
            item.result = APART
        forms.discard(form)


def _composed_before(message: Message, written: Written) -> Composed | Conflict:
    same = (message.conversation_id, message.author_id, message.typed or message.body)
    if same != (written.conversation_id, written.author_id, written.body):
        return Conflict(USED)
    if [media.id for media in message.media] != list(written.media_ids):
        return Conflict(USED)
    return Composed(message, is_new=False)


def _find(items: list[_Item], phones: dict[int, Phone]) -> None:
    """The conversations, locked, and the text of each whose author may still see it. What was asked before the lock was
    ours may have changed while we waited for it."""
    conversations = lock_conversations({item.written.conversation_id for item in items})
    authors = by_id(User, {item.written.author_id for item in items})
    desks = {author.id: set(author.department_ids()) for author in authors.values()}
    used = {thread.id: thread.number_id for thread in conversations.values()}
    numbers = by_id(Number, {i.written.number_id for i in items if i.written.number_id} | set(used.values()))
    for item in items:
        written = item.written
        conversation, item.author = conversations.get(written.conversation_id), authors[written.author_id]
        if conversation is None or not (written.schedule_id or conversation.department_id in desks[item.author.id]):
            item.result = Moved()
            continue
        item.conversation, number = conversation, numbers[written.number_id or conversation.number_id]
        item.message = outbox.draft(
            conversation, phones[written.phone_id], number, written.body, _purpose(written), item.author,
            written.client_id, files=len(written.media_ids), program_id=written.program_id, override=written.override,
        )
        item.message.template_id, item.message.schedule_id = written.template_id, written.schedule_id
        item.message.notify_id = item.author.id if written.notify else None
        item.message.send_id, item.message.also = written.send_id, list(written.also)
    token_values.fill_in([item.message for item in items if item.result is None], phones, authors)


def _purpose(written: Written) -> str:
    """A reply, which facts.py takes for direct where it answers nothing, or what its program is for."""
    program = db.session.get(Program, written.program_id) if written.program_id else None
    return purpose_in(program) if program else written.purpose or "reply"


def _ask_gate(items: list[_Item], phones: dict[int, Phone], paused: set[int | None]) -> None:
    conversations = {item.conversation.id: item.conversation for item in items}
    asked = facts_in_turn([item.message for item in items], phones, conversations, paused)
    for item, (message, facts) in zip(items, asked, strict=True):
        verdict = outbox.decide_anew(message, facts)
        wait_for_undo(message, item.written.undo_s)
        item.result = Refused(verdict) if verdict.kind == REFUSE else None


def _put(items: list[_Item], phones: dict[int, Phone], paused: set[int | None]) -> None:
    """The texts in the outbox, with all that follows from each; before those that wait for an opt-in, the question."""
    threads = {item.conversation.id: item.conversation for item in items}
    stood = {thread.id: (thread.change_no, _standing(thread)) for thread in threads.values()}
    items = _askable(items, phones, paused)
    for item in items:
        is_answer = item.written.schedule_id is None and not item.written.is_aside
        if is_answer:  # what leaves by itself answers nobody: who waits here still waits
            desk.answered(item.conversation, item.author)
    _write(items)
    for item in items:
        item.conversation.number_id = item.written.number_id or item.conversation.number_id
        item.result = Composed(item.message, is_new=True)
    drafts.sent([(i.conversation.id, i.author.id, i.written.draft_version) for i in items if i.written.draft_version])
    written = {item.conversation.id for item in items}
    announce_changes(
        Change(threads[id], since, inbox=True, standing=_standing(threads[id]) != standing)
        for id, (since, standing) in stood.items() if id in written
    )


def _askable(items: list[_Item], phones: dict[int, Phone], paused: set[int | None]) -> list[_Item]:
    """Those that may be written: not where the gate refuses the question that they would wait for."""
    held = [(item.message, item.conversation) for item in items if item.message.code == opt_ins.AWAITING]
    refused = opt_ins.ask(held, phones, paused) if held else {}
    for item in items:
        if item.message.state == "refused":
            item.result = Refused(refused[item.message.phone_id])
    return _open(items)


def _write(items: list[_Item]) -> None:
    if not items:
        return
    try:
        outbox.write([(item.message, item.conversation) for item in items])
    except IntegrityError as error:  # used in another thread at this moment: the lock is this phone's alone
        if "client_id" not in str(error.orig):
            raise
        raise Conflict(USED) from error
    notices.watch((item.message, item.conversation) for item in items)
    remember_words((item.message, _first_name(item.conversation)) for item in items)
    for item in items:
        if item.written.media_ids:
            files = media_out.attach(item.message, list(item.written.media_ids), item.author)
            types = [media.content_type for media in files]
            outbox.show_last(item.conversation, item.message, item.message.sort_at, types)


def _first_name(conversation: Conversation) -> str:
    return conversation.contact.first_name if conversation.contact else ""


def _standing(conversation: Conversation) -> tuple:
    """What the thread's head shows and an answer may change."""
    return conversation.state, conversation.snoozed_until, conversation.assignee_id, conversation.number_id
