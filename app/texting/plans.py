"""What somebody wants to leave later, looked at before it is kept: Planned, look() and the sentences that say when.

Whatever can be known today is said today: a time that has passed or that the clocks skip, words that the gate refuses
at that hour, a number that may not be texted. The gate is asked once more when it is due.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.clock import now
from app.extensions import db
from app.models import Conversation, Media, Number, Program, User
from app.moments import day_and_time
from app.policy.verdict import DEFER, HOLD, REFUSE, Verdict
from app.sms import zones
from app.texting import compose, drafts, held_files, media_out, notes, where
from app.texting.access import Problem
from app.texting.recurrence import Repeats, first_wall, instant_of, is_shown_twice, is_skipped
from app.texting.recurrence import Wrong as Unfit

KINDS = ("text", "note")
FURTHEST_YEARS = 10
ANOTHER_YEAR = timedelta(days=300)
FIELD_OF_ROW = {1: "number", 4: "number", 12: "body", 13: "body", 14: "wall", 15: "wall"}
GONE = "A file of this text was sent already or removed. Attach it again."
NO_FILES = "A note takes no files. Take them out, or schedule a text."
NOT_HERE = "That number is no longer this department's. Choose another to send from."
NO_ZONE = "Choose a time zone from the list."
TOO_FAR = f"Choose a day within the next {FURTHEST_YEARS} years."
NO_DESK = "Choose one of your departments."
TOO_LONG = "This draft has more than {:,} characters. Shorten it."
LONGEST_DRAFT = 5_000
ENDLESS = "Repeats without end."


class Wrong(Problem):
    """This can't be kept so; `field` names what to mend (kind, conversation, department, number, body, wall, zone,
    repeats, interval, weekdays, day, until, count, media)."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Planned:
    """What somebody wants to leave later. `wall` is naive, in `zone`; a draft may lack anything but its department."""

    kind: str  # text, note
    department_id: int
    conversation_id: int | None
    body: str
    wall: datetime | None
    zone: str
    repeats: Repeats = field(default_factory=Repeats)
    media_ids: tuple[int, ...] = ()
    number_id: int | None = None
    template_id: int | None = None
    program_id: int | None = None
    notify: bool = False
    cancels_on_reply: bool = False


@dataclass(frozen=True)
class Look:
    """What would come of it: the instant of the first occurrence, a sentence that says when in both zones, what the
    gate says of it at that instant (None for a note), further sentences (`warnings`: skipped by the clocks, shown
    twice, a later hour because of quiet hours), and what is wrong (`problem`, `field`; "" when it can be kept)."""

    at: datetime | None = None
    sentence: str = ""
    verdict: Verdict | None = None
    warnings: tuple[str, ...] = ()
    problem: str = ""
    field: str = ""


def look(author: User, planned: Planned) -> Look:
    """Nothing is written."""
    found = Look()
    try:
        conversation = whom(author, planned)
        refuse_unfit_number(planned, conversation)
        wall = when(planned)
        at = instant_of(wall, planned.zone)
        said = f"{'Leaves' if planned.kind == 'text' else 'Appears'} {in_both(at, conversation, author)}."
        found = Look(at, said, warnings=(*_of_clocks(wall, planned.zone), *_of_end(planned.repeats)))
        if at <= now():
            raise Wrong("wall", f"{_passed(at, planned.zone)} has passed there. Choose a later time.")
        if planned.kind == "note":
            _refuse_unfit_note(planned)
            return found
        found = _judged(found, author, planned, conversation)
    except (Wrong, Unfit) as wrong:
        return replace(found, problem=str(wrong), field=wrong.field)
    return found


def whom(author: User, planned: Planned) -> Conversation:
    """Whose conversation it is for; raises Wrong."""
    if planned.kind not in KINDS:
        raise Wrong("kind", "Choose a text or an internal note.")
    known = planned.conversation_id is not None
    conversation = Conversation.visible(author, planned.conversation_id) if known else None
    if conversation is None:
        raise Wrong("conversation", "Choose who it is for.")
    return conversation


