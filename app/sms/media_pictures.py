"""Pictures made anew from their pixels: ready(data, limit) makes all; clean, fitted and thumbnail make one each.

What is written is drawn from the pixels alone: no metadata, no place, no bytes behind the end. What is asked of a
file before anything of it is decoded is its size in pixels, of each frame anew, so that a small file can't become a
large picture in memory. Nothing here needs the rest of Leadline: media_draw runs this very file as a program.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")
MOST_PIXELS = 25_000_000
MOST_PIXELS_MOVING = 30_000_000  # of all frames together; what comes after is left out
MOST_FRAMES = 300
MOST_MEMORY = 600_000_000  # bytes, as a program; a still of MOST_PIXELS takes two thirds of it
MOST_SECONDS = 30  # of the processor, as a program
LONGEST_SIDE = 4096
THUMBNAIL = 480
SIDES = (2560, 2048, 1600, 1280, 1024, 800, 640, 480)
QUALITIES = (88, 80, 70, 60)
MOVING_SIDES = (640, 480, 360, 280, 200)

TOO_MANY = f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels."
DAMAGED = "The picture is damaged and can't be read."
UNSHOWN = "The picture is too large or damaged to be shown."

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class NoPicture(ValueError):
    """These bytes can't be made into a picture; the text says why, for people."""


@dataclass(frozen=True, slots=True)
class Picture:
    data: bytes
    content_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Ready:
    """`whole` to be kept, `small` for pages, and `fitted` where `whole` is larger than a text carries."""

    whole: Picture
    small: Picture
    fitted: Picture | None


def ready(data: bytes, limit: int = 0) -> Ready:
    """All that is made of a picture; with `limit` (bytes) also one that fits into it. Raises NoPicture."""
    whole = clean(data)
    is_large = 0 < limit < len(whole.data)
    return Ready(whole, thumbnail(whole.data), fitted(whole.data, limit) if is_large else None)


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


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """An image whose size has been judged; whatever goes wrong while it is drawn is NoPicture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise NoPicture(TOO_MANY)
                yield image
    except NoPicture:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise NoPicture(TOO_MANY) from None
    except MemoryError:
        raise NoPicture(UNSHOWN) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise NoPicture(DAMAGED) from None


def _is_moving(image: Image.Image) -> bool:
    """Whether it is an animation of at most MOST_FRAMES; a longer one is kept as its first picture."""
    return image.format == "GIF" and 1 < getattr(image, "n_frames", 1) <= MOST_FRAMES


def _still(image: Image.Image, side: int) -> Image.Image:
    """A bare copy within `side`, upright. The image itself is made smaller, so that few large copies stand at once."""
    image.draft("RGB", (side, side))
    ImageOps.exif_transpose(image, in_place=True)
    is_clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    mode = "RGBA" if is_clear else "RGB"
    if image.mode not in ("L", "RGB", "RGBA") or (is_clear and image.mode != mode):
        image = image.convert(mode)
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    bare = Image.new(mode, image.size)
    bare.paste(image)
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
    for frame in _frames(image):
        drawn = frame.convert("RGBA")
        drawn.thumbnail((side, side), Image.Resampling.LANCZOS)
        frames.append(drawn)
        times.append(max(20, int(frame.info.get("duration", 100))))
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=times, loop=0, disposal=2,
                   optimize=True)
    return Picture(out.getvalue(), "image/gif", *frames[0].size)


def _frames(image: Image.Image) -> Iterator[Image.Image]:
    """Frame after frame, not decoded yet, while their pixels are within MOST_PIXELS_MOVING. A frame that is larger
    than the first would enlarge the whole canvas: such a file is NoPicture."""
    image.seek(0)
    size, pixels = image.size, 0
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        if image.size != size:
            raise NoPicture(UNSHOWN)
        pixels += size[0] * size[1]
        if number and pixels > MOST_PIXELS_MOVING:
            return
        yield image


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


def _answer(limit: int, source: BinaryIO, sink: BinaryIO) -> None:
    """As a program: a line of JSON with the problem or the pictures' facts, then their bytes. See media_draw."""
    data, made, problem = source.read(), (), ""
    try:
        drawn = ready(data, limit)
        made = (drawn.whole, drawn.small, drawn.fitted)
    except NoPicture as why:
        problem = str(why)
    told = [each and {"size": len(each.data), "content_type": each.content_type, "width": each.width,
                      "height": each.height} for each in made]  # fmt: skip
    sink.write(json.dumps({"problem": problem, "pictures": told}).encode() + b"\n")
    for each in made:
        sink.write(each.data if each else b"")


def _bound() -> None:
    """No more than MOST_SECONDS of the processor, however busy the machine is, and no more address space than this
    process has now and MOST_MEMORY; the latter where the system counts it (Linux)."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    counted = Path("/proc/self/statm")
    if counted.exists():
        most = int(counted.read_text().split()[0]) * resource.getpagesize() + MOST_MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    _bound()
    _answer(int(sys.argv[1]), sys.stdin.buffer, sys.stdout.buffer)
