"""The Contact Journey as one order of texts, events and notes, and what of it a viewer may read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.clock import now
from app.models import Event, Message, Note, Phone
from app.models.timeline import Place, texts, timeline, when
from tests.texting.acts import rows, text


@pytest.fixture
def person(world):
    """Dee, who talks with both desks: (contact, [Service], [Billing])."""
    billing = world.number(world.billing, "+16025550155")
    begin = now() - timedelta(days=3)
    for place, (number, word) in enumerate([(world.local, "service"), (billing, "billing")] * 6):
        talk = _talk(world, number)
        at = begin + timedelta(minutes=place // 3)  # three of them at the same instant
        text = world.message(talk, f"{word} text {place}", sort_at=at)
        shared = {"account_id": world.copper.id, "contact_id": world.dee.contact_id, "conversation_id": talk.id}
        world.keep(Event(**shared, kind="assigned", detail=word, at=at, message_id=text.id))
        world.keep(Note(**shared, body=f"{word} note", created_at=at))
    world.keep(Note(account_id=world.copper.id, contact_id=world.dee.contact_id, body="for all", created_at=begin))
    world.keep(Event(account_id=world.copper.id, contact_id=world.dee.contact_id, kind="contact_changed", at=begin))
    return world


def _talk(world, number):
    kept = world.__dict__.setdefault("talks", {})
    if number.id not in kept:
        kept[number.id] = world.conversation(world.dee, number)
    return kept[number.id]


def walk(person, desks, kind: str = "all", size: int = 5) -> list:
    found, before = [], None
    for _ in range(30):
        entries, older = timeline(person.dee.contact_id, desks, kind, before, size)
        found += entries
        before = Place.read(older)
        if before is None:
            break
    return found


def test_the_journey_is_one_order_of_texts_events_and_notes(person):
    whole = walk(person, [person.service.id, person.billing.id])
    assert len(whole) == 38
    assert len({(type(entry), entry.id) for entry in whole}) == 38
    assert [when(entry) for entry in whole] == sorted((when(entry) for entry in whole), reverse=True)
    assert whole == walk(person, [person.service.id, person.billing.id], size=100)


def test_how_a_lead_came_stands_under_consent_and_under_contact_changes(world):
    text(world.fay, world.local)
    [phone] = rows(Phone, e164=world.fay)
    for kind in ("consent", "contact"):
        entries, _ = timeline(phone.contact_id, [world.service.id], kind)
        assert [entry.kind for entry in entries] == ["lead_created"]


def test_another_departments_texts_events_and_notes_stay_there(person):
    said = " ".join(
        getattr(entry, "body", "") + getattr(entry, "detail", "") for entry in walk(person, [person.service.id])
    )
    assert "service text" in said and "service note" in said and "for all" in said
    assert "billing" not in said
    seen, _ = texts(person.dee.contact_id, [person.billing.id])
    assert {text.body.split()[0] for text in seen} == {"billing"}


@pytest.mark.parametrize(
    ("kind", "nouns"),
    [("texts", {Message}), ("notes", {Note}), ("assignment", {Event}), ("contact", {Event}), ("consent", set())],
)
def test_a_filter_shows_its_kind_alone(person, kind, nouns):
    assert {type(entry) for entry in walk(person, [person.service.id], kind)} == nouns


def test_texts_are_read_from_old_to_new_and_page_backward(person):
    desks = [person.service.id, person.billing.id]
    newest, older = texts(person.dee.contact_id, desks, limit=5)
    before, _ = texts(person.dee.contact_id, desks, Place.read(older), limit=20)
    both = before + newest
    assert [text.sort_at for text in both] == sorted(text.sort_at for text in both)
    assert len({text.id for text in both}) == 12
