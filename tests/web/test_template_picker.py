"""Templates under the composer: what can be picked and used, what / offers, and what a text keeps of it."""

from __future__ import annotations

import uuid

import pytest

from app.extensions import db as database
from app.models import Media, Message, Template
from app.texting import templates
from app.texting.template_particulars import Particulars
from app.transaction import perform

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}
PICKER = "/templates/picker"


def kept(user, subject="On our way", body="We are on our way.", **more) -> Template:
    return perform(templates.save, user, Particulars(subject, body, **more))


@pytest.fixture
def ben(client, world):
    return client.sign_in(world.ben)


@pytest.fixture
def thread(world):
    made = world.conversation(world.dee)
    world.message(made, "Is anybody there?")
    world.session.commit()
    return made


def subjects(page) -> list[str]:
    return [each.text for each in page.select(".pick-head b")]


def sent(browser, thread, **more):
    form = {"body": "We are on our way.", "client_id": str(uuid.uuid4()), "conversation_id": thread.id}
    return browser.post(f"/conversations/{thread.id}/messages", data=form | more, headers=HX)


def test_the_picker_lists_searches_and_narrows(ben, world):
    kept(world.ben)
    kept(world.ana, "Directions", "Turn left.", is_shared=True)
    assert subjects(ben.page(PICKER)) == ["Directions", "On our way"]
    assert subjects(ben.page(f"{PICKER}?q=left")) == ["Directions"]
    assert subjects(ben.page(f"{PICKER}?whose=mine")) == ["On our way"]
    assert "Nothing matches" in ben.page(f"{PICKER}?q=xyz").text


def test_the_picker_shows_the_words_that_would_go_out(ben, world, thread):
    kept(world.ben, body="Hi {{ contact.first_name | there }} of {{ contact.company }}, {{ agent.first_name }} here.")
    page = ben.page(f"{PICKER}?conversation_id={thread.id}")
    assert page.select_one(".pick-words").text == "Hi Dee of Company, Ben here."
    assert page.select_one(".token-chip.is-empty").text == "Company"
    assert "Hi Dee" in ben.page(f"{PICKER}?to=(480) 555-0131").text
    assert "Hi there" in ben.page(PICKER).text


def test_the_picker_says_nothing_of_whom_one_may_not_see(client, world, thread):
    kept(world.cara, body="Hi {{ contact.first_name | there }}")
    client.sign_in(world.cara)
    for asked in (f"conversation_id={thread.id}", "to=(480) 555-0131"):
        assert "Hi there" in client.page(f"{PICKER}?{asked}").text


def test_the_composer_has_a_button_for_it_in_a_thread_and_in_a_new_message(ben, thread):
    for address in (f"/conversations/{thread.id}", "/messages/new"):
        page = ben.page(address)
        assert page.select_one("[popovertarget=composer_template_pop]")["aria-label"] == "Templates"
        assert page.select_one("form [name=template_id]")["value"] == ""


def test_snippets_are_those_one_sees_in_the_words_that_would_go_out(ben, world, thread):
    kept(world.ben, body="Hi {{ contact.first_name | there }}", shortcut="eta")
    kept(world.ana)
    [offered] = ben.get(f"/templates/snippets?conversation_id={thread.id}").json
    assert (offered["shortcut"], offered["subject"], offered["words"]) == ("eta", "On our way", "Hi Dee")


def test_use_gives_the_words_as_kept_and_copies_of_the_files(ben, world):
    held = world.keep(Media(
        account_id=world.copper.id, author_id=world.ana.id, state="stored", content_type="application/pdf",
        name="map.pdf", key="k" * 64, size=5000,
    ))
    world.session.commit()
    made = kept(world.ana, body="Hi {{ contact.first_name | there }}", media_ids=[held.id], is_shared=True)
    told = ben.post(f"/templates/{made.id}/use").json
    assert told["body"] == "Hi {{ contact.first_name | there }}" and told["id"] == made.id
    [copy] = told["media_ids"]
    assert copy != held.id and database.session.get(Media, copy).author_id == world.ben.id
    assert ben.get(f"/media/{copy}/chip").status_code == 200


def test_one_that_was_deleted_meanwhile_is_said(ben, world):
    made = kept(world.ben)
    perform(templates.delete, world.ben, made.id)
    answer = ben.post(f"/templates/{made.id}/use")
    assert answer.status_code == 409 and "deleted or changed meanwhile" in answer.json["error"]


def test_one_made_in_the_picker_is_ones_own(ben, world):
    answer = ben.post(PICKER, data={"subject": "Way", "body": "On our way", "shortcut": "eta", "is_shared": "yes"})
    assert answer.status_code == 201
    made = database.session.get(Template, answer.json["id"])
    assert (made.owner_id, made.shortcut) == (world.ben.id, "eta")
    again = ben.post(PICKER, data={"subject": "", "body": "On our way", "shortcut": "eta"})
    assert again.status_code == 422 and set(again.json["errors"]) == {"subject", "shortcut"}


def test_a_text_keeps_which_template_it_came_from(ben, world, thread):
    made = kept(world.ben)
    assert sent(ben, thread, template_id=made.id).status_code == 201
    assert database.session.query(Message).filter_by(direction="out").one().template_id == made.id


@pytest.mark.parametrize("whose", ["another account's", "none", "nonsense"])
def test_a_template_that_is_not_theirs_is_not_kept(ben, world, thread, whose):
    given = {"another account's": kept(world.cara).id, "none": 99999, "nonsense": "²"}[whose]
    assert sent(ben, thread, template_id=given).status_code == 201
    assert database.session.query(Message).filter_by(direction="out").one().template_id is None


def test_a_new_message_keeps_it_too(ben, world, thread):
    made = kept(world.ben)
    form = {"to": world.dee.e164, "body": "On our way.", "client_id": str(uuid.uuid4()), "template_id": made.id}
    assert ben.post("/messages", data=form).status_code == 303
    assert database.session.query(Message).filter_by(direction="out").one().template_id == made.id
