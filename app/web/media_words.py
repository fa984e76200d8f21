"""Words and measures of files on the page: Jinja filters. register(app) adds them.

    file_word(media)          Picture · Video · PDF
    file_line(media)          Quote-2291.pdf · 2.4 MB
    file_shape(media)         picture · video · audio · file
    shown_files(message)      its files but those that went as a link
    shown_box(media)          (width, height) in which a picture alone is shown, so that nothing jumps
    is_too_large(media)       whether it can only go as a link
"""

from __future__ import annotations

from flask import Flask

from app.models import Media, Message
from app.sms import media_types
from app.sms.media_rules import human
from app.texting.media_out import address, too_large

WIDEST, TALLEST, NARROWEST = 280, 320, 96


def register(app: Flask) -> None:
    filters = (file_word, file_line, file_shape, shown_files, shown_box, is_too_large, public_address)
    app.jinja_env.filters.update({each.__name__: each for each in filters})


def file_word(media: Media) -> str:
    return media_types.word_of(media.content_type)


def file_line(media: Media) -> str:
    """Name, or what it is, and size."""
    return f"{media.name or file_word(media)} · {human(media.size)}"


def file_shape(media: Media) -> str:
    kind = media_types.BY_TYPE.get(media.content_type)
    return kind.shape if kind else media.content_type.partition("/")[0].replace("image", "picture")


def shown_files(message: Message) -> list[Media]:
    return [media for media in message.media if not media.as_link]


def shown_box(media: Media) -> tuple[int, int]:
    """The picture's own proportions within what a bubble may take."""
    width, height = media.width or 4, media.height or 3
    scale = min(WIDEST / width, TALLEST / height)
    return max(NARROWEST, round(width * scale)), max(NARROWEST, round(height * scale))


def is_too_large(media: Media) -> bool:
    return too_large(media)


def public_address(media: Media) -> str:
    return address(media.token or "")
