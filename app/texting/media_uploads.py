"""Files that an agent attaches: take() keeps one, copy() takes one of the account's GIFs again, make_link(), remove(),
and tidy() for what was never sent.
"""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from typing import IO

from sqlalchemy import delete, func, or_, select, update

from app import queues
from app.clock import now
from app.extensions import db
from app.models import Media, Message, User
from app.sms import media_rules, media_types
from app.texting import media_store
from app.transaction import after_commit, perform, reading

UNSENT_FOR = timedelta(days=1)
MOST_UNSENT = 100  # of one author
LIBRARY = 24
BATCH = 500
TOO_MANY = "You have 100 files here that were never sent. Send or remove some first."


class NotKept(Exception):
    """This file is not kept; str() says which, why and what to do."""


def keep_file(author: User, name: str, file: IO[bytes]) -> tuple[str, media_types.Kind, int]:
    """Write an upload to the disk, judged by what its bytes are, and never held whole: its key, kind and size. Whether
    there is room for it is asked before a byte is read. Raises NotKept."""
    with reading():
        _refuse_too_many(author)
    label, size = name or "This file", file.seek(0, os.SEEK_END)
    if not size:
        raise NotKept(f"{label} is empty. Choose another file.")
    if size > media_rules.LARGEST_KEPT:
        largest = media_rules.human(media_rules.LARGEST_KEPT)
        raise NotKept(f"{label} is {media_rules.human(size)}; the limit is {largest}. Choose a smaller one.")
    file.seek(0)
    kind = media_types.sniff(file.read(media_types.HEAD))
    if kind is None:
        raise NotKept(f"{label} is not a picture, video, sound, PDF or contact card, so it can't be sent.")
    return media_store.put_file(file), kind, size


def take(author: User, name: str, key: str, kind: media_types.Kind, size: int) -> Media:
    """A file of this author's, not sent yet. Pictures are made ready by a job; other kinds are ready at once."""
    is_picture = kind.shape == "picture"
    _refuse_too_many(author)
    media = Media(
        account_id=author.account_id, author_id=author.id, state="waiting" if is_picture else "stored", key=key,
        content_type=kind.content_type, name=media_types.safe_name(name, kind), size=size, token=new_token(),
        next_try_at=now() if is_picture else None, created_at=now(),
    )
    db.session.add(media)
    db.session.flush()
    if is_picture:
        after_commit(queues.ring_media)
    return media


def copy(author: User, media: Media) -> Media:
    """The same file once more, to go with another text."""
    same = {name: getattr(media, name) for name in (
        "state", "content_type", "name", "key", "fitted_key", "fitted_type", "size", "width", "height", "problem",
    )}  # fmt: skip
    again = Media(
        **same, account_id=author.account_id, author_id=author.id, token=new_token(), created_at=now(),
        next_try_at=now() if media.state == "waiting" else None,
    )
    db.session.add(again)
    db.session.flush()
    return again


def make_link(media: Media) -> None:
    """Have this unsent file go as an address in the text."""
    unsent = update(Media).where(Media.id == media.id, Media.message_id.is_(None))
    db.session.execute(unsent.values(as_link=True))


def remove(media: Media) -> None:
    """Take an unsent file away; its bytes go with the next tidying. One that was sent meanwhile stays, and so does one
    that is held."""
    db.session.execute(delete(Media).where(Media.id == media.id, Media.message_id.is_(None), Media.held_by == ""))


def gifs_for(user: User) -> list[Media]:
    """GIFs this user may take again, each once, newest first: their own, and what was sent from their departments."""
    newest = select(func.max(Media.id)).where(
        Media.account_id == user.account_id, *_may_be_taken(user)
    ).group_by(Media.key)
    query = select(Media).where(Media.id.in_(newest)).order_by(Media.id.desc()).limit(LIBRARY)
    return list(db.session.scalars(query))


def is_shared(user: User, media: Media) -> bool:
    """Whether this file is one of such GIFs."""
    query = select(Media.id).where(Media.id == media.id, Media.account_id == user.account_id, *_may_be_taken(user))
    return db.session.scalar(query) is not None


def tidy() -> None:
    """Remove uploads that were not sent within a day, then files that no row names."""
    while perform(_drop_unsent):
        pass
    media_store.sweep(_named)


def new_token() -> str:
    """A public address that nobody guesses: 256 bits."""
    return secrets.token_urlsafe(32)


def _drop_unsent() -> int:
    old = select(Media.id).where(
        Media.message_id.is_(None), Media.author_id.is_not(None), Media.created_at < now() - UNSENT_FOR,
        Media.held_by == "",
    ).limit(BATCH)
    return db.session.execute(delete(Media).where(Media.id.in_(old), Media.message_id.is_(None))).rowcount


def _named(keys: set[str]) -> set[str]:
    """Those of these keys that a row names."""
    with reading():
        query = select(Media.key, Media.fitted_key).where(or_(Media.key.in_(keys), Media.fitted_key.in_(keys)))
        found = {key for row in db.session.execute(query) for key in row if key}
        db.session.rollback()
    return found


def _may_be_taken(user: User) -> tuple:
    """Stored GIFs that the user uploaded, or that somebody sent from a department the user sees."""
    seen = select(Message.id).where(Message.department_id.in_(user.department_ids()))
    is_theirs = or_(Media.author_id == user.id, Media.message_id.in_(seen.where(Message.id == Media.message_id)))
    is_gif = Media.content_type == media_types.GIF.content_type
    return is_gif, Media.state == "stored", Media.author_id.is_not(None), is_theirs


def _refuse_too_many(author: User) -> None:
    if db.session.scalar(select(func.count()).where(*_unsent_of(author))) >= MOST_UNSENT:
        raise NotKept(TOO_MANY)


def _unsent_of(author: User) -> tuple:
    return (Media.author_id == author.id, Media.message_id.is_(None), Media.account_id == author.account_id,
            Media.held_by == "")
