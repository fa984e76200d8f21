"""About: a text belongs to a program or is one's own; consent to one program is none to another."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from app.clock import now
from app.models import Consent, Message, Program
from app.texting import programs
from tests.texting.acts import newest, rows
from tests.world import BOOKED

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}
DUE = "Copper & Co. Plumbing: your boiler is due."
CLOSED = "This program is closed."


@pytest.fixture(autouse=True)
def monday_morning(clock):
    """10:41 in Phoenix: offers may go."""
    clock.advance(hours=2)


@pytest.fixture
def spring(world) -> Program:
    made = programs.add(world.copper.id, "Spring offers", "promotional")
    world.session.commit()
    return made


@pytest.fixture
def visits(world) -> Program:
    made = programs.add(world.copper.id, "Visit reminders", "informational")
    world.session.commit()
    return made


@pytest.fixture
def talk(client, world, doorbell, pushed):
    """Ben's conversation with Dee, who agreed to informational texts, whatever they are about."""
    client.sign_in(world.ben)
    conversation = world.conversation(world.dee)
    world.session.commit()
    return conversation


def agree(world, level: str, topic: str) -> None:
    world.keep(
        Consent(account_id=world.copper.id, phone_e164=world.dee.e164, **{**BOOKED, "level": level, "topic": topic})
    )
    world.session.commit()


def send(client, talk, program, body: str = DUE, **more):
    form = {"body": body, "client_id": str(uuid.uuid4()), "conversation_id": str(talk.id)}
    form |= {"program_id": str(program.id if isinstance(program, Program) else program)} | more
    return client.post(f"/conversations/{talk.id}/messages", data=form, headers=HX)


def verdict(client, talk, program, body: str = DUE):
    form = {"body": body, "program_id": str(program.id) if program else ""}
    answer = client.post(f"/conversations/{talk.id}/check", data=form, headers=HX)
    return BeautifulSoup(answer.text, "html.parser").find(role="status")


def test_the_choice_stands_beside_from_only_where_there_are_programs(client, talk, world):
    assert client.page(f"/conversations/{talk.id}").select("#composer_about") == []
    programs.add(world.copper.id, "Spring offers", "promotional")
    world.session.commit()
    for path in (f"/conversations/{talk.id}", "/messages/new"):
        options = [each.text for each in client.page(path).select("#composer_about option")]
        assert options == ["A text of your own", "Spring offers"]


def test_a_text_is_of_its_programs_purpose(client, talk, world, spring, visits):
    agree(world, "promotional", "Spring offers")
    for program, purpose in ((spring, "promo"), (visits, "info")):
        assert send(client, talk, program).status_code == 201
        text = newest(Message)
        assert (text.purpose, text.program_id, text.state) == (purpose, program.id, "queued")
    assert send(client, talk, "").status_code == 201
    assert (newest(Message).purpose, newest(Message).program_id) == ("direct", None)


def test_who_has_not_agreed_to_a_program_is_refused_by_its_name(client, talk, world, spring):
    agree(world, "promotional", "Winter offers")
    said = verdict(client, talk, spring)
    assert said["data-verdict"] == "refuse" and "Dee hasn't agreed to Spring offers." in said.text
    assert not said.has_attr("data-may-agree"), "the card's informational consent is none to offers"
    answer = send(client, talk, spring)
    assert answer.status_code == 422 and "Spring offers" in answer.text and rows(Message) == []


def test_consent_to_one_informational_program_is_none_to_another(client, talk, world, visits):
    """No double dipping: who wants codes by text has not asked for reminders."""
    world.session.query(Consent).delete()
    agree(world, "informational", "Sign-in codes")
    said = verdict(client, talk, visits)
    assert said["data-verdict"] == "refuse" and "Visit reminders" in said.text
    agree(world, "informational", "Visit reminders")
    assert verdict(client, talk, visits)["data-verdict"] == "send"


def test_an_answer_that_sells_is_an_offer_by_its_program(client, world, thread, spring):
    """Fay has just texted: a reply may go, an offer may not."""
    client.sign_in(world.ben)
    assert verdict(client, thread, None)["data-verdict"] == "send"
    assert verdict(client, thread, spring)["data-verdict"] == "refuse"


def test_a_closed_program_can_be_chosen_by_nobody(client, talk, spring, world):
    programs.close(spring)
    world.session.commit()
    answer = send(client, talk, spring)
    assert answer.status_code == 422 and CLOSED in answer.text
    answer = client.post("/messages", data={"to": world.dee.e164, "body": "Hi", "client_id": str(uuid.uuid4()),
                                            "program_id": spring.id})  # fmt: skip
    assert answer.status_code == 422 and CLOSED in answer.text and rows(Message) == []


@pytest.mark.parametrize("chosen", ["0", "-1", "²", "9" * 30, "x"])
def test_what_is_no_program_is_refused_in_words(client, talk, chosen):
    answer = send(client, talk, chosen)
    assert answer.status_code == 422 and "not a program of yours" in answer.text
    for path in (f"/conversations/{talk.id}/check", "/messages/check"):
        answer = client.post(path, data={"body": "Hi", "program_id": chosen}, headers=HX)
        assert answer.status_code == 422 and "not a program of yours" in answer.text


def test_another_businesss_program_is_none(client, talk, world):
    theirs = programs.add(world.harbor.id, "Checkups", "informational")
    world.session.commit()
    assert send(client, talk, theirs).status_code == 422 and rows(Message) == []


def test_a_form_sent_twice_is_one_text_though_its_program_was_closed_meanwhile(client, talk, world, visits):
    form = str(uuid.uuid4())
    assert send(client, talk, visits, client_id=form).status_code == 201
    programs.close(visits)
    world.session.commit()
    assert send(client, talk, visits, client_id=form).status_code == 200
    assert len(rows(Message)) == 1


def test_a_new_message_is_about_a_program_and_keeps_the_choice_when_refused(client, talk, world, spring):
    form = {"to": world.dee.e164, "body": "Copper & Co. Plumbing: 10 percent less", "client_id": str(uuid.uuid4())}
    form["program_id"] = spring.id
    answer = client.post("/messages", data=form)
    page = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 422 and "hasn't agreed to Spring offers" in page.text
    assert page.select_one("#composer_about option[selected]")["value"] == str(spring.id)
    agree(world, "promotional", "Spring offers")
    assert client.post("/messages", data=form).status_code == 303
    assert (newest(Message).purpose, newest(Message).program_id) == ("promo", spring.id)


def test_the_counter_counts_the_opt_out_line_that_goes_with_it(client, talk, world):
    def counter(body: str) -> str:
        answer = client.post(f"/conversations/{talk.id}/check", data={"body": body}, headers=HX)
        return BeautifulSoup(answer.text, "html.parser").select_one("[data-counter]").text

    assert counter("x" * 107) == "" and counter("x" * 108) == "161 characters with the opt-out line · 2 segments"
    world.dee.footer_at = now() - timedelta(days=1)
    world.session.commit()
    assert counter("x" * 108) == ""


def test_the_form_for_offers_names_the_programs(client, talk, world, spring, visits):
    page = client.page(f"/phones/{world.dee.id}/consent/promotional")
    assert [each["value"] for each in page.select("#topic_or_program option")] == ["", "Spring offers"]
