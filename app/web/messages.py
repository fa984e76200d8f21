"""Texts of a conversation: send, check, the reason behind one, and a person's word on an unknown outcome."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request
from flask_login import login_required
from sqlalchemy.orm.attributes import set_committed_value

from app.extensions import db
from app.models import Conversation, Message, Number
from app.models.conversation import Outline
from app.policy import gate
from app.texting import compose, media_out, opt_in_waits, others, settle, undo_send, written
from app.texting.access import MOVED, Problem
from app.texting.agreement import Given
from app.texting.evidence import Incomplete
from app.texting.first_text import agree_and_send
from app.texting.other_numbers import Unfit
from app.texting.others import Sent
from app.texting.undo_send import Returned
from app.texting.written import Composed, Written
from app.together import Together
from app.transaction import perform
from app.web.about import NotAbout, chosen_program
from app.web.agreeing import agreed_in_card, may_agree
from app.web.composing import numbers_for
from app.web.conversations import now_at, outline_at, thread_page, visible
from app.web.hour import Hour, hour_of, typed_override
from app.web.message_words import message_html, warned
from app.web.others import others_said, typed_others
from app.web.requests import current, need, wants_partial
from app.web.template_picker import chosen_template_id
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
pressing = Together(lambda texts: [_let_go(result) for result in written.take(texts)])

ELSEWHERE = "This text was written for another conversation. Nothing was sent."
NO_NUMBER = "Texts of this conversation no longer leave from that number. Load the page again and choose another."
A_NOTE = "This was written as a note. Nothing was sent."


@pages.post("/conversations/<int:conversation_id>/messages")
@login_required
def create(conversation_id: int):
    talk, body, client_id = outline_at(conversation_id), typed_body(), typed_client_id()
    number_id = _chosen_number_id(talk)
    if misplaced := _misplaced(talk, conversation_id, client_id, number_id):
        return _refusal(conversation_id, *misplaced)
    ids, files = (talk.id, talk.phone_id, current().id), tuple(typed_media_ids())
    try:
        given, about = agreed_in_card(), _program_id(client_id)
        override, notify = typed_override(current()), bool(request.form.get("notify"))
        text = Written(*ids, body, client_id, number_id, files, typed_version(), about, override, notify=notify,
                       template_id=chosen_template_id(current()), undo_s=_undo_seconds())
        result = _taken(text, given)
    except (compose.Conflict, compose.Refused, media_out.NotYours, Problem, Incomplete, Unfit) as problem:
        result = problem
    if isinstance(result, compose.Refused | media_out.NotYours | Incomplete | NotAbout | Unfit):
        return _refusal(conversation_id, str(result), 422)
    if isinstance(result, compose.Conflict | Problem):
        return _refusal(conversation_id, str(result), 409)
    return _bubble(result) if wants_partial() else redirect(f"/conversations/{talk.id}", 303)


@pages.post("/conversations/<int:conversation_id>/check")
@login_required
def check(conversation_id: int):
    conversation, user, body = visible(conversation_id), current(), typed_body()
    number_id = _chosen_number_id(conversation)
    if number_id is None:
        return _refusal(conversation_id, NO_NUMBER, 422)
    number, override = db.session.get(Number, number_id), typed_override(user)
    try:
        program = chosen_program(user)
    except NotAbout as problem:
        return _refusal(conversation_id, str(problem), 422)
    words = body if is_too_much(body) else compose.goes_out(conversation, user, body, number, program)
    facts, verdict = compose.judge(
        conversation, user, weighed(words), number, bool(typed_media_ids()), program, override
    )
    allows, hour = may_agree(verdict, conversation.phone, program), hour_of(facts, verdict, user)
    beside = None
    if also := typed_others():
        has_media = bool(typed_media_ids())
        beside = others_said(also, conversation, user, number, weighed(body), has_media, program, verdict)
        allows, hour = allows and not also.leaves_out, Hour() if also.leaves_out else hour
        words = beside.words or words
    return render_template("composer/_check.html", verdict=verdict, may_agree=allows, hour=hour, beside=beside,
                           **counted(body, user.account, facts.footer, words))


@pages.get("/messages/<int:message_id>/why")
@login_required
def why(message_id: int):
    message = _visible_message(message_id)
    if message.decision is None:
        abort(404)
    facts, _, kept = gate.recall(message.decision)
    decision = {
        "sentence": kept["sentence"], "v": kept["rules"], "rows": gate.explain_kept(facts, kept),
        "at": datetime.fromisoformat(facts.at), "zone": facts.zone, "warned": warned(message.decision),
    }
    return render_template("messages/_why.html", message=message, decision=decision, zone=current().account.time_zone)


@pages.post("/messages/<int:message_id>/cancellation")
@login_required
def cancellation(message_id: int):
    """Take out a text that waits; what can't be, as the text stands now."""
    need("send_text")
    message = _visible_message(message_id)
    try:
        message = perform(opt_in_waits.cancel, message, current())
    except Problem:
        message = _visible_message(message_id)
    if not wants_partial():
        return redirect(f"/conversations/{message.conversation_id}", 303)
    return message_html(message, current().account.time_zone)


