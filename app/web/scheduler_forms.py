"""What a schedule's form says: typed_plan() as typed, plan_of(schedule) of one that is kept, blank_plan() of a new one;
planned() makes of it what can be kept.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import request

from app.clock import now
from app.models import Conversation, Schedule, User
from app.moments import today
from app.sms import zones
from app.texting import recurrence, schedules
from app.texting.plans import FURTHEST_YEARS, TOO_FAR
from app.texting.schedules import Planned, Wrong
from app.web.typed import LONGEST_ID, typed_body, typed_media_ids

WAYS = {
    "": "Does not repeat", "day": "Daily", "week": "Weekly on chosen days", "month": "Monthly on a date",
    "last": "Monthly on the last weekday", "workday": "Monthly on the last working day",
}  # fmt: skip
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WORKDAYS = (0, 1, 2, 3, 4)
NO_TIME = "Choose a date and a time."
NO_ZONE = "Choose in whose time it leaves."
NO_END = {"until": "Choose its last day.", "count": "Say after how many times it ends."}
LONGEST_FIGURE = 4  # digits of an interval or a count


@dataclass(frozen=True)
class Plan:
    """The form's fields as they stand in it. `zone` "" is the recipient's; `way` is one of WAYS."""

    kind: str = "text"
    to: str = ""
    body: str = ""
    day: str = ""
    time: str = ""
    zone: str = ""
    way: str = ""
    interval: str = "1"
    weekdays: tuple[int, ...] = ()
    weekday: int = 0
    month_day: str = ""
    ends: str = ""
    until: str = ""
    count: str = ""
    number_id: int | None = None
    program_id: int | None = None
    template_id: int | None = None
    notify: bool = False
    cancels_on_reply: bool = False
    media_ids: tuple[int, ...] = ()


def typed_plan() -> Plan:
    """The form of this request. The composer's says "mode" where the dialog says "kind"."""
    form = request.form
    kind = form.get("kind") or form.get("mode")
    return Plan(
        kind="note" if kind == "note" else "text", to=form.get("to", "")[:160], body=typed_body(),
        day=form.get("date", "")[:10], time=form.get("time", "")[:5], zone=form.get("zone", "")[:64],
        way=form.get("way", "") if form.get("way", "") in WAYS else "", interval=_figure("interval") or "1",
        weekdays=_weekdays("weekdays"), weekday=next(iter(_weekdays("weekday")), 0),
        month_day=_figure("month_day"),
        ends=form.get("ends", "") if form.get("ends", "") in ("until", "count") else "",
        until=form.get("until", "")[:10], count=_figure("count"), number_id=_id("number_id"),
        program_id=_id("program_id"), template_id=_id("template_id"), notify=bool(form.get("notify")),
        cancels_on_reply=bool(form.get("cancels_on_reply")), media_ids=tuple(typed_media_ids()),
    )


def plan_of(schedule: Schedule, to: str, user: User) -> Plan:
    """What is kept, as fields."""
    theirs = schedules.zone_for(schedule.conversation, user)
    repeats = recurrence.read(schedule.repeats)
    is_last = repeats.every == "month" and not repeats.day
    way = ("workday" if repeats.weekdays == WORKDAYS else "last") if is_last else repeats.every
    day, _, time = schedule.wall.partition("T")
    return Plan(
        kind=schedule.kind, to=to, body=schedule.body, day=day, time=time, way=way,
        zone="" if schedule.zone == theirs else schedule.zone,
        interval=str(repeats.interval), weekdays=repeats.weekdays if way == "week" else (),
        weekday=repeats.weekdays[0] if way == "last" else 0, month_day=str(repeats.day or ""),
        ends="until" if repeats.until else "count" if repeats.count else "",
        until=repeats.until.isoformat() if repeats.until else "", count=str(repeats.count or ""),
        number_id=schedule.number_id, program_id=schedule.program_id, template_id=schedule.template_id,
        notify=schedule.notify, cancels_on_reply=schedule.cancels_on_reply, media_ids=tuple(schedule.media_ids),
    )  # fmt: skip


