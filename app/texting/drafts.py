"""Drafts: what an agent has begun to write in a thread. save() keeps it, of() gives it back, attached() its files,
sent() empties it in the send's own transaction.

A draft is its writer's alone. Each save carries a version that its page counts up; an older one than what is kept
changes nothing, however late it arrives. A draft that was sent stays as an empty row with its version, so that a
save still on its way can't bring the sent words back. Where two threads became one, merged() puts the version so far
ahead (AGE) that no page that has not seen the other's words can save over them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.clock import now
from app.extensions import db
from app.models import Conversation, Draft, Media, User
from app.texting.access import lock_for

LARGEST_VERSION = 2**53  # what a browser counts exactly
AGE = 2**20  # versions; as many saves as nobody makes. static/js/drafts.js has the same figure


def save(conversation: Conversation, user: User, body: str, media_ids: list[int], version: int) -> tuple[Draft, bool]:
    """Keep this draft unless a newer one is kept; (what is now kept, whether it is this one). Raises access.Moved."""
    lock_for(conversation.id, user)
    own = [media.id for media in attached(user, media_ids)]
    is_kept = _write(conversation.id, user.id, body, own, version)
    return of(conversation, user), is_kept


def of(conversation: Conversation, user: User) -> Draft | None:
    """What this user has begun to write here; its version counts even where its words are empty."""
    return db.session.get(Draft, (conversation.id, user.id), populate_existing=True)


def attached(user: User, media_ids: list[int]) -> list[Media]:
    """Those of these files that this user uploaded and has not sent yet, in this order."""
    if not media_ids:
        return []
    query = select(Media).where(
        Media.id.in_(media_ids), Media.account_id == user.account_id, Media.author_id == user.id,
        Media.message_id.is_(None),
    )
    found = {media.id: media for media in db.session.scalars(query)}
    return [found[each] for each in media_ids if each in found]


def merged(*versions: int) -> int:
    """The version of a draft made of several: the first of an age that none of their pages has reached."""
    return (max(versions) // AGE + 1) * AGE


def sent(conversation: Conversation, user: User, version: int) -> None:
    """These words have become a text. A draft newer than they are (of another page) stays."""
    if version > 0:
        _write(conversation.id, user.id, "", [], version, also_same=True)


def _write(
    conversation_id: int, user_id: int, body: str, media_ids: list[int], version: int, also_same: bool = False
) -> bool:
    """Insert, or replace what is older (or, for a send, of the same version); whether that was so."""
    values: dict[str, Any] = {"body": body, "media_ids": media_ids, "version": version, "updated_at": now()}
    dialect = {"postgresql": postgresql, "sqlite": sqlite}[db.engine.dialect.name]
    row = dialect.insert(Draft).values(conversation_id=conversation_id, user_id=user_id, **values)
    is_older = Draft.version <= version if also_same else Draft.version < version
    keys = [Draft.conversation_id, Draft.user_id]
    row = row.on_conflict_do_update(index_elements=keys, set_=values, where=is_older).returning(Draft.version)
    return db.session.scalars(row).first() is not None
