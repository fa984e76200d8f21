"""Texts of a conversation: send, check, the reason behind one, and a person's word on an unknown outcome."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request
from flask_login import login_required

from app.models import Conversation, Message, Number
from app.policy import gate
from app.texting import compose, media_out, settle
from app.texting.access import MOVED, Problem
from app.transaction import perform
from app.web.composing import numbers_for
from app.web.conversations import entered, now_at, thread_page, visible
from app.web.requests import current, need, wants_partial
from app.web.typed import (
    TOO_MUCH,
    counted,
    is_too_much,
    typed_body,
    typed_client_id,
    typed_media_ids,
    typed_version,
    weighed,
)

pages = Blueprint("messages", __name__)

ELSEWHERE = "This text was written for another conversation. Nothing was sent."
NO_NUMBER = "Texts of this conversation no longer leave from that number. Load the page again and choose another."
A_NOTE = "This was written as a note. Nothing was sent."


@pages.post("/conversations/<int:conversation_id>/messages")
@login_required
def create(conversation_id: int):
    conversation, body, client_id = now_at(conversation_id), typed_body(), typed_client_id()
    if misplaced := _misplaced(conversation, conversation_id, client_id):
        return _refusal(conversation_id, *misplaced)
    number = _chosen_number(conversation)
    try:
        composed = perform(
            compose.compose, conversation, current(), body, client_id, number, typed_media_ids(), typed_version()
        )
    except compose.Refused as refused:
        return _refusal(conversation_id, refused.verdict.sentence, 422)
    except (compose.Conflict, Problem) as conflict:
        return _refusal(conversation_id, str(conflict), 409)
    except media_out.NotYours as missing:
        return _refusal(conversation_id, str(missing), 422)
    return entered(conversation, "messages/_message.html", composed.is_new, message=composed.message)


@pages.post("/conversations/<int:conversation_id>/check")
@login_required
def check(conversation_id: int):
    conversation, user, body = visible(conversation_id), current(), typed_body()
    number = _chosen_number(conversation)
    if number is None:
        return _refusal(conversation_id, NO_NUMBER, 422)
    verdict = compose.check(conversation, user, weighed(body), number, bool(typed_media_ids()))
    return render_template("composer/_check.html", verdict=verdict, **counted(body, user.account))


@pages.get("/messages/<int:message_id>/why")
@login_required
def why(message_id: int):
    message = _visible_message(message_id)
    if message.decision is None:
        abort(404)
    facts, _, kept = gate.recall(message.decision)
    decision = {
        "sentence": kept["sentence"], "v": kept["rules"], "rows": gate.explain_kept(message.decision),
        "at": datetime.fromisoformat(facts.at), "zone": facts.zone,
    }
    return render_template("messages/_why.html", message=message, decision=decision, zone=current().account.time_zone)


@pages.post("/messages/<int:message_id>/resolution")
@login_required
def resolution(message_id: int):
    message = _visible_message(message_id)
    need("settle_unknown")
    word = request.form.get("resolution")
    if word not in ("sent", "again"):
        abort(400)
    perform(settle.decide_by_person, message, word == "sent")
    if not wants_partial():
        return redirect(f"/conversations/{message.conversation_id}", 303)
    return render_template("messages/_message.html", message=message, zone=current().account.time_zone)


def _chosen_number(conversation: Conversation) -> Number | None:
    """The From number chosen, None where this thread has no such number; without a choice the one last used."""
    chosen = request.form.get("number_id", "")
    if not chosen:
        return conversation.number
    return next((number for number in numbers_for(conversation) if str(number.id) == chosen), None)


def _misplaced(conversation: Conversation, conversation_id: int, client_id: str) -> tuple[str, int] | None:
    """Why this form is none for a text of this thread, as it stands by now. One that was sent already is answered as it
    was then, wherever the thread and its numbers went since."""
    if request.form.get("conversation_id") != str(conversation_id):
        return ELSEWHERE, 409
    if request.form.get("mode") == "note":
        return A_NOTE, 422
    if is_too_much(typed_body()):
        return TOO_MUCH, 422
    if compose.was_sent(client_id):
        return None
    if conversation.id != conversation_id:
        return MOVED, 409
    return (NO_NUMBER, 422) if _chosen_number(conversation) is None else None


def _refusal(conversation_id: int, sentence: str, status: int):
    if wants_partial():
        return render_template("composer/_error.html", error=sentence), status
    page = thread_page(now_at(conversation_id), typed_body(), sentence, media_ids=typed_media_ids())
    return render_template("conversations/show.html", **page), status


def _visible_message(message_id: int) -> Message:
    need("read_conversations")
    user = current()
    return Message.visible(user.account_id, user.department_ids(), message_id) or abort(404)
