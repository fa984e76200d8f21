"""Words of what leaves later: Jinja filters for the scheduler's pages and a thread's strip. register(app) adds them.

    schedule_day(dt, zone)        Today, Monday Nov 23 · Tomorrow, Tuesday Nov 24 · Tuesday Dec 1
    there(schedule, zone)         10:30 AM in Phoenix, with the day where it is another than in `zone`
    when_there(dt, zone)          Tomorrow 9:00 AM · Tue, Nov 24, 9:00 AM
    both_times(dt, theirs, mine)  Tue, Nov 24, 9:00 AM in Phoenix, 10:00 AM for you in Denver
    repeats_words(schedule)       Once · Every 8 weeks on Tue
    with_tokens(body)             [("Good morning ", False), ("First name", True), …]
    for_whom(schedule)            Priya Raghunathan · (623) 555-0190
    by_day(schedules, zone)       [(heading, rows), …]
    wall_words(schedule)          Nov 24, 9:00 AM in Phoenix: of a draft that has a time already
    told_words, deletion_words, over_words(schedule, zone)   what was done, what will be, what became of it
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from flask import Flask

from app.models import Account, Conversation, Phone, Schedule
from app.moments import day_and_time, today
from app.policy.tokens import TOKEN
from app.sms.e164 import display
from app.sms.zones import city
from app.texting import recurrence
from app.texting.token_values import BUILT_IN
from app.texting.where import MARKETS, where_of
from app.web.words import BOUND, clock, who

WHY_OVER = {
    "DELETED": "It was deleted", "OPTED_OUT": "They opted out", "REPLIED": "They replied, so it was canceled",
}  # fmt: skip


def register(app: Flask) -> None:
    filters = (
        schedule_day, there, when_there, both_times, repeats_words, with_tokens, for_whom, by_day, wall_words,
        told_words, deletion_words, over_words, theirs_of,
    )
    app.jinja_env.filters.update({each.__name__: each for each in filters})


def schedule_day(at: datetime, zone: str) -> str:
    """The heading of a day's rows."""
    day, now_there = at.astimezone(ZoneInfo(zone)).date(), today(zone)
    words = f"{day:%A} {day:%b} {day.day}" + (f", {day.year}" if day.year != now_there.year else "")
    name = {now_there: "Today, ", now_there + timedelta(days=1): "Tomorrow, "}.get(day, "")
    return name + words


def by_day(rows: Sequence[Schedule], zone: str) -> list[tuple[str, list[Schedule]]]:
    """Rows that have an instant, by the day that it is for whoever reads."""
    days = groupby(rows, key=lambda each: schedule_day(each.next_at, zone))
    return [(day, list(those)) for day, those in days]


def zone_of_phone(phone: Phone | None, account: Account, otherwise: str) -> str:
    """Where whoever has this number most likely is; `otherwise` where nothing says anything."""
    if phone is None:
        return otherwise
    found = where_of(phone, account)
    if found.source == MARKETS:
        return otherwise
    return next((zone for zone in (account.time_zone, otherwise) if zone in found.zones), found.zones[0])


def there(schedule: Schedule, zone: str) -> str:
    """When it is where they are."""
    theirs = theirs_of(schedule, zone)
    local, mine = (schedule.next_at.astimezone(ZoneInfo(each)) for each in (theirs, zone))
    day = "" if local.date() == mine.date() else f"{local:%a}{BOUND}"
    return f"{day}{clock(schedule.next_at, theirs)} in {city(theirs)}"


def theirs_of(schedule: Schedule, otherwise: str) -> str:
    talk = schedule.conversation
    return zone_of_phone(talk.phone, talk.account, otherwise) if talk else otherwise


def when_there(at: datetime, zone: str) -> str:
    """A moment ahead in a zone, as short as it stays clear."""
    ahead = at.astimezone(ZoneInfo(zone)).date() - today(zone)
    name = {timedelta(): "Today", timedelta(days=1): "Tomorrow"}.get(ahead)
    return f"{name} {clock(at, zone)}" if name else day_and_time(at, zone).replace(" ", BOUND)


