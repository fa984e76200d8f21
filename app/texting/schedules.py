"""What leaves later: keep() a new schedule or draft, change() and end() one, look() at one before it is kept;
replied() and stopped(), what makes one end by itself; merged() and moved(), what becomes of its thread. For pages:
schedule_lists.py. What is planned and looked at: plans.py. Firing: firing.py.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import literal_column, select, update
from sqlalchemy.exc import IntegrityError

from app.clock import now, zone_data
from app.extensions import db
from app.models import Account, Conversation, Media, Occurrence, Phone, Schedule, Template, User, Watch
from app.texting import drafts as words_begun
from app.texting import held_files, journey, plans
from app.texting.access import Moved, Problem
from app.texting.changes import announce
from app.texting.locks import lock_conversations, lock_phones
from app.texting.plans import Look, Planned, Wrong, look, zone_for
from app.texting.recurrence import instant_of, kept, read, said
from app.texting.schedule_lists import counts, drafts, given_up_on_reply, of_thread, upcoming, visible
from app.transaction import apart

__all__ = [
    "Look", "Planned", "Wrong", "change", "counts", "drafts", "end", "given_up_on_reply", "keep", "look",
    "merged", "moved", "of_thread", "recount", "replied", "show", "stopped", "upcoming", "visible", "zone_for",
]
OVERTAKEN = "Somebody changed this meanwhile. Look at it as it is now, then change it again."
LEFT_ONCE = "It has left since you opened this. Look at what comes next, then change that."
NOT_LEFT = "It was due since you opened this and did not leave; the conversation says why. Look at it, then change it."
OVER = {
    "done": "It has left already. Schedule a new one.",
    "OPTED_OUT": "They opted out, so this was canceled. Nothing of it leaves.",
    "REPLIED": "They replied, so this was canceled. Schedule a new one.",
    "FAULT": "Something went wrong here when it was due, so it was given up. Schedule a new one.",
    "DELETED": "Somebody deleted this meanwhile. Schedule a new one.",
}
USED = "This form was already used to schedule another text. Write yours again."
PASSED = "It has left {} already. Choose more times than that, or no end."
WAITS = Schedule.state == literal_column("'waiting'")


def keep(author: User, planned: Planned, client_id: str, as_draft: bool = False, draft_version: int = 0) -> Schedule:
    """A new one; the composer's draft up to this version becomes empty. The same client_id again is the same schedule.
    Raises Wrong, access.Moved."""
    conversation = _lock(author, {planned.conversation_id}).get(planned.conversation_id)
    again = db.session.scalar(select(Schedule).where(Schedule.client_id == client_id))
    if again is not None:
        if not _is_same(again, author, planned, as_draft):
            raise Problem(USED)
        return again
    row = Schedule(account_id=author.account_id, author_id=author.id, client_id=client_id)
    _set(row, author, planned, conversation, as_draft)
    try:
        with apart():
            db.session.add(row)
    except IntegrityError as error:  # used for another at this moment
        raise Problem(USED) from error
    if conversation is not None and draft_version:
        words_begun.sent([(conversation.id, author.id, draft_version)])
    if conversation is not None and not as_draft:
        _tell("scheduled", row, conversation, author, _words(row))
        show(conversation)
    return row


def change(schedule: Schedule, actor: User, planned: Planned, version: int, as_draft: bool = False) -> Schedule:
    """Have it so from now on, as long as it isn't over: a draft becomes scheduled, what was scheduled a draft. Raises
    Wrong, Problem where somebody changed it meanwhile (`version` is not the row's) or it has fired for the last time,
    access.Moved."""
    threads = _lock(actor, {schedule.conversation_id, planned.conversation_id})
    row = _lock_row(schedule, actor, threads)
    if row.version != version:
        raise Problem(_meanwhile(row))
    before, was_waiting = threads.get(row.conversation_id), row.state == "waiting"
    _set(row, actor, planned, threads.get(planned.conversation_id), as_draft)
    row.version, row.updated_at = row.version + 1, now()
    db.session.flush()
    after = threads.get(row.conversation_id)
    if was_waiting and before is not None and (before is not after or as_draft):
        detail = f"{_noun(row)} is a draft now" if as_draft else f"{_noun(row)} goes to somebody else"
        _tell("schedule_changed", row, before, actor, detail)
    if after is not None and not as_draft:
        is_news = not was_waiting or before is not after
        _tell("scheduled" if is_news else "schedule_changed", row, after, actor, _words(row))
    for thread in {each.id: each for each in (before, after) if each is not None}.values():
        show(thread)
    return row


def end(schedule: Schedule, actor: User) -> None:
    """Delete it: nothing of it leaves any more. Raises Problem where it is over already, access.Moved."""
    threads = _lock(actor, {schedule.conversation_id})
    row = _lock_row(schedule, actor, threads)
    was_waiting, conversation = row.state == "waiting", threads.get(row.conversation_id)
    _cancel(row, "DELETED")
    if was_waiting and conversation is not None:
        since = conversation.change_no
        _tell("schedule_canceled", row, conversation, actor, f"{actor.name} deleted {_words(row)}")
        show(conversation, since)


def replied(conversation: Conversation) -> None:
    """They answered: what was to leave only without an answer is canceled. The conversation is locked."""
    waiting = Schedule.conversation_id == conversation.id, WAITS, Schedule.cancels_on_reply
    for row in _lock_rows(*waiting):
        _cancel(row, "REPLIED")
        _tell("schedule_canceled", row, conversation, None, f"they replied before {_words(row)}")


def stopped(phone: Phone, conversations: list[Conversation]) -> int:
    """They said stop: cancel every text that was to leave to this (locked) phone later; how many. Notes stay."""
    ids = [conversation.id for conversation in conversations if conversation.phone_id == phone.id]
    rows = _lock_rows(Schedule.conversation_id.in_(ids), WAITS, Schedule.kind == "text") if ids else []
    for row in rows:
        _cancel(row, "OPTED_OUT")
    return len(rows)


def merged(from_id: int, into: Conversation) -> None:
    """One thread became part of another: what waits goes with it."""
    theirs = update(Schedule).where(Schedule.conversation_id == from_id)
    values = {"conversation_id": into.id, "department_id": into.department_id}
    db.session.execute(theirs.values(values), execution_options={"synchronize_session": False})


def moved(conversation: Conversation) -> None:
    """A thread belongs to another department now: so does what waits there."""
    merged(conversation.id, conversation)


def recount(conversation: Conversation) -> None:
    """Whether a reply in this (locked) conversation still has effects: somebody waits for it, or something ends with
    it."""
    if not conversation.awaits_reply:
        return
    db.session.flush()
    ends = select(Schedule.id).where(Schedule.conversation_id == conversation.id, WAITS, Schedule.cancels_on_reply)
    told = select(Watch.user_id).where(Watch.conversation_id == conversation.id)
    each = ends, told, given_up_on_reply(conversation)
    conversation.awaits_reply = any(db.session.scalar(query.limit(1)) is not None for query in each)


def _is_same(row: Schedule, author: User, planned: Planned, as_draft: bool) -> bool:
    """Whether this form was handed over as it is now; its time is the row's only until something becomes of it."""
    was = row.author_id, row.conversation_id, row.kind, row.body, row.zone, row.repeats, row.media_ids
    words = planned.kind, planned.body.strip(), planned.zone, kept(planned.repeats), list(planned.media_ids)
    is_then = row.version > 1 or (row.wall, row.state == "draft") == (_wall(planned, as_draft), as_draft)
    return is_then and was == (author.id, planned.conversation_id, *words)


def show(conversation: Conversation, since: int | None = None) -> None:
    """Have open pages show what waits here now, and what is in the thread after change `since` (None: nothing)."""
    recount(conversation)
    since = conversation.change_no if since is None else since
    conversation.change_no = max(conversation.change_no, since + 1)
    announce(conversation, since, inbox=False, standing=True)


def _lock(actor: User, conversation_ids: set[int | None]) -> dict[int | None, Conversation]:
    """These conversations, their phones locked before them; Moved where one is gone or not the actor's to see."""
    ids = {each for each in conversation_ids if each is not None}
    if not ids:
        return {}
    query = select(Conversation.phone_id).where(Conversation.id.in_(ids))
    lock_phones(set(db.session.scalars(query)))
    found = lock_conversations(ids)
    desks = actor.department_ids()
    if ids - found.keys() or any(each.department_id not in desks for each in found.values()):
        raise Moved
    return dict(found)


def _lock_row(schedule: Schedule, actor: User, threads: dict[int | None, Conversation]) -> Schedule:
    """The schedule as it is now, locked; Problem where it is over."""
    [row] = _lock_rows(Schedule.id == schedule.id)
    if row.department_id not in actor.department_ids() or (row.conversation_id or None) not in {None, *threads}:
        raise Moved
    if row.state in ("done", "canceled"):
        raise Problem(OVER.get(row.code, OVER["done"]))
    return row


def _meanwhile(row: Schedule) -> str:
    """What changed it last: that it was due, or somebody."""
    last = db.session.get(Occurrence, (row.id, row.occurrence_no - 1))
    if last is None or last.at < row.updated_at:
        return OVERTAKEN
    return LEFT_ONCE if last.state == "fired" else NOT_LEFT


def _lock_rows(*which) -> list[Schedule]:
    query = select(Schedule).where(*which).order_by(Schedule.id).with_for_update(of=Schedule)
    return list(db.session.scalars(query, execution_options={"populate_existing": True}))


def _set(row: Schedule, actor: User, planned: Planned, conversation: Conversation | None, as_draft: bool) -> None:
    """All that was planned into its row, checked; raises Wrong."""
    if as_draft:
        plans.refuse_unfit_draft(actor, planned)
    elif (found := look(actor, planned)).problem:
        raise Wrong(found.field, found.problem)
    count = planned.repeats.count
    if not as_draft and count is not None and row.id is not None and count < row.occurrence_no:
        times = "once" if row.occurrence_no == 2 else f"{row.occurrence_no - 1} times"
        raise Wrong("count", PASSED.format(times))
    row.department_id = conversation.department_id if conversation is not None else planned.department_id
    row.conversation_id = conversation.id if conversation is not None else None
    for name in ("kind", "body", "zone", "notify", "cancels_on_reply", "program_id", "number_id"):
        setattr(row, name, getattr(planned, name))
    row.body = planned.body.strip()
    row.template_id = _template(actor, planned.template_id)
    row.repeats = kept(planned.repeats)
    row.state = "draft" if as_draft else "waiting"
    _set_time(row, planned, as_draft)
    _set_files(row, actor, planned)
    if conversation is not None:
        conversation.awaits_reply = conversation.awaits_reply or (planned.cancels_on_reply and not as_draft)


def _set_time(row: Schedule, planned: Planned, as_draft: bool) -> None:
    row.wall = _wall(planned, as_draft)
    row.next_at = instant_of(datetime.fromisoformat(row.wall), planned.zone) if not as_draft else None
    row.zone_rules = zone_data()


def _wall(planned: Planned, as_draft: bool) -> str:
    """As it is kept."""
    wall = planned.wall if as_draft else plans.when(planned)
    return wall.replace(tzinfo=None).isoformat(timespec="minutes") if wall is not None else ""


def _set_files(row: Schedule, actor: User, planned: Planned) -> None:
    had = list(row.media_ids or ())
    files = held_files.hold(actor, planned.media_ids, "schedule", had)
    if len(files) != len(set(planned.media_ids)):
        raise Wrong("media", plans.GONE)
    row.media_ids = files
    _drop(row.account_id, [each for each in had if each not in files])


def _template(actor: User, template_id: int | None) -> int | None:
    """The template it came from, if it is of this brand."""
    if template_id is None:
        return None
    brand = select(Account.id).where(Account.brand_id == actor.account.brand_id)
    return db.session.scalar(select(Template.id).where(Template.id == template_id, Template.account_id.in_(brand)))


def _cancel(row: Schedule, code: str) -> None:
    row.state, row.code, row.ended_at = "canceled", code, now()
    row.version += 1
    _drop(row.account_id, row.media_ids)


def let_go(row: Schedule) -> None:
    """It is over: its files may go; texts have their own."""
    _drop(row.account_id, row.media_ids)


def _drop(account_id: int, media_ids: list[int]) -> None:
    """Let go of files; those that texts lead to by their address stay."""
    if media_ids:
        linked = set(db.session.scalars(select(Media.id).where(Media.id.in_(media_ids), Media.as_link)))
        held_files.drop(account_id, [each for each in media_ids if each not in linked])


def _noun(row: Schedule) -> str:
    return "a text" if row.kind == "text" else "a note"


def _words(row: Schedule) -> str:
    """A text for Tue, Nov 24, 9:00 AM, Every week on Tue; in the account's zone."""
    account = db.session.get(Account, row.account_id)
    times = said(read(row.repeats), row.occurrence_no)
    more = f", {times[0].lower()}{times[1:]}" if row.repeats else ""
    return f"{_noun(row)} for {plans.moment(row.next_at, account.time_zone)}{more}"


def _tell(kind: str, row: Schedule, conversation: Conversation, actor: User | None, detail: str) -> None:
    contact_id = conversation.phone.contact_id
    journey.tell(kind, conversation, contact_id, actor_id=actor.id if actor else None, detail=detail)
