"""Files that wait: fetched from the carrier, or made ready after an upload. drain(access) does all that are due.

A file is claimed by a conditional update that also says when it may be tried again, so two workers never have the
same one, and one whose worker died is tried again. No database is touched while the carrier is asked or a picture
is drawn; the text stands in its thread meanwhile, with a placeholder.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, current_app
from sqlalchemy import select, update

from app import queues
from app.clock import now
from app.extensions import db
from app.models import Conversation, Media, Message
from app.sms import media_draw, media_fetch, media_types
from app.texting import media_files, media_store
from app.texting.changes import announce, number_change
from app.texting.locks import lock_messages, lock_threads_of
from app.texting.media_files import Made
from app.transaction import after_commit, perform, reading

PARALLEL = 4
# Longer than a batch can take: its files are fetched at once, its pictures drawn one after the other.
LEASE = timedelta(seconds=media_fetch.WITHIN + PARALLEL * media_draw.WITHIN_S + 20)
PAUSES = tuple(timedelta(seconds=s) for s in (2, 5, 15, 60, 300))  # a file may be missing for some seconds at first
MOST_TRIES = len(PAUSES) + 1
GONE_ANYWAY = "The carrier no longer has this file."
GIVEN_UP = "Leadline stopped each time it worked on this file."

MOST_SPENT = 100  # given up at a time
_FACTS = (Media.id, Media.tries, Media.carrier_url, Media.key, Media.name)  # of a Claimed

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """One file to be had: from `url`, or, after an upload, from the kept bytes `raw_key`."""

    id: int
    tries: int
    url: str
    raw_key: str | None
    name: str


def is_anything_due() -> bool:
    """Whether drain() would find a file."""
    return db.session.scalar(_due(1)) is not None


def drain(access: media_fetch.Access) -> int:
    """Fetch and make ready all that is due; how many were tried."""
    app, tried = current_app._get_current_object(), 0
    for spent in perform(exhausted):
        perform(record, spent, Made("failed", GIVEN_UP))
    with ThreadPoolExecutor(PARALLEL, thread_name_prefix="media") as pool:
        while claimed := perform(claim, PARALLEL):
            tried += len(claimed)
            for one, made in zip(claimed, pool.map(lambda c: _have(app, c, access), claimed), strict=True):
                perform(record, one, made)
    return tried


def claim(limit: int) -> list[Claimed]:
    """Take files that are due; nobody else has them until the lease ends. Runs in the caller's transaction."""
    taken = []
    for media_id in db.session.scalars(_due(limit).where(Media.tries < MOST_TRIES)).all():
        lease = update(Media).where(Media.id == media_id, Media.state == "waiting", Media.next_try_at <= now())
        lease = lease.values(tries=Media.tries + 1, next_try_at=now() + LEASE)
        row = db.session.execute(lease.returning(*_FACTS).execution_options(synchronize_session=False)).first()
        taken += [Claimed(*row)] if row else []
    return taken


def exhausted() -> list[Claimed]:
    """Files that were claimed as often as may be and still wait when their lease has ended: whoever worked on them
    died of it, time and again."""
    query = select(*_FACTS).where(*_waiting(), Media.tries >= MOST_TRIES).order_by(Media.next_try_at).limit(MOST_SPENT)
    return [Claimed(*row) for row in db.session.execute(query)]


def record(claimed: Claimed, made: Made | None) -> None:
    """Write what became of a claimed file (None: try again later), and show it in its thread."""
    media = db.session.get(Media, claimed.id, populate_existing=True)
    if media is None or (media.state, media.tries) != ("waiting", claimed.tries):
        return
    message = db.session.get(Message, media.message_id) if media.message_id else None
    if message is None:
        _write(media, made)
        return
    conversation, message = _locked(message)
    _write(media, made)
    if media.state != "waiting":
        _show(conversation, message)


def retry(media: Media) -> None:
    """Try a failed file again, from now on. Runs in the caller's transaction."""
    conversation, message = _locked(db.session.get(Message, media.message_id))
    media = db.session.get(Media, media.id, populate_existing=True)
    if media.state != "failed":
        return
    media.state, media.tries, media.next_try_at, media.problem = "waiting", 0, now(), ""
    _show(conversation, message)
    after_commit(queues.ring_media)


def _locked(message: Message) -> tuple[Conversation, Message]:
    """The text and the thread that it is in by now, whatever merged meanwhile."""
    threads = lock_threads_of([message.id])
    message = lock_messages([message.id])[message.id]
    return threads[message.conversation_id], message


def _due(limit: int):
    query = select(Media.id).where(*_waiting())
    return query.order_by(Media.next_try_at).limit(limit)


def _waiting() -> tuple:
    return Media.state == "waiting", Media.next_try_at <= now()


def _have(app: Flask, claimed: Claimed, access: media_fetch.Access) -> Made | None:
    """The file, made; None when it may come another time."""
    try:
        with app.app_context(), reading():
            if not claimed.url:
                return media_files.make(media_store.read(claimed.raw_key or ""), claimed.name, to_send=True)
            return media_files.make(media_fetch.fetch(claimed.url, access))
    except (media_fetch.NotAllowed, media_fetch.TooLarge) as problem:
        return Made("refused", str(problem))
    except media_fetch.NotThere as problem:
        return Made("failed", GONE_ANYWAY) if problem.is_gone else _later(claimed, GONE_ANYWAY)
    except media_fetch.Passing as problem:
        log.warning("media %s, try %s: %s", claimed.id, claimed.tries, problem)
        return _later(claimed, str(problem))
    except Exception:
        log.exception("media %s: unforeseen", claimed.id)
        return _later(claimed, "It could not be stored here.")


def _later(claimed: Claimed, why: str) -> Made | None:
    return Made("failed", why) if claimed.tries > len(PAUSES) else None


def _write(media: Media, made: Made | None) -> None:
    if made is None:
        media.next_try_at = now() + PAUSES[min(media.tries, len(PAUSES)) - 1]
        return
    media.state, media.problem, media.next_try_at = made.state, made.problem[:200], None
    if made.state == "stored":
        media.key, media.content_type, media.name, media.size = made.key, made.content_type, made.name, made.size
        media.width, media.height = made.width, made.height
        media.fitted_key, media.fitted_type = made.fitted_key, made.fitted_type


def _show(conversation: Conversation, message: Message) -> None:
    """A change of the text's bubble, and of the inbox row where that speaks of this text's files."""
    since = conversation.change_no
    number_change(conversation, message)
    speaks = conversation.last_message_at == message.sort_at and not message.body.strip()
    if speaks:
        kinds = select(Media.content_type).where(Media.message_id == message.id)
        db.session.flush()
        conversation.preview = media_types.words_for(list(db.session.scalars(kinds)))
    announce(conversation, since, inbox=speaks)
