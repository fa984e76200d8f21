"""Settings, departments: for administrators of this business only."""

from __future__ import annotations

import pytest

from app.live import open_sockets
from app.models import Department, Membership

PAGE = "/settings/departments"


@pytest.fixture(autouse=True)
def closed(monkeypatch) -> list[int]:
    users: list[int] = []
    monkeypatch.setattr(open_sockets, "close_all", users.append)
    return users


def test_an_admin_adds_renames_and_removes(client, world):
    client.sign_in(world.ana)
    assert client.post(PAGE, data={"name": "Sales"}).status_code == 303
    sales = Department.named(world.copper.id, "Sales")
    client.post(f"{PAGE}/{sales.id}", data={"name": "Selling", "act": "rename"})
    assert sales.name == "Selling"
    assert "Selling" in [field.get("value") for field in client.page(PAGE).select("input[name=name]")]
    client.post(f"{PAGE}/{sales.id}", data={"act": "remove"})
    assert Department.named(world.copper.id, "Selling") is None


def test_a_problem_stands_on_the_page_as_an_alert(client, world):
    answer = client.sign_in(world.ana).post(PAGE, data={"name": "Billing"})
    assert answer.status_code == 422
    assert "There is a department named Billing already." in answer.text and 'role="alert"' in answer.text


def test_people_and_numbers_are_placed(client, world, closed):
    client.sign_in(world.ana)
    client.post(f"{PAGE}/people/{world.ben.id}", data={"department_id": [world.billing.id]})
    assert world.ben.department_ids() == [world.billing.id]
    assert closed == [world.ben.id]
    client.post(f"{PAGE}/numbers/{world.local.id}", data={"department_id": world.billing.id})
    assert world.local.department_id == world.billing.id


def test_others_settings_are_nobodys(client, cara, world):
    forms = [
        (f"{PAGE}/{world.service.id}", {"name": "Ours"}),
        (f"{PAGE}/people/{world.ben.id}", {"department_id": world.front.id}),
        (f"{PAGE}/numbers/{world.local.id}", {"department_id": world.front.id}),
    ]
    for address, form in forms:
        assert cara.post(address, data=form).status_code == 404
    client.sign_in(world.ana)
    for address, form in ((forms[1][0], {"department_id": world.front.id}), (forms[2][0], {"department_id": "x"}),
                          (forms[1][0], {"department_id": "9" * 30}), (forms[2][0], {"department_id": "9" * 30})):
        assert client.post(address, data=form).status_code == 404
    assert world.service.name == "Service desk" and world.local.department_id == world.service.id
    assert world.session.query(Membership).filter_by(department_id=world.front.id).count() == 1


def test_only_admins_see_and_change_it(client, world):
    manager = world.user(world.copper, "Mia Stone", "manager", world.service)
    for who in (world.ben, manager):
        browser = client.application.test_client().sign_in(who)
        assert browser.get(PAGE).status_code == 403
        assert browser.post(PAGE, data={"name": "Mine"}).status_code == 403
        assert PAGE not in browser.get("/inbox").text
    assert PAGE in client.sign_in(world.ana).get("/inbox").text
