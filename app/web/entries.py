"""What a thread shows of its texts, events and notes: entries_of(conversation), a page of them in their order.

The address says which: ?before= and ?after= a cursor, ?at= a text with what stands around it, else the newest. A page
covers the time from its oldest text, up to where the next page begins, so that pages in a row hold every event once.
"""

from __future__ import annotations

from typing import Any

from flask import request

from app.models import Conversation, Event, Message, Note
from app.web.desk import parse_cursor
from app.web.requests import LARGEST_ID

PAGE = 50


def entries_of(conversation: Conversation, continues: bool = False) -> dict[str, Any]:
    """entries; older, newer: the cursors of the pages before and after, "" where the thread begins and ends. A page
    that `continues` one on screen begins where that ended."""
    messages, has_older, has_newer = _messages(conversation)
    before, after = (parse_cursor(request.args.get(name, "")) for name in ("before", "after"))
    since = messages[0].sort_at if has_older else None
    if after and (continues or not messages):
        since = after[0]
    until = before[0] if before else messages[-1].sort_at if has_newer else None
    events = Event.in_thread(conversation.id, since, until)
    notes = Note.in_thread(conversation.id, since, until)
    return {
        "entries": sorted([*messages, *events, *notes], key=_place),
        "older": _cursor(messages[0]) if has_older else "",
        "newer": _cursor(messages[-1]) if has_newer else "",
    }


def _messages(conversation: Conversation) -> tuple[list[Message], bool, bool]:
    """The texts of the page, and whether there are older and newer ones."""
    wanted = request.args.get("at", 0, int)
    if at := Message.in_thread(conversation.id, wanted if 0 < wanted <= LARGEST_ID else 0):
        older = Message.page(conversation.id, (at.sort_at, at.id), PAGE // 2 + 1)
        newer = Message.page_after(conversation.id, (at.sort_at, at.id), PAGE // 2 + 1)
        messages = [*older[-(PAGE // 2) :], at, *newer[: PAGE // 2]]
        return messages, len(older) > PAGE // 2, len(newer) > PAGE // 2
    if after := parse_cursor(request.args.get("after", "")):
        messages = Message.page_after(conversation.id, after, PAGE + 1)
        return messages[:PAGE], bool(messages), len(messages) > PAGE
    before = parse_cursor(request.args.get("before", ""))
    messages = Message.page(conversation.id, before, PAGE + 1)
    return messages[-PAGE:], len(messages) > PAGE, bool(before and messages)


def _cursor(message: Message) -> str:
    return f"{int(message.sort_at.timestamp() * 1_000_000)}-{message.id}"


def _place(entry: Message | Event | Note) -> tuple:
    at = entry.sort_at if isinstance(entry, Message) else entry.at if isinstance(entry, Event) else entry.created_at
    return (at, entry.id)
