"""Schedules that are due: fire_next() fires one, each occurrence once; is_anything_due() for the clock; resolve() works
their instants out anew where the zone rules have changed.

What came of an occurrence, its text or note, and when the next one is due are one transaction, with the phone locked:
however many clocks run, one of them finds it due. Where nothing ran for a while, at most the latest one that was missed
leaves, and only if it isn't later than the account allows.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, bindparam, literal_column, select

from app.clock import now, zone_data
from app.extensions import db
from app.models import Account, Conversation, Media, Occurrence, Phone, Schedule
from app.sms import zones
from app.texting import desk, held_files, journey, media_out, notes, notices, plans, schedules
from app.texting.changes import announce
from app.texting.facts import lock_pauses
from app.texting.locks import lock_conversations, lock_phones
from app.texting.recurrence import Repeats, instant_of, read, walls_after
from app.texting.written import Refused, Written, take
from app.transaction import apart, is_overload, is_passing

WINDOW = 8  # candidates; those whose phone another process holds are left to it
AT_ONCE = 200
PROMPT = timedelta(minutes=1)  # no clock rings at the very instant, so "not late at all" is within this
KEPT = " It is kept among the scheduler’s drafts."
FAULT = "Something went wrong here when it was due. Send it yourself, and tell whoever runs Leadline."
IS_DUE = Schedule.state == literal_column("'waiting'"), Schedule.next_at <= bindparam("at")
DUE = select(Schedule.id, Schedule.conversation_id, Conversation.phone_id).join(
    Conversation, Conversation.id == Schedule.conversation_id
).where(*IS_DUE).order_by(Schedule.next_at, Schedule.id).limit(bindparam("most"))

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Turn:
    """The latest occurrence that is due, and how many before it were missed."""

    no: int
    wall: datetime
    at: datetime
    earlier: int


class _NotSent(Exception):
    """It can't leave; nothing of it is kept. `code` and the sentence stand with the occurrence."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def is_anything_due() -> bool:
    """Whether fire_next() would find one."""
    return bool(_candidates(1))


def fire_next() -> bool:
    """Fire what is due first, in one transaction of the caller; False where nothing is due, or others fire it now."""
    for candidate in _candidates(WINDOW):
        phone = lock_phones([candidate.phone_id], skip_locked=True).get(candidate.phone_id)
        if phone is None:
            continue
        lock_pauses()
        conversation = lock_conversations([candidate.conversation_id]).get(candidate.conversation_id)
        schedule = _lock(candidate.id)
        if conversation is not None and _is_due(schedule, conversation):
            _fire_or_end(schedule, conversation, phone)
            return True
    return False


def resolve() -> int:
    """Schedules whose instant was worked out with other zone data: worked out again, nine o'clock stays nine o'clock.
    How many, a batch at a time."""
    stale = select(Schedule).where(IS_DUE[0], Schedule.zone_rules != zone_data()).order_by(Schedule.id).limit(AT_ONCE)
    rows = db.session.scalars(stale.with_for_update(skip_locked=True, of=Schedule)).all()
    for row in rows:
        _resolve(row)
    return len(rows)


def _candidates(most: int) -> list[Row]:
    return list(db.session.execute(DUE, {"at": now(), "most": most}))


def _lock(schedule_id: int) -> Schedule:
    query = select(Schedule).where(Schedule.id == schedule_id).with_for_update(of=Schedule)
    return db.session.scalars(query, execution_options={"populate_existing": True}).one()


def _is_due(schedule: Schedule, conversation: Conversation) -> bool:
    """Now that all is locked: another may have fired, changed or moved it meanwhile."""
    if schedule.state != "waiting" or schedule.conversation_id != conversation.id:
        return False
    if schedule.zone_rules != zone_data():
        _resolve(schedule)
    return schedule.next_at <= now()


def _resolve(schedule: Schedule) -> None:
    if zones.is_zone(schedule.zone):  # rules may lose a name; its last instant stands
        schedule.next_at = instant_of(datetime.fromisoformat(schedule.wall), schedule.zone)
    schedule.zone_rules = zone_data()


def _fire_or_end(schedule: Schedule, conversation: Conversation, phone: Phone) -> None:
    """One that can't even be worked out is given up: it must not stand before all others for ever."""
    since = conversation.change_no
    try:
        with apart():
            _fire(schedule, conversation, phone)
    except Exception as error:
        if is_passing(error) or is_overload(error):
            raise
        log.exception("schedule %d was given up", schedule.id)
        schedule.state, schedule.code, schedule.ended_at = "canceled", "FAULT", now()
        _trouble(schedule, conversation, phone, "refused", FAULT)
        announce(conversation, since, inbox=True, standing=True)


def _fire(schedule: Schedule, conversation: Conversation, phone: Phone) -> None:
    account = db.session.get(Account, schedule.account_id)
    repeats = read(schedule.repeats)
    turn = _turn(schedule, repeats)
    is_late = now() - turn.at > max(timedelta(minutes=account.late_minutes), PROMPT)
    since = conversation.change_no
    following = next(walls_after(turn.wall, turn.no, repeats), None)
    kept, refused = "" if following else KEPT, ""
    if not is_late:
        refused = _let_go(schedule, conversation, turn)
    if missed := turn.earlier + is_late:
        last = turn.no if is_late else turn.no - 1
        until = schedule.next_at if missed == 1 else turn.at
        words = _missed(schedule, last, missed, plans.moment(until, account.time_zone))
        _trouble(schedule, conversation, phone, "missed", f"{words}.{kept}" if is_late and kept else words, missed)
    if refused:
        _trouble(schedule, conversation, phone, "refused", refused + kept)
    _go_on(schedule, turn, following, has_left=not is_late and not refused)
    if missed or refused:
        schedules.recount(conversation)
        announce(conversation, since, inbox=True, standing=True)
    else:
        schedules.show(conversation)


