"""Tokens where one writes: the list to insert from, the preview of the bytes that go out, and what stops a text."""

from __future__ import annotations

import uuid

import pytest
from bs4 import BeautifulSoup

from app.extensions import db as database
from app.models import CustomField
from app.texting.footers import FOOTER
from tests.texting.acts import claimed

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}
HELLO = "Hi {{ contact.first_name | there }}, {{ agent.first_name }} of {{ account.name }} here."


@pytest.fixture
def ben(client, world):
    return client.sign_in(world.ben)


def parse(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.text, "html.parser")


def check(browser, thread, body: str) -> BeautifulSoup:
    return parse(browser.post(f"/conversations/{thread.id}/check", data={"body": body}))


def preview(part: BeautifulSoup) -> str:
    words = part.select_one("[data-goes-out]")
    return words.text if words else ""


def send(browser, thread, body: str, **more):
    form = {"body": body, "client_id": str(uuid.uuid4()), "conversation_id": thread.id}
    return browser.post(f"/conversations/{thread.id}/messages", data=form | more, headers=HX)


@pytest.mark.lesson(52)
def test_the_preview_is_what_the_carrier_gets_byte_for_byte(ben, thread):
    body = "  Hi {{ contact.first_name | there }} — <b>50 %</b>\nsee {{account.name}}, {{ number.phone }} 👍 "
    shown = preview(check(ben, thread, body))
    assert shown == "  Hi Fay — <b>50 %</b>\nsee Copper & Co. Plumbing, (480) 555-0110 👍 "
    bubble = parse(send(ben, thread, body))
    assert bubble.select_one(".words").text == shown
    assert [claim.body.encode() for claim in claimed()] == [shown.encode()]


def test_the_opt_out_line_that_goes_with_it_is_part_of_the_preview(ben, world):
    page = parse(ben.post("/messages/check", data={"body": HELLO, "to": world.dee.e164}))
    assert preview(page) == f"Hi Dee, Ben of Copper & Co. Plumbing here.\n{FOOTER}"


@pytest.mark.lesson(52)
def test_an_empty_token_stops_the_text_on_the_page_and_says_what_to_do(ben, thread):
    body = "Hi {{ contact.company }}"
    part = check(ben, thread, body)
    said = part.select_one("#composer_verdict")
    assert (said["data-verdict"], said["data-code"], preview(part)) == ("refuse", "TOKEN_EMPTY", "")
    assert said.text.startswith("Company is empty for this contact.")
    assert said.text.endswith("Fill it in, or write a fallback: {{ contact.company | words }}")
    answer = send(ben, thread, body)
    assert answer.status_code == 422 and "Company is empty" in parse(answer).select_one("[role=alert]").text


def test_without_tokens_there_is_no_preview(ben, thread):
    assert preview(check(ben, thread, "Hi Fay")) == preview(check(ben, thread, "")) == ""
    assert preview(check(ben, thread, HELLO + "{{" * 50_000)) == ""


def test_what_is_counted_is_what_goes_out(ben, thread):
    thread.phone.contact.company = "W" * 160
    part = check(ben, thread, "{{ contact.company }}!")
    assert "161 characters · 2 segments" in part.select_one("[data-counter]").text


def test_a_draft_with_tokens_is_previewed_when_the_page_is_opened(ben, thread):
    draft = {"body": HELLO, "conversation_id": thread.id, "draft_version": "1"}
    ben.post(f"/conversations/{thread.id}/draft", data=draft)
    page = ben.page(f"/conversations/{thread.id}")
    assert page.find(id="composer_body").text.strip() == HELLO
    assert preview(page) == "Hi Fay, Ben of Copper & Co. Plumbing here."


def test_the_list_says_what_each_field_stands_for_here(ben, world, thread):
    database.session.add(CustomField(account_id=world.copper.id, key="gate_code", label="Gate code"))
    world.copper.custom_values = {"hours": {"label": "Opening hours", "value": "8 to 5"}}
    database.session.commit()
    listed = parse(ben.get(f"/conversations/{thread.id}/tokens"))
    found = {each["data-token"]: each.select_one(".token-value").text for each in listed.select("[role=option]")}
    assert found["{{ contact.first_name | there }}"] == "Fay"
    assert (found["{{ contact.gate_code }}"], found["{{ account.hours }}"]) == ("Empty", "8 to 5")
    assert found["{{ number.phone }}"] == "(480) 555-0110"
    assert [group.p.text for group in listed.select("[role=group]")] == ["Contact", "Your business", "You", "From"]


@pytest.mark.parametrize(("to", "name"), [("+14805550131", "Dee"), ("Dee Alvarez", "Dee"), ("+16025550000", "Empty"),
                                          ("", "Empty"), ("nobody", "Empty")])  # fmt: skip
def test_for_a_new_message_it_is_about_whoever_stands_in_to(ben, to, name):
    listed = parse(ben.get("/messages/tokens", query_string={"to": to}))
    assert listed.select_one("#token_contact_first_name .token-value").text == name


def test_another_business_gets_no_list(cara, thread):
    assert cara.get(f"/conversations/{thread.id}/tokens").status_code == 404
    theirs = parse(cara.get("/messages/tokens", query_string={"to": thread.phone.e164}))
    assert theirs.select_one("#token_contact_first_name .token-value").text == "Empty"


def test_of_a_text_to_several_each_gets_their_own_and_the_preview_says_whose_it_shows(ben, world, thread):
    body, also = "Hi {{ contact.first_name }}, it's done.", {"also": world.dee.e164}
    part = parse(ben.post(f"/conversations/{thread.id}/check", data={"body": body, **also}))
    assert preview(part) == "Hi Fay, it's done." and "Goes out to Fay Winters as" in part.text
    part = parse(ben.post(f"/conversations/{thread.id}/check", data={"body": body, **also, "leave_out": "1"}))
    assert preview(part).startswith("Hi Dee, it's done.") and "to Dee Alvarez as" in part.text
    assert send(ben, thread, body, **also).status_code == 201
    assert sorted(claim.body.partition("\n")[0] for claim in claimed()) == ["Hi Dee, it's done.", "Hi Fay, it's done."]


def test_where_one_of_several_has_no_name_it_is_said_who(ben, world, thread):
    world.dee.contact.name = ""
    database.session.commit()
    form = {"body": "Hi {{ contact.first_name }}", "also": world.dee.e164}
    said = parse(ben.post(f"/conversations/{thread.id}/check", data=form)).select_one("#composer_verdict")
    assert said["data-verdict"] == "refuse"
    assert "(480) 555-0131 can’t get this text. First name is empty for this contact." in said.text
