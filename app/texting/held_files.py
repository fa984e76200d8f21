"""Files that wait with something: hold() keeps uploads for a template, a schedule or the library, held() reads them,
copies() makes of them what a text can take along, drop() lets go.

What is held is never tidied away and goes with no text itself, so that a text sent again and again has its files each
time. The bytes are kept once, however many rows name them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select

from app.extensions import db
from app.models import Media, User
from app.texting import drafts, media_uploads


def hold(author: User, media_ids: Sequence[int], by: str, already: Sequence[int] = ()) -> list[int]:
    """The ids of these files, in this order, held from now on: uploads of this author's not sent yet, and those of
    `already` (what the template, schedule or library held before) that are named again. Others are left out."""
    unsent = {media.id: media for media in drafts.attached(author, list(media_ids))}
    kept = []
    for media_id in dict.fromkeys(media_ids):
        if media_id in unsent:
            unsent[media_id].held_by = by
        if media_id in unsent or media_id in already:
            kept.append(media_id)
    return kept


def held(account_id: int, media_ids: Iterable[int]) -> list[Media]:
    """These held files of an account, in this order; those that are gone are left out."""
    ids = list(media_ids)
    query = select(Media).where(Media.id.in_(ids), Media.account_id == account_id, Media.held_by != "")
    found = {media.id: media for media in db.session.scalars(query)}
    return [found[each] for each in ids if each in found]


def copies(author: User, media_ids: Iterable[int], account_id: int | None = None) -> list[int]:
    """Ids of new unsent files of this author's, each like one that is held (by this account, else the author's). Words
    that hold a file's address lead to the one that is held: it needs no copy."""
    found = held(account_id or author.account_id, media_ids)
    return [media_uploads.copy(author, media).id for media in found if not media.as_link]


def drop(account_id: int, media_ids: Iterable[int]) -> None:
    """Let go of held files; their bytes go with the next tidying where nothing else names them. One whose address
    stands in words stays: texts that were sent lead to it."""
    ids = list(media_ids)
    if ids:
        db.session.execute(delete(Media).where(
            Media.id.in_(ids), Media.account_id == account_id, Media.held_by != "", Media.message_id.is_(None),
            Media.as_link.is_(False),
        ))
