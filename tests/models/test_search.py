"""Search finds exactly what a plain look through everything finds, on both databases, whatever is typed."""

from __future__ import annotations

import random
import re
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models import Contact, Conversation, Message, Phone, search, search_people, search_sqlite
from app.models.search import Query

WORDS = (
    "the The thé THÉ boiler boilers boilermaker Ecole ÉCOLE e\u0301cole don't O'Brien 5-10 4471# 602 6025550148 x an "
    "HVAC foo_bar Straße naïve señor 👍 👍🏽 مرحبا שלום ßig Привет ok 日本 100% a*b \"quoted\" NEAR AND OR NOT "
    "reminderreminder " + "longword" * 9
).split()
HOSTILE = [
    '"', "'", "*", "-", "NEAR", "AND", "OR NOT", "NEAR(the x)", "%", "_", "\\", "\x00", "the\x00", "x" * 5_000,
    "the " * 2_000, "👍", "👍🏽 🎉", "שלום", "\u202ethe\u202c", "مرحبا بك", '"the" OR "x"', "the*", "{a b}: c", "^the",
    "words:the", "#1", "'#1':*", "\ue0001", "(((", "):*", "!boiler", "a & b | c", "<->", "&amp;", "\ud83d", "½ ² ①",
    "ﬁ ﷺ", "\u0301", "q\u0300\u0301", "ᏣᎳᎩ", "한국어", "𝒜𝒷𝒸", "\U000e0041", "1", "", "   ",
]
quick = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def plain(text: str) -> list[str]:
    """A text's words, found the slow way."""
    bare = re.sub("([A-Za-z])[\u0300-\u036f]+", r"\1", unicodedata.normalize("NFD", text))
    lowered = unicodedata.normalize("NFC", bare).lower()
    return "".join(c if c.isalnum() else " " for c in lowered).split()


def expected_texts(messages: list[Message], typed: str) -> list[int]:
    *whole, last = dict.fromkeys(plain(typed))

    def holds(body: str) -> bool:
        held = plain(body)
        return all(word in held for word in whole) and any(word.startswith(last) for word in held)

    return sorted((m.id for m in messages if holds(m.body)), reverse=True)


def found_texts(world, departments, typed: str, limit: int = 1_000) -> list[int]:
    ids = [department.id for department in departments]
    return [m.id for m in search.texts(world.copper.id, ids, Query.read(typed), limit).messages]


def found_people(world, departments, typed: str, account=None) -> set[int]:
    ids = [department.id for department in departments]
    return {c.id for c in search.people((account or world.copper).id, ids, Query.read(typed), 1_000)}


def index_some(chance: random.Random, db) -> None:
    """On SQLite the worker has taken in some of the texts, or none, or all."""
    if db.engine.dialect.name == "sqlite":
        search_sqlite.take_in(chance.choice([0, 7, 50, 1_000]))
        search_people.take_in(chance.choice([0, 7, 1_000]))
        search_sqlite.merge(8)


@quick
@given(seed=st.integers(0, 2**32))
def test_texts_are_those_that_a_plain_look_finds(db, world, seed):
    db.session.rollback()  # what the example before left
    chance = random.Random(seed)
    desks = [world.service, world.billing]
    threads = [
        world.conversation(world.dee), world.conversation(world.dee, world.number(world.billing, "+14805550177")),
        world.conversation(world.eli),
    ]  # fmt: skip

    def body() -> str:
        gaps = [" ", ", ", "\n", " 👍", "-"]
        return "".join(chance.choice(WORDS) + chance.choice(gaps) for _ in range(chance.randint(0, 7)))

    messages = [world.message(chance.choice(threads), body()) for _ in range(60)]
    index_some(chance, db)
    for message in chance.sample(messages, 8):
        message.body = body()
    for message in chance.sample(messages, 5):
        messages.remove(message)
        db.session.delete(message)
    moved = threads[2]
    moved.department_id = world.billing.id
    for message in messages:
        if message.conversation_id == moved.id:
            message.department_id = moved.department_id
    db.session.flush()
    index_some(chance, db)
    messages += [world.message(chance.choice(threads), body()) for _ in range(5)]
    for seen in (desks, desks[:1], desks[1:]):
        own = [m for m in messages if m.department_id in {desk.id for desk in seen}]
        for _ in range(12):
            typed = " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 3)))
            typed = typed[: chance.randint(1, 80)]
            if plain(typed):
                assert found_texts(world, seen, typed) == expected_texts(own, typed), typed


