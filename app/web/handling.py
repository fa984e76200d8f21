"""What is done with a conversation as a whole: assign, take, move, snooze, close, reopen, and taking that back. Forms
that work without JavaScript; a script gets the thread's head back, or the sentence that says what can't be done.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, make_response, redirect, render_template, request
from flask_login import login_required

from app.clock import now
from app.live import push
from app.models import Conversation, Department, User
from app.moments import day_and_time, parse_local, presets
from app.texting import desk, judging, transfer, undo
from app.texting.access import MOVED, Moved, Problem
from app.transaction import perform
from app.web.conversations import now_at, thread_page, visible
from app.web.desk import frame
from app.web.requests import current, need, wants_partial
from app.web.undoing import opened, sealed

pages = Blueprint("handling", __name__)

PRESETS = {"hour": "In 1 hour", "evening": "This evening", "tomorrow": "Tomorrow", "monday": "Next Monday"}
NOBODY_CHOSEN = "Choose who takes this conversation, or Unassigned."
NOTHING_DONE = "There is nothing to take back here. Load the page again."
NO_TIME = "Choose a date and a time, like 2026-11-24 08:00."


@pages.get("/conversations/<int:conversation_id>/assign")
@login_required
def assignees(conversation_id: int):
    return _menu(conversation_id, "assign")


@pages.get("/conversations/<int:conversation_id>/snooze")
@login_required
def times(conversation_id: int):
    return _menu(conversation_id, "snooze")


@pages.get("/conversations/<int:conversation_id>/more")
@login_required
def more(conversation_id: int):
    return _menu(conversation_id, "more")


@pages.post("/conversations/<int:conversation_id>/assign")
@login_required
def assign(conversation_id: int):
    conversation, seen = _handled(conversation_id), _number(request.form.get("seen", "any"))
    if "user_id" not in request.form:
        return _problem(conversation.id, NOBODY_CHOSEN, 422)
    user_id = _number(request.form.get("user_id"))
    user = None
    if user_id is not None:
        colleagues = User.of_department(conversation.account_id, conversation.department_id)
        user = next((each for each in colleagues if each.id == user_id), None) or abort(404)
    words = f"{user.name} has this conversation now." if user else "Anybody may take this conversation now."
    return _do(conversation, desk.assign, user, current(), seen, words=words)


@pages.post("/conversations/<int:conversation_id>/claim")
@login_required
def claim(conversation_id: int):
    return _do(_handled(conversation_id), desk.claim, current(), words="You have this conversation now.")


@pages.post("/conversations/<int:conversation_id>/department")
@login_required
def move(conversation_id: int):
    conversation, wanted = _handled(conversation_id), _number(request.form.get("department_id"))
    known = {each.id: each for each in Department.of_account(conversation.account_id)}
    return _do(conversation, transfer.transfer, known.get(wanted) or abort(404), current())


@pages.post("/conversations/<int:conversation_id>/snooze")
@login_required
def snooze(conversation_id: int):
    conversation = _handled(conversation_id)
    until = _until(current().account.time_zone)
    if until is None:
        return _problem(conversation.id, NO_TIME, 422)
    words = f"Snoozed until {day_and_time(until, current().account.time_zone)}."
    return _do(conversation, desk.snooze, until, current(), words=words)


@pages.post("/conversations/<int:conversation_id>/close")
@login_required
def close(conversation_id: int):
    return _do(_handled(conversation_id), desk.close, current(), words="Closed.")


@pages.post("/conversations/<int:conversation_id>/reopen")
@login_required
def reopen(conversation_id: int):
    return _do(_handled(conversation_id), desk.reopen, current())


@pages.post("/conversations/<int:conversation_id>/reviews/<int:review_id>")
@login_required
def judge(conversation_id: int, review_id: int):
    return _do(_handled(conversation_id), judging.answer, review_id, request.form.get("answer", ""), current())


@pages.post("/conversations/<int:conversation_id>/undo")
@login_required
def take_back(conversation_id: int):
    conversation = _handled(conversation_id)
    act = opened(request.form.get("act", ""), conversation_id, current())
    if act is None:
        return _problem(conversation_id, NOTHING_DONE, 422)
    return _do(conversation, undo.take_back, act, current())


def _menu(conversation_id: int, part: str):
    facts = _choices(_handled(conversation_id))
    if wants_partial():
        return render_template(f"handling/{part}.html", **facts)
    return render_template("handling/page.html", part=f"handling/{part}.html", problem="", **frame(current()) | facts)


def _do(conversation: Conversation, verb: Callable[..., Conversation], *args: Any, words: str = ""):
    """The verb's work, then the thread as it is now; to the inbox where it is no longer this person's to see. With
    `words` that say what was done it may be taken back."""
    conversation_id, act = conversation.id, None
    try:
        if words:
            done, act = perform(undo.noted, conversation, verb, current(), *args)
        else:
            done = perform(verb, conversation, *args)
    except (desk.Taken, Moved, undo.Overtaken) as conflict:
        return _problem(conversation_id, str(conflict), 409)
    except Problem as problem:
        return _problem(conversation_id, str(problem), 422)
    may_see = done.department_id in current().department_ids()
    where = f"/conversations/{done.id}" if may_see else "/inbox"
    if not wants_partial():
        return redirect(where, 303)
    if not may_see or done.id != conversation_id:
        return "", 200, {"HX-Redirect": where}
    shown = Conversation.to_show(done.id)
    head = render_template("conversations/_head.html", conversation=shown, zone=push.zone_of(shown))
    act = act and sealed(act, conversation_id, current())
    return head + (render_template("handling/_undo.html", conversation=shown, words=words, act=act) if act else "")


def _problem(conversation_id: int, sentence: str, status: int):
    if wants_partial():
        return render_template("conversations/_problem.html", problem=sentence), status
    return render_template("conversations/show.html", **thread_page(now_at(conversation_id)), problem=sentence), status


def _handled(conversation_id: int) -> Conversation:
    """The conversation, if this user may handle it; the sentence instead, where it was merged since they looked."""
    need("handle_conversations")
    if request.method == "POST" and now_at(conversation_id).id != conversation_id:
        abort(make_response(_problem(conversation_id, MOVED, 409)))
    return visible(conversation_id)


def _choices(conversation: Conversation) -> dict[str, Any]:
    zone = conversation.account.time_zone
    others = [each for each in Department.of_account(conversation.account_id) if each.id != conversation.department_id]
    ahead = presets(zone)
    local = now().astimezone(ZoneInfo(zone))
    return {
        "conversation": conversation, "me": current(), "zone": zone, "departments": others,
        "colleagues": User.of_department(conversation.account_id, conversation.department_id),
        "presets": [(key, PRESETS[key], at) for key, at in ahead.items()],
        "at": f"{ahead['tomorrow'].astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}", "earliest": f"{local:%Y-%m-%dT%H:%M}",
    }


def _until(zone: str) -> datetime | None:
    chosen = request.form.get("until", "")
    if chosen != "at":
        return presets(zone).get(chosen)
    return parse_local(request.form.get("at", ""), zone)


def _number(text: str | None) -> int | None | bool:
    """An id; None for an empty field, False for what is none."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else False
