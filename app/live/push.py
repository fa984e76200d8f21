"""What has changed, as parts of a page: changed() pushes them; thread_since(), inbox_since() are the same parts for
whoever catches up.

A payload is {"room", "from", "to", "parts": [{"into": dom id or None, "html"}]}: changes after `from` up to `to`.
A part replaces the element with its id, or is put into `into` by its sort key.
"""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template

from app.live import ids, rooms, wire
from app.models import Block, ConsentEvent, Conversation, Event, Message, Note
from app.models.consent import LEVELS

MOST_CHANGES = 500


def changed(conversation_id: int, since: int | None, standing: bool, inbox_number: int | None) -> None:
    """Push what changed in a thread after change number `since` (None: nothing did), and the conversation's row as
    its inbox's change `inbox_number` (None: it did not)."""
    with current_app.app_context():  # and so a session that has read nothing yet
        conversation = Conversation.to_show(conversation_id)
        is_watched = wire.is_watched(rooms.conversation(conversation_id))
        payload = thread_since(conversation, since, standing) if is_watched and since is not None else None
        if payload is not None and payload["to"] > since:
            wire.emit(payload["room"], payload)
        room = rooms.inbox(conversation.account_id, conversation.department_id)
        if inbox_number is not None and wire.is_watched(room):
            parts = [_row(conversation)]
            wire.emit(room, {"room": room, "from": inbox_number - 1, "to": inbox_number, "parts": parts})


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


def inbox_since(account_id: int, department_id: int, since: int, now_at: int) -> dict[str, Any] | None:
    """Rows changed after `since`, for a department whose change number is `now_at`; None when too many."""
    conversations = Conversation.changed_since(department_id, since, MOST_CHANGES + 1)
    if len(conversations) > MOST_CHANGES:
        return None
    return {"room": rooms.inbox(account_id, department_id), "from": since, "to": now_at,
            "parts": [_row(conversation) for conversation in conversations]}


def zone_of(conversation: Conversation) -> str:
    """The zone in which this account's people read times."""
    return conversation.account.time_zone


def block_on(conversation: Conversation) -> Block | None:
    """The block that stands on this conversation's number anywhere in the brand."""
    standing = Block.standing(conversation.account.tree_ids(), [conversation.phone.e164])
    return standing[0] if standing else None


def panel_facts(conversation: Conversation) -> dict[str, Any]:
    """What the contact panel shows."""
    contact, phone = conversation.contact, conversation.phone
    chain = ConsentEvent.chain(phone.account_id, phone.e164)
    last = {event.level: event for event in chain}
    return {
        "conversation": conversation, "contact": contact, "phone": phone, "zone": zone_of(conversation),
        "consent": [_level(level, last.get(level)) for level in LEVELS],
        "notes": Note.of_contact(contact.id) if contact else [],
        "events": Event.journey(contact.id, conversation.department_id) if contact else [],
    }


def _level(level: str, last: ConsentEvent | None) -> tuple[str, bool, str]:
    """A consent level, whether it stands, and how it came about."""
    if last is None:
        return level, False, ""
    how = last.affirmative_act or (f"texted {last.keyword_text}" if last.keyword_text else last.medium or "")
    is_given = last.event == "grant"
    return level, is_given, f"{'They' if is_given else 'Withdrawn:'} {how}" if how else ""


def _row(conversation: Conversation) -> dict[str, Any]:
    zone = zone_of(conversation)
    html = render_template("conversations/_row.html", conversation=conversation, zone=zone)
    return {"into": ids.INBOX_LIST, "html": html}


def _standing(conversation: Conversation, zone: str) -> list[dict[str, Any]]:
    facts = {"conversation": conversation, "zone": zone}
    return [
        {"into": None, "html": render_template("conversations/_head.html", **facts)},
        {"into": None, "html": render_template("conversations/_standing.html", block=block_on(conversation), **facts)},
        {"into": None, "html": render_template("conversations/_panel.html", **panel_facts(conversation))},
    ]
