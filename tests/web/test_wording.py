"""Warnings beside Send with their fixes, what was sent in spite of them, and the page where an account sets checks."""

from __future__ import annotations

import uuid

import pytest
from bs4 import BeautifulSoup

from app.models import Message
from app.policy.content_table import CELLS
from app.web.wording import LISTED
from tests.web.test_check import check, verdict

PAGE = "/settings/wording"
LOUD = "PLEASE CALL US BACK ABOUT THE BOILER"


def warnings(part: BeautifulSoup) -> list[str]:
    is_warning = verdict(part)["data-verdict"] != "send"
    return [" ".join(each.text.split()) for each in verdict(part).select(".said")] if is_warning else []


def test_all_warnings_stand_beside_send_each_with_its_fix(client, world, thread):
    part = check(client.sign_in(world.ben), thread, f"{LOUD}. See bit.ly/x")
    assert verdict(part)["data-verdict"] == "warn" and len(warnings(part)) == 2
    assert "bit.ly hides where a link leads" in warnings(part)[0]
    [fix] = part.select("[data-fix]")
    assert (fix["data-fix"], fix["data-words"]) == ("whole", "Please call us back about the boiler. See bit.ly/x")


def test_a_first_text_offers_to_put_the_name_in_front(client, world):
    form = {"to": world.dee.e164, "body": "Your boiler is due."}
    part = BeautifulSoup(client.sign_in(world.ben).post("/messages/check", data=form).text, "html.parser")
    [fix] = part.select("[data-fix]")
    assert (fix.text, fix["data-words"]) == ("Put the business name in front", "Copper & Co. Plumbing: ")
    form["body"] = fix["data-words"] + form["body"]
    part = BeautifulSoup(client.post("/messages/check", data=form).text, "html.parser")
    assert verdict(part)["data-verdict"] == "send"


def test_what_blocks_says_what_to_change(client, world):
    form = {"to": world.dee.e164, "body": "Copper & Co. Plumbing: bit.ly/x"}
    part = BeautifulSoup(client.sign_in(world.ben).post("/messages/check", data=form).text, "html.parser")
    assert (verdict(part)["data-verdict"], verdict(part)["data-code"]) == ("refuse", "CONTENT_L5")
    assert "Use the link's full address." in warnings(part)[0]


def test_unicode_that_costs_is_said_by_the_counter_alone(client, world, thread):
    part = check(client.sign_in(world.ben), thread, "x" * 69 + "👍")
    assert warnings(part) == [] and "2 segments" in part.select_one("[data-counter]").text


def test_send_in_spite_of_a_warning_is_told_by_why_and_the_journey(client, world, thread):
    client.sign_in(world.ben)
    form = {"body": LOUD, "client_id": str(uuid.uuid4()), "conversation_id": thread.id}
    client.post(f"/conversations/{thread.id}/messages", data=form)
    text = thread_text(world, form["client_id"])
    assert "Sent though warned: Capitals, “!” and “$”." in client.get(f"/messages/{text.id}/why").text
    text.claimed_at = text.created_at
    world.session.commit()
    page = client.get(f"/contacts/{thread.phone.contact_id}?tab=journey").text
    assert "Sent though warned: Capitals, “!” and “$”" in page


def test_an_admin_sets_words_and_cells_and_they_hold_at_once(client, world, thread):
    client.sign_in(world.ana)
    assert "Wording" in client.page(PAGE).text
    form = {"L1": "lawn dart\r\n", "names": "Copper", "L11_reply": "B", "L7_direct": "-", "L5": "go.acme.com"}
    assert client.post(PAGE, data=form).status_code == 303
    page = client.page(PAGE)
    assert page.find(id="L1").text.strip() == "lawn dart" and page.find(id="names").text.strip() == "Copper"
    assert page.find(attrs={"name": "L11_reply"}).find(selected=True)["value"] == "B"
    assert page.select_one(".is-own")["name"] in ("L7_direct", "L11_reply")
    assert verdict(check(client, thread, LOUD))["data-code"] == "CONTENT_L11"
    assert warnings(check(client, thread, "two lawn darts")) and warnings(check(client, thread, "go.acme.com/x"))
    assert client.post(PAGE, data={}).status_code == 303
    assert warnings(check(client, thread, "two lawn darts")) == []


@pytest.mark.parametrize(
    ("form", "said"),
    [({"L5_direct": "W"}, "stays at Block or stricter"), ({"L5": "https://bit.ly/x"}, "isn't a host like bit.ly"),
     ({"L1": "!"}, "two letters or more"), ({"L10": "\n".join(f"word{n}" for n in range(201))}, "Keep 200 at most"),
     ({"L8_reply": "B"}, "can't be set to")],
)  # fmt: skip
def test_what_cannot_be_set_is_said_and_nothing_is_lost(client, world, form, said):
    answer = client.sign_in(world.ana).post(PAGE, data={"L2": "mead", **form})
    page = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 422 and said in page.select_one("[role=alert]").text
    assert page.find(id="L2").text.strip() == "mead" and not world.copper.wording


def test_only_admins_see_and_change_it_and_only_their_own(client, cara, world):
    for person in (world.ben, world.user(world.copper, "Mia Stone", "manager", world.service)):
        browser = client.application.test_client().sign_in(person)
        assert browser.get(PAGE).status_code == browser.post(PAGE, data={"L1": "x1x"}).status_code == 403
    cara.post(PAGE, data={"L1": "lawn dart"})
    assert not world.copper.wording and world.harbor.wording["words"] == {"L1": ["lawn dart"]}


def test_each_check_has_its_row_and_each_list_its_source(client, world):
    page = client.sign_in(world.ana).page(PAGE)
    assert len(page.select(".cells tbody tr")) == len(CELLS)
    assert len(page.select(".own-words details")) == len(LISTED) and page.text.count("Reviewed 2026-") == len(LISTED)


def thread_text(world, client_id: str):
    return world.session.query(Message).filter_by(client_id=client_id).one()
