"""Whoever was away for a second, a minute or an hour: what catching up brings makes their page what a fresh one is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from flask import session

from app.clock import now
from app.live import ids
from app.moments import waited
from app.texting import desk, notes
from app.transaction import commit, perform
from app.web import sockets
from tests.texting.acts import accepted, answer, asked, claimed, said, text

pytestmark = pytest.mark.usefixtures("doorbell", "pushed")


class Page:
    """A conversation's page beside a folder's list, brought up to date as static/js/swap.js, folder.js and waiting.js
    do it: a part takes the place of its namesake, a new one goes to its list by data-sort, and time goes on."""

    def __init__(self, soup: BeautifulSoup, log: str) -> None:
        self.soup, self.log, self.me = soup, log, soup.body["data-user-id"]

    def cursors(self) -> dict[str, int]:
        """What it has seen of each room."""
        return {each["data-room"]: int(each["data-cursor"]) for each in self.soup.select("[data-room]")}

    def take(self, parts: list[dict]) -> None:
        for part in parts:
            if "gone" in part:
                self.soup.find(id=part["gone"]).decompose()
                continue
            made = BeautifulSoup(part["html"], "html.parser").find(True)
            if old := self.soup.find(id=made["id"]):
                old.decompose() if part["into"] else old.replace_with(made)
            if part["into"] and (part["into"] != ids.INBOX_LIST or self.belongs(made)):
                self.soup.find(id=part["into"]).append(made)
        for chip in self.soup.select("[data-waiting]"):
            chip.select_one(".waited").string = waited(datetime.fromisoformat(chip["data-waiting"]))
            chip.attrs.pop("hidden", None)
            if not chip.select_one(".waited").text:
                chip["hidden"] = ""

    def belongs(self, row: Tag) -> bool:
        if self.soup.find(id=ids.INBOX_LIST)["data-folder"] == "open":
            return row["data-state"] == "open"
        return bool(row["data-needs-attention"]) and row["data-assignee-id"] in ("", self.me)

    def shows(self) -> dict[str, list[str]]:
        """The list, the thread and what stands beside it, in the order seen; days and gaps between texts are drawn
        by the browser."""
        rows = sorted(self.soup.find(id=ids.INBOX_LIST).select("li.row"), key=lambda r: r["data-sort"], reverse=True)
        entries = sorted(self.soup.find(id=self.log).select("[data-sort]"), key=lambda each: each["data-sort"])
        beside = [self.soup.find(id=self.log.replace("_log", f"_{name}")) for name in ("head", "standing", "panel")]
        return {"rows": plain(rows), "thread": plain(entries), "beside": plain(beside)}


def plain(tags: list[Tag]) -> list[str]:
    return [" ".join(str(BeautifulSoup(str(tag), "html.parser")).split()) for tag in tags]


@pytest.fixture
def load(client, world):
    """load(conversation, folder): the page as it is now."""

    def get(conversation, folder: str) -> Page:
        client.sign_in(world.ben).get(f"/inbox?folder={folder}")
        soup = client.page(f"/conversations/{conversation.id}?folder={folder}")
        return Page(soup, ids.conversation(conversation.id, "log"))

    return get


@pytest.fixture
def return_to(app, world):
    """return_to(page): the socket is there again and asks for what it missed, room by room."""

    def ask(page: Page) -> None:
        commit()
        for room, after in page.cursors().items():
            with app.test_request_context():
                session["_user_id"] = world.ben.get_id()
                missed = sockets.watch({"room": room, "after": after})
            assert missed["ok"] and "reload" not in missed
            page.take(missed["parts"])

    return ask


@pytest.mark.lesson(44)
@pytest.mark.parametrize("folder", ["open", "attention"])
@pytest.mark.parametrize("away", [1, 60, 3600])
def test_a_page_that_was_away_shows_what_a_fresh_one_shows(world, clock, load, return_to, monkeypatch, away, folder):
    monkeypatch.setattr(sockets, "join_room", lambda _room: None)
    thread, taken = asked(world), asked(world, "+14805550120")
    asked(world, world.dee.e164)  # nothing happens to this one: only its waiting grows
    sleepers = [asked(world, f"+1480555010{n}") for n in range(3)]
    for sleeper, seconds in zip(sleepers, (30, 1800, 86_400), strict=True):
        perform(desk.snooze, sleeper, now() + timedelta(seconds=seconds), world.ana)
    open_page = load(thread, folder)
    clock.advance(seconds=away / 2)
    text(world.fay, world.local, "Hello?")
    perform(notes.write, thread, world.ana, "She called twice.", "d" * 36)
    message = answer(thread, world.ana, "On our way")
    claimed()
    said(accepted(message), "delivered")
    text("+14805550177", world.local, "Somebody new")
    text(world.fay, world.local, "Thanks, and when?")
    perform(desk.claim, taken, world.ben)
    clock.advance(seconds=away / 2)
    assert perform(desk.wake) == sum(seconds <= away for seconds in (30, 1800, 86_400))
    return_to(open_page)
    assert open_page.shows() == load(thread, folder).shows()
