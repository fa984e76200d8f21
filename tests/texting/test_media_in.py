"""Files of a text that came in: the text never waits for them, all come, and what can't come says so."""

from __future__ import annotations

import os
import threading

import pytest

from app import transaction
from app.extensions import db
from app.models import Conversation, Media, Quarantine
from app.sms import media_draw, media_fetch, media_pictures
from app.texting import media_store, media_uploads, media_work, quarantine
from tests.fixtures.files import HTML, MP4, PDF, SVG, drawn, moving
from tests.texting.acts import at_once, newest, rows, shown, text


def sent(world, *files, body: str = "", declared: str = "image/jpeg"):
    """A text of Fay's with files at these addresses; its row."""
    text(world.fay, world.local, body, media=[(url, declared) for url in files])
    return newest(Media) if files else None


def bubble(pushed, conversation_id: int):
    return shown(pushed, f"conversation:{conversation_id}")


@pytest.mark.lesson(34)
@pytest.mark.parametrize("count", range(11))
def test_every_file_of_a_text_is_stored_in_its_order(world, file_host, count):
    urls = [file_host.offers(f"ME{n}", drawn(size=(100 + n, 80))) for n in range(count)]
    sent(world, *urls)
    assert media_work.drain(file_host.access) == count
    kept = rows(Media)
    assert [(m.position, m.state, m.width, m.content_type) for m in kept] == [
        (n, "stored", 100 + n, "image/jpeg") for n in range(count)
    ]
    assert all(media_store.path_of(m.key).exists() for m in kept)
    assert all(media_store.path_of(m.key, media_store.SMALL).exists() for m in kept)


@pytest.mark.lesson(34)
def test_files_of_a_text_to_a_number_nobody_owned_come_once_it_is_released(world, file_host, doorbell):
    address = "+16025550199"
    urls = [file_host.offers(f"ME{n}", drawn(size=(100 + n, 80))) for n in range(2)]
    assert text(world.fay, address, "", media=[(url, "image/jpeg") for url in urls]) == "quarantined"
    assert rows(Media) == [] and doorbell.rings == []
    world.number(world.service, address)
    [kept] = rows(Quarantine)
    assert transaction.perform(quarantine.release, kept.id) == "stored"
    assert doorbell.rings == ["media"] and newest(Conversation).preview == "2 pictures"
    assert media_work.drain(file_host.access) == 2
    assert [(m.position, m.state, m.width) for m in rows(Media)] == [(n, "stored", 100 + n) for n in range(2)]


@pytest.mark.lesson(36)
def test_the_text_stands_there_before_its_file_and_the_thread_changes_when_it_comes(
    world, file_host, doorbell, pushed
):
    media = sent(world, file_host.offers("ME1", drawn(size=(400, 300))))
    conversation = newest(Conversation)
    assert media.state == "waiting" and doorbell.rings == ["media"] and conversation.preview == "Picture"
    pushed.sent.clear()
    media_work.drain(file_host.access)
    page = bubble(pushed, conversation.id)
    assert page.find("img")["src"] == f"/media/{media.id}?size=small"
    assert (page.find("img")["width"], page.find("img")["height"]) == ("280", "210")
    assert page.find("img")["alt"].startswith("Picture from ")


@pytest.mark.lesson(36)
def test_a_file_that_never_comes_leaves_a_placeholder_and_comes_when_tried_again(world, file_host, clock, pushed):
    url = file_host.offers("ME1", status=404)
    media = sent(world, url, body="Look at this")
    conversation = newest(Conversation)
    for pause in (*media_work.PAUSES, None):
        assert media_work.drain(file_host.access) == 1
        assert media_work.drain(file_host.access) == 0
        clock.advance(seconds=pause.total_seconds() if pause else 0)
    assert (db.session.get(Media, media.id, populate_existing=True).state, len(file_host.asked)) == ("failed", 6)
    page = bubble(pushed, conversation.id)
    assert "did not come" in page.text and page.find("button", string="Try again")["hx-post"].endswith("/retry")

    file_host.answers.clear()
    file_host.offers("ME1", drawn())
    transaction.perform(media_work.retry, media)
    media_work.drain(file_host.access)
    assert db.session.get(Media, media.id, populate_existing=True).state == "stored"


def test_a_file_that_the_carrier_deleted_fails_at_once(world, file_host):
    sent(world, file_host.offers("ME1", status=410))
    media_work.drain(file_host.access)
    assert (newest(Media).state, newest(Media).problem) == ("failed", "The carrier no longer has this file.")


