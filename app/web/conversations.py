"""One conversation: its page, older texts, read marks; a contact's page for narrow screens."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_login import login_required

from app.live import push
from app.models import Contact, Conversation, Event, Message, Note, Number
from app.models.message import Message as Text
from app.texting import compose, reading_marks
from app.transaction import perform
from app.web.desk import desk, frame, parse_cursor
from app.web.requests import current, need
from app.web.typed import counted, weighed

pages = Blueprint("conversations", __name__)

PAGE = 50


@pages.get("/conversations/<int:conversation_id>")
@login_required
def show(conversation_id: int):
    conversation = visible(conversation_id)
    return render_template("conversations/show.html", **thread_page(conversation))


@pages.get("/conversations/<int:conversation_id>/messages")
@login_required
def older(conversation_id: int):
    conversation = visible(conversation_id)
    return render_template("messages/older.html", conversation=conversation, **_entries(conversation),
                           zone=push.zone_of(conversation))


@pages.post("/conversations/<int:conversation_id>/read")
@login_required
def read(conversation_id: int):
    perform(reading_marks.mark_read, visible(conversation_id).id)
    return "", 204


@pages.get("/contacts/<int:contact_id>")
@login_required
def contact(contact_id: int):
    need("read_conversations")
    user = current()
    found = Contact.visible(user.account_id, contact_id)
    conversation = Conversation.newest_of(found.id, user.department_ids()) if found else None
    if conversation is None:
        abort(404)
    return render_template("contacts/show.html", **frame(user) | push.panel_facts(conversation))


def visible(conversation_id: int) -> Conversation:
    """The conversation, if this user may see it; 404 whoever else it belongs to."""
    need("read_conversations")
    user = current()
    return Conversation.visible(user.account_id, user.department_ids(), conversation_id) or abort(404)


def thread_page(conversation: Conversation, draft: str = "", error: str = "", client_id: str = "") -> dict[str, Any]:
    """Everything the page of a thread shows."""
    user = current()
    verdict = compose.check(conversation, user, weighed(draft))
    placeholder = Text(direction="out", state="queued", body="", client_id="new", media_count=0, purpose="reply")
    placeholder.author_id, placeholder.author = user.id, None
    placeholder.phone = conversation.phone
    return {
        **desk(user), **_entries(conversation), **push.panel_facts(conversation),
        "placeholder": placeholder, "block": push.block_on(conversation),
        "numbers": [n for n in Number.of_account(user.account_id) if n.department_id == conversation.department_id],
        "client_id": client_id or str(uuid.uuid4()), "draft": draft, "error": error,
        "verdict": verdict, **counted(draft, user.account),
    }


def _entries(conversation: Conversation) -> dict[str, Any]:
    """A page of texts and events in their order, and the cursor of the page before."""
    before = parse_cursor(request.args.get("before", ""))
    messages = Message.page(conversation.id, before, PAGE + 1)
    has_older = len(messages) > PAGE
    messages = messages[-PAGE:]
    since = messages[0].sort_at if has_older else None
    events = Event.in_thread(conversation.id, since, before[0] if before else None)
    notes = Note.in_thread(conversation.id, since, before[0] if before else None)
    entries = sorted([*messages, *events, *notes], key=_place)
    oldest = f"{int(messages[0].sort_at.timestamp() * 1_000_000)}-{messages[0].id}" if has_older else ""
    return {"entries": entries, "older": oldest}


def _place(entry: Message | Event | Note) -> tuple:
    at = entry.sort_at if isinstance(entry, Message) else entry.at if isinstance(entry, Event) else entry.created_at
    return (at, entry.id)
