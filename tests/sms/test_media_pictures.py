"""Pictures are drawn anew: upright, without metadata, within bounds. What lies about itself is found out."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pytest
from PIL import Image

from app.sms import media_draw, media_pictures, media_types
from app.sms.media_pictures import NoPicture, clean, fitted, thumbnail
from tests.fixtures.files import HTML, MP4, PDF, SVG, VCARD, drawn, moving


def test_a_picture_is_turned_upright_and_loses_what_it_said_about_its_place():
    exif = Image.Exif()
    exif[0x0112] = 6  # lay on its side
    exif[0x010F] = "Spycam"
    exif.get_ifd(0x8825)[2] = (33.0, 26.0, 54.0)  # GPS latitude
    made = clean(drawn(size=(400, 200), exif=exif))
    assert (made.width, made.height) == (200, 400)
    again = Image.open(io.BytesIO(made.data))
    assert not dict(again.getexif()) and b"Spycam" not in made.data and b"Exif" not in made.data


@pytest.mark.parametrize(("form", "became"), [
    ("JPEG", "image/jpeg"), ("PNG", "image/png"), ("GIF", "image/png"), ("BMP", "image/png"), ("TIFF", "image/png"),
    ("WEBP", "image/jpeg"),
])  # fmt: skip
def test_every_kind_of_picture_becomes_one_that_phones_and_browsers_know(form, became):
    data = drawn(form)
    assert media_types.sniff(data).shape == "picture"
    assert clean(data).content_type == became


def test_what_stands_behind_the_picture_or_in_its_comments_is_gone():
    made = clean(drawn("PNG") + HTML)
    assert b"<script" not in made.data
    assert b"<script" not in clean(drawn("GIF", comment=HTML)).data


def test_an_animation_moves_on_and_a_too_long_one_becomes_its_first_picture(monkeypatch):
    assert Image.open(io.BytesIO(clean(moving(6)).data)).n_frames == 6
    monkeypatch.setattr(media_pictures, "MOST_FRAMES", 4)
    still = clean(moving(6))
    assert getattr(Image.open(io.BytesIO(still.data)), "n_frames", 1) == 1


def test_a_small_file_that_would_be_a_huge_picture_is_refused_before_it_is_decoded():
    bomb = bytearray(drawn("PNG", (8, 8)))
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2
    bomb[29:33] = zlib.crc32(bytes(bomb[12:29])).to_bytes(4, "big")
    with pytest.raises(NoPicture, match="million pixels"):
        clean(bytes(bomb))


def growing(width: int, height: int) -> bytes:
    """A small animation whose second frame says that it is this large."""
    data = bytearray(moving(3, (20, 20)))
    second = data.index(b"\x2c", data.index(b"\x21\xf9", data.index(b"\x2c") + 10))
    data[second + 5 : second + 9] = width.to_bytes(2, "little") + height.to_bytes(2, "little")
    return bytes(data)


@pytest.mark.parametrize("size", [(21, 20), (4000, 4000), (20_000, 20_000)])
def test_a_later_frame_larger_than_the_first_is_refused_before_it_is_decoded(size):
    data = growing(*size)
    for draws in (clean, lambda given: fitted(given, 600_000), media_draw.draw):
        with pytest.raises(NoPicture, match="too large or damaged|million pixels"):
            draws(data)


def test_frames_beyond_the_pixels_of_all_together_are_left_out(monkeypatch):
    monkeypatch.setattr(media_pictures, "MOST_PIXELS_MOVING", 4 * 120 * 90)
    assert Image.open(io.BytesIO(clean(moving(6)).data)).n_frames == 4


def test_pictures_are_drawn_in_a_process_of_their_own():
    photo = drawn(size=(1200, 900), noisy=True, quality=95)
    made = media_draw.draw(photo, 300_000)
    assert (made.whole, made.small) == (clean(photo), thumbnail(clean(photo).data))
    assert made.fitted is not None and len(made.fitted.data) <= 300_000
    assert media_draw.draw(moving()).fitted is None
    with pytest.raises(NoPicture, match="damaged and can't be read"):
        media_draw.draw(b"GIF89a")


def test_a_process_that_takes_too_long_or_too_much_is_ended_and_the_picture_refused(monkeypatch, tmp_path):
    with pytest.raises(NoPicture, match="too large or damaged to be shown"):
        media_draw.draw(drawn(), within_s=0.001)
    program = tmp_path / "greedy.py"
    source = Path(media_pictures.__file__).read_text()
    program.write_text(source.replace("    _answer(int", "    bytearray(2 * MOST_MEMORY)\n    _answer(int"))
    monkeypatch.setattr(media_pictures, "__file__", str(program))
    with pytest.raises(NoPicture, match="too large or damaged to be shown"):
        media_draw.draw(drawn())


@pytest.mark.parametrize("data", [drawn()[:300], drawn("PNG")[:60], moving()[:40], b"\xff\xd8\xff", b"GIF89a", b"BM"])
def test_a_picture_cut_short_is_refused_in_words(data):
    with pytest.raises(NoPicture, match="damaged"):
        clean(data)


def test_a_large_photo_is_made_to_fit_and_a_picture_that_fits_is_small_enough():
    photo = drawn(size=(2400, 1800), noisy=True, quality=95)
    assert len(photo) > 2_000_000
    made = fitted(photo, 600_000)
    assert made is not None and len(made.data) <= 600_000 and made.content_type == "image/jpeg"
    assert max(made.width, made.height) >= 800
    assert fitted(photo, 200) is None


def test_thumbnails_are_small_and_still():
    small = thumbnail(drawn(size=(3000, 1000)))
    assert (small.width, small.height, small.content_type) == (480, 160, "image/webp")
    assert len(thumbnail(moving()).data) < 5000


@pytest.mark.parametrize(("data", "kind"), [
    (PDF, media_types.PDF), (VCARD, media_types.VCARD), (MP4, media_types.MP4), (SVG, None), (HTML, None), (b"", None),
    (b"\n" + SVG, None), (b"MZ\x90", None), (b"PK\x03\x04", None), (b"#!/bin/sh", None), (b"<?xml version", None),
    (b"\xef\xbb\xbfBEGIN:VCARD", media_types.VCARD), (b"\x00\x00\x00\x18ftypheic", media_types.HEIC),
    (b"\x00\x00\x00\x14ftyp3gp5", media_types.G3PP), (b"#!AMR\n", media_types.AMR), (b"ID3\x04", media_types.MP3),
    (b"RIFF....WAVEfmt ", media_types.WAV), (b"OggS", media_types.OGG), (b" %PDF-1.4", None),
])  # fmt: skip
def test_a_file_is_what_its_bytes_say(data, kind):
    assert media_types.sniff(data) is kind


@pytest.mark.parametrize(("given", "kept"), [
    ("Quote 2291.pdf", "Quote 2291.pdf"), ("../../etc/passwd", "passwd.pdf"), ("C:\\x\\Offer.PDF.exe", "Offer.PDF.pdf"),
    ("", "pdf.pdf"), ("a\x00<b>.pdf", "a_b_.pdf"), ("é" * 300, "é" * 110 + ".pdf"),
])  # fmt: skip
def test_names_are_made_safe_and_end_as_what_they_are(given, kept):
    assert media_types.safe_name(given, media_types.PDF) == kept
