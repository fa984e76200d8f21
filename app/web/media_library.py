"""The library beside the composer: its files found, added, renamed and removed. Attaching is media.py's."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import Blueprint, abort, render_template, request
from flask_login import login_required
from werkzeug.datastructures import FileStorage

from app.extensions import db
from app.models import Media
from app.sms import media_rules
from app.texting import media_library, media_uploads
from app.texting.access import Problem
from app.texting.media_uploads import NotKept
from app.transaction import perform
from app.web.requests import current, need

pages = Blueprint("media_library", __name__)

LONGEST = 80  # characters of what is looked for
TOO_MANY = f"Add at most {media_rules.MOST_FILES} files at once."


@pages.get("/library/files")
@login_required
def show():
    need("send_text")
    return _list()


@pages.post("/library/files")
@login_required
def add():
    """201 where anything was kept, else 422; with a sentence for each that was not."""
    need("send_text")
    files = [file for file in request.files.getlist("file") if file.filename]
    if len(files) > media_rules.MOST_FILES:
        return _list([TOO_MANY]), 422
    problems = list(_kept(files))
    return _list(problems), 201 if len(problems) < len(files) else 422


@pages.post("/library/files/<int:media_id>/name")
@login_required
def rename(media_id: int):
    return _changed(media_library.rename, media_id, request.form.get("name", ""))


@pages.post("/library/files/<int:media_id>/removal")
@login_required
def remove(media_id: int):
    return _changed(media_library.remove, media_id)


def _kept(files: Iterable[FileStorage]) -> Iterable[str]:
    """Keeps them; the sentences of those that are not kept."""
    for file in files:
        try:
            found = media_uploads.keep_file(current(), file.filename, file.stream)
            perform(media_library.add, current(), file.filename, *found)
        except NotKept as problem:
            yield str(problem)


def _changed(verb: Callable[..., None], media_id: int, *more: str):
    need("send_text")
    media = db.session.get(Media, media_id)
    if media is None or (media.account_id, media.held_by) != (current().account_id, media_library.LIBRARY):
        abort(404)
    try:
        perform(verb, media_id, current(), *more)
    except Problem as problem:
        return _list([str(problem)]), 422
    return _list()


def _list(problems: list[str] | None = None) -> str:
    """What is looked for, as the address says it also where something was just changed."""
    user = current()
    words, kind = request.args.get("q", "")[:LONGEST], request.args.get("kind", "")
    files, count = media_library.find(user.account_id, words, kind)
    mine = {media.id for media in files if media_library.may_change(user, media)}
    return render_template("media/_library.html", files=files, count=count, mine=mine, problems=problems or [],
                           is_filtered=bool(words.strip() or kind))
