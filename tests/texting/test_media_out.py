"""Files that go out: whose, how many, how large; and exactly what the carrier is told."""

from __future__ import annotations

import dataclasses
import io
from uuid import uuid4

import pytest

from app import transaction
from app.extensions import db
from app.models import Media, Message
from app.sms import media_types
from app.sms.twilio_client import carrier as carrier_of
from app.texting import compose, deliver, media_out, media_store, media_uploads, media_work
from tests.fixtures.files import PDF, drawn, moving
from tests.texting.acts import asked, at_once, claimed, newest, rows
from tests.texting.fake_carrier import callback_url


def upload(author, data: bytes, name: str = "photo.jpg") -> Media:
    """An agent's upload, made ready."""
    found = media_uploads.keep_file(author, name, io.BytesIO(data))
    media = transaction.perform(media_uploads.take, author, name, *found)
    media_work.drain(None)
    return db.session.get(Media, media.id, populate_existing=True)


def send(world, conversation, *files, body: str = "Here it is.", author=None) -> Message:
    ids = [media.id for media in files]
    return transaction.perform(
        compose.compose, conversation, author or world.ben, body, str(uuid4()), None, ids
    ).message


@pytest.mark.lesson(37)
@pytest.mark.parametrize("count", range(1, 11))
def test_the_carrier_is_told_every_file_in_order_and_can_fetch_each(world, carrier, settings, count):
    conversation = asked(world)
    files = [upload(world.ben, drawn(size=(50 + n, 50)), f"photo {n}.jpg") for n in range(count)]
    send(world, conversation, *files)
    deliver.drain(carrier_of(settings), callback_url)
    (made,) = carrier.creates()
    assert made["media"] == [f"{settings.public_url}/m/{media.token}" for media in files]
    assert made["body"] == "Here it is."


def test_files_alone_are_a_text_too(world):
    message = send(world, asked(world), upload(world.ben, drawn()), body="")
    (text,) = claimed()
    assert (text.body, len(text.media_urls), message.media_count) == ("", 1, 1)


def test_a_text_without_files_names_none(world):
    send(world, asked(world))
    assert claimed()[0].media_urls == ()


def test_a_large_photo_goes_in_the_size_that_fits_and_is_kept_whole(world):
    photo = upload(world.ben, drawn(size=(1800, 1400), noisy=True, quality=95))
    assert photo.size > 1_000_000 and photo.fitted_type == "image/jpeg"
    assert media_store.path_of(photo.fitted_key).stat().st_size <= 490_000
    assert send(world, asked(world), photo).media_count == 1


def test_ten_large_photos_go_in_one_text(world):
    large = {"account_id": world.copper.id, "author_id": world.ben.id, "state": "stored", "content_type": "image/jpeg",
             "size": 3_000_000, "width": 2000, "height": 1500, "fitted_type": "image/jpeg"}
    photos = [Media(**large, name=f"{n}.jpg", key=f"whole{n}", fitted_key=f"fit{n}", token=f"t{n}") for n in range(10)]
    assert send(world, asked(world), *map(world.keep, photos)).media_count == 10


def test_a_large_file_goes_as_a_link_and_is_not_handed_to_the_carrier(world):
    quote = upload(world.ben, PDF + bytes(700_000), "Quote-2291.pdf")
    conversation = asked(world)
    with pytest.raises(media_out.NotYours, match="Quote-2291.pdf is too large for a text .limit 600 KB.. Send it as"):
        send(world, conversation, quote)
    assert rows(Message, direction="out") == []
    transaction.perform(media_uploads.make_link, quote)
    message = send(world, conversation, quote, body=f"Here: {media_out.address(quote.token)}")
    assert message.media_count == 0 and claimed()[0].media_urls == ()
    assert db.session.get(Media, quote.id, populate_existing=True).message_id == message.id


def test_a_file_whose_link_was_taken_out_of_the_words_is_not_sent_as_nothing(world):
    quote = upload(world.ben, PDF + bytes(700_000), "Quote-2291.pdf")
    transaction.perform(media_uploads.make_link, quote)
    with pytest.raises(media_out.NotYours, match="no longer in your words"):
        send(world, asked(world), quote, body=" ")


def test_the_address_of_every_file_that_goes_as_a_link_stands_in_the_words(world):
    conversation = asked(world)
    first, second = upload(world.ben, PDF + bytes(700_000), "a.pdf"), upload(world.ben, PDF + bytes(700_001), "b.pdf")
    for quote in (first, second):
        transaction.perform(media_uploads.make_link, quote)
    photo = upload(world.ben, drawn())
    words = media_out.address(first.token)
    for files in ([first, second], [second], [second, photo]):
        with pytest.raises(media_out.NotYours, match="no longer in your words"):
            send(world, conversation, *files, body=words)
    assert rows(Message, direction="out") == []
    send(world, conversation, first, second, photo, body=f"{words}\n{media_out.address(second.token)}")


