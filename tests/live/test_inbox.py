"""What an inbox's room is sent, live and on catching up: rows, departures, and counts that are their number's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from app.clock import now
from app.live import inbox, rooms
from app.models import Conversation, Department
from app.models.folder import counts, page, standings
from app.texting import desk, transfer
from app.transaction import perform
from tests.texting.acts import asked, rows, text

pytestmark = pytest.mark.usefixtures("doorbell")


def of(world, department) -> str:
    return rooms.inbox(world.copper.id, department.id)


def since(world, department, number: int) -> dict:
    return inbox.since(world.copper.id, department.id, number)


def test_catching_up_gives_each_changed_row_once_as_a_page_shows_it(world, pushed):
    for sender in (world.fay, world.dee.e164, world.fay):
        text(sender, world.local)
    text(world.fay, world.harbor_number)
    payload = since(world, world.service, 0)
    fresh = [inbox.row_html(row) for row in page("open", [world.service.id], world.ben.id)]
    assert sorted(part["html"] for part in payload["parts"]) == sorted(fresh)
    assert (len(fresh), payload["to"], payload["counted"]) == (2, 3, 3)
    assert len(since(world, world.service, 2)["parts"]) == 1


def test_too_much_to_catch_up_reloads_the_page(world, pushed, monkeypatch):
    monkeypatch.setattr(inbox, "MOST_CHANGES", 1)
    for sender in (world.fay, world.dee.e164):
        text(sender, world.local)
    assert since(world, world.service, 0) is None
    assert since(world, world.service, 1) is not None


@pytest.mark.lesson(44)
def test_whoever_was_away_is_told_what_left_before_what_changed(world, pushed):
    conversation = asked(world)
    seen = rows(Department, id=world.service.id)[0].change_no
    perform(transfer.transfer, conversation, world.billing, world.ana)
    payload = since(world, world.service, seen)
    assert payload["parts"] == [
        {"gone": f"conversation_{conversation.id}_row", "department": world.service.id, "change": seen + 1}
    ]
    perform(transfer.transfer, rows(Conversation)[0], world.service, world.ana)
    gone, back = since(world, world.service, seen)["parts"]
    assert "gone" in gone and f"conversation_{conversation.id}_row" in back["html"]
    assert payload["tallies"] == {} and since(world, world.service, seen)["tallies"] == {"0": [1, 1, 1]}


@pytest.mark.lesson(45)
def test_pushed_counts_are_those_a_page_loaded_then_would_show(world, pushed):
    conversation = asked(world)
    asked(world, world.dee.e164)
    for verb, *args in (
        (desk.claim, world.ben), (desk.snooze, now() + timedelta(hours=1), world.ben), (desk.reopen, world.ben),
        (desk.assign, world.ana, world.ana), (desk.close, world.ana), (desk.reopen, world.ana),
    ):  # fmt: skip
        perform(verb, conversation, *args)
        payload = pushed.to(of(world, world.service))[-1]
        [standing] = standings(Department.id == world.service.id)
        assert payload["tallies"] == inbox.tallies(standing)
        assert payload["counted"] == standing.change_no == payload["to"]
    assert counts([standing], world.ben.id) == {"attention": 1, "mine": 0, "unassigned": 1, "open": 2, "closed": 0}


def test_numbers_of_a_room_have_no_gap_whatever_is_done(world, pushed):
    conversation = asked(world)
    perform(desk.claim, conversation, world.ben)
    perform(transfer.transfer, conversation, world.billing, world.ben)
    perform(transfer.transfer, rows(Conversation)[0], world.service, world.ana)
    text(world.fay, world.local, "Hello?")
    for department in (world.service, world.billing):
        numbers = [(p["from"], p["to"]) for p in pushed.to(of(world, department))]
        assert numbers == [(n, n + 1) for n in range(len(numbers))]


def test_equal_rows_are_drawn_once(world, pushed, monkeypatch):
    asked(world)
    [row] = page("open", [world.service.id], world.ben.id)
    drawn = inbox.row_html(row)
    before = inbox._drawn.cache_info().hits
    assert inbox.row_html(page("open", [world.service.id], world.ben.id)[0]) == drawn
    assert inbox._drawn.cache_info().hits == before + 1


def test_a_row_says_what_the_browsers_rule_needs(world, pushed):
    conversation = asked(world)
    perform(desk.claim, conversation, world.ben)
    perform(desk.snooze, conversation, now() + timedelta(hours=1), world.ben)
    html = pushed.to(of(world, world.service))[-1]["parts"][0]["html"]
    row = BeautifulSoup(html, "html.parser").li
    assert row["data-state"] == "open" and row["data-assignee-id"] == str(world.ben.id)
    assert row["data-snoozed"] and not row["data-needs-attention"]
    assert row["data-department"] == str(world.service.id)
