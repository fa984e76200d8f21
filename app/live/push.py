"""What has changed, as parts of a page: changed() pushes them; thread_since() is the same parts for whoever catches
up. The inbox's are in inbox.py.

A payload is {"room", "from", "to", "parts": [{"into": dom id or None, "html"}]}: changes after `from` up to `to`.
A part replaces the element with its id, or is put into `into` by its sort key.
"""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template

from app.live import ids, inbox, rooms, wire
from app.live.panel import panel_facts, stands
from app.live.scheduled import scheduled_of
from app.models import Conversation, Event, Message, Note

MOST_CHANGES = 500


def changed(
    conversation_id: int, since: int | None, standing: bool, inbox_number: int | None, department_id: int
) -> None:
    """Push what changed in a thread after change number `since` (None: nothing did), and the conversation's row as
    the change `inbox_number` (None: it did not) of its department's inbox."""
    with current_app.app_context():  # and so a session that has read nothing yet
        if since is not None and wire.is_watched(rooms.conversation(conversation_id)):
            conversation = Conversation.to_show(conversation_id)
            is_there = conversation is not None and conversation.department_id == department_id
            payload = thread_since(conversation, since, standing) if is_there else None  # moved: that push is another
            if payload is not None and payload["to"] > since:
                wire.emit(payload["room"], payload)
        if inbox_number is not None:
            inbox.changed(conversation_id, department_id, inbox_number)


def thread_since(conversation: Conversation, since: int, standing: bool = True) -> dict[str, Any] | None:
    """A thread's changes after `since`; None when they are too many, and the pane is better loaded anew. Events of a
    thread always change what stands beside it, so they come with `standing`."""
    to = max(conversation.change_no, since)  # read before the rest: what comes in between is only sent again
    messages = Message.changed_since(conversation.id, since, MOST_CHANGES + 1)
    events = Event.changed_since(conversation.id, since, MOST_CHANGES + 1) if standing else []
    notes = Note.changed_since(conversation.id, since, MOST_CHANGES + 1)
    if len(messages) + len(events) + len(notes) > MOST_CHANGES:
        return None
    zone = zone_of(conversation)
    log = ids.conversation(conversation.id, "log")
    parts = [{"into": log, "html": render_template("messages/_message.html", message=m, zone=zone)} for m in messages]
    parts += [{"into": log, "html": render_template("events/_line.html", event=e, zone=zone)} for e in events]
    parts += [{"into": log, "html": render_template("notes/_note.html", note=n, zone=zone)} for n in notes]
    if standing:
        parts += _standing(conversation, zone)
    return {"room": rooms.conversation(conversation.id), "from": since, "to": to, "parts": parts}


def zone_of(conversation: Conversation) -> str:
    """The zone in which this account's people read times."""
    return conversation.account.time_zone


def _standing(conversation: Conversation, zone: str) -> list[dict[str, Any]]:
    facts, beside = {"conversation": conversation, "zone": zone}, panel_facts(conversation)
    return [
        {"into": None, "html": render_template("conversations/_head.html", **facts)},
        {"into": None, "html": render_template("conversations/_standing.html", **stands(conversation), **facts)},
        {"into": None, "html": render_template("scheduler/_strip.html", conversation=conversation, mine=zone,
                                               **scheduled_of(conversation))},
        {"into": None, "html": render_template("conversations/_panel.html", **beside)},
    ]
