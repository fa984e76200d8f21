"""Not a maze: a text that only lacks a recorded agreement is recorded and sent in one press, or neither is."""

from __future__ import annotations

import uuid

import pytest
from bs4 import BeautifulSoup

from app.clock import now
from app.models import Block, ConsentEvent, Contact, Conversation, Event, Message, Phone
from app.moments import today
from app.texting import ledger
from app.texting.access import NOT_THEIRS
from tests.texting.acts import kept, newest, rows

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}
GUS = "+14805550166"


@pytest.fixture
def gus(client, world, doorbell, pushed) -> Conversation:
    """A conversation with Gus, who never texted and never agreed; Ben is signed in."""
    client.sign_in(world.ben)
    return world.conversation(world.phone(GUS, "Gus Ames"))


def form(**changed) -> dict[str, str]:
    usual = {"agreed": "verbal", "agreed_date": today("America/Phoenix").isoformat(), "body": "Your boiler is due.",
             "agreed_words": "Can we text you when it is due? Sure.", "client_id": str(uuid.uuid4())}  # fmt: skip
    return usual | changed


def send(client, conversation, **changed):
    data = form(conversation_id=str(conversation.id), **changed)
    return client.post(f"/conversations/{conversation.id}/messages", data=data, headers=HX)


def check(client, address: str, **data) -> BeautifulSoup:
    answer = client.post(address, data={"body": "Your boiler is due.", **data}, headers=HX)
    return BeautifulSoup(answer.text, "html.parser").find(role="status")


def test_choosing_how_they_agreed_and_send_records_it_and_sends(client, world, gus):
    answer = send(client, gus)
    assert answer.status_code == 201 and "Your boiler is due." in answer.text
    [event], [text] = rows(ConsentEvent), rows(Message)
    assert (event.level, event.medium, event.verbal_script) == ("informational", "verbal", form()["agreed_words"])
    assert (text.state, text.purpose, rows(Phone, id=gus.phone_id)[0].ok_to_sms) == ("queued", "direct", "ON")
    assert rows(Event, kind="consent_given")[0].actor_id == world.ben.id and ledger.verify() == (1, [])


def test_pressed_twice_it_is_one_text_and_one_record(client, world, gus):
    data = {"client_id": str(uuid.uuid4())}
    assert [send(client, gus, **data).status_code for _ in range(2)] == [201, 200]
    assert (len(rows(Message)), len(rows(ConsentEvent))) == (1, 1)


def test_the_same_form_again_gives_back_no_consent_that_was_withdrawn_since(client, world, gus):
    data = {"client_id": str(uuid.uuid4())}
    send(client, gus, **data)
    client.post(f"/phones/{gus.phone_id}/consent/informational/withdrawal")
    assert send(client, gus, **data).status_code == 200
    assert [event.event for event in rows(ConsentEvent)] == ["grant", "withdraw"]


@pytest.mark.parametrize("changed, sentence", [
    ({"agreed_words": " "}, "Write the words"), ({"agreed_date": "2999-01-01"}, "future"),
    ({"agreed_date": ""}, "Write the day"), ({"agreed": "text"}, "lets you answer"),
    ({"agreed": "purchased"}, "bought"), ({"agreed": "?"}, "Choose how"), ({"body": "x" * 551}, "550"),
    ({"body": "Hi {{ name }}"}, "name"),
])  # fmt: skip
def test_what_cannot_be_kept_or_sent_changes_nothing_and_says_why(client, world, gus, changed, sentence):
    before = kept()
    answer = send(client, gus, **changed)
    assert answer.status_code == 422 and sentence in BeautifulSoup(answer.text, "html.parser").find(role="alert").text
    assert kept() == before


def test_without_scripts_the_words_and_the_evidence_stay_on_the_page(client, world, gus):
    data = form(conversation_id=str(gus.id), agreed_date="2999-01-01")
    page = BeautifulSoup(client.post(f"/conversations/{gus.id}/messages", data=data).text, "html.parser")
    assert page.find(id="composer_body").text == data["body"]
    assert page.find(attrs={"name": "agreed_words"})["value"] == data["agreed_words"]
    assert page.find(attrs={"name": "agreed", "value": "verbal"}).has_attr("checked")


def test_the_card_stands_only_where_an_agreement_is_all_that_lacks(client, world, gus):
    def offers(phone) -> bool:
        return check(client, "/messages/check", to=phone).has_attr("data-may-agree")

    off = world.phone("+14805550167", "Off Switch", ok_to_sms="OFF")
    world.keep(Block(account_id=world.copper.id, e164="+14805550168", source="keyword", raw_text="STOP", rule="STOP"))
    assert offers(GUS) and offers("+14805550169")
    assert not offers(off.e164) and not offers(world.dee.e164) and not offers("+14805550168") and not offers("nobody")
    thread = check(client, f"/conversations/{gus.id}/check")
    assert thread.has_attr("data-may-agree") and "hasn't agreed" in thread.text


def test_a_number_nobody_knows_becomes_a_contact_that_agreed_with_its_text(client, world, gus):
    answer = client.post("/messages", data=form(to="(480) 555-0169"))
    phone = newest(Phone)
    assert (phone.e164, phone.ok_to_sms, phone.contact_id) == ("+14805550169", "ON", newest(Contact).id)
    assert answer.location == f"/conversations/{newest(Message).conversation_id}"
    assert newest(Message).phone_id == phone.id and newest(ConsentEvent).phone_e164 == phone.e164


def test_refused_to_a_number_nobody_knows_nothing_is_made_of_it(client, world, gus):
    before = kept()
    answer = client.post("/messages", data=form(to="(480) 555-0169", agreed_words=""))
    page = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 422 and "Write the words" in page.find(id="composer_error").text
    assert page.find(id="composer_body").text == form()["body"] and page.find(id="to")["value"] == "(480) 555-0169"
    assert page.find(role="status", attrs={"aria-label": "Verdict"}).has_attr("data-may-agree")
    assert kept() == before


def test_a_new_message_posted_twice_makes_one_person_and_one_text(client, world, gus):
    data = form(to="(480) 555-0169")
    first, again = (client.post("/messages", data=data) for _ in range(2))
    assert first.location == again.location and len(rows(Phone, e164="+14805550169")) == len(rows(ConsentEvent)) == 1


def test_a_person_of_another_department_is_not_agreed_for(client, world, gus):
    hidden = world.phone("+14805550177", "Hidden Person")
    world.conversation(hidden, world.number(world.billing, "+16025550155"))
    before = kept()
    answer = client.post("/messages", data=form(to=hidden.e164))
    said = BeautifulSoup(answer.text, "html.parser").find(id="composer_error").text
    assert answer.status_code == 409 and said.strip() == NOT_THEIRS
    assert kept() == before


def test_a_stop_of_theirs_outweighs_whatever_is_said_in_the_card(client, world, gus):
    world.keep(Block(account_id=world.copper.id, e164=GUS, source="keyword", raw_text="STOP", rule="STOP"))
    before = kept()
    assert send(client, gus).status_code == 409 and kept() == before


def test_who_texted_is_told_what_their_text_allows(client, world, gus):
    page = client.page(f"/conversations/{gus.id}")
    assert "No text of theirs is on record" in page.find(id="composer_card").text
    gus.phone.last_inbound_at = now()
    world.session.flush()
    assert "lets you answer for 7 days" in client.page(f"/conversations/{gus.id}").find(id="composer_card").text
