"""The search page and its part: who, when, the words that were meant; a hit opened in its context."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
from sqlalchemy import event, insert

from app.extensions import db as database
from app.models import Event, Message
from app.policy import permissions
from app.web.search import MOST_TEXTS

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def ben(client, world):
    return client.sign_in(world.ben)


def asked(browser, typed: str):
    """The part that answers while somebody types."""
    return browser.page(f"/search?q={typed}", headers=PART).find(id="search_results")


def test_a_person_is_found_by_digits_and_a_text_by_a_word(ben, world, thread):
    found = asked(ben, "0199")
    assert "Fay Winters" in found.text and "(480) 555-0199" in found.text
    assert found.find("a")["href"] == f"/conversations/{thread.id}"
    found = asked(ben, "boil")
    assert [mark.text for mark in found.find_all("mark")] == ["boil"] and "Do you fix boilers?" in found.text


def test_a_person_nobody_has_written_with_leads_to_their_page(ben, world):
    assert asked(ben, "Dee").find("a")["href"] == f"/contacts/{world.dee.contact_id}"


def test_the_address_alone_gives_the_whole_page(ben, thread):
    page = ben.page("/search?q=boilers")
    assert page.find(id="search_field")["value"] == "boilers"
    assert page.find(id="search_results").find("mark").text == "boilers"


@pytest.mark.parametrize(
    ("typed", "words"),
    [("bo", "Write at least three"), ("xyzzy", "Nothing holds “xyzzy”"), ("👍", "Write at least three")],
)
def test_an_empty_answer_says_what_to_try(ben, thread, typed, words):
    assert words in asked(ben, typed).text


def test_nothing_typed_gives_an_empty_part_and_so_the_list_back(ben):
    found = asked(ben, "")
    assert found.text.strip() == "" and "data-typed" not in found.attrs


@pytest.mark.parametrize("typed", ['<img src=x onerror="1">', "%3Cb%3Ebold", "'", '"', "*", "a&b", "%25", "x" * 5000])
def test_what_was_typed_is_text_and_never_markup(ben, world, thread, typed):
    world.message(thread, '<img src=x onerror="1"> <b>bold</b> boilers')
    answer = ben.get("/search", query_string={"q": typed})
    assert answer.status_code == 200
    assert "<img" not in answer.text and "<b>bold" not in answer.text


def test_an_agent_is_shown_nothing_of_another_department_or_business(ben, cara, world, thread):
    billing = world.number(world.billing, "+14805550177")
    other = world.conversation(world.phone("+14805550178", "Gus Ames"), billing)
    world.message(other, "The boilers of billing")
    assert "Gus" not in asked(ben, "Gus").text.replace("“Gus”", "")
    assert len(asked(ben, "boilers").find_all("mark")) == 1
    assert asked(cara, "boilers").find_all("mark") == []
    seen_by_all = asked(ben.application.test_client().sign_in(world.ana), "boilers")
    assert len(seen_by_all.find_all("mark")) == 2 and "Billing" in seen_by_all.text


def test_more_texts_than_fit_are_said_to_be_more(ben, world, thread):
    for number in range(MOST_TEXTS + 1):
        world.message(thread, f"Parcel {number}")
    found = asked(ben, "parcel")
    assert f"{MOST_TEXTS}+" in found.text and len(found.find_all("mark")) == MOST_TEXTS


def test_who_may_not_read_conversations_may_not_search(ben, world, monkeypatch):
    monkeypatch.setitem(permissions.PERMISSIONS, "read_conversations", frozenset({"admin"}))
    assert ben.get("/search?q=boilers").status_code == 403


@pytest.fixture
def long(world, thread, db) -> list[int]:
    """Ids of 300 texts in Fay's thread, a minute apart, and an event after each tenth."""
    return fill(world, thread, 300)


def fill(world, thread, texts: int) -> list[int]:
    start = thread.last_message_at - timedelta(days=2)
    common = dict(
        account_id=thread.account_id, conversation_id=thread.id, department_id=thread.department_id,
        phone_id=thread.phone_id, number_id=thread.number_id, direction="in", state="received", segments=1,
    )  # fmt: skip
    world.session.execute(
        insert(Message),
        [
            {**common, "client_id": f"t{n}", "body": f"Text no. {n}", "sort_at": start + timedelta(milliseconds=n)}
            for n in range(texts)
        ],
    )  # fmt: skip
    for n in range(0, min(texts, 300), 10):
        at = start + timedelta(milliseconds=n)
        world.keep(Event(account_id=thread.account_id, conversation_id=thread.id, kind="closed", at=at))
    newest = world.session.query(Message.id).filter_by(conversation_id=thread.id).order_by(Message.sort_at)
    return [row.id for row in newest]


def entries(page) -> list[str]:
    return [each["id"] for each in page.find_all(class_="entry") if each["id"] != "message_new"]


def test_a_hit_opens_in_its_context_and_pages_lead_both_ways_over_everything_once(ben, world, thread, long):
    page = ben.page(f"/conversations/{thread.id}?at={long[150]}")
    held = entries(page)
    texts = [each for each in held if each.startswith("message_")]
    assert texts == [f"message_t{n}" for n in range(125, 176)]
    assert page.find(id="jump_latest")["href"] == f"/conversations/{thread.id}"
    step = page
    while link := step.find(id="older").find("a"):
        step = ben.page(link["hx-get"], headers=PART)
        held = entries(step) + held
    step = page
    while link := step.find(id="newer").find("a"):
        step = ben.page(link["hx-get"], headers=PART)
        held = held + entries(step)
    assert [each for each in held if each.startswith("message_t")] == [f"message_t{n}" for n in range(300)]
    assert len([each for each in held if each.startswith("event_")]) == 30
    assert len(set(held)) == len(held)


def test_the_newest_page_has_no_way_to_later_ones_and_a_text_of_elsewhere_opens_it(ben, world, thread, long):
    foreign = world.message(world.conversation(world.eli), "Elsewhere")
    for address in (f"/conversations/{thread.id}", f"/conversations/{thread.id}?at={foreign.id}"):
        page = ben.page(address)
        assert page.find(id="newer").find("a") is None and page.find(id="jump_latest") is None


@pytest.fixture
def statements(app):
    """Every statement that reaches the database, in order."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_more) -> None:
        seen.append(statement)

    engine = database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.lesson(42)
def test_a_thread_of_3000_opens_with_as_many_queries_as_one_of_a_few_and_under_50_kb(ben, world, thread, statements):
    assert_opens_small(ben, world, thread, statements, 3_000)


@pytest.mark.long
@pytest.mark.lesson(42)
def test_a_thread_of_100000_opens_with_as_many_queries_as_one_of_a_few(ben, world, thread, statements):
    assert_opens_small(ben, world, thread, statements, 100_000)


def assert_opens_small(browser, world, thread, statements, texts: int) -> None:
    address = f"/conversations/{thread.id}"
    browser.get(address)
    fill(world, thread, 60)
    statements.clear()
    browser.get(address)
    few = len(statements)
    world.session.query(Message).filter(Message.client_id.like("t%")).delete()
    world.session.query(Event).delete()
    ids = fill(world, thread, texts)
    for where in (address, f"{address}?at={ids[texts // 2]}"):
        statements.clear()
        page = browser.get(where)
        assert len(statements) <= few + 2
        assert len(gzip.compress(page.data)) <= 50_000
    assert few <= 40
