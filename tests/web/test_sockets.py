"""Live: who may watch what, and what whoever was away has missed."""

from __future__ import annotations

import uuid
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from flask import request, session

from app.extensions import socketio
from app.live import inbox, open_sockets, push, rooms
from app.models import Department, Membership
from app.policy import permissions
from app.texting import notes
from app.transaction import commit, perform
from app.web import sockets


@pytest.fixture
def joined(monkeypatch) -> list[str]:
    """Rooms joined, in order."""
    rooms: list[str] = []
    monkeypatch.setattr(sockets, "join_room", rooms.append)
    return rooms


@pytest.fixture
def closed(monkeypatch) -> list[str]:
    """Sockets that the server closed."""
    sids: list[str] = []
    server = SimpleNamespace(disconnect=lambda sid, namespace: sids.append(sid))
    monkeypatch.setattr(socketio, "server", server)
    return sids


@pytest.fixture
def live(app, db, joined):
    """live(user, request): what watch() answers to this user's socket."""

    def ask(user, request, kept: str | None = None):
        commit()
        with app.test_request_context():
            session["_user_id"] = user.get_id() if kept is None else kept
            return sockets.watch(request)

    return ask


def room_of(conversation) -> str:
    return f"conversation:{conversation.id}"


def test_watching_a_thread_joins_its_room_and_brings_what_was_missed(live, world, thread, joined):
    seen = thread.change_no
    text = world.message(thread, "Anybody there?")
    answer = live(world.ben, {"room": room_of(thread), "after": seen})
    assert (answer["ok"], answer["from"], answer["to"]) == (True, seen, thread.change_no)
    page = BeautifulSoup("".join(part["html"] for part in answer["parts"]), "html.parser")
    assert [entry["id"] for entry in page.select("article")] == [f"message_{text.client_id}"]
    assert page.select_one(f"#conversation_{thread.id}_standing")
    assert joined == [room_of(thread)]


def test_another_businesss_rooms_cannot_be_watched(live, world, thread, joined):
    inbox = f"inbox:{world.copper.id}:{world.service.id}"
    for room in (room_of(thread), inbox, f"inbox:{world.harbor.id}:{world.service.id}", f"user:{world.ana.id}"):
        assert live(world.cara, {"room": room, "after": 0}) == {"ok": False}
    assert joined == []


def test_who_may_not_read_conversations_cannot_watch(live, world, thread, joined, monkeypatch):
    monkeypatch.setitem(permissions.PERMISSIONS, "read_conversations", frozenset({"admin"}))
    assert live(world.ben, {"room": room_of(thread), "after": 0}) == {"ok": False}
    assert live(world.ana, {"room": room_of(thread), "after": 0})["ok"]


def test_another_departments_agent_cannot_watch(live, world, thread, joined, db):
    inbox = f"inbox:{world.copper.id}:{world.service.id}"
    bea = world.user(world.copper, "Bea Lund", "agent", world.billing)
    assert live(bea, {"room": room_of(thread), "after": 0}) == {"ok": False}
    assert live(bea, {"room": inbox, "after": 0}) == {"ok": False}
    world.keep(Membership(user_id=bea.id, department_id=world.service.id))
    assert live(bea, {"room": inbox, "after": 0})["ok"] is True
    db.session.query(Membership).filter_by(user_id=bea.id, department_id=world.service.id).delete()
    assert live(bea, {"room": inbox, "after": 0}) == {"ok": False}, "asked of the database at every join"
    assert joined == [inbox]


@pytest.mark.parametrize("lost_at", [1, 2])
def test_who_loses_a_thread_while_joining_its_room_is_not_left_in_it(live, world, thread, joined, monkeypatch, lost_at):
    """The transfer is committed after the question (1), or after it was asked again (2): then its close is to come."""
    real, asked, left, billing_id = rooms.may_join, [], [], world.billing.id
    monkeypatch.setattr(sockets, "leave_room", left.append)

    def may_join(user, room):
        answer = real(user, room)
        asked.append(room)
        if len(asked) == lost_at:
            thread.department_id = billing_id
            commit()
        return answer

    monkeypatch.setattr(rooms, "may_join", may_join)
    answer = live(world.ben, {"room": room_of(thread), "after": 0})
    assert "parts" not in answer
    assert (joined, left) == ([room_of(thread)], [room_of(thread)] if lost_at == 1 else [])
    assert answer == ({"ok": False} if lost_at == 1 else {"ok": True, "reload": True})


def test_who_has_seen_everything_is_sent_nothing(live, world, thread):
    answer = live(world.ben, {"room": room_of(thread), "after": thread.change_no})
    assert (answer["to"], answer["parts"]) == (thread.change_no, [])


def test_a_text_that_changed_is_among_what_was_missed(live, world, thread):
    text = world.message(thread, "We do.", "queued", author_id=world.ben.id)
    seen = thread.change_no
    thread.change_no += 1
    text.state, text.change_no = "delivered", thread.change_no
    [part] = [p for p in live(world.ben, {"room": room_of(thread), "after": seen})["parts"] if "article" in p["html"]]
    assert 'data-state="delivered"' in part["html"]


