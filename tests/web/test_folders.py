"""The folders of the inbox, their counts, the filter by department, and how much the page asks of the database."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import event

from app.clock import now
from app.extensions import db as database

EXACT = ["Require your attention", "Mine", "Unassigned", "All open", "Closed"]


@pytest.fixture
def many(world):
    """One conversation of each kind at the Service desk, by what it is."""
    hour = now() - timedelta(hours=1)
    kinds = {
        "waits": {"waiting_since": hour}, "mine": {"assignee_id": world.ben.id},
        "theirs": {"assignee_id": world.ana.id, "waiting_since": hour}, "failed": {"reason": "failed"},
        "asleep": {"assignee_id": world.ben.id, "snoozed_until": now() + timedelta(hours=3)},
        "closed": {"state": "closed"},
    }  # fmt: skip
    made = {}
    for place, (kind, fields) in enumerate(kinds.items()):
        conversation = world.conversation(world.phone(f"+1480555{7000 + place}", kind.title()))
        for name, value in fields.items():
            setattr(conversation, name, value)
        conversation.last_message_at = now() - timedelta(minutes=place)
        made[kind] = conversation
    return made


def listed(page: BeautifulSoup) -> list[str]:
    return [name.text.lower() for name in page.select("#inbox_list .row-name")]


def held(page: BeautifulSoup) -> dict[str, str]:
    """Each folder's count by its name."""
    return {
        place.a.text: getattr(place.select_one(".folder-count"), "text", "")
        for place in page.select("nav[aria-label=Folders] .folder")
    }


@pytest.mark.parametrize(
    ("folder", "shows"),
    [
        ("attention", ["waits", "failed"]), ("mine", ["mine"]), ("unassigned", ["waits", "failed"]),
        ("open", ["waits", "mine", "theirs", "failed", "asleep"]), ("closed", ["closed"]),
    ],
)  # fmt: skip
def test_a_folder_shows_what_its_name_says(client, world, many, folder, shows):
    page = client.sign_in(world.ben).page(f"/inbox?folder={folder}")
    assert listed(page) == shows
    assert page.select_one("nav[aria-label=Folders] a[aria-current]")["data-folder"] == folder


def test_folders_have_their_names_and_counts_and_closed_has_none(client, world, many):
    page = client.sign_in(world.ben).page("/inbox")
    assert list(held(page)) == EXACT
    assert list(held(page).values()) == ["2", "1", "2", "5", ""]
    assert page.select_one(".rail [data-badge]").text == "2"


def test_the_inbox_begins_with_all_open_and_remembers_the_folder_chosen(client, world, many):
    client.sign_in(world.ben)
    assert len(listed(client.page("/inbox"))) == 5
    client.page("/inbox?folder=closed")
    assert listed(client.page("/inbox")) == ["closed"]
    assert listed(client.page(f"/conversations/{many['mine'].id}")) == ["closed"]
    assert len(listed(client.page("/inbox?folder=nonsense"))) == 5


def test_each_viewer_has_counts_of_their_own(client, world, many):
    page = client.sign_in(world.ana).page("/inbox")
    assert list(held(page).values()) == ["3", "1", "2", "5", ""]


def test_who_sees_several_departments_may_look_at_one(client, world, many):
    billing = world.conversation(world.dee, world.number(world.billing, "+14805550111"))
    client.sign_in(world.ana)
    assert len(listed(client.page("/inbox"))) == 6
    page = client.page(f"/inbox?department={billing.department_id}")
    assert listed(page) == ["dee alvarez"]
    assert held(page)["All open"] == "1"
    assert page.select_one(".rail [data-badge]").text == "3", "the badge speaks of all departments"
    assert len(listed(client.page("/inbox?department="))) == 6
    ben = client.application.test_client().sign_in(world.ben)
    page = ben.page(f"/inbox?department={billing.department_id}")
    assert len(listed(page)) == 5 and page.find(id="list_department") is None, "his only one is no choice"


def test_pages_of_a_folder_follow_each_other_across_departments(client, world):
    number = world.number(world.billing, "+14805550111")
    for place in range(120):
        phone = world.phone(f"+1480556{place:04}", f"Person {place}")
        conversation = world.conversation(phone, (world.local, number)[place % 2])
        conversation.last_message_at = now() - timedelta(minutes=place)
    client.sign_in(world.ana)
    seen, address = [], "/inbox?folder=unassigned"
    while address:
        page = client.page(address)
        seen += listed(page)
        more = page.select_one("#inbox_more a")
        address = more["href"] if more else ""
    assert seen == [f"person {place}" for place in range(120)]


def test_rooms_carry_the_counts_as_of_their_cursor(client, world, many):
    [place] = client.sign_in(world.ben).page("/inbox").select("[data-room]")
    assert json.loads(place["data-tallies"]) == {
        "0": [2, 2, 2], str(world.ben.id): [2, 1, 0], str(world.ana.id): [1, 1, 1],
    }  # fmt: skip
    assert place["data-counted"] == place["data-cursor"]


def test_an_empty_folder_says_what_would_be_in_it(client, world, many):
    page = client.sign_in(world.cara).page("/inbox?folder=mine")
    assert "Your first lead lands here" in page.select_one(".ghost").text
    ben = client.application.test_client().sign_in(world.ben)
    many["closed"].state = "open"
    assert "Nothing is closed yet" in ben.page("/inbox?folder=closed").select_one(".ghost").text


def test_a_row_says_who_has_it_how_long_it_waits_and_until_when_it_sleeps(client, world, many):
    page = client.sign_in(world.ben).page("/inbox")
    row = {name.text.lower(): name.find_parent("li") for name in page.select(".row-name")}
    assert row["waits"].select_one(".waited").text == "1 h"
    assert row["theirs"].select_one(".holder")["title"] == "Ana Ruiz has this"
    assert "Failed" in row["failed"].text
    assert "Snoozed until" in row["asleep"].text
    assert row["asleep"]["data-snoozed"] and row["theirs"]["data-assignee-id"] == str(world.ana.id)


@pytest.mark.parametrize("folder", ["attention", "mine", "unassigned", "open", "closed"])
def test_the_page_asks_the_database_little(client, world, many, folder):
    client.sign_in(world.ana).page(f"/inbox?folder={folder}")
    asked = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    client.page("/inbox")
    queries = [each for each in asked if each.lstrip().upper().startswith("SELECT")]
    assert 0 < len(queries) <= 6, "\n".join(queries)
