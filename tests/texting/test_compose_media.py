"""A text with files: words or a file are enough, and the same form with other files is another text."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app import transaction
from app.models import Media, Message
from app.policy import gate
from app.texting import compose, media_out
from app.texting.facts import facts_of
from tests.texting.acts import asked, claimed, kept, rows


@pytest.fixture
def upload(world, monkeypatch):
    """upload(user): a stored picture of 1 KB that this user has just attached."""
    monkeypatch.setattr(media_out, "cannot_be_fetched", lambda settings: "", raising=False)

    def keep(user) -> int:
        media = Media(
            account_id=user.account_id, author_id=user.id, content_type="image/png", state="stored", key="a" * 64,
            token=uuid4().hex, size=1024, name="Leak.png",
        )  # fmt: skip
        world.keep(media)
        transaction.commit()
        return media.id

    return keep


def send(conversation, user, body: str, media_ids, form: str = "") -> Message:
    form = form or str(uuid4())
    return transaction.perform(compose.compose, conversation, user, body, form, None, media_ids).message


def test_a_file_without_words_is_queued_and_may_still_go_when_it_is_claimed(world, upload):
    thread, picture = asked(world), upload(world.ben)
    message = send(thread, world.ben, "", [picture])
    assert (message.state, message.media_count, [media.id for media in message.media]) == ("queued", 1, [picture])
    facts, verdict, _ = gate.recall(message.decision)
    assert (facts.has_media, verdict.kind, thread.preview) == (True, "send", "Picture")
    assert facts_of([message], {message.phone_id: message.phone}, {thread.id: thread})[message.id].has_media
    assert [claim.message_id for claim in claimed()] == [message.id]


def test_neither_words_nor_files_is_refused(world):
    with pytest.raises(compose.Refused) as refusal:
        send(asked(world), world.ben, " ", [])
    assert refusal.value.verdict.code == "EMPTY"


@pytest.mark.lesson(2)
def test_the_same_form_with_the_same_files_is_one_text_and_with_others_a_conflict(world, upload):
    thread, form = asked(world), str(uuid4())
    one, other = upload(world.ben), upload(world.ben)
    assert {send(thread, world.ben, "Look", [one], form).id for _ in range(3)} == {rows(Message)[-1].id}
    before = kept()
    for files in ([], [other], [one, other]):
        with pytest.raises(compose.Conflict, match="already used"):
            send(thread, world.ben, "Look", files, form)
        assert kept() == before


def test_somebody_elses_or_a_sent_file_sends_nothing(world, upload):
    thread, sent, anas = asked(world), upload(world.ben), upload(world.ana)
    send(thread, world.ben, "Look", [sent])
    before = kept()
    for files in ([sent], [anas], [10**12]):
        with pytest.raises(media_out.NotYours, match="Attach it again"):
            send(thread, world.ben, "Look again", files)
        assert kept() == before
