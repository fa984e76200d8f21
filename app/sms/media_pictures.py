"""Pictures made anew from their pixels: clean(data), fitted(data, limit), thumbnail(data).

What is written is drawn from the pixels alone: no metadata, no place, no bytes behind the end. What is asked of a
file before it is decoded is its size in pixels, so that a small file can't become a large picture in memory.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from app.sms import media_types

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")
MOST_PIXELS = 64_000_000
MOST_PIXELS_MOVING = 120_000_000  # of all frames together
MOST_FRAMES = 300
LONGEST_SIDE = 4096
THUMBNAIL = 480
SIDES = (2560, 2048, 1600, 1280, 1024, 800, 640, 480)
QUALITIES = (88, 80, 70, 60)
MOVING_SIDES = (640, 480, 360, 280, 200)

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class NoPicture(ValueError):
    """These bytes can't be made into a picture; the text says why, for people."""


@dataclass(frozen=True, slots=True)
class Picture:
    data: bytes
    content_type: str
    width: int
    height: int


def clean(data: bytes) -> Picture:
    """The same picture, drawn anew: turned upright, without metadata. Raises NoPicture."""
    with _opened(data) as image:
        if _is_moving(image):
            return _moving(image, LONGEST_SIDE)
        still = _still(image, LONGEST_SIDE)
        if image.format in ("PNG", "GIF", "BMP", "TIFF") or still.mode == "RGBA":
            drawn = _written(still, "PNG", optimize=False)
            if still.mode == "RGBA" or len(drawn.data) < 2_000_000:
                return drawn
        return _jpeg(still, 90)


def fitted(data: bytes, limit: int) -> Picture | None:
    """The picture in at most `limit` bytes: lower quality first, then smaller; None when no step is small enough."""
    with _opened(data) as image:
        steps = _moving_steps(image) if _is_moving(image) else _still_steps(image)
        return next((step for step in steps if len(step.data) <= limit), None)


def thumbnail(data: bytes) -> Picture:
    """A still, small picture (WebP, at most 480 pixels on a side) for pages."""
    with _opened(data) as image:
        return _written(_still(image, THUMBNAIL), "WEBP", quality=78)


class _opened:
    """An image whose size has been judged and whose pixels have been read, or NoPicture."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __enter__(self) -> Image.Image:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                self.image = Image.open(io.BytesIO(self.data), formats=FORMATS)
                _judge(self.image)
                self.image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                self.image.load()
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise NoPicture(TOO_MANY) from None
        except NoPicture:
            raise
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, MemoryError):
            raise NoPicture("The picture is damaged and can't be read.") from None
        return self.image

    def __exit__(self, kind: type | None, error: BaseException | None, _trace: object) -> None:
        self.image.close()
        if isinstance(error, OSError | SyntaxError | ValueError | EOFError) and not isinstance(error, NoPicture):
            raise NoPicture("The picture is damaged and can't be read.") from None


TOO_MANY = f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels."


def _judge(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise NoPicture(TOO_MANY)


def _is_moving(image: Image.Image) -> bool:
    """Whether it is an animation within bounds; a longer one is kept as its first picture."""
    frames = _frames_of(image)
    return 1 < frames <= MOST_FRAMES and frames * image.width * image.height <= MOST_PIXELS_MOVING


def _frames_of(image: Image.Image) -> int:
    return getattr(image, "n_frames", 1) if image.format == "GIF" else 1


def _still(image: Image.Image, side: int) -> Image.Image:
    upright = ImageOps.exif_transpose(image)
    is_clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    still = upright.convert("RGBA" if is_clear else "RGB")
    still.thumbnail((side, side), Image.Resampling.LANCZOS)
    bare = Image.new(still.mode, still.size)
    bare.paste(still)
    return bare


def _still_steps(image: Image.Image) -> Iterator[Picture]:
    whole = _still(image, SIDES[0])
    for side in SIDES:
        if side > SIDES[-1] and side > max(whole.size) and side != SIDES[0]:
            continue
        small = whole.copy()
        small.thumbnail((side, side), Image.Resampling.LANCZOS)
        for quality in QUALITIES:
            yield _jpeg(small, quality)


def _moving_steps(image: Image.Image) -> Iterator[Picture]:
    for side in MOVING_SIDES:
        yield _moving(image, side)


def _moving(image: Image.Image, side: int) -> Picture:
    frames, times = [], []
    for frame in ImageSequence.Iterator(image):
        drawn = frame.convert("RGBA")
        drawn.thumbnail((side, side), Image.Resampling.LANCZOS)
        frames.append(drawn)
        times.append(max(20, int(frame.info.get("duration", 100))))
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=times, loop=0, disposal=2,
                   optimize=True)
    return Picture(out.getvalue(), media_types.GIF.content_type, *frames[0].size)


def _jpeg(still: Image.Image, quality: int) -> Picture:
    if still.mode == "RGBA":
        white = Image.new("RGB", still.size, "white")
        white.paste(still, mask=still.getchannel("A"))
        still = white
    return _written(still, "JPEG", quality=quality, optimize=True, progressive=True)


def _written(still: Image.Image, form: str, **options: object) -> Picture:
    out = io.BytesIO()
    still.save(out, form, **options)
    return Picture(out.getvalue(), f"image/{form.lower()}", *still.size)