def _turn(schedule: Schedule, repeats: Repeats) -> _Turn:
    """However long nothing ran, one rule is stepped through, and nothing kept of what it passes."""
    wall, at = datetime.fromisoformat(schedule.wall), schedule.next_at
    no = schedule.occurrence_no
    for next_no, next_wall in walls_after(wall, no, repeats):
        if (instant := instant_of(next_wall, schedule.zone)) > now():
            break
        no, wall, at = next_no, next_wall, instant
    return _Turn(no, wall, at, no - schedule.occurrence_no)


def _let_go(schedule: Schedule, conversation: Conversation, turn: _Turn) -> str:
    """The text or note; "", or why it can't leave."""
    happened = Occurrence(schedule_id=schedule.id, no=turn.no, planned_at=turn.at, state="fired", at=now())
    db.session.add(happened)
    db.session.flush()
    try:
        with apart():
            if schedule.kind == "note":
                happened.note_id = _leave_note(schedule, conversation, turn)
            else:
                happened.message_id = _send(schedule, conversation, turn)
    except Exception as error:
        if is_passing(error) or is_overload(error):
            raise
        why = error if isinstance(error, _NotSent) else _NotSent("FAULT", FAULT)
        if why is not error:
            log.exception("schedule %d could not be fired", schedule.id)
        happened.state, happened.code, happened.sentence = "refused", why.code, str(why)
    return happened.sentence or ""


def _send(schedule: Schedule, conversation: Conversation, turn: _Turn) -> int:
    number = plans.number_of(schedule.number_id, conversation)
    held = _files(schedule)
    files = held_files.copies(schedule.author, held, schedule.account_id) if held else []
    written = Written(
        conversation.id, conversation.phone_id, schedule.author_id, schedule.body, _form(schedule, turn), number.id,
        tuple(files), program_id=schedule.program_id, template_id=schedule.template_id, schedule_id=schedule.id,
        notify=schedule.notify, purpose=plans.purpose_for(read(schedule.repeats)),
    )
    try:
        [result] = take([written])
    except media_out.NotYours as error:
        raise _NotSent("FILES", str(error)) from error
    if isinstance(result, Refused):
        raise _NotSent(result.verdict.code, result.verdict.sentence)
    if isinstance(result, Exception):
        raise result
    return result.message.id


def _leave_note(schedule: Schedule, conversation: Conversation, turn: _Turn) -> int:
    try:
        return notes.leave(conversation, schedule.author, schedule.body, _form(schedule, turn)).note.id
    except notes.Refused as error:
        raise _NotSent("NOTE", str(error)) from error


def _form(schedule: Schedule, turn: _Turn) -> str:
    """The id that this occurrence's text or note is known by: the same however often it is tried."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{schedule.client_id} {schedule.id} {turn.no}"))


def _files(schedule: Schedule) -> list[int]:
    """Those that go along; words that hold a file's address lead to the one that is kept."""
    if not schedule.media_ids:
        return []
    kept = select(Media.id).where(Media.id.in_(schedule.media_ids), Media.as_link.is_(False))
    travels = set(db.session.scalars(kept))
    return [each for each in schedule.media_ids if each in travels]


def _missed(schedule: Schedule, no: int, count: int, until: str) -> str:
    """One row for the last of them, however many there were; what is to be said of them."""
    times = f"it was due {until}" if count == 1 else f"it was due {count} times until {until}"
    sentence = f"{times}, and Leadline was not running"
    db.session.add(Occurrence(schedule_id=schedule.id, no=no, planned_at=schedule.next_at, state="missed",
                              code="LATE", sentence=sentence, at=now()))
    db.session.flush()
    return sentence


def _trouble(
    schedule: Schedule, conversation: Conversation, phone: Phone, kind: str, sentence: str, count: int = 0
) -> None:
    """Have the conversation ask for a person, its thread say why, and its author told."""
    if conversation.reason != "stop":
        conversation.has_trouble("failed")
        desk.failed(conversation)
    journey.tell("schedule_missed", conversation, phone.contact_id, detail=sentence, count=count)
    notices.tell(schedule.author_id, kind, conversation, sentence)


def _go_on(schedule: Schedule, turn: _Turn, following: tuple[int, datetime] | None, has_left: bool) -> None:
    """When it is due next; that it was due for the last time; or, where that time came to nothing, a draft: its words
    and files stand nowhere else."""
    schedule.version += 1
    if following is not None:
        schedule.occurrence_no, wall = following
        schedule.wall = wall.isoformat(timespec="minutes")
        _resolve(schedule)
    elif has_left:
        schedule.state, schedule.ended_at = "done", now()
        schedules.let_go(schedule)
    else:
        schedule.state, schedule.next_at, schedule.updated_at = "draft", None, now()
        schedule.repeats, schedule.occurrence_no = {}, turn.no + 1
