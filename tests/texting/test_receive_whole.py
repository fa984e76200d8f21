"""All of a text or nothing of it, and once, however it comes: faults at every statement, many threads at once."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial

import pytest
from sqlalchemy import event

from app import transaction
from app.extensions import db
from app.models import (
    Account,
    Block,
    ConsentEvent,
    Contact,
    Conversation,
    Department,
    Event,
    Message,
    Phone,
    Quarantine,
)
from app.texting import ledger, receive
from tests.texting.acts import answer, asked, at_once, inbound, kept, new_sid, rows, text


class Fault(Exception):
    """The database gave up in the middle."""


@contextmanager
def fault_at(statement: int):
    """The n-th statement from here on fails; yields a list with the statements seen."""
    seen: list[str] = []

    def count(_connection, _cursor, words, *_rest) -> None:
        seen.append(words)
        if len(seen) == statement:
            raise Fault(words)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", count)


@pytest.mark.lesson(16)
@pytest.mark.parametrize("body", ["My sink leaks", "STOP", "START", "HELP"])
def test_a_fault_at_any_statement_leaves_nothing_of_the_text(world, body):
    dee = asked(world, world.dee.e164)
    answer(dee, world.ben, "Waiting for the worker")
    arriving = inbound(world.dee.e164 if body == "STOP" else world.fay, world.short_code.e164, body)
    before, statement = kept(), 0
    while True:
        statement += 1
        try:
            with fault_at(statement):
                assert transaction.perform(receive.receive, arriving) == "stored"
            break
        except Fault:
            assert kept() == before, f"something remained after a fault at statement {statement}"
    assert statement > 10, "no fault was ever injected"
    assert len(rows(Message, carrier_sid=arriving.sid)) == 1


@pytest.mark.lesson(16)
def test_a_fault_at_the_commit_leaves_nothing_of_the_text(world, monkeypatch):
    before = kept()

    def fail() -> None:
        raise Fault("commit")

    with monkeypatch.context() as patch:
        patch.setattr(db.session(), "commit", fail)
        with pytest.raises(Fault):
            text(world.fay, world.local)
    assert kept() == before


def test_a_fault_pushes_nothing_and_rings_for_nothing(world, pushed, doorbell):
    with fault_at(8), pytest.raises(Fault):
        text(world.fay, world.short_code, "HELP")
    transaction.commit()
    assert (pushed.sent, doorbell.rings) == ([], [])


@pytest.mark.lesson(1)
def test_one_sid_sixteen_times_at_once_is_one_message(app, world):
    arriving = inbound(world.fay, world.local.e164, "Hello?")
    results = at_once(app, *[partial(transaction.perform, receive.receive, arriving)] * 16)
    assert sorted(results) == ["duplicate"] * 15 + ["stored"]
    assert [message.carrier_sid for message in rows(Message)] == [arriving.sid]
    assert (len(rows(Conversation)), rows(Conversation)[0].unread, len(rows(ConsentEvent))) == (1, 1, 1)


def test_first_texts_at_once_from_one_new_number_make_one_lead(app, world):
    works = [partial(text, world.fay, world.local, f"text {n}") for n in range(6)]
    assert at_once(app, *works) == ["stored"] * 6
    [phone] = rows(Phone, e164=world.fay)
    assert [contact.id for contact in rows(Contact, source="text")] == [phone.contact_id]
    assert (len(rows(Conversation)), len(rows(Message)), rows(Conversation)[0].unread) == (1, 6, 6)
    assert [event.kind for event in rows(Event)] == ["lead_created"]
    assert ledger.verify() == (1, [])


def test_texts_at_once_in_one_thread_get_dense_change_numbers_and_places(app, world):
    works = [partial(text, world.fay, world.local, f"text {n}") for n in range(8)]
    at_once(app, *works)
    messages = rows(Message)
    assert sorted(message.change_no for message in messages) == list(range(1, 9))
    assert len({message.sort_at for message in messages}) == 8
    by_change = sorted(messages, key=lambda message: message.change_no)
    assert by_change == sorted(messages, key=lambda message: (message.sort_at, message.id))
    assert rows(Conversation)[0].inbox_change_no == 8


def test_a_number_nobody_owns_is_quarantined_once_however_many_come(app, world):
    sid = new_sid()
    results = at_once(app, *[partial(text, world.fay, "+19995550100", sid=sid)] * 6)
    assert results == ["quarantined"] * 6
    assert len(rows(Quarantine)) == 1


def test_stops_to_two_businesses_of_one_brand_at_once_both_hold(app, world):
    branch = world.keep(Account(name="Copper West", time_zone="America/Phoenix"))
    branch.parent_id, branch.brand_id = world.copper.id, world.copper.id
    desk = world.keep(Department(account_id=branch.id, name="West desk"))
    west = world.number(desk, "+16025550177")
    text(world.fay, world.local)
    text(world.fay, west)
    works = [partial(text, world.fay, number, "STOP") for number in (world.local, west)] * 2
    assert at_once(app, *works) == ["stored"] * 4
    standing = [block.account_id for block in rows(Block, e164=world.fay, lifted_at=None)]
    assert sorted(standing) == [world.copper.id, branch.id]
    assert ledger.verify()[1] == []
