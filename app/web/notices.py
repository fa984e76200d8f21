"""For you: what one was mentioned in, and what one asked to be told of."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from flask import Blueprint, redirect, render_template, request
from flask_login import login_required

from app.models import Mention, Note, Notice, User
from app.texting import notes, notices
from app.transaction import perform
from app.web.desk import frame
from app.web.requests import current, need
from app.web.typed import LONGEST_ID

pages = Blueprint("notices", __name__)

MOST_SHOWN = 100
DRAWINGS = {"reply": "inbox", "failure": "circle-alert", "missed": "clock", "refused": "ban"}
HEADS = {"reply": "Reply", "failure": "Not delivered", "missed": "Scheduled, not sent", "refused": "Not sent"}


class Entry(NamedTuple):
    """One line of the list: a mention's `note`, or the words of a notice."""

    field: str
    id: int
    at: datetime
    path: str
    drawing: str
    head: str
    is_new: bool
    words: str = ""
    note: Note | None = None


@pages.get("/mentions")
@login_required
def index():
    need("read_conversations")
    user = current()
    return render_template("mentions/index.html", **frame(user), entries=_entries(user))


@pages.post("/mentions/seen")
@login_required
def seen_some():
    """Those that the page showed. Looking at the list is no reading: a browser may load it ahead or again."""
    need("read_conversations")
    perform(_see, current(), _ids("note_id"), _ids("notice_id"))
    return redirect("/mentions", 303)


def _see(user: User, note_ids: list[int], notice_ids: list[int]) -> None:
    notes.see_some(user, note_ids)
    notices.see_some(user, notice_ids)


def _ids(name: str) -> list[int]:
    given = request.form.getlist(name)[:MOST_SHOWN]
    return [int(each) for each in given if each.isdecimal() and len(each) < LONGEST_ID]


def _entries(user: User) -> list[Entry]:
    """Mentions and notices, newest first."""
    told = [
        Entry("notice_id", each.id, each.at, each.path(message), DRAWINGS[each.kind], HEADS[each.kind],
              each.seen_at is None, words=each.words)
        for each, message in Notice.of_user(user, MOST_SHOWN)
    ]
    called = [_of_mention(mention) for mention in Mention.of_user(user, MOST_SHOWN)]
    return sorted(told + called, key=lambda each: each.at, reverse=True)[:MOST_SHOWN]


def _of_mention(mention: Mention) -> Entry:
    note = mention.note
    path = f"/conversations/{note.conversation_id}#note_{note.id}"
    author = note.author.name if note.author else "Leadline"
    return Entry("note_id", note.id, note.created_at, path, "at-sign", author, mention.seen_at is None, note=note)