@pages.post("/messages/<int:message_id>/undo")
@login_required
def undo(message_id: int):
    """Take back what was just sent, by its author."""
    return _returned(undo_send.take_back, message_id)


@pages.post("/messages/<int:message_id>/edit")
@login_required
def edit(message_id: int):
    """Take out a text that waits and have its words back."""
    return _returned(undo_send.edit, message_id)


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


def _taken(text: Written, given: Given | None) -> Composed | Sent | Exception:
    """What came of it. Files, others and an agreement are a text's own concern; texts without are taken together with
    whoever presses Send at the same moment."""
    if also := typed_others():
        return perform(others.send, text, also.addresses(current()), also.leaves_out, given)
    if given is not None:
        return perform(agree_and_send, text, current(), given)
    return perform(written.take, [text])[0] if text.media_ids else pressing.perform(text)


def _undo_seconds() -> int:
    """How long this text waits for its author's second thoughts: not at all where the page couldn't show Undo, or where
    it was late already when it came."""
    return current().account.undo_s if wants_partial() and "late" not in request.form else 0


def _returned(verb: Callable[..., Returned], message_id: int):
    """What comes back to the composer; where nothing does, why, and the text as it stands now."""
    need("send_text")
    message, problem = _visible_message(message_id), ""
    try:
        returned = perform(verb, message, current())
    except Problem as found:
        returned, problem = None, str(found)
    message = _visible_message(message_id)
    if not wants_partial():
        return redirect(f"/conversations/{message.conversation_id}", 303)
    answer = {"html": _shown(message), "problem": problem}
    if returned is None:
        return answer, 409
    files = ",".join(map(str, returned.media_ids))
    return answer | {
        "body": returned.body, "media_ids": files, "program_id": returned.program_id or "", "also": returned.also,
        "template_id": returned.template_id or "", "notify": returned.notify, "leave_out": returned.leaves_out,
    }


def _shown(message: Message) -> str:
    """The text as it stands now; of one whose client was left out the line of their thread."""
    zone = current().account.time_zone
    line = others.line_of(message)
    return render_template("events/_line.html", event=line, zone=zone) if line else message_html(message, zone)


def _program_id(client_id: str) -> int | None:
    """The program chosen; of a text that was sent already what it was then."""
    if not request.form.get("program_id") or compose.was_sent(client_id):
        return None
    program = chosen_program(current())
    return program.id if program else None


def _let_go(result: Composed | Exception) -> Composed | Exception:
    """One text of several belongs to the request of its own author, and no more to the one that wrote them all."""
    if isinstance(result, Composed):
        db.session.expunge(result.message)
    return result


def _bubble(composed: Composed | Sent):
    author = current()
    if composed.message is None:
        zone, undo_s = author.account.time_zone, _undo_seconds()
        line = render_template("events/_line.html", event=composed.event, zone=zone, undo_s=undo_s)
        return line, 201 if composed.is_new else 200
    set_committed_value(composed.message, "author", author)
    return message_html(composed.message, author.account.time_zone), 201 if composed.is_new else 200


def _chosen_number_id(talk: Outline | Conversation) -> int | None:
    """The From number chosen, None where this thread has no such number; without a choice the one last used."""
    chosen = request.form.get("number_id", "")
    if chosen in ("", str(talk.number_id)):
        return talk.number_id
    return next((number.id for number in numbers_for(talk) if str(number.id) == chosen), None)


def _misplaced(
    talk: Outline | Conversation, conversation_id: int, client_id: str, number_id: int | None
) -> tuple[str, int] | None:
    """Why this form is none for a text of this thread, as it stands by now. One that was sent already is answered as it
    was then, wherever the thread and its numbers went since."""
    if request.form.get("conversation_id") != str(conversation_id):
        return ELSEWHERE, 409
    if request.form.get("mode") == "note":
        return A_NOTE, 422
    if is_too_much(typed_body()):
        return TOO_MUCH, 422
    is_elsewhere = talk.id != conversation_id
    if not (is_elsewhere or number_id is None) or compose.was_sent(client_id):
        return None
    return (MOVED, 409) if is_elsewhere else (NO_NUMBER, 422)


def _refusal(conversation_id: int, sentence: str, status: int):
    if wants_partial():
        return render_template("composer/_error.html", error=sentence), status
    page = thread_page(now_at(conversation_id), typed_body(), sentence, media_ids=typed_media_ids())
    return render_template("conversations/show.html", **page), status


def _visible_message(message_id: int) -> Message:
    need("read_conversations")
    user = current()
    return Message.visible(user.account_id, user.department_ids(), message_id) or abort(404)