def test_more_than_five_hundred_changes_load_the_page_anew(live, world, thread, monkeypatch):
    monkeypatch.setattr(push, "MOST_CHANGES", 3)
    seen = thread.change_no
    for n in range(3):
        world.message(thread, f"Text {n}")
    assert len(live(world.ben, {"room": room_of(thread), "after": seen})["parts"]) == 3 + 4
    world.message(thread, "One more")
    assert live(world.ben, {"room": room_of(thread), "after": seen}) == {"ok": True, "reload": True}


def test_the_inbox_brings_the_rows_that_changed(live, world, thread, db, joined):
    room = f"inbox:{world.copper.id}:{world.service.id}"
    db.session.get(Department, world.service.id).change_no = 5
    thread.inbox_change_no = 5
    answer = live(world.ben, {"room": room, "after": 4})
    assert (answer["from"], answer["to"]) == (4, 5)
    assert [part["into"] for part in answer["parts"]] == ["inbox_list"]
    assert f'id="conversation_{thread.id}_row"' in answer["parts"][0]["html"]
    assert live(world.ben, {"room": room, "after": 5})["parts"] == []
    assert joined == [room, room]


def test_an_inbox_left_too_long_loads_the_page_anew(live, world, monkeypatch):
    monkeypatch.setattr(inbox, "MOST_CHANGES", 2)
    for n in range(3):
        world.conversation(world.phone(f"+1480555{n:04}")).inbox_change_no = n + 1
    room = f"inbox:{world.copper.id}:{world.service.id}"
    assert live(world.ben, {"room": room, "after": 0}) == {"ok": True, "reload": True}
    assert len(live(world.ben, {"room": room, "after": 1})["parts"]) == 2


@pytest.mark.parametrize(
    "request_",
    [None, "x", 7, [], {}, {"room": 7, "after": 0}, {"room": "conversation:1"}, {"room": "conversation:²", "after": 0},
     {"room": "conversation:", "after": 0}, {"room": "conversation:1:2", "after": 0}, {"room": "x" * 9000, "after": 0},
     {"room": "inbox:1", "after": 0}, {"room": ":", "after": 0}, {"room": "conversation:" + "9" * 18, "after": 0},
     {"room": "conversation:" + "9" * 19, "after": 0}],
)  # fmt: skip
def test_a_request_that_names_no_room_is_refused(live, world, joined, request_):
    assert live(world.ben, request_) == {"ok": False}
    assert joined == []


@pytest.mark.parametrize("after", [None, "1", 1.5, -1, True, 2**63, 10**30])
def test_a_cursor_that_is_none_is_refused(live, world, thread, joined, after):
    assert live(world.ben, {"room": room_of(thread), "after": after}) == {"ok": False}
    assert joined == []


def test_after_a_new_password_or_deactivation_an_open_socket_watches_nothing_new(live, world, thread, joined):
    from app.clock import now
    from app.texting import accounts

    kept = world.ben.get_id()
    request = {"room": room_of(thread), "after": 0}
    assert live(world.ben, request, kept)["ok"] is True
    accounts.set_password(world.ben.email, "another good phrase")
    assert live(world.ben, request, kept) == {"ok": False}
    world.ana.deactivated_at = now()
    assert live(world.ana, request) == {"ok": False}
    assert len(joined) == 1


def test_a_page_that_connects_is_told_its_departments_and_how_many_mentions_are_unseen(app, world, thread):
    perform(notes.write, thread, world.ana, "@Ben look at this", str(uuid.uuid4()))
    commit()
    told = {}
    for user in (world.ben, world.ana, None):
        with app.test_request_context():
            session["_user_id"] = user.get_id() if user else ""
            told[user] = sockets.greet()
    service, billing = ([f"inbox:{world.copper.id}:{desk.id}", desk.name] for desk in (world.service, world.billing))
    assert told[world.ben] == {"ok": True, "unseen": 1, "inboxes": [service]}
    assert (told[world.ana]["unseen"], sorted(told[world.ana]["inboxes"])) == (0, sorted([service, billing]))
    assert told[None] == {"ok": False}


def test_a_socket_is_for_who_is_signed_in(app, db, world, joined, redis_server):
    commit()
    for kept, is_let_in in (("", False), ("1.x", False), (world.ben.get_id(), True)):
        with app.test_request_context():
            session["_user_id"], request.sid = kept, "a socket"
            assert sockets.connect() is is_let_in
    assert joined == [f"user:{world.ben.id}"]


def test_closing_somebodys_sockets_closes_what_is_open_and_nobody_elses(
    app, db, world, joined, redis_server, closed
):
    commit()
    opened = [(world.ben, "at work"), (world.ben, "at home"), (world.ben, "closed by hand"), (world.ana, "ana's")]
    for user, sid in opened:
        with app.test_request_context():
            session["_user_id"], request.sid = user.get_id(), sid
            sockets.connect()
            if sid == "closed by hand":
                sockets.disconnect()
    open_sockets.close_all(world.ben.id)
    assert sorted(closed) == ["at home", "at work"]
    open_sockets.close_all(world.ben.id)
    assert len(closed) == 2
