"""What is asked of the outbox every second reads the few texts that are open, never all that were ever stored."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event

from app.extensions import db
from app.texting import claim, outbox, settle, standing
from app.texting.scene import whole_number
from tests.texting.acts import answer, asked

pytestmark = pytest.mark.only_on("sqlite")  # PostgreSQL knows by itself that one state is among several

ASKS = {
    "what is due": claim.is_anything_due,
    "a claim": lambda: claim.claim(10),
    "what is unsettled": lambda: settle.is_anything_unsettled(60, 30),
    "lost tries": lambda: settle.abandon(30),
    "how the queue stands": standing.queue,
    "how many wait": lambda: standing.waiting_of(None),
}


@pytest.fixture
def plans(world):
    """plans(ask): how SQLite carries out each statement about messages that this makes."""
    message = answer(asked(world), world.ben)
    db.session.commit()

    def look(ask) -> list[str]:
        made = []

        def note(_wire, _cursor, statement, parameters, *_more) -> None:
            if re.search(r"FROM message\b", statement):
                made.append((statement, parameters))

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            ask()
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
            db.session.rollback()
        assert made, "nothing was asked"
        wire = db.session.connection()
        return [row[3] for s, p in made for row in wire.exec_driver_sql(f"EXPLAIN QUERY PLAN {s}", p)]

    look.message = message
    return look


@pytest.mark.parametrize("ask", ASKS)
def test_the_outbox_is_read_by_its_indexes(plans, ask):
    slow = [step for step in plans(ASKS[ask]) if re.match(r"SCAN (message|older|m\d)", step) and "INDEX" not in step]
    assert slow == []


def test_no_text_is_compared_with_all_before_it(plans):
    assert not [step for step in plans(claim.is_anything_due) if "PRIMARY KEY (rowid<" in step]


def test_a_stop_reads_the_open_texts_of_its_phone_only(plans):
    phone = plans.message.phone
    steps = plans(lambda: outbox.cancel_waiting(whole_number({phone.id: phone}), phone, "OPTED_OUT"))
    assert not [step for step in steps if step.startswith("SCAN message") and "INDEX" not in step]
