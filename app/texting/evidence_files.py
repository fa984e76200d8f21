"""A file that shows how somebody agreed: keep(phone, name, data, actor) stores it, judged by its bytes and never by its
name. read_file() gives it back."""

from __future__ import annotations

import hashlib
import uuid

from app.extensions import db
from app.models import EvidenceFile, Phone, User
from app.sms import media_types
from app.sms.media_types import Kind
from app.texting.evidence import Incomplete

MOST = 5 * 1024 * 1024  # bytes
TEXT = Kind("text/plain", "txt", "file", "Text")
KEPT = (media_types.PDF, media_types.PNG, media_types.JPEG, media_types.WEBP, media_types.GIF, media_types.MP3,
        media_types.MP4, media_types.M4A, media_types.WAV, TEXT)
TOO_LARGE = "This file is larger than 5 MB. Add a smaller one, or a part of it."
EMPTY = "This file is empty. Choose it again."
OTHER_KIND = (
    "This is no file that can be kept as evidence. Add a PDF, a picture, a sound or video recording, or a plain text."
)


def keep(phone: Phone, name: str, data: bytes, actor: User) -> EvidenceFile:
    """The file in the database, beside the event that is to name it. Raises Incomplete."""
    kind = judged(data)
    row = EvidenceFile(
        id=str(uuid.uuid4()), account_id=phone.account_id, phone_e164=phone.e164, data=data, added_by_id=actor.id,
        name=media_types.safe_name(name, kind), content_type=kind.content_type, sha256=hashlib.sha256(data).hexdigest(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def judged(data: bytes) -> Kind:
    """What kind of file these bytes are. Raises Incomplete where it is none that is kept."""
    if not data:
        raise Incomplete("file", EMPTY)
    if len(data) > MOST:
        raise Incomplete("file", TOO_LARGE)
    kind = media_types.sniff(data[: media_types.HEAD]) or (TEXT if _is_plain(data) else None)
    if kind not in KEPT:
        raise Incomplete("file", OTHER_KIND)
    return kind


def _is_plain(data: bytes) -> bool:
    """Whether this is text and nothing that a browser could take for a page: that is evidence of nothing."""
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    is_markup = words.lstrip()[:1] == "<"
    return not is_markup and all(char >= " " or char in "\t\n\r\f" for char in words)
