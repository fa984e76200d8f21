"""Files on the web: who may see one, how it is served so that it can do nothing, and what an upload is told."""

from __future__ import annotations

import io
import tracemalloc
from uuid import uuid4

import pytest
from sqlalchemy import event

from app import transaction
from app.extensions import db
from app.models import Conversation, Media, Message
from app.texting import compose, media_store, media_uploads, media_work
from tests.fixtures.files import HTML, MP4, PDF, SVG, drawn, moving
from tests.texting.acts import newest, rows


@pytest.fixture
def arrived(thread, world):
    """A picture of Fay's that came with a text."""
    message = world.message(thread, "", media_count=1)
    key = media_store.put(drawn(), b"small")
    return world.keep(Media(account_id=thread.account_id, message_id=message.id, state="stored", key=key, size=900,
                            content_type="image/jpeg", width=640, height=480))  # fmt: skip


def upload(client, conversation, *files, **more):
    """POST these (name, bytes) as the composer does."""
    data = {"file": [(io.BytesIO(data), name) for name, data in files], **more}
    return client.post(f"/conversations/{conversation.id}/media", data=data, content_type="multipart/form-data")


def send(world, thread, media: Media, author=None) -> None:
    """The file goes with a text."""
    wanted = (thread, author or world.ben, "Look", str(uuid4()), None, [media.id])
    transaction.perform(compose.compose, *wanted)


def ready(media_id: int | None = None) -> Media:
    media_work.drain(None)
    db.session.expire_all()
    return db.session.get(Media, media_id) if media_id else newest(Media)


def test_a_picture_is_shown_to_whoever_sees_its_conversation_and_to_nobody_else(client, world, arrived, cara):
    client.sign_in(world.ben)
    answer = client.get(f"/media/{arrived.id}")
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert cara.get(f"/media/{arrived.id}").status_code == 404
    message = db.session.get(Message, arrived.message_id)
    db.session.get(Conversation, message.conversation_id).department_id = world.billing.id
    assert client.get(f"/media/{arrived.id}").status_code == 404
    assert client.post(f"/media/{arrived.id}/retry").status_code == 404
    assert client.sign_in(world.ana).get(f"/media/{arrived.id}").status_code == 200


