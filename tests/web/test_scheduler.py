"""The scheduler's pages: what waits by day, drafts, Manage, delete; who sees what; every sentence."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup

from app.models import Schedule
from app.texting import schedules
from app.transaction import perform

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}
MONDAY = datetime(2026, 11, 23, 15, tzinfo=UTC)  # 8:00 AM in Phoenix and Denver's 8:00


@pytest.fixture
def monday(clock):
    clock.set(MONDAY)
    return clock


@pytest.fixture
def talk(world, doorbell, pushed, monday):
    """Dee's conversation with the Service desk; she may be texted."""
    return world.conversation(world.dee)


def form(talk=None, **changed) -> dict:
    """The dialog as a person fills it in: tomorrow at nine, where Dee is."""
    to = "Dee Alvarez · (480) 555-0131" if talk else ""
    given = {"client_id": str(uuid.uuid4()), "kind": "text", "to": to, "body": "We come at ten.", "date": "2026-11-24",
             "time": "09:00", "zone": "", "way": "", "interval": "1", "ends": ""}  # fmt: skip
    return given | changed


def alone() -> Schedule:
    [only] = Schedule.query_all() if hasattr(Schedule, "query_all") else _all()
    return only


def _all() -> list[Schedule]:
    from app.extensions import db

    return list(db.session.scalars(db.select(Schedule)))


def test_a_text_is_scheduled_and_the_page_says_when_for_them_and_for_you(client, world, talk):
    world.ana.time_zone = "America/New_York"
    world.session.commit()
    client.sign_in(world.ana)
    answer = client.post("/scheduler", data=form(talk))
    assert answer.status_code == 303
    page = client.page(answer.location)
    assert "Tue, Nov 24, 9:00 AM in Phoenix, 11:00 AM for you in New York" in page.select_one("[data-told]").text.replace("\u00a0", " ")
    [row] = page.select("tr.schedule")
    print(row.text)
    dialog = client.page(row.select_one(".schedule-act a")["href"])
    print(dialog.select_one("dialog").text)
