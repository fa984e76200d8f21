"""Drafts: kept per thread and agent, the newest wins, and sending takes them away in its own transaction."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest

from app import transaction
from app.extensions import db
from app.models import Conversation, Draft, Media, Message, User
from app.texting import compose, drafts, transfer
from tests.texting.acts import asked, at_once, rows


def save(conversation, user, body: str, version: int, media_ids=()) -> tuple[int, bool]:
    kept, is_this = transaction.perform(drafts.save, conversation, user, body, list(media_ids), version)
    return kept.version, is_this


def send(conversation, user, body: str, version: int, form: str = "") -> Message:
    form = form or str(uuid4())
    composed = transaction.perform(compose.compose, conversation, user, body, form, None, (), version)
    return composed.message


def words(conversation, user) -> str | None:
    kept = drafts.of(conversation, user)
    return kept.body if kept else None


def upload(world, user, **more) -> Media:
    """A file this user has put into the composer."""
    made = Media(account_id=user.account_id, author_id=user.id, content_type="image/png", state="stored", **more)
    return world.keep(made)


@pytest.mark.lesson(53)
def test_a_draft_is_kept_per_thread_and_agent(world):
    fays, dees = asked(world), asked(world, world.dee.e164)
    save(fays, world.ben, "To Fay", 1)
    save(dees, world.ben, "To Dee", 1)
    save(fays, world.ana, "Ana to Fay", 1)
    assert [words(*key) for key in ((fays, world.ben), (dees, world.ben), (fays, world.ana), (dees, world.ana))] == [
        "To Fay", "To Dee", "Ana to Fay", None,
    ]  # fmt: skip


@pytest.mark.lesson(53)
def test_an_older_save_never_overwrites_a_newer_one(world):
    thread = asked(world)
    assert save(thread, world.ben, "We come at ni", 1) == (1, True)
    assert save(thread, world.ben, "We come at nine.", 3) == (3, True)
    assert save(thread, world.ben, "We come at nin", 2) == (3, False)
    assert save(thread, world.ben, "We come", 3) == (3, False)
    assert words(thread, world.ben) == "We come at nine."


@pytest.mark.lesson(53)
def test_saves_at_once_end_with_the_newest(app, world):
    thread_id, ben_id = asked(world).id, world.ben.id

    def keep(version: int) -> None:
        conversation, ben = db.session.get(Conversation, thread_id), db.session.get(User, ben_id)
        save(conversation, ben, f"version {version}", version)

    at_once(app, *[partial(keep, version) for version in (4, 1, 8, 3, 7, 2, 6, 5)])
    [kept] = rows(Draft)
    assert (kept.body, kept.version) == ("version 8", 8)


@pytest.mark.lesson(53)
def test_sending_empties_the_draft_in_its_own_transaction(world):
    thread = asked(world)
    save(thread, world.ben, "We come at nine.", 1)
    compose.compose(thread, world.ben, "We come at nine.", str(uuid4()), draft_version=2)
    assert words(thread, world.ben) == ""
    transaction.rollback()
    assert (words(thread, world.ben), rows(Message, direction="out")) == ("We come at nine.", [])
    send(thread, world.ben, "We come at nine.", 2)
    assert (words(thread, world.ben), len(rows(Message, direction="out"))) == ("", 1)


@pytest.mark.lesson(53)
def test_a_save_on_its_way_does_not_bring_sent_words_back(world):
    thread = asked(world)
    save(thread, world.ben, "We come at", 1)
    send(thread, world.ben, "We come at nine.", 3)
    assert save(thread, world.ben, "We come at nine.", 2) == (3, False)
    assert words(thread, world.ben) == ""


def test_a_first_save_on_its_way_does_not_bring_sent_words_back_either(world):
    thread = asked(world)
    send(thread, world.ben, "We come at nine.", 2)
    assert save(thread, world.ben, "We come at nine.", 1) == (2, False)


@pytest.mark.lesson(53)
def test_sending_leaves_a_newer_draft_and_everybody_elses_alone(world):
    thread = asked(world)
    save(thread, world.ben, "Written on the phone meanwhile", 5)
    save(thread, world.ana, "Ana's", 1)
    send(thread, world.ben, "We come at nine.", 2)
    assert (words(thread, world.ben), words(thread, world.ana)) == ("Written on the phone meanwhile", "Ana's")


def test_a_form_without_scripts_sends_the_version_it_was_shown(world):
    thread = asked(world)
    save(thread, world.ben, "We come at nine.", 4)
    send(thread, world.ben, "We come at nine.", 4)
    assert words(thread, world.ben) == ""


@pytest.mark.lesson(53)
def test_words_that_a_merge_brought_are_not_saved_over_by_a_page_that_has_not_seen_them(world):
    service = asked(world)
    billing = asked(world, to=world.number(world.billing, "+14805550111"))
    save(service, world.ana, "half a sentence", 9)
    save(billing, world.ana, "For billing", 5)
    transaction.perform(transfer.transfer, service, world.billing, world.ana)
    for version in (6, 10, 11, 500):
        assert save(billing, world.ana, "For billing, typed on", version) == (drafts.AGE, False)
    send(billing, world.ana, "For billing", 501)
    assert words(billing, world.ana) == "For billing\nhalf a sentence"
    assert save(billing, world.ana, "Read and changed", drafts.AGE + 1) == (drafts.AGE + 1, True)


def test_sending_what_was_never_saved_writes_no_draft(world):
    send(asked(world), world.ben, "Yes", 0)
    assert rows(Draft) == []


def test_a_refused_text_leaves_the_draft(world):
    thread = asked(world)
    save(thread, world.ben, "x" * 600, 1)
    with pytest.raises(compose.Refused):
        send(thread, world.ben, "x" * 600, 2)
    assert words(thread, world.ben) == "x" * 600


def test_files_of_a_draft_are_its_writers_own_and_not_sent_yet(world):
    thread = asked(world)
    own, anas = upload(world, world.ben), upload(world, world.ana)
    used = upload(world, world.ben, message_id=rows(Message)[0].id)
    stranger = upload(world, world.cara)
    save(thread, world.ben, "", 1, [stranger.id, used.id, anas.id, own.id, 10**12])
    assert drafts.of(thread, world.ben).media_ids == [own.id]
    assert drafts.attached(world.ben, [own.id, anas.id, used.id]) == [own]


def test_a_draft_is_nothing_that_others_see(world, pushed):
    thread = asked(world)
    pushed.sent.clear()
    number = thread.change_no
    save(thread, world.ben, "We come at nine.", 1)
    assert (pushed.sent, rows(Conversation)[0].change_no) == ([], number)