@pytest.mark.parametrize("size", ["", "?size=small"])
def test_what_is_served_can_do_nothing(client, world, arrived, size):
    answer = client.sign_in(world.ben).get(f"/media/{arrived.id}{size}")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    same = client.get(f"/media/{arrived.id}{size}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    assert answer.headers["Content-Disposition"].startswith("inline" if size else "attachment")


def test_a_video_is_served_in_parts(client, world, thread):
    message = world.message(thread, "", media_count=1)
    key = media_store.put(MP4)
    media = world.keep(Media(account_id=thread.account_id, message_id=message.id, state="stored", key=key,
                             content_type="video/mp4", size=len(MP4)))  # fmt: skip
    answer = client.sign_in(world.ben).get(f"/media/{media.id}", headers={"Range": "bytes=4-7"})
    assert (answer.status_code, answer.data, answer.mimetype) == (206, b"ftyp", "video/mp4")


def test_an_upload_is_made_ready_and_fetched_by_its_public_address_without_sign_in(client, world, thread, app):
    answer = upload(client.sign_in(world.ben), thread, ("My Photo.jpg", drawn(size=(900, 600))))
    assert answer.status_code == 201 and "Getting ready" in answer.text
    media = ready()
    assert "Getting ready" not in client.get(f"/media/{media.id}/chip").text
    stranger = app.test_client()
    for method in (stranger.head, stranger.get):
        fetched = method(f"/m/{media.token}")
        assert (fetched.status_code, fetched.mimetype) == (200, "image/jpeg")
        assert fetched.headers["Content-Disposition"] == 'inline; filename="My_Photo.jpg"'
        assert "Set-Cookie" not in fetched.headers
    assert stranger.get(f"/m/{media.token[:-1]}x").status_code == 404
    assert stranger.get("/m/" + "é" * 43).status_code == 404


def test_a_file_that_is_no_picture_is_downloaded_also_by_its_public_address(client, world, thread):
    upload(client.sign_in(world.ben), thread, ("Quote 2291, both options.pdf", PDF))
    answer = client.get(f"/m/{newest(Media).token}")
    assert answer.headers["Content-Disposition"].startswith("attachment") and answer.mimetype == "application/pdf"
    name = answer.headers["Content-Disposition"].partition("filename=")[2].strip('"')
    assert len(name) <= 20 and " " not in name


@pytest.mark.parametrize(("name", "data", "said"), [
    ("logo.svg", SVG, "logo.svg is not a picture, video, sound, PDF or contact card"),
    ("page.jpg", HTML, "page.jpg is not a picture"), ("empty.png", b"", "empty.png is empty"),
])  # fmt: skip
def test_what_is_not_kept_is_told_in_a_sentence(client, world, thread, name, data, said):
    answer = upload(client.sign_in(world.ben), thread, (name, data))
    assert answer.status_code == 422 and said in answer.text and rows(Media) == []


def test_good_files_are_kept_beside_one_that_is_not(client, world, thread):
    answer = upload(client.sign_in(world.ben), thread, ("a.pdf", PDF), ("b.svg", SVG), ("c.gif", moving()))
    assert answer.status_code == 201 and "b.svg is not" in answer.text
    assert [media.name for media in rows(Media)] == ["a.pdf", "c.gif"]


def test_a_file_of_thirty_megabytes_and_eleven_files_are_too_much(client, world, thread):
    client.sign_in(world.ben)
    answer = upload(client, thread, ("film.mp4", MP4 + bytes(30_000_000)))
    assert answer.status_code == 422 and "film.mp4 is 30 MB; the limit is 25 MB" in answer.text
    assert upload(client, thread, ("film.mp4", MP4 + bytes(53_000_000))).status_code == 413
    assert "at most 10" in upload(client, thread, *[(f"{n}.pdf", PDF) for n in range(11)]).text
    assert rows(Media) == []


@pytest.mark.parametrize("address", ["/conversations/{}/media", "/media"])
def test_a_large_file_is_never_held_in_memory(client, world, thread, tmp_path, address):
    """Its body comes from a file, so that whatever is held is held by Leadline."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="film.mp4"\r\n\r\n'
    (tmp_path / "body").write_bytes(head + MP4 + bytes(20_000_000) + b"\r\n--x--\r\n")
    address, length = address.format(thread.id), (tmp_path / "body").stat().st_size
    client.sign_in(world.ben).get("/inbox")
    tracemalloc.start()
    with open(tmp_path / "body", "rb") as body:
        answer = client.post(address, input_stream=body, content_length=length,
                             content_type="multipart/form-data; boundary=x")  # fmt: skip
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    [media] = rows(Media)
    assert (answer.status_code, media.size) == (201, len(MP4) + 20_000_000)
    assert media_store.path_of(media.key).stat().st_size == media.size
    assert peak < 8_000_000


def test_whether_there_is_room_is_asked_before_anything_is_read(client, world, thread, monkeypatch):
    monkeypatch.setattr(media_uploads, "MOST_UNSENT", 1)
    monkeypatch.setattr(media_store, "put_file", lambda _file: pytest.fail("it was kept all the same"))
    world.keep(Media(account_id=thread.account_id, author_id=world.ben.id, content_type="image/png", state="waiting"))
    answer = upload(client.sign_in(world.ben), thread, ("a.pdf", PDF))
    assert answer.status_code == 422 and "Send or remove some first" in answer.text


def test_other_forms_stay_small(client, world, thread):
    answer = client.sign_in(world.ben).post(f"/conversations/{thread.id}/read", data={"x": "y" * 1_100_000})
    assert answer.status_code == 413


def test_uploads_are_their_authors_alone(client, world, thread, cara):
    upload(client.sign_in(world.ben), thread, ("a.pdf", PDF))
    media = newest(Media)
    ana = client.application.test_client().sign_in(world.ana)
    for other in (ana, cara):
        assert other.get(f"/media/{media.id}").status_code == 404
        assert other.get(f"/media/{media.id}/chip").status_code == 404
        assert other.post(f"/media/{media.id}/removal").status_code == 404
        assert other.post(f"/media/{media.id}/link").status_code == 404
    assert cara.post(f"/conversations/{thread.id}/media").status_code == 404
    assert client.get(f"/media/{media.id}").status_code == 200
    assert client.post(f"/media/{media.id}/removal").status_code == 204 and rows(Media) == []


def test_a_large_file_offers_to_go_as_a_link(client, world, thread):
    answer = upload(client.sign_in(world.ben), thread, ("Quote-2291.pdf", PDF + bytes(2_400_000)))
    assert "Quote-2291.pdf · 2.4 MB" in answer.text and "Send as a link" in answer.text
    media = newest(Media)
    assert f"/m/{media.token}" in client.post(f"/media/{media.id}/link").text
    assert "Send as a link" not in client.get(f"/media/{media.id}/chip").text


def test_a_gif_that_was_sent_is_there_for_all_who_see_its_department_and_an_unsent_one_for_its_author(
    client, world, thread, cara
):
    upload(client.sign_in(world.ben), thread, ("dance.gif", moving()))
    media = ready()
    ana = client.application.test_client().sign_in(world.ana)
    again = {"again": str(media.id)}
    assert f'data-gif="{media.id}"' in client.get("/media/gifs").text
    assert f'data-gif="{media.id}"' not in ana.get("/media/gifs").text
    assert ana.get(f"/media/{media.id}").status_code == 404
    assert ana.post(f"/conversations/{thread.id}/media", data=again).status_code == 404

    send(world, thread, media)
    assert f'data-gif="{media.id}"' in ana.get("/media/gifs").text
    assert f'data-gif="{media.id}"' not in cara.get("/media/gifs").text
    assert ana.post(f"/conversations/{thread.id}/media", data=again).status_code == 201
    assert newest(Media).author_id == world.ana.id
    assert cara.get(f"/media/{media.id}").status_code == 404
    assert ana.post(f"/conversations/{thread.id}/media", data={"again": "9" * 30}).status_code == 404


def test_a_gif_sent_from_another_department_is_not_offered(client, world, thread):
    upload(client.sign_in(world.ana), thread, ("dance.gif", moving()))
    media = ready()
    send(world, thread, media, author=world.ana)
    ben = client.application.test_client().sign_in(world.ben)
    assert f'data-gif="{media.id}"' in ben.get("/media/gifs").text
    message = db.session.get(Message, media.message_id)
    message.department_id = world.billing.id
    db.session.get(Conversation, message.conversation_id).department_id = world.billing.id
    transaction.commit()
    assert f'data-gif="{media.id}"' not in ben.get("/media/gifs").text
    assert ben.get(f"/media/{media.id}").status_code == 404
    assert ben.post(f"/conversations/{thread.id}/media", data={"again": str(media.id)}).status_code == 404


def test_a_failed_file_is_tried_again_from_its_placeholder(client, world, thread, arrived, doorbell):
    arrived.state, arrived.problem = "failed", "The carrier no longer has this file."
    transaction.commit()
    page = client.sign_in(world.ben).page(f"/conversations/{thread.id}")
    assert page.find("button", string="Try again")["hx-post"] == f"/media/{arrived.id}/retry"
    answer = client.post(f"/media/{arrived.id}/retry")
    assert "on its way" in answer.text and "media" in doorbell.rings
    assert client.get(f"/media/{arrived.id}").status_code == 404


def test_a_text_that_failed_gives_its_files_again_to_whoever_sees_it(client, world, thread, cara):
    upload(client.sign_in(world.ben), thread, ("quote.pdf", PDF))
    media, where = newest(Media), f"/conversations/{thread.id}/media"
    send(world, thread, media)
    assert client.post(where, data={"again": str(media.id)}).status_code == 404, "it is on its way"
    message = db.session.get(Message, media.message_id)
    message.state, message.error_code = "failed", 30003
    transaction.commit()
    [button] = client.page(f"/conversations/{thread.id}").select("[data-again]")
    assert (button.text, button["data-again"], button["data-files"]) == ("Send again", "edit", str(media.id))
    assert client.post(where, data={"again": str(media.id)}).status_code == 201
    made = newest(Media)
    assert (made.id != media.id, made.key, made.author_id, made.message_id) == (True, media.key, world.ben.id, None)
    own = world.conversation(world.phone("+16025550177", account=world.harbor), world.harbor_number)
    assert cara.post(f"/conversations/{own.id}/media", data={"again": str(media.id)}).status_code == 404


def test_a_thread_of_many_pictures_asks_for_them_at_once(client, world, thread):
    client.sign_in(world.ben)
    for _ in range(12):
        message = world.message(thread, "", media_count=1)
        world.keep(Media(account_id=thread.account_id, message_id=message.id, content_type="image/png"))
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    page = client.page(f"/conversations/{thread.id}")
    assert len(page.select(".shot-place")) == 12
    assert len([statement for statement in asked if "FROM media" in statement]) == 1


def test_gifs_that_were_sent_are_offered_again(client, world, thread):
    upload(client.sign_in(world.ben), thread, ("dance.gif", moving()))
    assert media_uploads.gifs_for(world.ben) == []
    media = ready()
    assert [gif.id for gif in media_uploads.gifs_for(world.ben)] == [media.id]
    assert media_uploads.gifs_for(world.ana) == []
    send(world, thread, media)
    assert [gif.id for gif in media_uploads.gifs_for(world.ana)] == [media.id]
