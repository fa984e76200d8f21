"""One conversation: its page, older texts, read marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from flask_login import login_required

from app.live import push
from app.live.scheduled import scheduled_of
from app.models import Conversation, Event, Redirect
from app.models.conversation import Outline
from app.models.message import Message as Text
from app.models.notice import unseen
from app.models.timeline import EVENTS, timeline
from app.texting import notices, reading_marks
from app.transaction import perform
from app.web.composing import composer_of
from app.web.desk import desk
from app.web.entries import entries_of
from app.web.requests import current, need, wants_partial

pages = Blueprint("conversations", __name__)


@pages.get("/conversations/<int:conversation_id>")
@login_required
def show(conversation_id: int):
    conversation = visible(conversation_id)
    if unseen(current(), conversation_id):
        perform(notices.see, current(), conversation_id)
    return render_template("conversations/show.html", **thread_page(conversation))


@pages.get("/conversations/<int:conversation_id>/messages")
@login_required
def older(conversation_id: int):
    conversation = visible(conversation_id)
    template = "messages/newer.html" if "after" in request.args else "messages/older.html"
    return render_template(template, conversation=conversation, **entries_of(conversation, continues=True),
                           zone=push.zone_of(conversation))


@pages.get("/conversations/<int:conversation_id>/journey")
@login_required
def journey(conversation_id: int):
    """The panel's journey of one kind, of this desk's doings alone as the panel."""
    conversation, kind = visible(conversation_id), request.args.get("filter", "")
    contact, desk_id = conversation.contact, conversation.department_id
    if contact is None:
        abort(404)
    events = timeline(contact.id, [desk_id], kind)[0] if kind in EVENTS else Event.journey(contact.id, desk_id)
    zone = push.zone_of(conversation)
    return render_template("conversations/_journey.html", conversation=conversation, events=events, zone=zone)


@pages.post("/conversations/<int:conversation_id>/read")
@login_required
def read(conversation_id: int):
    perform(reading_marks.mark_read, visible(conversation_id).id)
    return "", 204


def visible(conversation_id: int) -> Conversation:
    """The conversation, if this user may see it; 404 whoever else it belongs to. Who reads one that was merged into
    another is sent to its address; who would change it gets 409, for they have not seen what they would change."""
    found = now_at(conversation_id)
    if found.id != conversation_id:
        if request.method != "GET":
            abort(409)
        abort(redirect(request.full_path.rstrip("?").replace(f"/{conversation_id}", f"/{found.id}", 1), 301))
    return found


def now_at(conversation_id: int) -> Conversation:
    """The conversation, or the one that it was merged into, if this user may see it; else 404."""
    need("read_conversations")
    user = current()
    found = Conversation.visible(user, conversation_id)
    return found or Redirect.leads_to(user, conversation_id) or abort(404)


def outline_at(conversation_id: int) -> Outline | Conversation:
    """The same as now_at(), where its ids are enough."""
    need("read_conversations")
    user = current()
    found = Conversation.outline(user, conversation_id)
    return found or Redirect.leads_to(user, conversation_id) or abort(404)


def entered(conversation: Conversation, template: str, is_new: bool, **entry: Any):
    """The answer to a form that wrote an entry of this thread: its partial, or the page where scripts are off."""
    if not wants_partial():
        return redirect(f"/conversations/{conversation.id}", 303)
    return render_template(template, zone=push.zone_of(conversation), **entry), 201 if is_new else 200


def thread_page(
    conversation: Conversation, draft: str = "", error: str = "", client_id: str = "", media_ids: Sequence[int] = ()
) -> dict[str, Any]:
    """Everything the page of a thread shows."""
    user = current()
    placeholder = Text(direction="out", state="queued", body="", client_id="new", media_count=0, purpose="reply")
    placeholder.author_id, placeholder.author = user.id, None
    placeholder.phone = conversation.phone
    return {
        **desk(user), **entries_of(conversation), **push.panel_facts(conversation), **push.stands(conversation),
        **scheduled_of(conversation), "mine": user.zone,
        "was": Redirect.to(conversation.id), "placeholder": placeholder,
        **composer_of(conversation, user, draft, error, client_id, media_ids),
    }