def both_times(at: datetime, theirs: str, mine: str) -> str:
    """When, for them and for whoever reads."""
    words = f"{day_and_time(at, theirs).replace(' ', BOUND)} in {city(theirs)}"
    if theirs == mine:
        return f"{words}, your time"
    local, own = (at.astimezone(ZoneInfo(each)).replace(tzinfo=None) for each in (theirs, mine))
    if local == own:
        return f"{words}, the same for you in {city(mine)}"
    day = "" if local.date() == own.date() else f"{own:%a}, "
    return f"{words}, {day}{clock(at, mine)} for you in {city(mine)}"


def repeats_words(schedule: Schedule) -> str:
    return recurrence.said(recurrence.read(schedule.repeats), schedule.occurrence_no)


def with_tokens(body: str) -> list[tuple[str, bool]]:
    """The words in pieces, each with whether it is a token, named as people name it."""
    pieces, end = [], 0
    for found in TOKEN.finditer(body):
        pieces += [(body[end : found.start()], False), (_token_name(found[1]), True)]
        end = found.end()
    return [piece for piece in [*pieces, (body[end:], False)] if piece[0]]


def for_whom(schedule: Schedule) -> str:
    """As it stands in the field To."""
    if schedule.conversation is None:
        return ""
    return whom(schedule.conversation)


def whom(conversation: Conversation) -> str:
    phone = conversation.phone
    number = display(phone.e164)
    return f"{who(phone)} · {number}" if phone.contact is not None and phone.contact.name else number


def wall_words(schedule: Schedule) -> str:
    """The time that a draft has been given, as a clock there shows it."""
    wall = datetime.fromisoformat(schedule.wall).replace(tzinfo=ZoneInfo(schedule.zone))
    return f"{day_and_time(wall, schedule.zone).replace(' ', BOUND)} in {city(schedule.zone)}"


def told_words(schedule: Schedule, mine: str) -> str:
    """What was just kept, or is no more."""
    what = "note" if schedule.kind == "note" else "text"
    name = who(schedule.conversation.phone) if schedule.conversation else ""
    if schedule.state == "canceled":
        return f"Deleted. Nothing of it will be sent{f' to {name}' if name else ''}."
    if schedule.state == "draft":
        return "Kept as a draft. It leaves only when you schedule it."
    if schedule.state != "waiting":
        return f"The {what} to {name} has left."
    again = "" if not schedule.repeats else f" {repeats_words(schedule)}."
    return f"The {what} to {name} will go {both_times(schedule.next_at, theirs_of(schedule, mine), mine)}.{again}"


def deletion_words(schedule: Schedule, mine: str) -> str:
    """What will not be, once it is deleted."""
    if schedule.state == "draft" or schedule.conversation is None:
        return "This draft will be gone. Nobody gets anything of it."
    when = both_times(schedule.next_at, theirs_of(schedule, mine), mine)
    again = f", nor any later time ({repeats_words(schedule)})" if schedule.repeats else ""
    if schedule.kind == "note":
        return f"This note will not be written on {when}{again}."
    return f"This will not be sent to {who(schedule.conversation.phone)} on {when}{again}."


def over_words(schedule: Schedule, mine: str) -> str:
    """What became of what is over."""
    at = f" on {day_and_time(schedule.ended_at, mine).replace(' ', BOUND)}" if schedule.ended_at else ""
    if schedule.state == "done":
        what = "was written" if schedule.kind == "note" else "left"
        return f"It {what}{at}; the conversation shows what became of it. Write a new one to have it go again."
    return f"{WHY_OVER.get(schedule.code, 'It was canceled')}{at}. Nothing more of it leaves."


def _token_name(inside: str) -> str:
    name = inside.partition("|")[0].strip().lower()
    return BUILT_IN.get(name) or name.rpartition(".")[2].replace("_", " ").capitalize() or "Token"
