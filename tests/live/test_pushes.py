"""Pushes behind the answer: in order, one for a conversation, none lost to another's failure, and never too many."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest

from app.live import pushes, rooms, watched
from app.live.pushes import Later, Push
from tests.fixtures.waiting import until

ACCOUNT, DESK = 1, 7


def a_push(conversation_id: int, since: int | None, number: int | None, standing: bool = False) -> Push:
    return Push(ACCOUNT, DESK, conversation_id, since, standing, number)


@pytest.fixture
def all_watched(monkeypatch) -> None:
    monkeypatch.setattr(watched, "which", lambda _redis, asked: set(asked))


@pytest.fixture
def told(monkeypatch) -> list[tuple]:
    """Calls of push.changed: (conversation, since, standing, inbox number)."""
    calls: list[tuple] = []
    monkeypatch.setattr(pushes.push, "changed", lambda *args: calls.append(args[:4]))
    return calls


@pytest.fixture
def later(app):
    """The queue of a web process, its thread not begun."""
    return Later(app)


@pytest.fixture
def sending(later):
    """send_all(): have everything that waits sent by the queue's thread."""
    thread = threading.Thread(target=later.keep_sending, daemon=True)
    thread.start()
    yield lambda: until(lambda: not later._waiting and not later._is_there_work.is_set(), 5, "all is sent")
    later._is_there_work = SimpleNamespace(wait=lambda: False)


@pytest.mark.usefixtures("all_watched")
def test_several_changes_of_a_conversation_are_one_push_from_the_first_on(app, pushed, told):
    with app.app_context():
        pushes.send([a_push(1, 4, 10), a_push(2, 0, 11), a_push(1, 5, 12, standing=True), a_push(1, None, 13)])
    assert told == [(2, 0, False, 11), (1, 4, True, 13)]


@pytest.mark.usefixtures("all_watched")
def test_inbox_numbers_that_fall_together_are_still_all_said_in_order(app, pushed, told, monkeypatch):
    room = rooms.inbox(ACCOUNT, DESK)
    said: list[tuple[int, int]] = []
    monkeypatch.setattr(pushes.wire, "emit", lambda _room, payload: said.append((payload["from"], payload["to"])))
    monkeypatch.setattr(pushes.push, "changed", lambda _c, _s, _st, number, _d: said.append((number - 1, number)))
    with app.app_context():
        pushes.send([a_push(1, 4, 10), a_push(1, 5, 11), a_push(1, 6, 12)])
    assert said == [(9, 10), (10, 11), (11, 12)], room


def test_only_the_part_that_is_watched_is_pushed(app, pushed, told, monkeypatch):
    monkeypatch.setattr(watched, "which", lambda _redis, asked: {rooms.conversation(2), "inbox:1:8"} & set(asked))
    elsewhere = Push(ACCOUNT, 8, 3, 0, False, 5)
    with app.app_context():
        pushes.send([a_push(1, 4, 10), a_push(2, 0, 11), elsewhere])
    assert told == [(2, 0, False, None), (3, None, False, 5)]


def test_nothing_is_read_where_nobody_watches(app, pushed, told, monkeypatch):
    monkeypatch.setattr(watched, "which", lambda _redis, _asked: set())
    with app.app_context():
        pushes.send([a_push(1, 4, 10)])
    assert (told, pushed.sent) == ([], [])


@pytest.mark.usefixtures("all_watched")
def test_pushes_leave_in_the_order_they_were_taken(later, sending, told):
    for n in range(200):
        assert later.take([a_push(n, 0, n + 1)])
    sending()
    until(lambda: len(told) == 200, 5, "all were pushed")
    assert [number for _, _, _, number in told] == list(range(1, 201))


@pytest.mark.usefixtures("all_watched")
def test_a_push_that_fails_does_not_stop_those_that_follow(later, sending, monkeypatch, caplog):
    told = []

    def changed(conversation_id: int, *_more) -> None:
        if conversation_id == 2:
            raise RuntimeError("a template fails")
        told.append(conversation_id)

    monkeypatch.setattr(pushes.push, "changed", changed)
    assert later.take([a_push(n, 0, n) for n in (1, 2, 3)])
    sending()
    assert later.take([a_push(4, 0, 4)])
    until(lambda: told == [1, 3, 4], 5, lambda: f"all but the failing one were pushed, not {told}")
    assert "RuntimeError" in caplog.text


def test_a_queue_that_is_full_takes_no_more_and_says_so(later):
    assert later.take([a_push(n, 0, n) for n in range(pushes.MOST_WAITING + 1)])
    assert not later.take([a_push(0, 0, 0)])


@pytest.mark.usefixtures("all_watched")
def test_where_the_queue_is_full_whoever_changed_something_pushes_it(app, told, monkeypatch):
    monkeypatch.setitem(app.extensions, "later", SimpleNamespace(take=lambda _pushes: False))
    with app.app_context():
        pushes.tell([a_push(1, 0, 1)])
    assert told == [(1, 0, False, 1)]