def when(planned: Planned) -> datetime:
    """The wall time of the first occurrence; raises Wrong."""
    if not zones.is_zone(planned.zone):
        raise Wrong("zone", NO_ZONE)
    if planned.wall is None:
        raise Wrong("wall", "Choose a date and a time.")
    wall = planned.wall.replace(tzinfo=None, fold=0, second=0, microsecond=0)
    year = now().year
    if not year - FURTHEST_YEARS <= wall.year <= year + FURTHEST_YEARS:
        raise Wrong("wall", TOO_FAR)
    return first_wall(wall, planned.repeats)


def refuse_unfit_number(planned: Planned, conversation: Conversation) -> None:
    """Raises Wrong where this conversation's texts may not leave from that number."""
    if planned.number_id is not None and number_of(planned.number_id, conversation).id != planned.number_id:
        raise Wrong("number", NOT_HERE)


def refuse_unfit_draft(actor: User, planned: Planned) -> None:
    """Raises Wrong for what can't even be kept as a draft."""
    if planned.kind not in KINDS:
        raise Wrong("kind", "Choose a text or an internal note.")
    if planned.conversation_id is None and planned.department_id not in actor.department_ids():
        raise Wrong("department", NO_DESK)
    if len(planned.body) > LONGEST_DRAFT:
        raise Wrong("body", TOO_LONG.format(LONGEST_DRAFT))
    if planned.zone and not zones.is_zone(planned.zone):
        raise Wrong("zone", NO_ZONE)
    number = db.session.get(Number, planned.number_id) if planned.number_id is not None else None
    if planned.number_id is not None and (number is None or number.account_id != actor.account_id):
        raise Wrong("number", NOT_HERE)
    program_of(actor, planned.program_id)


def number_of(number_id: int | None, conversation: Conversation) -> Number:
    """The chosen number where this conversation's texts may leave from it, else the one they know."""
    chosen = db.session.get(Number, number_id) if number_id is not None else None
    is_here = chosen is not None and (chosen.account_id, chosen.department_id) == (
        conversation.account_id, conversation.department_id
    )
    return chosen if is_here else conversation.number


def zone_for(conversation: Conversation | None, user: User) -> str:
    """The zone that a time is meant in unless said: the recipient's (confirmed, else guessed from their number), else
    the user's."""
    if conversation is None:
        return user.zone
    found = where.where_of(conversation.phone, conversation.account)
    if found.source == where.MARKETS:
        return user.zone
    return next((zone for zone in (conversation.account.time_zone, user.zone) if zone in found.zones), found.zones[0])


def in_both(at: datetime, conversation: Conversation | None, user: User) -> str:
    """An instant as the recipient's clocks say it and as this user's do: "Tue, Nov 24, 9:00 AM in Phoenix, 11:00 AM
    for you in New York"."""
    theirs, ours = zone_for(conversation, user), user.zone
    there, here = at.astimezone(ZoneInfo(theirs)), at.astimezone(ZoneInfo(ours))
    said = f"{moment(at, theirs)} in {zones.city(theirs)}"
    if there.replace(tzinfo=None) == here.replace(tzinfo=None):
        return f"{said}, {'your time' if theirs == ours else f'the same for you in {zones.city(ours)}'}"
    mine = clock(here) if there.date() == here.date() else moment(at, ours)
    return f"{said}, {mine} for you in {zones.city(ours)}"


def moment(at: datetime, zone: str) -> str:
    """Tue, Nov 24, 9:00 AM; with its year where that isn't plain."""
    words = day_and_time(at, zone)
    if abs(at - now()) < ANOTHER_YEAR:
        return words
    day, _, time = words.rpartition(", ")
    return f"{day}, {at.astimezone(ZoneInfo(zone)).year}, {time}"