def blank_plan(user: User, conversation: Conversation | None = None, to: str = "") -> Plan:
    """A new text: tomorrow at nine, where they are."""
    zone = schedules.zone_for(conversation, user)
    return Plan(to=to, day=(today(zone) + timedelta(days=1)).isoformat(), time="09:00")


def planned(plan: Plan, conversation: Conversation | None, department_id: int, theirs: str) -> Planned:
    """What somebody wants to leave later; `theirs` is the recipient's zone. Raises Wrong for what isn't understood;
    nothing typed is nothing said."""
    if plan.zone and not zones.is_zone(plan.zone):
        raise Wrong("zone", NO_ZONE)
    wall, is_text = wall_of(plan), plan.kind == "text"
    return Planned(
        kind=plan.kind, department_id=department_id, conversation_id=conversation.id if conversation else None,
        body=plan.body, wall=wall, zone=plan.zone or theirs, repeats=repeats_of(plan, wall),
        media_ids=plan.media_ids if is_text else (), number_id=plan.number_id if is_text else None,
        template_id=plan.template_id, program_id=plan.program_id if is_text else None,
        notify=plan.notify and is_text, cancels_on_reply=plan.cancels_on_reply and is_text,
    )  # fmt: skip


def wall_of(plan: Plan) -> datetime | None:
    """The wall time; None where date or time isn't typed yet."""
    if not plan.day or not plan.time:
        return None
    try:
        wall = datetime.fromisoformat(f"{plan.day}T{plan.time}").replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise Wrong("wall", NO_TIME) from None
    if abs(wall.year - now().year) > FURTHEST_YEARS:  # also of a draft: a list works out when that is
        raise Wrong("wall", TOO_FAR)
    return wall


def repeats_of(plan: Plan, wall: datetime | None) -> recurrence.Repeats:
    """How it goes on; on the weekday or the day of the month that it begins with, unless said."""
    if not plan.way or wall is None:
        return recurrence.Repeats()
    kept: dict[str, Any] = {"every": "month" if plan.way in ("last", "workday") else plan.way}
    kept["interval"] = int(plan.interval)
    if plan.way == "week":
        kept["weekdays"] = list(plan.weekdays or (wall.weekday(),))
    elif plan.way == "month":
        kept["day"] = _day_of_month(plan, wall)
    elif plan.way != "day":
        kept["weekdays"] = [plan.weekday] if plan.way == "last" else list(WORKDAYS)
    if plan.ends:
        given = plan.until if plan.ends == "until" else plan.count
        if given in ("", "0"):
            raise Wrong(plan.ends, NO_END[plan.ends])
        kept[plan.ends] = given
    try:
        return recurrence.read(kept)
    except recurrence.Wrong as wrong:
        raise Wrong(wrong.field, str(wrong)) from wrong


def choices(plan: Plan, mine: str) -> dict[str, Any]:
    """What scheduler/_times.html offers."""
    others = [zone for zone in zones.CHOICES if zone != mine]
    if plan.zone and plan.zone not in (mine, *others) and zones.is_zone(plan.zone):
        others.append(plan.zone)
    return {"mine": mine, "ways": WAYS, "weekday_names": NAMES, "zones": others}


def _day_of_month(plan: Plan, wall: datetime) -> int:
    """The 31st stays the 31st, though it comes next on the last of a shorter month."""
    last = monthrange(wall.year, wall.month)[1]
    return int(plan.month_day) if plan.month_day and int(plan.month_day) > wall.day == last else wall.day


def _figure(name: str) -> str:
    given = request.form.get(name, "").strip()
    return str(int(given)) if given.isascii() and given.isdecimal() and len(given) <= LONGEST_FIGURE else ""


def _weekdays(name: str) -> tuple[int, ...]:
    days = {int(each) for each in request.form.getlist(name) if each in "0123456" and len(each) == 1}
    return tuple(sorted(days))


def _id(name: str) -> int | None:
    given = request.form.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < LONGEST_ID else None
