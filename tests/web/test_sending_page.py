"""The switch that stops an account's sending, as a page, and the line that every page shows while it is off."""

from __future__ import annotations

import pytest

from app.extensions import db as database
from app.live import rooms
from app.models import Message, Pause
from app.texting import compose


@pytest.fixture
def ana(client, world, doorbell, pushed):
    return client.sign_in(world.ana)


def banner(page) -> str:
    return " ".join(page.find(id="sending_banner").text.split())


def test_an_admin_pauses_with_a_reason_and_everybody_reads_it(ana, world, client, clock):
    answer = ana.post("/settings/sending/pause", data={"reason": " wrong price.\n "})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/settings/sending")
    pause = Pause.open_for(world.copper.id)
    assert (pause.reason, pause.started_by) == ("wrong price.", "Ana Ruiz")
    ben = client.application.test_client().sign_in(world.ben)
    for path in ("/inbox", "/messages/new"):
        words = banner(ben.page(path)).replace("\u00a0", " ")
        assert words == "Sending is paused since 8:41 AM by Ana Ruiz: wrong price. Texts you write wait. Details"


def test_while_sending_goes_on_the_line_is_empty(ana, world):
    assert banner(ana.page("/inbox")) == ""
    ana.post("/settings/sending/pause")
    assert banner(ana.page("/inbox")).endswith("by Ana Ruiz. Texts you write wait. Details")
    ana.post("/settings/sending/resume")
    assert banner(ana.page("/inbox")) == ""


def test_the_page_says_how_many_texts_wait_before_one_presses(ana, world, thread):
    assert "Nothing waits to leave" in ana.page("/settings/sending").text
    compose.compose(thread, world.ben, "On our way", "c" * 36)
    assert "1 text is waiting to leave" in " ".join(ana.page("/settings/sending").text.split())
    ana.post("/settings/sending/pause")
    compose.compose(thread, world.ben, "In ten minutes", "d" * 36)
    page = " ".join(ana.page("/settings/sending").text.split())
    assert "2 texts wait. When you resume, they pass the same checks once more and leave in the order" in page


def test_what_waited_leaves_in_order_once_resumed(ana, world, thread, doorbell):
    ana.post("/settings/sending/pause")
    held = [compose.compose(thread, world.ben, body, f"{n:036}").message.id for n, body in enumerate("abc")]
    assert {database.session.get(Message, each).state for each in held} == {"held"}
    ana.post("/settings/sending/resume")
    assert [database.session.get(Message, each).state for each in held] == ["queued"] * 3
    assert "drain" in doorbell.rings


@pytest.mark.parametrize("name", ["ben", "cara"])
def test_only_its_own_admin_stops_an_account(client, world, doorbell, pushed, name):
    client.sign_in(getattr(world, name))
    status = 403 if name == "ben" else 303
    assert client.post("/settings/sending/pause").status_code == status
    assert client.post("/settings/sending/resume").status_code == status
    assert Pause.open_for(world.copper.id) is None


def test_an_agent_may_read_why_and_has_no_button(client, world, doorbell, pushed):
    page = client.sign_in(world.ben).page("/settings/sending")
    assert "An administrator of your account can pause it" in page.text
    assert page.find("form", action="/settings/sending/pause") is None


def test_open_pages_hear_of_it(ana, world, pushed):
    room = rooms.inbox(world.copper.id, world.service.id)
    ana.post("/settings/sending/pause", data={"reason": "fire drill"})
    assert "fire drill" in pushed.html(room).find(id="sending_banner").text
    assert rooms.inbox(world.harbor.id, world.front.id) not in pushed.rooms()
    pushed.sent.clear()
    ana.post("/settings/sending/resume")
    [payload] = pushed.to(room)
    assert "fire drill" not in payload["parts"][0]["html"]
    assert (payload["from"], payload["to"]) == (0, 0), "it counts as no change of the inbox"


def test_the_line_pushed_is_the_line_loaded(ana, world, pushed):
    ana.post("/settings/sending/pause", data={"reason": "<b>bold</b>"})
    pushed_line = pushed.html(rooms.inbox(world.copper.id, world.service.id)).find(id="sending_banner")
    assert str(pushed_line) == str(ana.page("/inbox").find(id="sending_banner"))
    assert pushed_line.find("b") is None and pushed_line["data-change"] == "1"


def test_a_reason_may_be_long_or_empty_and_stays_one_line(ana, world):
    ana.post("/settings/sending/pause", data={"reason": "so\nmany " * 200})
    reason = Pause.open_for(world.copper.id).reason
    assert len(reason) <= 200 and "\n" not in reason


def test_the_operators_switch_is_said_beside_the_own(ana, world):
    world.keep(Pause(account_id=None, started_by="Op", reason="carrier trouble"))
    page = " ".join(ana.page("/settings/sending").text.split())
    assert "paused sending for every business" in page and "carrier trouble. Your texts wait" in page
    assert "Sending is on" in page
