"""The library: files of an account that everybody there attaches again and again. find(), add(), take(), rename(),
remove().

A file of it is held and goes with no text itself: take() makes copies of it, which are uploads like any other. Whoever
added one, or may manage the library, renames and removes it; what was sent with it stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from app.extensions import db
from app.models import Media, User
from app.policy.permissions import may
from app.sms import media_types
from app.texting import held_files, media_uploads
from app.texting.access import Problem
from app.texting.media_uploads import NotKept

LIBRARY = "library"
SHOWN = 60
MOST = 1000  # files of one account
FULL = f"The library has {MOST:,} files. Remove some that nobody needs first."
UNNAMED = "Write a name for it."
NOT_YOURS = "Somebody else added this file. They or a manager can change it."
GONE = "This file is no longer in the library."
KINDS = {
    "picture": [kind.content_type for kind in media_types.KINDS if kind.word == "Picture"],
    "gif": [media_types.GIF.content_type],
    "video": [kind.content_type for kind in media_types.KINDS if kind.shape == "video"],
    "file": [kind.content_type for kind in media_types.KINDS if kind.word not in ("Picture", "GIF", "Video")],
}


def find(account_id: int, words: str = "", kind: str = "") -> tuple[list[Media], int]:
    """The newest files whose names have all these words, of one of KINDS or of all; and how many there are."""
    query = select(Media).where(Media.account_id == account_id, Media.held_by == LIBRARY)
    for word in words.split():
        query = query.where(Media.name.icontains(word, autoescape=True))
    if kind in KINDS:
        query = query.where(Media.content_type.in_(KINDS[kind]))
    found = list(db.session.scalars(query.order_by(Media.id.desc()).limit(SHOWN)))
    if len(found) < SHOWN:
        return found, len(found)
    return found, db.session.scalar(select(func.count()).select_from(query.subquery()))


def add(author: User, name: str, key: str, kind: media_types.Kind, size: int) -> Media:
    """Keep an upload (of media_uploads.keep_file) in the library. Raises NotKept."""
    here = Media.account_id == author.account_id, Media.held_by == LIBRARY
    if db.session.scalar(select(func.count()).where(*here)) >= MOST:
        raise NotKept(FULL)
    media = media_uploads.take(author, name, key, kind, size)
    media.held_by = LIBRARY
    return media


def take(author: User, ids: Sequence[int]) -> list[Media]:
    """Copies of these files of the author's own library, unsent uploads of the author's; others are left out."""
    if not ids:
        return []
    files = {media.id: media for media in _of(author.account_id, ids)}
    return [media_uploads.copy(author, files[each]) for each in ids if each in files and files[each].state == "stored"]


def rename(media_id: int, actor: User, name: str) -> None:
    """Give a file another name; its ending stays that of what it is. Raises Problem."""
    media = _theirs(media_id, actor)
    if not name.strip():
        raise Problem(UNNAMED)
    kind = media_types.BY_TYPE[media.content_type]
    media.name = media_types.safe_name(name.strip(), kind)


def remove(media_id: int, actor: User) -> None:
    """Take a file out for everybody. Raises Problem."""
    held_files.drop(actor.account_id, [_theirs(media_id, actor).id])


def may_change(actor: User, media: Media) -> bool:
    return media.author_id == actor.id or may(actor.role, "manage_library")


def _theirs(media_id: int, actor: User) -> Media:
    media = next(iter(_of(actor.account_id, [media_id])), None)
    if media is None:
        raise Problem(GONE)
    if not may_change(actor, media):
        raise Problem(NOT_YOURS)
    return media


def _of(account_id: int, ids: Iterable[int]) -> list[Media]:
    query = select(Media).where(Media.id.in_(list(ids)), Media.account_id == account_id, Media.held_by == LIBRARY)
    return list(db.session.scalars(query))
