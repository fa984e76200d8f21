"""What the form of a schedule is told while it is filled in: checked(plan, user, to) is when it will go, what stands in
its way, and how long it is.
"""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from app.models import User
from app.policy.tokens import has_any
from app.policy.verdict import Verdict
from app.sms import zones
from app.texting import compose, recurrence, schedules
from app.texting.schedules import Look, Planned, Wrong
from app.web.scheduler_forms import Plan, planned
from app.web.scheduler_recipient import Recipient
from app.web.scheduler_words import both_times
from app.web.typed import counted, is_too_much

NO_DATE = "Without a date and a time it can only be kept as a draft."
MORE = 2  # further times that are named of what repeats


class Check(NamedTuple):
    """`sentence` says when, "" while nobody can; `more` the times after that; `warnings` what is to be known before;
    `problem` why it can't be kept so, for the field named; `hint` what is still missing;
    `reads` the words as they would go out today, where they hold tokens."""

    sentence: str = ""
    more: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    verdict: Verdict | None = None
    problem: str = ""
    field: str = ""
    hint: str = ""
    reads: str = ""
    counter: str = ""
    theirs: str = ""


def checked(plan: Plan, user: User, to: Recipient | None, wrong: Wrong | None = None) -> Check:
    """`to` is None where `wrong` says so."""
    told = {"counter": counter(plan, user), "theirs": theirs_words(to, user)}
    try:
        if wrong is not None:
            raise wrong
        wanted = planned(plan, to.conversation, to.department_id, to.zone(user))
        if wanted.wall is None:
            return Check(hint=NO_DATE, **told)
        look = schedules.look(user, wanted) if to.conversation or not to.address else _first(plan, user, to, wanted)
    except (Wrong, recurrence.Wrong) as problem:
        return Check(problem=str(problem), field=problem.field, **told)
    more = _more(wanted, to.zone(user), user) if look.at and not look.problem else ()
    reads = "" if look.problem else _reads(plan, user, to)
    return Check(look.sentence, more, look.warnings, look.verdict, look.problem, look.field, reads=reads, **told)


def counter(plan: Plan, user: User) -> str:
    """How long the text is; a note costs nothing."""
    if plan.kind == "note" or not plan.body.strip() or is_too_much(plan.body):
        return ""
    count = counted(plan.body, user.account)["count"]
    return f"{_many(count.characters, 'character')}, {_many(count.segments, 'segment')}"


def theirs_words(to: Recipient | None, user: User) -> str:
    """In whose time, for the field of the time."""
    if to is None or to.phone is None:
        return "their place"
    contact, place = to.phone.contact, zones.city(to.zone(user))
    return f"{place} ({contact.first_name}’s time)" if contact and contact.name else f"{place} (their time)"


def _first(plan: Plan, user: User, to: Recipient, wanted: Planned) -> Look:
    """Of a first text to somebody: their conversation begins as it is kept."""
    verdict = None
    if plan.kind == "text":
        verdict = compose.judge_new(user, to.number, to.address, plan.body or "…", bool(plan.media_ids))[1]
    at = recurrence.instant_of(recurrence.first_wall(wanted.wall, wanted.repeats), wanted.zone)
    problem = verdict.sentence if verdict and verdict.kind == "refuse" else ""
    return Look(at, f"Leaves {both_times(at, to.zone(user), user.zone)}.", verdict, (), problem, "conversation")


def _more(wanted: Planned, theirs: str, user: User) -> tuple[str, ...]:
    """When it goes after the first time."""
    first = recurrence.first_wall(wanted.wall, wanted.repeats)
    walls = islice(recurrence.walls_after(first, 1, wanted.repeats), MORE)
    return tuple(both_times(recurrence.instant_of(wall, wanted.zone), theirs, user.zone) for _, wall in walls)


def _reads(plan: Plan, user: User, to: Recipient) -> str:
    if plan.kind == "note" or not has_any(plan.body) or is_too_much(plan.body) or to.number is None:
        return ""
    return compose.goes_out_new(user, to.number, to.address, plan.body)


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' if count != 1 else ''}"
