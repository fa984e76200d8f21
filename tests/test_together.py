"""Group commit: what is done together is answered each for itself, and one bad item fails nobody else's."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app import together, transaction
from app.models import Message
from app.texting import receive
from app.together import APART, Together
from app.transaction import TooBusy
from tests.texting.acts import at_once, inbound, rows


@pytest.fixture
def many(app, db):
    """Have many callers perform their items at the same moment; results, or what was raised."""

    def run(together: Together, items: list) -> list:
        return at_once(app, *[lambda item=item: together.perform(item) for item in items])

    return run


@pytest.mark.lesson(1)
def test_one_sid_sixteen_times_at_once_is_one_text_and_nobody_is_refused(many, world, pushed):
    same = inbound(world.fay, world.local.e164, "once")
    results = many(Together(receive.receive_all), [same] * 16)
    assert sorted(results) == ["duplicate"] * 15 + ["stored"]
    assert [message.body for message in rows(Message)] == ["once"]


def test_one_poisoned_text_among_sixteen_fails_alone(many, world, pushed):
    texts = [inbound(f"+1480555{n:04}", world.local.e164, f"text {n}") for n in range(15)]
    poisoned = inbound("+14805559999", world.local.e164, "half a pair: \ud800")  # no database takes it
    results = many(Together(receive.receive_all), [*texts, poisoned])
    assert results[:15] == ["stored"] * 15
    assert isinstance(results[15], Exception)
    assert sorted(message.body for message in rows(Message)) == sorted(text.body for text in texts)


def test_words_of_stop_among_sixteen_block_their_sender_only(many, world, pushed):
    texts = [inbound(f"+1480555{n:04}", world.local.e164, "STOP" if n == 7 else "hello") for n in range(16)]
    assert many(Together(receive.receive_all), texts) == ["stored"] * 16
    assert [message.phone.e164 for message in rows(Message) if message.keyword == "STOP"] == ["+14805550007"]


def test_texts_of_one_batch_are_committed_together_and_numbered_without_gaps(world, pushed):
    texts = [inbound(world.fay, world.local.e164, f"text {n}") for n in range(5)]
    assert transaction.perform(receive.receive_all, texts) == ["stored"] * 5
    assert [(m.body, m.change_no) for m in rows(Message)] == [(f"text {n}", n + 1) for n in range(5)]
    inbox = [payload for room, payload in pushed.sent if room.startswith("inbox:")]
    assert [(payload["from"], payload["to"]) for payload in inbox] == [(0, 1)]


def test_a_leader_that_dies_leaves_nobody_waiting(app, db):
    begun, results, is_first = threading.Event(), [], iter([True])

    def verb(items):
        begun.set()
        if next(is_first, False):
            raise SystemExit  # no Exception: what ends a greenlet
        return list(items)

    together = Together(verb)

    def call(item):
        with app.app_context():
            try:
                results.append(together.perform(item))
            except SystemExit:
                results.append("died")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(call, range(8)))
    assert begun.is_set()
    assert results.count("died") == 1
    assert len(results) == 8


def test_what_wants_a_transaction_of_its_own_gets_one(many):
    seen = []

    def verb(items):
        seen.append(list(items))
        return [APART if item == 3 and len(items) > 1 else item * 10 for item in items]

    assert many(Together(verb), [1, 2, 3, 4]) == [10, 20, 30, 40]
    assert [3] in seen


def test_who_waited_too_long_is_told_and_nobody_waits_for_them_to_lead(app, db, monkeypatch):
    monkeypatch.setattr(together, "PATIENCE_S", 0.2)
    begun, may_end = threading.Event(), threading.Event()

    def verb(items):
        begun.set()
        assert may_end.wait(10)
        return list(items)

    slow = Together(verb)

    def call(item):
        with app.app_context():
            try:
                return slow.perform(item)
            except TooBusy:
                return "too busy"

    with ThreadPoolExecutor(3) as pool:
        leader = pool.submit(call, 0)
        assert begun.wait(5)
        late = [pool.submit(call, n) for n in (1, 2)]
        assert [each.result(5) for each in late] == ["too busy"] * 2
        may_end.set()
        assert leader.result(5) == 0
        assert pool.submit(call, 3).result(5) == 3


def test_an_overloaded_database_is_not_asked_once_more_for_each_item(app, db, many):
    asked = []

    def verb(items):
        asked.append(len(items))
        raise TooBusy("the database could not be had in time")

    results = many(Together(verb), list(range(8)))
    assert all(isinstance(result, TooBusy) for result in results)
    assert sum(asked) == 8
