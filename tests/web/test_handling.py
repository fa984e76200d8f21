"""What is done with a conversation, over HTTP: by script and without, by whom, and what is said when it can't be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from app.clock import now
from app.models import Conversation, Redirect
from app.policy import permissions
from app.texting import desk, transfer
from app.transaction import perform

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}
ACTS = ("assign", "claim", "department", "snooze", "close", "reopen", "undo")


@pytest.fixture
def bea(world):
    return world.user(world.copper, "Bea Lund", "agent", world.service)


def post(browser, thread, act, form=None, **more):
    return browser.post(f"/conversations/{thread.id}/{act}", data=form or {}, **more)


def test_without_a_script_a_form_leads_back_to_the_thread(client, world, thread):
    client.sign_in(world.ben)
    answer = post(client, thread, "close")
    assert (answer.status_code, answer.location) == (303, f"/conversations/{thread.id}")
    assert "Reopen" in client.page(f"/conversations/{thread.id}").select_one(".thread-acts").text


def test_a_script_gets_the_head_as_it_is_now(client, world, thread, bea):
    answer = post(client.sign_in(world.ben), thread, "assign", {"user_id": bea.id, "seen": ""}, headers=HX)
    [head] = BeautifulSoup(answer.text, "html.parser").select("header")
    assert head["id"] == f"conversation_{thread.id}_head"
    assert head.select_one(".by-name").text == "Bea"
    assert thread.assignee_id == bea.id


def test_what_is_open_and_nobodys_is_taken_with_one_press_and_then_no_more_offered(client, world, thread, bea, pushed):
    take = client.sign_in(world.ben).page(f"/conversations/{thread.id}").select_one(".act-take")
    assert take.text == "Take it"
    answer = client.post(take["formaction"], headers=HX)
    [head] = BeautifulSoup(answer.text, "html.parser").select("header")
    assert (thread.assignee_id, head.select_one(".act-take")) == (world.ben.id, None)
    everybodys = pushed.html(f"conversation:{thread.id}").find(id=head["id"])
    assert everybodys.select_one(".by-name").text == "Ben" and not everybodys.select_one(".act-take")
    late = client.application.test_client().sign_in(bea).post(take["formaction"], headers=HX)
    assert (late.status_code, thread.assignee_id) == (409, world.ben.id)
    assert "Ben Okafor took this conversation a moment ago" in late.text


def test_what_is_closed_is_not_offered_to_be_taken(client, world, thread):
    perform(desk.close, thread, world.ben)
    assert client.sign_in(world.ben).page(f"/conversations/{thread.id}").select_one(".act-take") is None


def undo_in(answer) -> dict:
    """The form that takes back what was just done: where it goes, and with what."""
    form = BeautifulSoup(answer.text, "html.parser").find(id="desk_undo")
    return {"path": form["action"], "data": {"act": form.find("input", {"name": "act"})["value"]}, "headers": HX}


def test_a_script_gets_a_way_to_take_it_back_and_it_is_as_before(client, world, thread, bea):
    perform(desk.assign, thread, bea, bea)
    client.sign_in(world.ben)
    for act, form, says in (
        ("close", {}, "Closed."), ("snooze", {"until": "tomorrow"}, "Snoozed until"),
        ("assign", {"user_id": world.ben.id}, "Ben Okafor has this conversation now."),
    ):  # fmt: skip
        answer = post(client, thread, act, form, headers=HX)
        assert says in BeautifulSoup(answer.text, "html.parser").find(id="desk_undo").text
        back = client.post(**undo_in(answer))
        assert back.status_code == 200 and "desk_undo" not in back.text
        assert (thread.state, thread.snoozed_until, thread.assignee_id) == ("open", None, bea.id)


def test_what_a_colleague_did_since_is_not_taken_back(client, world, thread, bea):
    given = undo_in(post(client.sign_in(world.ben), thread, "close", headers=HX))
    perform(desk.reopen, thread, bea)
    perform(desk.close, thread, bea)
    answer = client.post(**given)
    assert (answer.status_code, thread.state) == (409, "closed")
    assert "Bea Lund has done something with this conversation since. Nothing was taken back." in answer.text


def test_an_undo_is_good_for_one_person_and_one_conversation(client, world, thread, bea):
    given = undo_in(post(client.sign_in(world.ben), thread, "close", headers=HX))
    others = client.application.test_client().sign_in(bea)
    for browser, form in ((others, given["data"]), (client, {"act": given["data"]["act"] + "x"}), (client, {})):
        answer = browser.post(given["path"], data=form, headers=HX)
        assert (answer.status_code, thread.state) == (422, "closed")
        assert "nothing to take back" in answer.text


@pytest.mark.lesson(46)
def test_the_second_to_take_it_is_told_who_was_first(client, world, thread, bea):
    first = client.application.test_client().sign_in(bea)
    assert post(first, thread, "assign", {"user_id": bea.id, "seen": ""}, headers=HX).status_code == 200
    answer = post(client.sign_in(world.ben), thread, "assign", {"user_id": world.ben.id, "seen": ""}, headers=HX)
    assert answer.status_code == 409
    assert "Bea Lund took this conversation a moment ago" in answer.text
    assert thread.assignee_id == bea.id
    page = post(client, thread, "assign", {"user_id": world.ben.id, "seen": ""})
    assert "Bea Lund took this" in BeautifulSoup(page.text, "html.parser").find(role="alert", id="thread_problem").text


@pytest.mark.parametrize("act", ACTS)
def test_another_business_and_another_department_get_404(client, cara, world, thread, act):
    outsider = client.application.test_client().sign_in(world.user(world.copper, "Hal Moss", "agent", world.billing))
    for browser in (cara, outsider):
        assert post(browser, thread, act, {"user_id": world.ben.id}).status_code == 404
        for part in ("assign", "snooze", "more"):
            assert browser.get(f"/conversations/{thread.id}/{part}").status_code == 404
    assert (thread.state, thread.assignee_id, thread.snoozed_until) == ("open", None, None)


@pytest.mark.parametrize("act", ACTS)
def test_whose_role_lacks_it_gets_403(client, world, thread, monkeypatch, act):
    monkeypatch.setitem(permissions.PERMISSIONS, "handle_conversations", frozenset({"admin"}))
    assert post(client.sign_in(world.ben), thread, act).status_code == 403


def test_nobody_is_offered_or_takes_who_does_not_sit_here(client, world, thread):
    outsider = world.user(world.copper, "Hal Moss", "agent", world.billing)
    client.sign_in(world.ben)
    offered = [button.text for button in client.page(f"/conversations/{thread.id}/assign").select("[name=user_id]")]
    assert offered == ["You", "Ana Ruiz", "Unassigned"]
    for who in (outsider.id, world.cara.id, "x", 10**18):
        assert post(client, thread, "assign", {"user_id": who}).status_code == 404


def test_who_names_nobody_is_asked_for_a_choice(client, world, thread):
    perform(desk.claim, thread, world.ben)
    answer = post(client.sign_in(world.ben), thread, "assign", {}, headers=HX)
    assert answer.status_code == 422
    assert "or Unassigned" in BeautifulSoup(answer.text, "html.parser").find(id="thread_problem").text
    assert thread.assignee_id == world.ben.id


def test_departments_of_ones_business_are_offered_and_no_others(client, world, thread):
    page = client.sign_in(world.ben).page(f"/conversations/{thread.id}/assign")
    assert [button.text for button in page.select("[name=department_id]")] == ["Billing"]
    assert post(client, thread, "department", {"department_id": world.front.id}).status_code == 404


def test_who_moves_it_out_of_their_sight_is_led_to_the_inbox(client, world, thread):
    client.sign_in(world.ben)
    answer = post(client, thread, "department", {"department_id": world.billing.id}, headers=HX)
    assert answer.headers["HX-Redirect"] == "/inbox"
    assert client.get(f"/conversations/{thread.id}").status_code == 404


def test_a_merged_conversations_address_leads_to_where_it_went(client, cara, world, thread):
    number = world.number(world.billing, "+14805550111")
    other = world.conversation(thread.phone, number)
    gone = thread.id
    perform(transfer.transfer, thread, world.billing, world.ana)
    client.sign_in(world.ana)
    answer = client.get(f"/conversations/{gone}?folder=mine")
    assert (answer.status_code, answer.location) == (301, f"/conversations/{other.id}?folder=mine")
    for headers in ({}, HX):
        answer = client.post(f"/conversations/{gone}/close", headers=headers)
        assert answer.status_code == 409
        assert "moved meanwhile" in answer.text
    assert other.state == "open"
    ben = client.application.test_client().sign_in(world.ben)
    for browser in (ben, cara):
        assert browser.get(f"/conversations/{gone}").status_code == 404
    assert world.session.get(Redirect, gone) and world.session.get(Conversation, gone) is None


@pytest.mark.parametrize(
    ("form", "hours"), [({"until": "hour"}, 1), ({"until": "at", "at": "2026-11-24T08:00"}, 23 + 19 / 60)]
)
def test_it_sleeps_until_the_time_chosen_in_the_businesss_zone(client, world, thread, clock, form, hours):
    """It is 8:41 AM in Phoenix."""
    assert post(client.sign_in(world.ben), thread, "snooze", form, headers=HX).status_code == 200
    assert thread.snoozed_until == now() + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"until": "at", "at": "2026-11-20T08:00"}, "has passed"), ({"until": "at", "at": "soon"}, "Choose a date"),
        ({"until": "at", "at": "9999-12-31T23:59"}, "Choose a date"), ({}, "Choose a date"), ({"until": "x"}, "Choose"),
    ],
)  # fmt: skip
def test_a_time_that_is_none_gets_a_sentence(client, world, thread, clock, form, says):
    answer = post(client.sign_in(world.ben), thread, "snooze", form, headers=HX)
    assert answer.status_code == 422
    assert says in answer.text
    assert thread.snoozed_until is None


def test_times_offered_say_when_they_are(client, world, thread, clock):
    menu = client.sign_in(world.ben).get(f"/conversations/{thread.id}/snooze", headers=HX).text.replace("\u00a0", " ")
    soup = BeautifulSoup(menu, "html.parser")
    offered = [button.get_text(" ", strip=True) for button in soup.select("button[name=until]")]
    assert offered == [
        "In 1 hour Mon, Nov 23, 9:41 AM", "This evening Mon, Nov 23, 6:00 PM", "Tomorrow Tue, Nov 24, 8:00 AM",
        "Next Monday Mon, Nov 30, 8:00 AM", "Snooze",
    ]  # fmt: skip
    assert "Date and time in Phoenix" in menu
