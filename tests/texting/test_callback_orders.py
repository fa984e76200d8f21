"""Callbacks in any order, any number of times, before and after the carrier's own answer: one end."""

from __future__ import annotations

import itertools
import re

import pytest
from flask import render_template
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import transaction
from app.extensions import db
from app.models import Attempt, CarrierEvent, Conversation, Event, Message
from app.sms.webhook_params import StatusUpdate
from app.texting import outcomes
from tests.texting.acts import answer, asked, claimed, on_its_way

SID = "SM" + "a" * 32
LOGS = {
    "delivered": [("queued", None), ("sending", None), ("sent", None), ("delivered", None)],
    "undelivered": [("queued", None), ("sent", None), ("undelivered", 30003)],
    "overflow": [("queued", None), ("sent", None), ("undelivered", 30001)],
    "full queue that sent": [("queued", None), ("sent", None), ("failed", 30001)],
    "full queue that delivered": [("sent", None), ("failed", 30001), ("delivered", None)],
    "mended": [("sent", None), ("undelivered", 30005), ("delivered", None)],
    "failed": [("queued", None), ("failed", 30007)],
    "two codes": [("sent", None), ("undelivered", 30008), ("undelivered", 30003)],
    "read": [("accepted", None), ("sent", None), ("delivered", None), ("read", None)],
    "odd": [("unknown:teleported", None), ("sent", None), ("partially_delivered", None)],
}


def replay(message: Message, log: list, answered_after: int) -> tuple:
    """Take in a log, the carrier's own answer after so many callbacks; what the thread shows, then forget it all."""
    for place, (status, code) in enumerate([*log, (None, None)]):
        if place == answered_after:
            outcomes.record([outcomes.Outcome(message.id, 1, "accepted", SID, "queued")])
        if status is not None:
            outcomes.carrier_said(StatusUpdate(SID, status, code, None, "", "", None), message.id, 1)
    db.session.flush()
    row = db.session.get(Message, message.id)
    conversation = db.session.get(Conversation, row.conversation_id)
    end = (row.state, row.error_code, row.carrier_sid, row.attempt, conversation.reason, rendered(conversation))
    transaction.rollback()
    return end


def rendered(conversation: Conversation) -> str:
    """The thread as people see it. How many changes it took to come there is the client's cursor, not shown."""
    zone = "America/Phoenix"
    parts = [render_template("messages/_message.html", message=m, zone=zone) for m in Message.page(conversation.id)]
    events = Event.in_thread(conversation.id, None, None)
    parts += [render_template("events/_line.html", event=event, zone=zone) for event in events]
    return re.sub(r'data-change="\d+"', "", "".join(parts))


@pytest.mark.lesson(10)
@pytest.mark.lesson(11)
@pytest.mark.parametrize("name", LOGS)
def test_every_order_and_repetition_shows_the_same_thread_byte_for_byte(world, clock, name):
    message, log = on_its_way(world), LOGS[name]
    in_order = replay(message, log, answered_after=0)
    assert in_order[0] in ("delivered", "failed", "sent")

    @given(st.permutations(log), st.lists(st.sampled_from(log), max_size=4), st.integers(0, len(log)))
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    def check(order, repeated, answered_after):
        assert replay(message, [*order, *repeated], answered_after) == in_order

    check()
    assert db.session.query(CarrierEvent).count() == db.session.query(Attempt).count() == 0


@pytest.mark.lesson(11)
def test_every_permutation_of_the_four_usual_words_ends_alike(world, clock):
    message = on_its_way(world)
    words = [("queued", None), ("sent", None), ("delivered", None), ("failed", 30007)]
    ends = {replay(message, list(order), 2)[:5] for order in itertools.permutations(words)}
    assert {end[:2] for end in ends} == {("delivered", None)}
    assert len(ends) == 1


@pytest.mark.lesson(10)
def test_callbacks_of_two_texts_shuffled_together_leave_each_in_its_place(world, clock):
    conversation = asked(world)
    first = on_its_way(world, conversation, "one")
    outcomes.record([outcomes.Outcome(first.id, 1, "accepted", SID, "queued")])
    second = answer(conversation, world.ben, "two")
    claimed()
    other = "SM" + "b" * 32
    log = [(m.id, sid, word) for m, sid in ((first, SID), (second, other)) for word in ("sent", "delivered")]
    pages = set()
    for order in itertools.permutations(log):
        for message_id, sid, status in order:
            outcomes.carrier_said(StatusUpdate(sid, status, None, None, "", "", None), message_id, 1)
        pages.add(rendered(db.session.get(Conversation, conversation.id)))
        transaction.rollback()
    [page] = pages
    assert page.index("one") < page.index("two")
    assert page.count('data-state="delivered"') == 2
