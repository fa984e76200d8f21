"""What the hot paths ask of the database, counted: a statement more for each request is paid by everybody."""

from __future__ import annotations

import uuid

from app import transaction
from app.live import pushes
from app.texting import claim, outcomes
from app.texting.outcomes import Outcome
from tests.statements import statements
from tests.texting.acts import answer, asked, new_sid

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def send(browser, thread_id: int) -> None:
    form = {"client_id": str(uuid.uuid4()), "body": "We come at nine.", "conversation_id": thread_id}
    assert browser.post(f"/conversations/{thread_id}/messages", data=form, headers=HX).status_code == 201


def test_a_send_that_nobody_watches_asks_sixteen_times(client, world, thread, monkeypatch):
    monkeypatch.setattr(pushes, "send", lambda _pushes: None)
    thread_id, agent = thread.id, client.sign_in(world.ben)
    send(agent, thread_id)  # makes it Ben's
    with statements() as made:
        send(agent, thread_id)
    assert len(made) <= 16, "\n".join(made)


def test_the_inbox_asks_five_times(client, world, thread):
    agent = client.sign_in(world.ben)
    agent.page("/inbox")
    with statements() as made:
        agent.page("/inbox")
    assert len(made) <= 5, "\n".join(made)


def waiting(world, count: int) -> None:
    for n in range(count):
        answer(asked(world, f"+1480555{n:04}"), world.ben)


def test_a_claim_of_eight_asks_no_more_than_one_of_one(world, doorbell, pushed):
    waiting(world, 9)
    transaction.commit()
    with statements() as one:
        claim.claim(1)
        transaction.commit()
    with statements() as eight:
        assert len(claim.claim(8)) == 8
        transaction.commit()
    assert len(eight) <= len(one) <= 13, "\n".join(eight)


def test_eight_outcomes_ask_no_more_than_one(world, doorbell, pushed):
    waiting(world, 9)
    first, *others = [
        Outcome(each.message_id, each.attempt, "accepted", new_sid(), "queued")
        for each in transaction.perform(claim.claim, 9)
    ]
    with statements() as one:
        outcomes.record([first])
    transaction.commit()
    with statements() as eight:
        outcomes.record(others)
    assert len(eight) <= len(one) <= 8, "\n".join(eight)


def test_eight_callbacks_ask_no_more_than_one(world, doorbell, pushed):
    waiting(world, 9)
    claimed = transaction.perform(claim.claim, 9)
    sids = [new_sid() for _ in claimed]
    transaction.perform(outcomes.record, [
        Outcome(each.message_id, each.attempt, "accepted", sid, "queued")
        for each, sid in zip(claimed, sids, strict=True)
    ])
    first, *others = [(outcomes.StatusUpdate(sid, "sent", None, None, "", "", None), None, None) for sid in sids]
    with statements() as one:
        outcomes.carrier_said_all([first])
    transaction.commit()
    with statements() as eight:
        outcomes.carrier_said_all(others)
    assert len([s for s in eight if "carrier_event" not in s]) <= len(one) <= 9, "\n".join(eight)
