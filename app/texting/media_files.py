"""From bytes to a kept file: make(data, ...) says what became of them, as a Made. No database is touched.

Pictures are drawn anew and kept with a small one for pages; video, sound, PDF and contact cards are kept as they are,
to be downloaded. Whatever else arrives is refused with its reason.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from app.sms import media_draw, media_rules, media_types
from app.sms.media_pictures import NoPicture
from app.sms.media_types import Kind
from app.texting import media_store

UNKNOWN = "This kind of file is not kept here. Pictures, video, sound, PDF and contact cards are."
EMPTY = "The file is empty."
_drawing = threading.Lock()  # one picture at a time: a large one takes some hundred megabytes while it is drawn


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a file; `state` is one of the model's. Sizes in bytes and pixels."""

    state: str
    problem: str = ""
    key: str | None = None
    content_type: str = ""
    name: str = ""
    size: int = 0
    width: int | None = None
    height: int | None = None
    fitted_key: str | None = None
    fitted_type: str | None = None


def make(data: bytes, name: str = "", to_send: bool = False) -> Made:
    """Keep a file. With `to_send` a picture too large for a text is also kept in a size that fits."""
    if not data:
        return Made("refused", EMPTY)
    kind = media_types.sniff(data[: media_types.HEAD])
    if kind is None:
        return Made("refused", UNKNOWN)
    named = media_types.safe_name(name, kind) if name else ""
    try:
        if kind.shape != "picture":
            return _as_it_is(data, kind, named)
        with _drawing:
            return _picture(data, named, to_send)
    except NoPicture as problem:
        return Made("refused", str(problem))


def _picture(data: bytes, name: str, to_send: bool) -> Made:
    drawn = media_draw.draw(data, media_rules.FIT if to_send else 0)
    whole, fitted = drawn.whole, drawn.fitted
    key = media_store.put(whole.data, drawn.small.data)
    kind = media_types.BY_TYPE[whole.content_type]
    return Made(
        "stored", key=key, content_type=whole.content_type, size=len(whole.data), width=whole.width,
        height=whole.height, name=media_types.safe_name(name, kind) if name else "",
        fitted_key=media_store.put(fitted.data) if fitted else None,
        fitted_type=fitted.content_type if fitted else None,
    )


def _as_it_is(data: bytes, kind: Kind, name: str) -> Made:
    return Made("stored", key=media_store.put(data), content_type=kind.content_type, name=name, size=len(data))
