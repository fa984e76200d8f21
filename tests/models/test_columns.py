"""Column kinds, and what the database itself refuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import IntegrityError, StatementError

from app.extensions import db
from app.models import Block, Conversation, Message, Number, Phone
from tests.texting.acts import rows


def test_an_instant_comes_back_as_it_was_in_utc(world):
    at = datetime(2026, 11, 23, 9, 0, 0, 123456, timezone(timedelta(hours=-7)))
    world.dee.last_inbound_at = at
    db.session.flush()
    db.session.expire_all()
    assert world.dee.last_inbound_at == at
    assert world.dee.last_inbound_at.tzinfo is UTC or world.dee.last_inbound_at.utcoffset() == timedelta(0)


def test_an_instant_without_a_zone_is_refused(world):
    world.dee.last_inbound_at = datetime(2026, 11, 23, 9)
    with pytest.raises(StatementError, match="needs its zone"):
        db.session.flush()
    db.session.rollback()


def twice(world) -> dict:
    conversation = world.conversation(world.dee)
    return {
        "phone": Phone(account_id=world.copper.id, e164=world.dee.e164),
        "block": Block(account_id=world.copper.id, e164=world.eli.e164, source="agent"),
        "number": Number(
            account_id=world.harbor.id, department_id=world.front.id, e164=world.local.e164, kind="local"
        ),
        "conversation": Conversation(
            account_id=world.copper.id, phone_id=world.dee.id, department_id=conversation.department_id,
            number_id=world.toll_free.id,
        ),
    }  # fmt: skip


@pytest.mark.parametrize("noun", ["phone", "block", "number", "conversation"])
def test_what_must_be_one_cannot_be_two(world, noun):
    db.session.add(twice(world)[noun])
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


@pytest.mark.parametrize("column", ["carrier_sid", "client_id"])
def test_a_text_has_a_sid_and_a_form_of_its_own(world, column):
    conversation = world.conversation(world.dee)
    first = world.message(conversation, "one", carrier_sid="SM" + "1" * 32)
    second = world.message(conversation, "two")
    setattr(second, column, getattr(first, column))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


@pytest.mark.parametrize(("column", "word"), [("state", "lost"), ("direction", "up")])
def test_a_word_nobody_knows_is_refused(world, column, word):
    message = world.message(world.conversation(world.dee), "one")
    setattr(message, column, word)
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
    assert rows(Message, state="lost") == []
