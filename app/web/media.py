"""Files: attached to a text that is being written, shown to those who see its conversation, fetched by the carrier.

What was sent to us is never shown as a page: an attachment with a type of our own finding, never sniffed, in a
sandbox that may do nothing.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, render_template, request, send_file
from flask_login import login_required
from sqlalchemy import select
from werkzeug.utils import secure_filename

from app.extensions import db
from app.models import Media, Message, User
from app.sms import media_rules, media_types
from app.texting import media_from_url, media_library, media_store, media_uploads, media_work, template_sight
from app.texting.media_uploads import NotKept
from app.transaction import end_reading, perform
from app.web.conversations import visible
from app.web.requests import current, need
from app.web.typed import typed_ids

pages = Blueprint("media", __name__)

ASK_EACH_TIME = "private, no-cache"  # whoever may no longer see it doesn't; what is unchanged is a 304
SANDBOX = "sandbox; default-src 'none'"
LONGEST_NAME = 20  # of a file as phones show it. Twilio: "Accepted content types for media"
TOO_MANY = f"A text carries at most {media_rules.MOST_FILES} files. Attach fewer."


@pages.post("/conversations/<int:conversation_id>/media")
@login_required
def upload(conversation_id: int):
    visible(conversation_id)
    return _uploaded()


@pages.post("/media")
@login_required
def upload_for_new():
    """For a text that has no conversation yet."""
    return _uploaded()


@pages.get("/media/gifs")
@login_required
def gifs():
    need("send_text")
    return render_template("media/_gifs.html", gifs=media_uploads.gifs_for(current()))


@pages.get("/media/<int:media_id>/chip")
@login_required
def chip(media_id: int):
    """An attached file as it is now: asked for again while it is being made ready."""
    return render_template("composer/_attachment.html", media=_own(media_id))


@pages.post("/media/<int:media_id>/link")
@login_required
def link(media_id: int):
    perform(media_uploads.make_link, _own(media_id))
    return render_template("composer/_attachment.html", media=_own(media_id))


@pages.post("/media/<int:media_id>/removal")
@login_required
def remove(media_id: int):
    perform(media_uploads.remove, _own(media_id))
    return "", 204


@pages.post("/media/<int:media_id>/retry")
@login_required
def retry(media_id: int):
    """Ask the carrier once more for a file that did not come."""
    media, user = _visible(media_id), current()
    if media.message_id is None:
        abort(404)
    perform(media_work.retry, media)
    message = Message.visible(user.account_id, user.department_ids(), media.message_id)
    return render_template("messages/_message.html", message=message, zone=user.account.time_zone)


@pages.get("/media/<int:media_id>")
@login_required
def show(media_id: int):
    """A file for whoever sees its conversation; ?size=small is the small picture of it."""
    media = _visible(media_id)
    if media.state != "stored":
        abort(404)
    is_small = request.args.get("size") == "small" and media.width is not None
    if is_small:
        return _sent(media, media.key, "image/webp", media_store.SMALL, as_attachment=False)
    return _sent(media, media.key, media.content_type)


@pages.get("/m/<token>")
def public(token: str):
    """A file for whoever was given its address: the carrier, and people who got it as a link."""
    media = db.session.scalar(select(Media).where(Media.token == token)) if token.isascii() else None
    if media is None or media.state != "stored":
        abort(404)
    key, content_type = media.key, media.content_type
    if media.fitted_key and not media.as_link:
        key, content_type = media.fitted_key, media.fitted_type
    return _sent(media, key, content_type, as_attachment=media.width is None)


def _uploaded() -> tuple[str, int]:
    """Chips for what was kept, sentences for what was not. 201 when anything was kept, else 422."""
    need("send_text")
    files = [file for file in request.files.getlist("file") if file.filename]
    if len(files) > media_rules.MOST_FILES:
        return render_template("composer/attached.html", kept=[], problems=[TOO_MANY]), 422
    kept, problems = [], []
    for file in files:
        try:
            found = media_uploads.keep_file(current(), file.filename, file.stream)
            kept.append(perform(media_uploads.take, current(), file.filename, *found))
        except NotKept as problem:
            problems.append(str(problem))
    link = ""
    if url := request.form.get("url", "").strip():
        try:
            kept.append(_from_web(url))
        except NotKept as problem:
            problems.append(str(problem))
            link = url if isinstance(problem, media_from_url.TooLarge) else ""
    kept += perform(media_library.take, current(), typed_ids("library"))
    if again := request.form.get("again", ""):
        kept.append(perform(media_uploads.copy, current(), _again(again)))
    return render_template("composer/attached.html", kept=kept, problems=problems, link=link), 201 if kept else 422


def _from_web(url: str) -> Media:
    """The file at this address, as an upload. The other side may be slow: no database is held meanwhile."""
    user, own = current(), current_app.config["SETTINGS"].twilio_api_url
    end_reading()
    name, file = media_from_url.fetch(url, own)
    with file:
        return perform(media_uploads.take, user, name, *media_uploads.keep_file(user, name, file))


def _sent(media: Media, key: str, content_type: str, ending: str = "", as_attachment: bool = True) -> Response:
    path = media_store.path_of(key, ending)
    if not path.exists():
        abort(404)
    extension = "webp" if ending else media_types.BY_TYPE[content_type].extension
    stem = secure_filename(media.name.rpartition(".")[0])[: LONGEST_NAME - len(extension) - 1]
    name = f"{stem or f'file-{media.id}'}.{extension}"
    answer = send_file(path, content_type, as_attachment, name, conditional=True, etag=f"{key}{ending}")
    if not as_attachment:
        answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = ASK_EACH_TIME
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _visible(media_id: int) -> Media:
    """A file of a text or template that this user may see, their own upload, or a GIF they may take again; else 404."""
    need("read_conversations")
    user, media = current(), db.session.get(Media, media_id)
    if media is not None and media.held_by == "template" and template_sight.holds(user, media.id):
        return media
    if media is None or media.account_id != user.account_id:
        abort(404)
    is_own = media.author_id == user.id and media.message_id is None
    if is_own or media.held_by == media_library.LIBRARY or media_uploads.is_shared(user, media):
        return media
    if media.message_id is None or Message.visible(user.account_id, user.department_ids(), media.message_id) is None:
        abort(404)
    return media


def _own(media_id: int) -> Media:
    """An upload of this user's that is not sent yet; else 404."""
    user: User = current()
    media = db.session.get(Media, media_id)
    is_own = media is not None and (media.account_id, media.author_id) == (user.account_id, user.id)
    return media if is_own and media.message_id is None and not media.held_by else abort(404)


def _again(media_id: str) -> Media:
    """A GIF this user may take again, or a file of a text of ours that failed; else 404."""
    media = db.session.get(Media, int(media_id)) if media_id.isdecimal() and len(media_id) < 19 else None
    if media is None or not (media_uploads.is_shared(current(), media) or _has_failed(media)):
        abort(404)
    return media


def _has_failed(media: Media) -> bool:
    """Whether it went with a text of ours that failed, in a conversation that this user sees."""
    user = current()
    if media.account_id != user.account_id or media.author_id is None or media.message_id is None:
        return False
    message = Message.visible(user.account_id, user.department_ids(), media.message_id)
    return message is not None and message.state == "failed" and media.state == "stored"
