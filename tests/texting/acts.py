"""What tests of the verbs do again and again: text() in, answer() out, claims and callbacks, threads, and kept().

Each act is an entrance's work: a verb and its commit.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

from bs4 import BeautifulSoup
from sqlalchemy import select

from app import transaction
from app.extensions import db
from app.models import Conversation, Message
from app.sms.webhook_params import Inbound, StatusUpdate
from app.texting import claim, compose, outcomes, receive


def new_sid() -> str:
    """A carrier's message id nobody has used."""
    return f"SM{uuid4().hex}"


def inbound(sender: str, to: str, body: str, **more: Any) -> Inbound:
    """A text as the webhook reads it; more: sid, opt_out_type, media, raw_body, ..."""
    usual: dict[str, Any] = {
        "sid": new_sid(), "account_sid": None, "from_": sender, "to": to, "body": body, "raw_body": None,
        "num_media": len(more.get("media", [])), "media": [], "num_segments": 1, "messaging_service_sid": None,
        "opt_out_type": None, "from_city": None, "from_state": None, "from_zip": None, "from_country": None,
    }  # fmt: skip
    return Inbound(**{**usual, **more})


def text(sender: str, to: Any, body: str = "Is anybody there?", **more: Any) -> str:
    """Somebody texts one of our numbers; what the verb answered."""
    address = to if isinstance(to, str) else to.e164
    return transaction.perform(receive.receive, inbound(sender, address, body, **more))


def answer(conversation, author, body: str = "On our way.", client_id: str = "", number=None) -> Message:
    """An agent presses Send."""
    composed = transaction.perform(
        compose.compose, conversation, author, body, client_id or str(uuid4()), number
    )
    return composed.message


def claimed(limit: int = 10) -> list:
    """What one worker's claim takes."""
    return transaction.perform(claim.claim, limit)


def accepted(message: Message, sid: str = "", status: str = "queued") -> str:
    """The carrier's own answer to the create of this text; its SID."""
    sid = sid or new_sid()
    outcome = outcomes.Outcome(message.id, message.attempt, "accepted", sid, status)
    transaction.perform(outcomes.record, [outcome])
    return sid


def refused(message: Message, code: int | None, http_status: int = 400, **more: Any) -> None:
    """The carrier refuses the create of this text."""
    outcome = outcomes.Outcome(
        message.id, message.attempt, "refused", code=code, http_status=http_status, **more
    )
    transaction.perform(outcomes.record, [outcome])


def said(sid: str, status: str, code: int | None = None, message: Message | None = None, attempt: int = 1):
    """A status callback; with `message` its query names that one."""
    update = StatusUpdate(sid, status, code, None, "", "", None)
    named = (message.id, attempt) if message is not None else (None, None)
    transaction.perform(outcomes.carrier_said, update, *named)


def on_its_way(world, conversation=None, body: str = "On our way.") -> Message:
    """A text that was claimed and whose create nobody has answered yet."""
    conversation = conversation or asked(world)
    message = answer(conversation, world.ben, body)
    assert [c.message_id for c in claimed()] == [message.id]
    return db.session.get(Message, message.id)


def asked(world, sender: str | None = None, to=None):
    """The conversation after this person has just texted (default: Fay, to the Service desk)."""
    text(sender or world.fay, to or world.local)
    return db.session.get(Conversation, newest(Message).conversation_id)


def newest(noun: type):
    """The row added last."""
    return db.session.scalars(select(noun).order_by(noun.id.desc()).limit(1)).one()


def rows(noun: type, **where: Any) -> list:
    """Rows as the database has them now, oldest first; where: equal columns."""
    key = noun.__table__.primary_key.columns.values()
    query = select(noun).filter_by(**where).order_by(*key)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def kept(*but: str) -> dict[str, list[tuple]]:
    """Every row of every table (but these), to see that nothing changed."""
    db.session.expire_all()
    return {
        table.name: [tuple(row) for row in db.session.execute(select(table).order_by(*table.primary_key.columns))]
        for table in db.metadata.sorted_tables
        if table.name not in but
    }


def at_once(app, *works: Callable[[], Any]) -> list[Any]:
    """Do all works at the same moment, each in a thread and session of its own; results, or what was raised."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        with app.app_context():
            gate.wait(20)
            try:
                return work()
            except Exception as error:
                return error

    transaction.commit()
    with ThreadPoolExecutor(len(works)) as pool:
        results = list(pool.map(run, works))
    db.session.expire_all()
    return results


def shown(pushed, room: str) -> BeautifulSoup:
    """Everything pushed to a room, parsed as one page."""
    parts = [part["html"] for payload in pushed.to(room) for part in payload["parts"]]
    return BeautifulSoup("".join(parts), "html.parser")