def test_files_that_no_carrier_makes_smaller_must_fit_together(world):
    conversation = asked(world)
    first, second = upload(world.ben, PDF + bytes(350_000), "a.pdf"), upload(world.ben, PDF + bytes(350_001), "b.pdf")
    with pytest.raises(media_out.NotYours, match="are 700 KB without the pictures; a text carries 600 KB. .* a link"):
        send(world, conversation, first, second)
    photos = [upload(world.ben, drawn(size=(900, 700), noisy=True, color=color)) for color in ("red", "blue")]
    send(world, conversation, first, *photos)


def test_one_file_in_two_texts_at_once_goes_with_one_of_them(world, app):
    photo = upload(world.ben, drawn())
    threads = [asked(world), asked(world, world.dee.e164)]
    results = at_once(app, *[lambda c=c: send(world, c, photo) for c in threads])
    assert sorted(type(result).__name__ for result in results) == ["Message", "NotYours"]
    assert [m.media_count for m in rows(Message, direction="out")] == [1]


def test_only_ones_own_unsent_files_of_this_account_go(world):
    conversation = asked(world)
    mine, anas, caras = upload(world.ben, drawn()), upload(world.ana, drawn()), upload(world.cara, drawn())
    for files in ([anas], [caras], [mine, anas]):
        with pytest.raises(media_out.NotYours, match="Attach it again"):
            send(world, conversation, *files)
    send(world, conversation, mine)
    with pytest.raises(media_out.NotYours):
        send(world, conversation, mine, body="Once more")
    assert len(rows(Message, direction="out")) == 1


def test_the_same_text_with_the_same_files_is_one_and_with_others_a_conflict(world):
    conversation, client_id = asked(world), str(uuid4())
    first, other = upload(world.ben, drawn()), upload(world.ben, drawn(color="red"))
    wanted = (compose.compose, conversation, world.ben, "Here", client_id, None)
    made = transaction.perform(*wanted, [first.id])
    assert transaction.perform(*wanted, [first.id]).message.id == made.message.id
    with pytest.raises(compose.Conflict):
        transaction.perform(*wanted, [other.id])


def test_a_file_that_is_not_ready_or_no_picture_is_told_in_words(world):
    conversation = asked(world)
    found = media_uploads.keep_file(world.ben, "a.jpg", io.BytesIO(drawn()))
    waits = transaction.perform(media_uploads.take, world.ben, "a.jpg", *found)
    with pytest.raises(media_out.NotYours, match="still being made ready"):
        send(world, conversation, waits)
    damaged = upload(world.ben, b"\xff\xd8\xff" + bytes(50), "torn.jpg")
    with pytest.raises(media_out.NotYours, match="torn.jpg can't be sent: The picture is damaged"):
        send(world, conversation, damaged)


def test_eleven_files_are_one_too_many(world):
    files = [upload(world.ben, PDF, f"{n}.pdf") for n in range(11)]
    with pytest.raises(media_out.NotYours, match="at most 10 files. Take 1 out"):
        send(world, asked(world), *files)


def test_files_need_an_address_that_the_real_carrier_can_fetch_from(world, app, monkeypatch, settings):
    real = dataclasses.replace(settings, carrier="twilio", twilio_api_url="")
    monkeypatch.setitem(app.config, "SETTINGS", real)
    media = upload(world.ben, PDF, "a.pdf")
    with pytest.raises(media_out.NotYours, match="set PUBLIC_URL to a public https address"):
        send(world, asked(world), media)
    for url, is_fine in [("https://text.example.com", True), ("http://text.example.com", False),
                         ("https://10.0.0.1", False), ("https://localhost", False)]:  # fmt: skip
        assert (media_out.cannot_be_fetched(dataclasses.replace(real, public_url=url)) == "") is is_fine
    assert media_out.cannot_be_fetched(settings) == ""


def test_what_was_never_sent_goes_after_a_day_with_its_bytes(world, clock):
    conversation = asked(world)
    sent, left = upload(world.ben, moving()), upload(world.ben, drawn(color="navy"))
    send(world, conversation, sent)
    clock.advance(hours=25)
    media_uploads.tidy()
    assert [media.id for media in rows(Media)] == [sent.id] and media_store.path_of(sent.key).exists()
    assert left.content_type == media_types.JPEG.content_type


def test_a_gif_of_the_account_is_taken_again_without_its_bytes_twice(world):
    gif = upload(world.ben, moving(), "dance.gif")
    send(world, asked(world), gif)
    again = transaction.perform(media_uploads.copy, world.ana, gif)
    assert (again.key, again.author_id, again.message_id) == (gif.key, world.ana.id, None)
    assert again.token != gif.token
    assert [media.key for media in media_uploads.gifs_for(world.ana)] == [gif.key]
    assert media_uploads.gifs_for(world.cara) == []
    assert newest(Media).id == again.id
