"""Drafts: what an agent has begun to write in a thread. save() keeps it, of() gives it back, attached() its files,
sent() empties it in the send's own transaction.

A draft is its writer's alone. Each save carries a version that its page counts up; an older one than what is kept
changes nothing, however late it arrives. A draft that was sent stays as an empty row with its version, so that a
save still on its way can't bring the sent words back. Where two threads became one, merged() puts the version so far
ahead (AGE) that no page that has not seen the other's words can save over them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import Insert, select
from sqlalchemy.dialects import postgresql, sqlite

from app.clock import now
from app.extensions import db
from app.models import Conversation, Draft, Media, User
from app.texting.access import lock_for

LARGEST_VERSION = 2**53  # what a browser counts exactly
AGE = 2**20  # versions; as many saves as nobody makes. static/js/drafts.js has the same figure


def save(
    conversation: Conversation, user: User, body: str, media_ids: list[int], version: int,
    also: dict[str, Any] | None = None,
) -> tuple[Draft, bool]:
    """Keep this draft unless a newer one is kept; (what is now kept, whether it is this one). `also` says who else is
    to get it ("to") and whether the conversation's own person is left out ("out"): words never stand anywhere without
    it, or they would go to whom they aren't for. Raises access.Moved."""
    lock_for(conversation.id, user)
    own = [media.id for media in attached(user, media_ids)]
    row = _put(db.engine.dialect.name, also_same=False).returning(Draft.version)
    is_kept = db.session.scalars(row, [_row(conversation.id, user.id, body, own, version, also)]).first() is not None
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
        Media.message_id.is_(None), Media.held_by == "",
    )
    found = {media.id: media for media in db.session.scalars(query)}
    return [found[each] for each in media_ids if each in found]


def merged(*versions: int) -> int:
    """The version of a draft made of several: the first of an age that none of their pages has reached."""
    return (max(versions) // AGE + 1) * AGE


def also_of_both(one: dict[str, Any] | None, other: dict[str, Any] | None) -> dict[str, Any]:
    """Who else gets words of which some were for these and some for those; left out by either is left out."""
    both = [each for each in (one, other) if each]
    names = dict.fromkeys(name for each in both for name in each.get("to", "").split("|") if name)
    return {"to": "|".join(names), "out": any(each.get("out") for each in both)} if both else {}


def sent(texts: Iterable[tuple[int, int, int]]) -> None:
    """The words of these drafts, (conversation, user, version), have become texts; version 0 where there was none. A
    draft newer than they are (of another page) stays."""
    rows = [_row(talk, user, "", [], version) for talk, user, version in sorted(texts) if version > 0]
    if rows:
        db.session.execute(_put(db.engine.dialect.name, also_same=True), rows)


def _row(
    conversation_id: int, user_id: int, body: str, media_ids: list[int], version: int,
    also: dict[str, Any] | None = None,
) -> dict[str, Any]:
    return {"conversation_id": conversation_id, "user_id": user_id, "body": body, "media_ids": media_ids,
            "also": also or {}, "version": version, "updated_at": now()}  # fmt: skip


@lru_cache(maxsize=4)
def _put(dialect_name: str, also_same: bool) -> Insert:
    """Insert, or replace what is older (or, for a send, of the same version)."""
    row = {"postgresql": postgresql, "sqlite": sqlite}[dialect_name].insert(Draft.__table__)
    kept, new = Draft.__table__.c, row.excluded
    values = {name: new[name] for name in ("body", "media_ids", "also", "version", "updated_at")}
    is_older = kept.version <= new.version if also_same else kept.version < new.version
    return row.on_conflict_do_update(index_elements=[kept.conversation_id, kept.user_id], set_=values, where=is_older)
