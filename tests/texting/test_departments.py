"""Departments: their names, who sits in them, whose a number is, and what losing one means."""

from __future__ import annotations

import threading

import pytest

from app.extensions import db
from app.live import open_sockets
from app.models import Conversation, Department, Membership, User
from app.texting import departments, desk
from app.transaction import commit, perform
from tests.texting.acts import asked, at_once, rows, text


@pytest.fixture
def closed(monkeypatch) -> list[int]:
    """Users whose sockets were closed."""
    users: list[int] = []
    monkeypatch.setattr(open_sockets, "close_all", users.append)
    return users


def test_who_leaves_a_department_is_cut_off_and_what_they_had_there_is_nobodys(world, closed):
    conversation = asked(world)
    perform(desk.claim, conversation, world.ben)
    perform(departments.seat, world.ben, [world.billing], world.ana)
    assert world.ben.department_ids() == [world.billing.id]
    assert rows(Conversation)[0].assignee_id is None
    assert closed == [world.ben.id]


def test_who_gets_one_more_keeps_all_and_their_pages_ask_anew(world, closed):
    conversation = asked(world)
    perform(desk.claim, conversation, world.ben)
    perform(departments.seat, world.ben, [world.billing, world.service], world.ana)
    assert world.ben.department_ids() == [world.service.id, world.billing.id]
    assert rows(Conversation)[0].assignee_id == world.ben.id
    assert closed == [world.ben.id]
    perform(departments.seat, world.ben, [world.billing, world.service], world.ana)
    assert closed == [world.ben.id], "nothing changed"


@pytest.mark.parametrize("first", ["seat", "assign"])
def test_nobody_is_given_what_is_in_the_department_they_lose_at_this_moment(app, world, closed, first):
    """Two real connections: one has done its part and not yet committed when the other begins."""
    thread_id, ben_id, ana_id, billing_id = asked(world).id, world.ben.id, world.ana.id, world.billing.id
    is_held, is_done = threading.Event(), threading.Event()

    def seat():
        people = [db.session.get(User, each) for each in (ben_id, ana_id)]
        return departments.seat, people[0], [db.session.get(Department, billing_id)], people[1]

    def assign():
        people = [db.session.get(User, each) for each in (ben_id, ana_id)]
        return desk.assign, db.session.get(Conversation, thread_id), *people

    one, other = (seat, assign) if first == "seat" else (assign, seat)

    def hold() -> None:
        verb, *args = one()
        verb(*args)
        is_held.set()
        is_done.wait(1)  # not set where the other waits for us
        commit()

    def follow() -> None:
        is_held.wait(20)
        try:
            perform(*other())
        finally:
            is_done.set()

    [held, answer] = at_once(app, hold, follow)
    assert held is None
    assert rows(Conversation)[0].assignee_id is None
    assert "does not sit in this department" in str(answer) if first == "seat" else answer is None


@pytest.mark.parametrize("what", ["add", "rename", "remove"])
def test_everybodys_pages_ask_anew_when_there_are_other_departments(world, closed, what):
    perform(*{
        "add": (departments.add, world.copper, "Sales"),
        "rename": (departments.rename, world.billing, "Accounts"),
        "remove": (departments.remove, world.billing),
    }[what])
    assert sorted(closed) == sorted([world.ana.id, world.ben.id])


def test_an_admin_keeps_what_they_have_wherever_they_sit(world, closed):
    conversation = asked(world)
    perform(desk.claim, conversation, world.ana)
    perform(departments.seat, world.ana, [], world.ana)
    assert rows(Conversation)[0].assignee_id == world.ana.id
    assert rows(Membership, user_id=world.ana.id) == []


def test_an_agent_sits_somewhere(world, closed):
    with pytest.raises(departments.Problem, match="needs a department"):
        perform(departments.seat, world.ben, [], world.ana)
    assert world.ben.department_ids() == [world.service.id]


@pytest.mark.parametrize(
    ("name", "says"), [("  ", "needs a name"), ("x" * 81, "too long"), (" BILLING ", "named Billing already")]
)
def test_a_name_that_cannot_be_gets_a_sentence(world, name, says):
    for verb, first in ((departments.add, world.copper), (departments.rename, world.service)):
        with pytest.raises(departments.Problem, match=says):
            perform(verb, first, name)


def test_two_who_give_one_name_at_once_are_told(world, monkeypatch):
    """The other one's is committed after it was asked whether the name is free."""
    monkeypatch.setattr(Department, "named", lambda _account_id, _name: None)
    for verb, first in ((departments.add, world.copper), (departments.rename, world.service)):
        with pytest.raises(departments.Problem, match="named Billing already"):
            perform(verb, first, " Billing ")


def test_a_name_is_free_in_another_business_and_for_its_own_department(world):
    perform(departments.rename, world.billing, "billing")
    made = perform(departments.add, world.harbor, "Billing")
    assert {each.name for each in rows(Department)} >= {"billing", "Billing"}
    assert made.account_id == world.harbor.id


def test_a_number_moves_and_its_conversations_stay(world):
    conversation = asked(world)
    perform(departments.place_number, world.local, world.billing)
    text(world.fay, world.local, "Me again")
    text(world.dee.e164, world.local, "I am new")
    where = {c.phone.e164: c.department_id for c in rows(Conversation)}
    assert where == {world.fay: world.service.id, world.dee.e164: world.billing.id}
    assert rows(Conversation)[0].id == conversation.id


def test_one_department_stays_and_what_holds_something_too(world, closed):
    perform(departments.remove, world.billing)
    with pytest.raises(departments.Problem, match="One department stays"):
        perform(departments.remove, world.service)
    sales = perform(departments.add, world.copper, "Sales")
    with pytest.raises(departments.Problem, match="has a number"):
        perform(departments.remove, world.service)
    world.number(sales, "+14805550112")
    text(world.fay, "+14805550112")
    for number in list(rows(type(world.local), department_id=sales.id)):
        perform(departments.place_number, number, world.service)
    with pytest.raises(departments.Problem, match="has conversations"):
        perform(departments.remove, sales)
