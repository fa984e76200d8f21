"""What a file is by its own bytes: sniff(head). A declared type is never believed.

Only kinds that can hold no script are known here; SVG, HTML, archives and programs are nothing to sniff().
"""

from __future__ import annotations

import re
from dataclasses import dataclass

HEAD = 512  # bytes that sniff() needs


@dataclass(frozen=True, slots=True)
class Kind:
    """`shape` is picture (Leadline can draw it), video, audio or file; `word` is what people call it."""

    content_type: str
    extension: str
    shape: str
    word: str


JPEG = Kind("image/jpeg", "jpg", "picture", "Picture")
PNG = Kind("image/png", "png", "picture", "Picture")
GIF = Kind("image/gif", "gif", "picture", "GIF")
WEBP = Kind("image/webp", "webp", "picture", "Picture")
BMP = Kind("image/bmp", "bmp", "picture", "Picture")
TIFF = Kind("image/tiff", "tif", "picture", "Picture")
HEIC = Kind("image/heic", "heic", "file", "Picture")
MP4 = Kind("video/mp4", "mp4", "video", "Video")
MOV = Kind("video/quicktime", "mov", "video", "Video")
G3PP = Kind("video/3gpp", "3gp", "video", "Video")
G3PP2 = Kind("video/3gpp2", "3g2", "video", "Video")
WEBM = Kind("video/webm", "webm", "video", "Video")
M4A = Kind("audio/mp4", "m4a", "audio", "Audio")
MP3 = Kind("audio/mpeg", "mp3", "audio", "Audio")
OGG = Kind("audio/ogg", "ogg", "audio", "Audio")
WAV = Kind("audio/vnd.wave", "wav", "audio", "Audio")
AMR = Kind("audio/amr", "amr", "audio", "Audio")
PDF = Kind("application/pdf", "pdf", "file", "PDF")
VCARD = Kind("text/vcard", "vcf", "file", "Contact card")
CALENDAR = Kind("text/calendar", "ics", "file", "Calendar date")

KINDS = (JPEG, PNG, GIF, WEBP, BMP, TIFF, HEIC, MP4, MOV, G3PP, G3PP2, WEBM, M4A, MP3, OGG, WAV, AMR, PDF, VCARD,
         CALENDAR)
BY_TYPE = {kind.content_type: kind for kind in KINDS}

_STARTS = (
    (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"GIF87a", GIF), (b"GIF89a", GIF), (b"BM", BMP),
    (b"II*\x00", TIFF), (b"MM\x00*", TIFF), (b"%PDF-", PDF), (b"OggS", OGG), (b"ID3", MP3), (b"#!AMR", AMR),
)
_RIFF = {b"WEBP": WEBP, b"WAVE": WAV}
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
_MP4_BRANDS = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"mmp4",
               b"MSNV", b"f4v "}
_UNSAFE_IN_NAMES = re.compile(r"[^\w .()+-]")


def sniff(head: bytes) -> Kind | None:
    """The kind of a file that begins so; None for what this product does not keep."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _by_brand(head[8:12])
    if head.startswith(b"\x1aE\xdf\xa3"):
        return WEBM if b"webm" in head[:64] else None
    if head[:1] == b"\xff" and len(head) > 2 and head[1] in (0xFB, 0xF3, 0xF2, 0xFA):
        return MP3
    words = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:16].upper()
    return VCARD if words.startswith(b"BEGIN:VCARD") else CALENDAR if words.startswith(b"BEGIN:VCALENDAR") else None


def word_of(content_type: str) -> str:
    """What people call such a file: Picture, Video, PDF, File. Also for a declared type nobody has checked yet."""
    kind = BY_TYPE.get(content_type)
    if kind is not None:
        return kind.word
    return {"image": "Picture", "video": "Video", "audio": "Audio"}.get(content_type.partition("/")[0], "File")


def words_for(content_types: list[str]) -> str:
    """Several files in a word or two: Picture, 2 pictures, PDF, 3 files; empty for none."""
    words = {word_of(content_type) for content_type in content_types}
    if len(content_types) == 1:
        return words.pop()
    if len(words) > 1:
        return f"{len(content_types)} files"
    return f"{len(content_types)} {_plural(words.pop())}" if words else ""


def safe_name(given: str, kind: Kind) -> str:
    """A file's own name without path and odd characters, with the ending of what it is; at most 120 characters."""
    last = re.split(r"[\\/]", given.replace("\x00", ""))[-1].strip()
    stem = _UNSAFE_IN_NAMES.sub("_", last.rpartition(".")[0] or last).strip(" .")[:110]
    return f"{stem or kind.word.replace(' ', '-').lower()}.{kind.extension}"


def _plural(word: str) -> str:
    return word if word == "Audio" else f"{word}s" if word in ("PDF", "GIF") else f"{word.lower()}s"


def _by_brand(brand: bytes) -> Kind | None:
    if brand in _HEIC_BRANDS:
        return HEIC
    if brand in _MP4_BRANDS:
        return MP4
    if brand == b"qt  ":
        return MOV
    if brand[:3] == b"3gp":
        return G3PP
    if brand[:3] == b"3g2":
        return G3PP2
    return M4A if brand in (b"M4A ", b"M4B ") else None
