"""From a thread: when a text may leave later (the composer's menu), and having what stands in the composer do so. And
what the form of a schedule is told while it is filled in.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request
from flask_login import login_required

from app.live.scheduled import scheduled_of
from app.models import Conversation
from app.moments import presets
from app.texting import schedules
from app.texting.access import MOVED, Problem
from app.texting.schedules import Wrong
from app.transaction import perform
from app.web.conversations import now_at, thread_page, visible
from app.web.others import typed_others
from app.web.requests import current, need, wants_partial
from app.web.scheduler import conversation_named, seen
from app.web.scheduler_check import Check, checked, theirs_words
from app.web.scheduler_forms import blank_plan, choices, planned, typed_plan
from app.web.scheduler_recipient import of_thread, recipient_of
from app.web.scheduler_words import told_words
from app.web.typed import LONGEST_ID, TOO_MUCH, is_too_much, typed_body, typed_client_id, typed_media_ids, typed_version

pages = Blueprint("scheduling", __name__)

NINE = time(9)
TO_ONE = "What leaves later goes to this person alone. Clear “Also to”, or send it now."
PRESETS = {"hour": "In 1 hour", "evening": "This evening", "tomorrow": "Tomorrow", "monday": "Monday"}


@pages.get("/conversations/<int:conversation_id>/schedule")
@login_required
def when(conversation_id: int):
    """What the menu offers now: times where they are, with the viewer's."""
    need("send_text")
    talk, user = visible(conversation_id), current()
    theirs, plan = schedules.zone_for(talk, user), blank_plan(user, talk)
    return render_template(
        "scheduler/_when.html", conversation=talk, plan=plan, errors={}, client_id=str(uuid.uuid4()), theirs=theirs,
        check=Check(theirs=theirs_words(of_thread(talk), user)), **choices(plan, user.zone),
        presets=[(PRESETS[key], at, *_fields(at, theirs)) for key, at in presets(theirs, NINE).items()],
    )  # fmt: skip


@pages.post("/conversations/<int:conversation_id>/schedules")
@login_required
def create(conversation_id: int):
    """What stands in the composer leaves later; the composer is empty then."""
    need("send_text")
    talk, user, client_id = now_at(conversation_id), current(), typed_client_id()
    plan = replace(typed_plan(), to="")
    if talk.id != conversation_id:
        return _refusal(conversation_id, MOVED, 409)
    if is_too_much(plan.body):
        return _refusal(conversation_id, TOO_MUCH, 422)
    if plan.kind == "text" and typed_others():  # it would go to whom they left out, and not to whom they named
        return _refusal(conversation_id, TO_ONE, 422)
    try:
        wanted = planned(plan, talk, talk.department_id, schedules.zone_for(talk, user))
        version = typed_version() if plan.kind == "text" else 0
        kept = perform(schedules.keep, user, wanted, client_id, "as_draft" in request.form, version)
    except Wrong as wrong:
        return _refusal(conversation_id, str(wrong), 422)
    except Problem as problem:
        return _refusal(conversation_id, str(problem), 409)
    if not wants_partial():
        return redirect(f"/conversations/{talk.id}", 303)
    told = told_words(kept, user.zone)
    strip = {"conversation": Conversation.to_show(talk.id), **scheduled_of(talk), "mine": user.zone}
    return render_template("scheduler/kept.html", **strip, told=told), 201


@pages.post("/scheduler/check")
@login_required
def check():
    """The sentence below the form: when it will go, for them and for you, or what is wrong."""
    need("send_text")
    plan, user, given = typed_plan(), current(), request.form.get("schedule_id", "")
    is_id = given.isascii() and given.isdecimal() and len(given) < LONGEST_ID
    talk = conversation_named(request.form.get("conversation_id", ""))
    try:
        if plan.kind == "text" and typed_others():
            raise Wrong("conversation", TO_ONE)
        to = of_thread(talk) if talk else recipient_of(plan, user, seen(int(given)) if is_id else None)
    except Wrong as wrong:
        return render_template("scheduler/checked.html", check=checked(plan, user, None, wrong))
    return render_template("scheduler/checked.html", check=checked(plan, user, to))


def _fields(at: datetime, zone: str) -> tuple[str, str]:
    """An instant as the fields of date and time have it there."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%Y-%m-%d}", f"{local:%H:%M}"


def _refusal(conversation_id: int, sentence: str, status: int):
    if wants_partial():
        return render_template("composer/_error.html", error=sentence), status
    page = thread_page(now_at(conversation_id), typed_body(), sentence, media_ids=typed_media_ids())
    return render_template("conversations/show.html", **page), status