@pytest.mark.parametrize(("data", "declared", "state", "found"), [
    (drawn("PNG"), "text/html", "stored", "image/png"), (HTML, "image/jpeg", "refused", "image/jpeg"),
    (SVG, "image/svg+xml", "refused", "image/svg+xml"), (b"", "image/jpeg", "refused", "image/jpeg"),
    (PDF, "image/gif", "stored", "application/pdf"), (MP4, "text/plain", "stored", "video/mp4"),
    (moving(), "image/png", "stored", "image/gif"), (drawn()[:200], "image/jpeg", "refused", "image/jpeg"),
    (b"GIF89a<script>alert(1)</script>", "image/gif", "refused", "image/gif"),
])  # fmt: skip
def test_a_file_is_judged_by_its_bytes_not_by_what_it_was_called(world, file_host, data, declared, state, found):
    sent(world, file_host.offers("ME1", data), declared=declared)
    media_work.drain(file_host.access)
    media = newest(Media)
    assert (media.state, media.content_type, bool(media.problem)) == (state, found, state == "refused")


@pytest.mark.lesson(35)
def test_an_address_that_is_not_the_carriers_is_never_asked_and_says_why(world, file_host, pushed):
    sent(world, "https://example.com/cat.jpg", "http://127.0.0.1:1/x")
    conversation = newest(Conversation)
    media_work.drain(file_host.access)
    assert [m.state for m in rows(Media)] == ["refused", "refused"] and file_host.asked == []
    assert "not the carrier's" in bubble(pushed, conversation.id).text.replace("\u2019", "'")


def test_two_workers_never_fetch_one_file_twice(world, file_host, app):
    url = file_host.offers("ME1", drawn())
    sent(world, url, url, url, url, url)
    at_once(app, *[lambda: media_work.drain(file_host.access)] * 3)
    assert len(file_host.asked) == 5 and {m.state for m in rows(Media)} == {"stored"}


def test_what_a_dead_worker_had_claimed_is_tried_again_and_its_late_word_changes_nothing(world, file_host, clock):
    sent(world, file_host.offers("ME1", drawn()))
    (lost,) = transaction.perform(media_work.claim, 10)
    assert not media_work.is_anything_due()
    clock.advance(seconds=media_work.LEASE.total_seconds())
    assert media_work.drain(file_host.access) == 1
    transaction.perform(media_work.record, lost, media_work.Made("failed", "late"))
    assert newest(Media).state == "stored"


def test_a_file_on_which_every_worker_died_is_given_up_and_says_so_in_its_thread(world, file_host, clock, pushed):
    sent(world, file_host.offers("ME1", drawn()))
    for _ in range(media_work.MOST_TRIES):
        assert len(transaction.perform(media_work.claim, 10)) == 1
        clock.advance(seconds=media_work.LEASE.total_seconds())
    other = sent(world, file_host.offers("ME2", drawn()))
    pushed.sent.clear()
    assert media_work.is_anything_due() and media_work.drain(file_host.access) == 1
    assert [path.rpartition("/")[2] for path, _ in file_host.asked] == ["ME2"]
    spent = rows(Media)[0]
    assert (spent.state, spent.problem, other.id > spent.id) == ("failed", media_work.GIVEN_UP, True)
    assert media_work.GIVEN_UP in bubble(pushed, newest(Conversation).id).text
    assert not media_work.is_anything_due()


def test_the_lease_outlasts_all_files_of_a_batch():
    batch = media_fetch.WITHIN + media_work.PARALLEL * media_draw.WITHIN_S
    assert media_work.LEASE.total_seconds() > batch and media_draw.WITHIN_S > media_pictures.MOST_SECONDS


def test_a_file_written_by_a_process_that_died_before_its_row_is_swept_after_a_day(world, file_host, monkeypatch):
    sent(world, file_host.offers("ME1", drawn(color="plum")))
    monkeypatch.setattr(media_work, "record", lambda *args: (_ for _ in ()).throw(MemoryError))
    with pytest.raises(MemoryError):
        media_work.drain(file_host.access)
    monkeypatch.undo()
    orphan = media_store.put(b"nobody names this")
    kept = media_store.put(b"this one is named")
    newest(Media).key = kept
    transaction.commit()
    media_store.sweep(media_uploads._named)
    assert media_store.path_of(orphan).exists()
    media_store.sweep(media_uploads._named, older_than_s=-60)
    assert not media_store.path_of(orphan).exists() and media_store.path_of(kept).exists()


def test_a_file_that_is_wanted_again_while_it_is_swept_stays(app, db):
    key = media_store.put(b"kept once more")
    path = media_store.path_of(key)
    os.utime(path, (0, 0))

    def named(keys: set[str]) -> set[str]:
        media_store.put(b"kept once more")
        return set()

    assert media_store.sweep(named) == 0 and path.exists()
    os.utime(path, (0, 0))
    assert media_store.sweep(lambda keys: set()) == 1 and not path.exists()


def test_a_file_is_whole_or_not_there(app, db):
    data = drawn(color="olive", size=(700, 500))
    keys = set()
    threads = [threading.Thread(target=_put, args=(app, data, keys)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (key,) = keys
    assert media_store.read(key) == data
    assert [path.name for path in media_store.path_of(key).parent.iterdir() if path.name.startswith(".")] == []


def _put(app, data: bytes, keys: set[str]) -> None:
    with app.app_context():
        keys.add(media_store.put(data))
