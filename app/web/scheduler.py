"""The scheduler: what leaves later, by day, and drafts; Manage and delete. Each dialog has an address of its own and
stands over the list, so that all of it works without JavaScript.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request
from flask_login import login_required

from app.models import Conversation, Program, Schedule, User
from app.texting import compose, drafts, held_files, schedules
from app.texting.access import Problem
from app.texting.schedules import Wrong
from app.transaction import perform
from app.web.compose import numbers_of
from app.web.desk import frame
from app.web.requests import current, need
from app.web.scheduler_check import checked
from app.web.scheduler_forms import Plan, blank_plan, choices, plan_of, planned, typed_plan
from app.web.scheduler_recipient import Recipient, begun, desks_of, recipient_of
from app.web.scheduler_warnings import warnings_of
from app.web.scheduler_words import for_whom, whom
from app.web.typed import LONGEST_ID, TOO_MUCH, is_too_much, typed_client_id

pages = Blueprint("scheduler", __name__)

KINDS = {"": "Texts and notes", "text": "Texts", "note": "Notes"}


class Shown(NamedTuple):
    """Which rows of the list are asked for."""

    tab: str
    department_id: int | None
    kind: str
    thread: int | None = None

    @property
    def back(self) -> str:
        """Where a dialog leads when it is closed: the thread that it was opened from, else the list."""
        return f"/conversations/{self.thread}" if self.thread else self.address()

    def address(self, path: str = "/scheduler", **more: Any) -> str:
        """The list's address, or a dialog's over it."""
        tab, is_dialog = "drafts" if self.tab == "drafts" else "", path != "/scheduler" or bool(more)
        given = {"tab": tab, "department": self.department_id, "kind": self.kind, **more}
        given |= {"thread": self.thread if is_dialog and "tab" not in more else None}
        asked = {name: value for name, value in given.items() if value}
        return path + (f"?{urlencode(asked)}" if asked else "")


@pages.get("/scheduler")
@login_required
def index():
    return _page()


@pages.get("/scheduler/new")
@login_required
def new():
    need("send_text")
    talk = conversation_named(request.args.get("conversation", ""))
    plan = blank_plan(current(), talk, whom(talk) if talk else request.args.get("to", "")[:160])
    return _dialog(replace(plan, number_id=talk.number_id if talk else None))


@pages.get("/scheduler/<int:schedule_id>")
@login_required
def show(schedule_id: int):
    schedule = seen(schedule_id)
    return _dialog(plan_of(schedule, for_whom(schedule), current()), schedule)


@pages.post("/scheduler")
@login_required
def create():
    need("send_text")
    return _save(None, typed_client_id())


@pages.post("/scheduler/<int:schedule_id>")
@login_required
def change(schedule_id: int):
    need("send_text")
    return _save(seen(schedule_id), "")


@pages.get("/scheduler/<int:schedule_id>/deletion")
@login_required
def ask_deletion(schedule_id: int):
    return _page(dialog="scheduler/_deletion.html", schedule=seen(schedule_id))


@pages.post("/scheduler/<int:schedule_id>/deletion")
@login_required
def delete(schedule_id: int):
    need("send_text")
    schedule = seen(schedule_id)
    try:
        perform(schedules.end, schedule, current())
    except Problem as problem:
        again = seen(schedule_id)
        return _dialog(plan_of(again, for_whom(again), current()), again, {"": str(problem)}), 409
    return redirect(shown().address(deleted=schedule_id), 303)


def seen(schedule_id: int) -> Schedule:
    """The schedule, if this user may see it; else 404."""
    need("read_conversations")
    return schedules.visible(current(), schedule_id) or abort(404)


def conversation_named(text: str) -> Conversation | None:
    """The conversation with this id, if there is one that this user sees."""
    is_id = text.isascii() and text.isdecimal() and len(text) < LONGEST_ID
    return Conversation.visible(current(), int(text)) if is_id else None


def shown() -> Shown:
    """As this address asks."""
    kind = request.args.get("kind", "")
    tab = "drafts" if request.args.get("tab") == "drafts" else "upcoming"
    return Shown(tab, _asked_id("department"), kind if kind in KINDS else "", _asked_id("thread"))


def _save(schedule: Schedule | None, client_id: str):
    """Keep what the form says, as a draft where that button was pressed; the list then says what was kept."""
    user, plan, as_draft = current(), typed_plan(), "as_draft" in request.form
    if is_too_much(plan.body):
        return _dialog(plan, schedule, {"body": TOO_MUCH}), 422
    try:
        to = recipient_of(plan, user, schedule)
        kept = perform(_kept, schedule, user, plan, to, client_id, as_draft)
    except Wrong as wrong:
        return _dialog(plan, schedule, {wrong.field: str(wrong)}), 422
    except compose.Refused as refused:
        return _dialog(plan, schedule, {"conversation": refused.verdict.sentence}), 422
    except Problem as problem:
        return _dialog(plan, schedule, {"": str(problem)}), 409
    where = shown()._replace(tab="drafts" if kept.state == "draft" else "upcoming")
    return redirect(where.address(saved=kept.id), 303)


def _kept(
    schedule: Schedule | None, user: User, plan: Plan, to: Recipient, client_id: str, as_draft: bool
) -> Schedule:
    talk = begun(to, user, plan)
    wanted = planned(plan, talk, talk.department_id if talk else to.department_id, schedules.zone_for(talk, user))
    if schedule is None:
        return schedules.keep(user, wanted, client_id, as_draft)
    version = request.form.get("version", "")
    number = int(version) if version.isascii() and version.isdecimal() and len(version) < LONGEST_ID else 0
    return schedules.change(schedule, user, wanted, number, as_draft)


def _dialog(plan: Plan, schedule: Schedule | None = None, errors: dict[str, str] | None = None) -> str:
    """The list with one schedule open over it."""
    user = current()
    if schedule is not None and schedule.state in ("done", "canceled"):
        return _page(dialog="scheduler/_over.html", schedule=schedule, problem=(errors or {}).get("", ""))
    numbers, talk = numbers_of(user), schedule.conversation if schedule else None
    if talk is not None and talk.number_id not in [number.id for number in numbers]:
        numbers = [talk.number, *numbers]
    try:
        check = checked(plan, user, recipient_of(plan, user, schedule)) if plan.to else None
    except Wrong as wrong:
        check = checked(plan, user, None, wrong)
    held = held_files.held(user.account_id, plan.media_ids) if schedule else []
    unsent = drafts.attached(user, list(plan.media_ids))
    by_id = {media.id: media for media in [*held, *unsent]}
    return _page(
        dialog="scheduler/_dialog.html", schedule=schedule, plan=plan, errors=errors or {}, numbers=numbers,
        programs=Program.of_account(user.account_id), check=check, client_id=str(uuid.uuid4()),
        attached=[by_id[each] for each in plan.media_ids if each in by_id], **choices(plan, user.zone),
    )  # fmt: skip


def _page(**dialog: Any) -> str:
    need("read_conversations")
    user, asked = current(), shown()
    desks = desks_of(user)
    asked = asked if asked.department_id in [each.id for each in desks] else asked._replace(department_id=None)
    find = schedules.drafts if asked.tab == "drafts" else schedules.upcoming
    waiting, kept = schedules.counts(user, asked.department_id, asked.kind)
    rows = find(user, asked.department_id, asked.kind)
    return render_template(
        "scheduler/index.html", **frame(user), schedules=rows, warnings=warnings_of(rows, user.zone),
        asked=asked, waiting=waiting, drafts=kept, desks=desks, kinds=KINDS, told=_told(),
        **{"dialog": "", "mine": user.zone, **dialog},
    )


def _told() -> Schedule | None:
    """What was just kept or deleted, for the sentence that says so."""
    told = _asked_id("saved") or _asked_id("deleted")
    return schedules.visible(current(), told) if told else None


def _asked_id(name: str) -> int | None:
    given = request.args.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < LONGEST_ID else None
