"""The inbox: conversations of one's departments, newest first, in pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.clock import now
from app.models import Department


@pytest.fixture
def hundred(world):
    """A hundred and twenty conversations; every third shares its instant with the one before."""
    start = now()
    made = []
    for n in range(120):
        conversation = world.conversation(world.phone(f"+1480555{n:04}", f"Person {n}"))
        conversation.last_message_at = start - timedelta(minutes=n - (n % 3 == 1))
        made.append(conversation)
    return made


def rows(page) -> list[str]:
    return [row["id"] for row in page.select("#inbox_list .row")]


def test_conversations_stand_newest_first(client, world, thread):
    dee = world.conversation(world.dee)
    dee.last_message_at = thread.last_message_at + timedelta(seconds=1)
    page = client.sign_in(world.ben).page("/inbox")
    assert rows(page) == [f"conversation_{dee.id}_row", f"conversation_{thread.id}_row"]
    assert page.find("ul", attrs={"aria-label": "Conversations"})["id"] == "inbox_list"


def test_another_businesss_inbox_is_empty(cara, thread):
    assert rows(cara.page("/inbox")) == []


def test_the_start_leads_to_the_inbox(client, world):
    assert client.sign_in(world.ben).get("/").location == "/inbox"


def test_pages_follow_each_other_without_gap_or_repetition(client, world, hundred):
    client.sign_in(world.ben)
    seen, address, pages = [], "/inbox", 0
    while address:
        page = client.page(address)
        seen += rows(page)
        pages += 1
        more = page.select_one("#inbox_more a")
        address = more["href"] if more else ""
    newest = sorted(hundred, key=lambda c: (c.last_message_at, c.id), reverse=True)
    assert seen == [f"conversation_{c.id}_row" for c in newest]
    assert pages == 3


def test_rows_sort_as_text_the_way_they_stand(client, world, hundred):
    keys = [row["data-sort"] for row in client.sign_in(world.ben).page("/inbox").select("#inbox_list .row")]
    assert keys == sorted(keys, reverse=True)


@pytest.mark.parametrize("cursor", ["x", "1", "-", "1-x", "²-1", "-1-1", "9" * 40 + "-1", "1-" + "9" * 40])
def test_a_cursor_that_is_none_shows_the_first_page(client, world, thread, cursor):
    page = client.sign_in(world.ben).page("/inbox", query_string={"before": cursor})
    assert rows(page) == [f"conversation_{thread.id}_row"]


def test_a_manager_sees_every_department_and_an_agent_their_own(client, world, thread):
    billing = world.conversation(world.dee, world.number(world.billing, "+14805550111"))
    assert len(rows(client.sign_in(world.ana).page("/inbox"))) == 2
    ben = client.application.test_client().sign_in(world.ben)
    assert f"conversation_{billing.id}_row" not in rows(ben.page("/inbox"))


def test_the_page_names_its_rooms_and_how_far_it_has_seen_them(client, world, thread, db):
    db.session.get(Department, world.service.id).change_no = 17
    page = client.sign_in(world.ben).page("/inbox")
    rooms = {place["data-room"]: place["data-cursor"] for place in page.select("[data-room]")}
    assert rooms == {f"inbox:{world.copper.id}:{world.service.id}": "17"}
    both = {place["data-room"] for place in client.sign_in(world.ana).page("/inbox").select("[data-room]")}
    assert both == {f"inbox:{world.copper.id}:{desk.id}" for desk in (world.service, world.billing)}


def test_the_first_run_shows_the_phone_beside_the_inbox(client, world, settings):
    page = client.sign_in(world.ana).page("/inbox")
    assert "Be your own first lead" in page.text
    assert page.find("iframe")["src"] == f"{settings.simulator_url}/?to=%2B14805550110", "texting this business"
    assert client.get("/simulator").location == settings.simulator_url


def test_with_a_real_carrier_the_first_run_says_where_to_point_it(client, world, told):
    told(carrier="twilio")
    page = client.sign_in(world.ana).page("/inbox")
    assert page.find("iframe") is None
    assert "/webhooks/twilio/messages#rc=4" in page.select_one("code.address").text
    assert client.get("/simulator").location == "/inbox"


def test_after_the_first_text_the_first_run_is_over(client, world, thread):
    page = client.sign_in(world.ana).page("/inbox")
    assert page.find("iframe") is None
    assert "Choose a conversation" in page.text


def test_beyond_the_last_page_it_is_not_the_first_run(client, world, thread):
    page = client.sign_in(world.ana).page("/inbox?before=1-1")
    assert rows(page) == []
    assert page.find("iframe") is None


def test_a_row_says_who_when_what_and_why(client, world, thread):
    thread.unread, thread.reason = 1, "new"
    row = client.sign_in(world.ben).page("/inbox").select_one(".row")
    assert row.select_one(".row-name").text == "Fay Winters"
    assert "Do you fix boilers?" in row.select_one(".row-preview").text
    assert "Unread." in row.text and "New lead" in row.text
    assert row.a["href"] == f"/conversations/{thread.id}"


def test_the_rail_has_the_pages_and_no_new_message_which_has_buttons_of_its_own(client, world, shown):
    client.sign_in(world.ana).get("/inbox")
    labels = [entry["label"] for entry in shown[-1]["nav"]]
    assert labels == ["Inbox", "Contacts", "Scheduler", "Templates", "Do Not Contact", "Numbers", "Settings"]


@pytest.mark.parametrize(
    "path",
    ["/inbox", "/contacts", "/contacts/new", "/mentions", "/numbers", "/settings/departments", "/do-not-contact"],
)
def test_every_page_with_the_badge_watches_what_it_counts(client, world, thread, path):
    page = client.sign_in(world.ana).page(path)
    wanted = {f"inbox:{world.copper.id}:{desk.id}": desk.name for desk in (world.service, world.billing)}
    assert {place["data-room"]: place["data-name"] for place in page.select("[data-room]")} == wanted
    assert page.select_one("[data-badge]") and page.select_one("script[src*='live.js']")
    assert len(page.select("script[src*='live.js']")) == 1
