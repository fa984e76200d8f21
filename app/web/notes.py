"""Notes in a thread, and who may be mentioned in one."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_login import login_required

from app.models import Note, User
from app.texting import notes, notices
from app.texting.access import MOVED, Problem
from app.transaction import perform
from app.web.conversations import entered, now_at, thread_page, visible
from app.web.requests import current, need, wants_partial
from app.web.typed import typed_body, typed_client_id

pages = Blueprint("notes", __name__)

MOST_OFFERED = 8


@pages.post("/conversations/<int:conversation_id>/notes")
@login_required
def create(conversation_id: int):
    conversation, client_id = now_at(conversation_id), typed_client_id()
    need("write_notes")
    if conversation.id != conversation_id and Note.with_client_id(client_id) is None:
        return _refusal(conversation_id, MOVED, 409)
    try:
        written = perform(notes.write, conversation, current(), typed_body(), client_id)
    except (notes.Conflict, Problem) as conflict:
        return _refusal(conversation_id, str(conflict), 409)
    except notes.Refused as refused:
        return _refusal(conversation_id, str(refused), 422)
    return entered(conversation, "notes/_note.html", written.is_new, note=written.note)


@pages.get("/conversations/<int:conversation_id>/colleagues")
@login_required
def colleagues(conversation_id: int):
    conversation, user = visible(conversation_id), current()
    begun = request.args.get("q", "")[:80].strip().lower()
    here = [one for one in User.of_department(user.account_id, conversation.department_id) if one.id != user.id]
    found = [one for one in here if one.name and _begins(one.name.lower(), begun)][:MOST_OFFERED]
    first = [one.first_name.lower() for one in User.of_account(user.account_id)]
    return render_template("notes/_colleagues.html", people=found, first_names=first, query=begun)


@pages.post("/conversations/<int:conversation_id>/mentions/seen")
@login_required
def seen(conversation_id: int):
    perform(notices.see, current(), visible(conversation_id).id)
    return "", 204


def _refusal(conversation_id: int, sentence: str, status: int):
    if wants_partial():
        return render_template("composer/_error.html", error=sentence), status
    page = thread_page(now_at(conversation_id), typed_body(), sentence)
    return render_template("conversations/show.html", **page), status


def _begins(name: str, begun: str) -> bool:
    return name.startswith(begun) or f" {begun}" in name
