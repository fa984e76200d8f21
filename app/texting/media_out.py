"""Files that go out with a text: attach(message, media_ids, author), and where the carrier fetches them.

Raises NotYours with a sentence when one can't go; nothing of the text is kept then.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select, update

from app.config import Settings
from app.extensions import db
from app.models import Media, Message, Number, User
from app.sms import media_rules
from app.texting import drafts

NO_LINK = "The address of the file is no longer in your words. Take the file out and attach it again."
GONE = "A file of this text was sent already or removed. Attach it again."


class NotYours(Exception):
    """One of these files is not this author's, has gone with another text, or can't go with this one."""


def attach(message: Message, media_ids: list[int], author: User) -> list[Media]:
    """Make these uploads (in this order) the files of this text, which is not committed yet; those that are handed
    to the carrier. One that goes as a link is kept with the text."""
    files = drafts.attached(author, media_ids)
    if len(files) != len(media_ids):
        raise NotYours(GONE)
    number = db.session.get(Number, message.number_id)
    if problem := cannot_go(files, number, message.body):
        raise NotYours(problem)
    for position, media in enumerate(files):
        _take(media, message, position)
    handed = [media for media in files if not media.as_link]
    message.media_count = len(handed)
    return handed


def cannot_go(files: list[Media], number: Number, body: str) -> str:
    """Why these files can't go with these words from this number, in a sentence; "" where they can."""
    handed = [media for media in files if not media.as_link]
    problem = next(filter(None, (_problem(media, number.kind) for media in files)), "")
    problem = problem or media_rules.too_much([size_sent(media) for media in handed])
    problem = problem or media_rules.too_much_as_it_is([type_and_size(media) for media in handed], number.kind)
    problem = problem or (cannot_be_fetched(current_app.config["SETTINGS"]) if files else "")
    has_lost_link = any(media.as_link and address(media.token) not in body for media in files)
    return problem or (NO_LINK if has_lost_link else "")


def addresses(message_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Where the carrier fetches the files of these texts, in their order; texts without files are left out."""
    ids = list(message_ids)
    if not ids:
        return {}
    query = select(Media.message_id, Media.token).where(
        Media.message_id.in_(ids), Media.author_id.is_not(None), Media.as_link.is_(False)
    )
    found: dict[int, tuple[str, ...]] = {}
    for message_id, token in db.session.execute(query.order_by(Media.message_id, Media.position)):
        found[message_id] = (*found.get(message_id, ()), address(token))
    return found


def address(token: str) -> str:
    """The public address of a file."""
    return f"{current_app.config['PUBLIC_URL']}/m/{token}"


def size_sent(media: Media) -> int:
    """Bytes that the carrier gets: a fitted picture is smaller than what is kept."""
    return min(media.size, media_rules.FIT) if media.fitted_key else media.size


def type_and_size(media: Media) -> tuple[str, int]:
    """What the carrier gets of it: its content type and bytes."""
    return media.fitted_type or media.content_type, size_sent(media)


def too_large(media: Media, sender_kind: str = "") -> bool:
    """Whether a kept file can't travel with a text from such a number, but can as a link."""
    if media.state != "stored" or media.fitted_key:
        return False
    return not media_rules.may_travel(media.content_type, media.size, sender_kind)


def cannot_be_fetched(settings: Settings) -> str:
    """Why the carrier can't fetch files from here, in a sentence; empty when it can."""
    if settings.carrier != "twilio" or settings.twilio_api_url:
        return ""
    parts = urlsplit(settings.public_url)
    if parts.scheme == "https" and not _is_near(parts.hostname or ""):
        return ""
    return (
        f"The carrier can't fetch files from {settings.public_url}. Send this text without them, and ask whoever runs "
        "Leadline to set PUBLIC_URL to a public https address."
    )


def _take(media: Media, message: Message, position: int) -> None:
    """One file of this text, unless another text of the same author took it at this moment."""
    unsent = update(Media).where(Media.id == media.id, Media.message_id.is_(None))
    taken = db.session.execute(unsent.values(message_id=message.id, position=position))
    if taken.rowcount != 1:
        raise NotYours(GONE)


def _problem(media: Media, sender_kind: str) -> str:
    name = media.name or "A file of this text"
    if media.state == "waiting":
        return f"{name} is still being made ready. Press Send again in a moment."
    if media.state != "stored":
        return f"{name} can't be sent: {media.problem} Take it out and press Send again."
    if not media.as_link and too_large(media, sender_kind):
        limit = media_rules.human(media_rules.limit_for(sender_kind))
        return f"{name} is too large for a text (limit {limit}). Send it as a link, or take it out."
    return ""


def _is_near(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or "." not in host