@quick
@given(seed=st.integers(0, 2**32))
def test_people_are_those_that_a_plain_look_finds(db, world, seed):
    db.session.rollback()
    chance = random.Random(seed)
    names = ["Ana", "Élodie", "JOSÉ", "O'Brien", "Łukasz", "Maria", "Zoë", "Smith-Jones", "Co", "李", "de la Cruz"]
    billing = world.number(world.billing, "+14805550177")
    people: list[tuple[Contact, list[Phone], set[int]]] = []
    for number in range(30):
        phone = world.phone(f"+1{chance.choice(['480', '602'])}555{number:04}", " ".join(chance.sample(names, 2)))
        contact = phone.contact
        contact.company = chance.choice(["", "Façade Inc."])
        contact.email = chance.choice(["", f"x{number}@example.com"])
        phones = [phone]
        if chance.random() < 0.3:
            second = Phone(account_id=world.copper.id, contact_id=contact.id, e164=f"+1212777{number:04}")
            phones.append(world.keep(second))
        talks = [
            world.conversation(chance.choice(phones), sender)
            for sender in (world.local, billing) if chance.random() < 0.4
        ]  # fmt: skip
        people.append((contact, phones, {c.department_id for c in talks}))
    db.session.flush()
    index_some(chance, db)
    for contact, phones, desks in chance.sample(people, 6):
        contact.name = " ".join(chance.sample(names, 2))
        phones[0].e164 = phones[0].e164.replace("555", "888")
        for conversation in db.session.query(Conversation).filter_by(phone_id=phones[0].id):
            if len(desks) == 1:
                conversation.department_id = world.billing.id
                desks.clear()
                desks.add(world.billing.id)
    db.session.flush()
    for _ in range(20):
        typed = chance.choice(
            [chance.choice(names), f"{chance.choice(names)} {chance.choice(names)}", str(chance.randint(100, 9999)),
             "(480) 555-00", "480 555", "888-00", "facade", "x1@example", "elodie 480"]
        )[: chance.randint(3, 20)]
        for seen in ([world.service], [world.billing], [world.service, world.billing]):
            expected = {
                contact.id for contact, phones, desks in people
                if (not desks or desks & {desk.id for desk in seen}) and is_meant(contact, phones, typed)
            }
            ours = {contact.id for contact, _, _ in people}
            assert found_people(world, seen, typed) & ours == expected, typed


def is_meant(contact: Contact, phones: list[Phone], typed: str) -> bool:
    written = plain_line(f"{contact.name} {contact.company} {contact.email}")
    numbers = [phone.e164 for phone in phones]
    digits = re.sub(r"\D", "", typed) if not any(c.isalpha() for c in typed) and "@" not in typed else ""
    if len(digits) >= 3 and any(digits in number for number in numbers):
        return True
    return all(word in written or any(word in number for number in numbers) for word in plain(typed))


def plain_line(text: str) -> str:
    bare = re.sub("([A-Za-z])[\u0300-\u036f]+", r"\1", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare).lower()


@pytest.mark.lesson(58)
@pytest.mark.parametrize(
    "typed", ["480", "805550131", "0131", "(480) 555-01", "+1 480-555-0131", "480.555.0131", "55501"]
)
def test_any_three_digits_of_a_number_find_the_contact(world, typed):
    assert world.dee.contact_id in found_people(world, [world.service], typed)


@pytest.mark.lesson(58)
def test_what_was_written_this_second_is_found_in_the_same_transaction(world, db):
    thread = world.conversation(world.phone("+13125550199", "Gus Ames"))
    message = world.message(thread, "The flux capacitor hums")
    assert found_people(world, [world.service], "3125550") == {thread.phone.contact_id}
    assert found_texts(world, [world.service], "capac") == [message.id]
    thread.contact.name = "Augusta"
    db.session.flush()
    assert found_people(world, [world.service], "augus") == {thread.phone.contact_id}
    assert found_people(world, [world.service], "Gus Ames") == set()


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_is_answered(world, db, typed):
    thread = world.conversation(world.dee)
    for body in (*WORDS, *(each.replace("\x00", "").replace("\ud83d", "") for each in HOSTILE)):
        world.message(thread, body)
    db.session.flush()
    for _ in range(2):
        query = Query.read(typed)
        assert isinstance(search.texts(world.copper.id, [world.service.id], query, 20).messages, list | tuple)
        if query.words:
            search.people(world.copper.id, [world.service.id], query, 20)
        index_some(random.Random(3), db)
        if db.engine.dialect.name == "sqlite":
            search_sqlite.take_in(1_000)


def test_nothing_of_another_account_or_department_is_found(world, db):
    ours = world.message(world.conversation(world.dee), "Nightingale song")
    billing = world.number(world.billing, "+14805550177")
    world.message(world.conversation(world.eli, billing), "Nightingale invoice")
    theirs = world.phone("+14805550131", "Dee Alvarez", account=world.harbor)
    world.message(world.conversation(theirs, world.harbor_number), f"Nightingale tooth \ue000{world.service.id}")
    for _ in range(2):
        assert found_texts(world, [world.service], "nightingale") == [ours.id]
        assert found_people(world, [world.service], "Dee Alvarez") == {world.dee.contact_id}
        assert found_texts(world, [], "nightingale") == []
        if db.engine.dialect.name == "sqlite":
            search_sqlite.take_in(100)
            search_people.take_in(100)


def test_more_than_fit_are_the_newest_and_said_to_be_more(world, db):
    thread = world.conversation(world.dee)
    ids = [world.message(thread, f"Quote number {number}").id for number in range(12)]
    found = search.texts(world.copper.id, [world.service.id], Query.read("quote"), 5)
    assert [m.id for m in found.messages] == ids[:-6:-1] and found.has_more