def clock(local: datetime) -> str:
    """9:00 AM"""
    return f"{local.hour % 12 or 12}:{local.minute:02} {'AM' if local.hour < 12 else 'PM'}"


def files_of(author: User, media_ids: tuple[int, ...]) -> list[Media]:
    """These files, unsent uploads of the author's or held by a schedule, in this order; raises Wrong where one is
    gone."""
    ids = list(dict.fromkeys(media_ids))
    found = {media.id: media for media in drafts.attached(author, ids)}
    found |= {media.id: media for media in held_files.held(author.account_id, ids) if media.held_by == "schedule"}
    if len(found) != len(ids):
        raise Wrong("media", GONE)
    return [found[each] for each in ids]


def _judged(found: Look, author: User, planned: Planned, conversation: Conversation) -> Look:
    """With what the gate says at that instant."""
    number = number_of(planned.number_id, conversation)
    files = files_of(author, planned.media_ids)
    if problem := media_out.cannot_go([media for media in files if media.state != "waiting"], number, planned.body):
        raise Wrong("media", problem)
    facts, verdict = compose.judge(
        conversation, author, planned.body, number, bool(files), program=program_of(author, planned.program_id),
        purpose=purpose_for(planned.repeats), at=found.at,
    )
    hint = (facts.hint,) if facts.hint and verdict.may_go else ()
    found = replace(found, verdict=verdict, warnings=(*found.warnings, *hint))
    if verdict.kind == REFUSE:
        return replace(found, problem=verdict.sentence, field=_field_of(verdict))
    if verdict.kind == DEFER and verdict.code == "QUIET_HOURS":
        later = in_both(datetime.fromisoformat(verdict.at), conversation, author)
        return replace(found, warnings=(*found.warnings, f"Their quiet hours: it leaves {later} instead."))
    more = (verdict.sentence,) if verdict.kind in (DEFER, HOLD) else ()
    return replace(found, warnings=(*found.warnings, *more))


def purpose_for(repeats: Repeats) -> str:
    """For Written.purpose: what somebody wrote for one hour may answer them, what comes again and again answers
    nothing."""
    return "direct" if repeats.every else ""


def program_of(author: User, program_id: int | None) -> Program | None:
    """The account's program; raises Wrong where there is none."""
    program = db.session.get(Program, program_id) if program_id is not None else None
    if program_id is not None and (program is None or program.account_id != author.account_id):
        raise Wrong("program", "That program is gone. Choose what the text is about again.")
    return program


def _field_of(verdict: Verdict) -> str:
    return "wall" if verdict.code == "STALE" else FIELD_OF_ROW.get(verdict.row, "conversation")


def _refuse_unfit_note(planned: Planned) -> None:
    if planned.media_ids:
        raise Wrong("media", NO_FILES)
    if problem := notes.unfit(planned.body):
        raise Wrong("body", problem)


def _passed(at: datetime, zone: str) -> str:
    local, today = at.astimezone(ZoneInfo(zone)), now().astimezone(ZoneInfo(zone)).date()
    return f"{clock(local)} today" if local.date() == today else moment(at, zone)


def _of_clocks(wall: datetime, zone: str) -> tuple[str, ...]:
    """What to know where the clocks change at that hour."""
    day = f"{wall:%b} {wall.day}"
    if is_skipped(wall, zone):
        shown = instant_of(wall, zone).astimezone(ZoneInfo(zone))
        then = f"{clock(shown)}" if shown.date() == wall.date() else moment(shown, zone)
        return (f"Clocks skip {clock(wall)} on {day} in {zones.city(zone)}. It will leave at {then}.",)
    if is_shown_twice(wall, zone):
        return (f"Clocks in {zones.city(zone)} show {clock(wall)} twice on {day}. It will leave the first time.",)
    return ()


def _of_end(repeats: Repeats) -> tuple[str, ...]:
    return (ENDLESS,) if repeats.every and repeats.until is None and repeats.count is None else ()
