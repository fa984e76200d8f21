"""What is pushed: the parts of a fresh page, in dense numbers, into the right rooms only."""

from __future__ import annotations

from functools import partial

import pytest
from bs4 import BeautifulSoup
from flask import render_template

from app import transaction
from app.live import ids, push, rooms
from app.models import Conversation, Department, Event, Message
from app.texting import compose, reading_marks
from tests.texting.acts import accepted, answer, asked, at_once, claimed, rows, said, shown, text

pytestmark = pytest.mark.usefixtures("doorbell")


@pytest.fixture
def conversation(world, pushed) -> Conversation:
    """Fay's, after her first text; nothing pushed since."""
    made = asked(world)
    pushed.sent.clear()
    return made


def thread_of(pushed, conversation) -> list[dict]:
    return pushed.to(rooms.conversation(conversation.id))


def test_every_part_is_one_element_with_an_id_and_a_change_number(world, pushed, conversation):
    text(world.fay, world.local, "STOP")
    parts = [part for _, payload in pushed.sent for part in payload["parts"]]
    assert len(parts) >= 5
    for part in parts:
        [element] = [e for e in BeautifulSoup(part["html"], "html.parser").contents if getattr(e, "name", None)]
        assert element["id"]
        assert element["data-change"].isdigit()


def test_a_text_is_pushed_into_its_log_by_place(world, pushed, conversation):
    text(world.fay, world.local, "<b>Hi</b> & bye")
    [payload] = thread_of(pushed, conversation)
    [message] = rows(Message, body="<b>Hi</b> & bye")
    assert payload["parts"][0]["into"] == ids.conversation(conversation.id, "log")
    bubble = shown(pushed, payload["room"]).find(id=ids.message(message))
    assert bubble.find(class_="words").get_text() == "<b>Hi</b> & bye"
    assert bubble["data-sort"].endswith(f"-{message.id:012}")


def test_numbers_of_a_thread_have_no_gap(world, pushed, conversation):
    text(world.fay, world.local, "one")
    message = answer(conversation, world.ben)
    claimed()
    sid = accepted(message)
    said(sid, "delivered")
    payloads = thread_of(pushed, conversation)
    assert len(payloads) >= 4
    assert [p["from"] for p in payloads] == [1] + [p["to"] for p in payloads[:-1]], "each goes on where the last ended"
    assert payloads[-1]["to"] == rows(Conversation)[0].change_no


def test_numbers_of_an_inbox_have_no_gap_however_many_write_at_once(app, world, pushed):
    works = [partial(text, f"+1480555{5000 + n}", world.local) for n in range(8)]
    assert at_once(app, *works) == ["stored"] * 8
    payloads = pushed.to(rooms.inbox(world.copper.id, world.service.id))
    assert sorted((p["from"], p["to"]) for p in payloads) == [(n, n + 1) for n in range(8)]
    assert sorted(c.inbox_change_no for c in rows(Conversation)) == list(range(1, 9))
    assert rows(Department, id=world.billing.id)[0].change_no == 0


def test_one_threads_numbers_have_no_gap_however_many_write_at_once(app, world, pushed, conversation):
    works = [partial(text, world.fay, world.local, f"text {n}") for n in range(8)]
    at_once(app, *works)
    steps = sorted((p["from"], p["to"]) for p in thread_of(pushed, conversation))
    assert [begin for begin, _ in steps] == list(range(1, 9)), "one for each text"
    assert all(begin < end <= 9 for begin, end in steps), "each reaches its own text, or those that came by then too"


def test_catching_up_gives_what_a_fresh_page_shows(world, pushed, conversation):
    text(world.fay, world.local, "STOP")
    text(world.fay, world.local, "START")
    message = answer(conversation, world.ben)
    claimed()
    said(accepted(message), "delivered")
    zone = "America/Phoenix"
    fresh = [render_template("messages/_message.html", message=m, zone=zone) for m in Message.page(conversation.id)]
    fresh += [
        render_template("events/_line.html", event=event, zone=zone)
        for event in Event.in_thread(conversation.id, None, None)
    ]
    payload = push.thread_since(rows(Conversation)[0], 0)
    in_log = [part["html"] for part in payload["parts"] if part["into"]]
    assert sorted(in_log) == sorted(fresh)
    assert (payload["from"], payload["to"]) == (0, rows(Conversation)[0].change_no)


def test_catching_up_from_any_number_misses_nothing_and_repeats_nothing(world, conversation):
    for n in range(5):
        text(world.fay, world.local, f"text {n}")
    everything = rows(Message)
    for since in range(conversation.change_no, rows(Conversation)[0].change_no + 1):
        payload = push.thread_since(rows(Conversation)[0], since, standing=False)
        expected = {ids.message(m) for m in everything if m.change_no > since}
        page = BeautifulSoup("".join(part["html"] for part in payload["parts"]), "html.parser")
        assert {article["id"] for article in page.find_all("article")} == expected


def test_catching_up_never_claims_more_than_was_read_first(world, conversation, monkeypatch):
    """A text that is stored while the parts are read must not be skipped by the cursor."""
    real = Message.changed_since

    def while_reading(*args):
        monkeypatch.setattr(Message, "changed_since", real)
        found = real(*args)
        text(world.fay, world.local, "In between")
        return found

    monkeypatch.setattr(Message, "changed_since", while_reading)
    before = rows(Conversation)[0].change_no
    assert push.thread_since(rows(Conversation)[0], before)["to"] == before


def test_too_much_to_catch_up_reloads_the_pane(world, conversation, monkeypatch):
    monkeypatch.setattr(push, "MOST_CHANGES", 2)
    for n in range(2):
        text(world.fay, world.local, f"text {n}")
    row = rows(Conversation)[0]
    assert push.thread_since(row, 0) is None
    assert push.thread_since(row, 1) is not None


def test_nobody_elses_room_hears_of_a_text(world, pushed):
    text(world.fay, world.harbor_number)
    conversation = rows(Conversation)[0]
    assert pushed.rooms() == {
        rooms.conversation(conversation.id), rooms.inbox(world.harbor.id, world.front.id),
    }  # fmt: skip


def test_reading_pushes_the_row_once_and_nothing_where_nothing_was_unread(world, pushed, conversation):
    transaction.perform(reading_marks.mark_read, conversation.id)
    transaction.perform(reading_marks.mark_read, conversation.id)
    assert [room for room, _ in pushed.sent] == [rooms.inbox(world.copper.id, world.service.id)]
    assert rows(Conversation)[0].unread == 0


def test_what_is_rolled_back_is_never_pushed(world, pushed, conversation):
    compose.compose(conversation, world.ben, "Never mind", "f0000000-0000-4000-8000-000000000001")
    transaction.rollback()
    transaction.commit()
    assert pushed.sent == []
    assert rows(Message, direction="out") == []


def test_a_screen_that_cant_be_reached_loses_no_text(world, monkeypatch):
    def fail(*_args) -> None:
        raise ConnectionError("the fan-out is away")

    monkeypatch.setattr(push.wire, "emit", fail)
    assert text(world.fay, world.local) == "stored"
    assert len(rows(Message)) == 1
