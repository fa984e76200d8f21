"""A contact's page, and the forms that change it: sentences at their fields, nothing half kept, everybody told."""

from __future__ import annotations

import pytest

from app.clock import now
from app.models import Block, Contact, CustomField, Event, Phone, RecordType
from app.texting import contacts
from tests.texting.acts import rows

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def fay(client, world, thread):
    """Fay's contact; Ben is signed in."""
    client.sign_in(world.ben)
    return thread.phone.contact


def form(**changed: str) -> dict[str, str]:
    return {"name": "Fay Winters", "company": "", "email": "", "time_zone": "", "owner_id": "", "tags": ""} | changed


def test_a_new_contact_is_added_with_its_number(client, world):
    answer = client.sign_in(world.ben).post("/contacts", data={"name": " Gus  Ames ", "number": "(602) 555-0148"})
    made = rows(Contact)[-1]
    assert answer.headers["Location"] == f"/contacts/{made.id}"
    assert (made.name, [phone.e164 for phone in made.phones]) == ("Gus Ames", ["+16025550148"])
    assert "added</b> this contact" in client.get(f"/contacts/{made.id}").text


@pytest.mark.parametrize(
    ("number", "sentence"),
    [("602", "too short"), ("", "Write a phone number"), ("+44 20 7183 8750", "outside the United States and Canada")],
)
def test_a_number_that_is_none_keeps_what_was_typed(client, world, number, sentence):
    before = len(rows(Contact))
    answer = client.sign_in(world.ben).post("/contacts", data={"name": "Gus Ames", "number": number})
    assert answer.status_code == 422
    assert sentence in answer.text and 'value="Gus Ames"' in answer.text
    assert len(rows(Contact)) == before


def test_a_known_number_names_its_contact_instead_of_making_another(client, world):
    before = len(rows(Contact))
    answer = client.sign_in(world.ben).post("/contacts", data={"name": "D", "number": "480 555 0131"})
    assert answer.status_code == 422
    assert "This number belongs to Dee Alvarez." in answer.text
    assert f'href="/contacts/{world.dee.contact_id}">Open Dee Alvarez' in answer.text
    assert len(rows(Contact)) == before


def test_a_number_of_another_departments_person_is_known_without_a_name(client, world):
    world.conversation(world.dee, world.number(world.billing, "+16025550155"))
    answer = client.sign_in(world.ben).post("/contacts", data={"name": "D", "number": "480 555 0131"})
    assert contacts.ELSEWHERE.replace("'", "&#39;") in answer.text
    assert "Dee" not in answer.text


def test_an_edit_is_kept_told_and_pushed(client, world, thread, fay, pushed):
    kind = world.keep(RecordType(account_id=world.copper.id, name="Homeowner"))
    typed = form(name="Fay W.", email="fay@example.com", owner_id=str(world.ana.id), record_type_id=str(kind.id),
                 tags="water heater, HOA permit", time_zone="America/Denver")  # fmt: skip
    assert client.post(f"/contacts/{fay.id}/edit", data=typed).status_code == 303
    panel = pushed.html(f"conversation:{thread.id}").select_one(".person").text
    for shown in ("Fay W.", "fay@example.com", "Ana Ruiz", "Homeowner", "water heater", "Denver"):
        assert shown in panel
    said = rows(Event, kind="contact_changed")[-1]
    assert said.actor_id == world.ben.id
    words = "the name to “Fay W.”, the email, the time zone, the owner to Ana Ruiz, the record type and the tags"
    assert said.detail == words
    assert "Fay W." in str(pushed.sent)
    assert client.post(f"/contacts/{fay.id}/edit", data=typed).status_code == 303
    assert len(rows(Event, kind="contact_changed")) == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "fay at home", "This is not an email address."), ("name", "x" * 161, "more than 160 characters"),
        ("owner_id", "999999", "Choose an owner from the list"), ("record_type_id", "9", "Choose a record type"),
        ("time_zone", "Mars/Olympus", "Choose a time zone"), ("tags", "x" * 41, "A tag has at most 40"),
        ("custom_size", "many", "This is not a number"), ("custom_since", "soon", "This is not a date"),
        ("custom_pipe", "gold", "Choose one of the values of"),
    ],
)
def test_bad_input_gets_its_sentence_and_nothing_is_kept(client, world, fay, field, value, sentence):
    for key, kind in (("size", "number"), ("since", "date"), ("pipe", "choice")):
        world.keep(CustomField(account_id=world.copper.id, key=key, label=key, kind=kind, choices=["copper", "PEX"]))
    answer = client.post(f"/contacts/{fay.id}/edit", data=form(company="Kept nowhere", **{field: value}))
    assert answer.status_code == 422
    assert sentence in answer.text and 'value="Kept nowhere"' in answer.text
    kept = rows(Contact, id=fay.id)[0]
    assert (kept.name, kept.company, kept.email) == ("Fay Winters", "", "")


def test_custom_values_are_kept_as_their_kind(client, world, fay):
    for key, kind in (("size", "number"), ("since", "date"), ("pipe", "choice")):
        world.keep(CustomField(account_id=world.copper.id, key=key, label=f"The {key}", kind=kind, choices=["PEX"]))
    typed = form(custom_size="1,200.50", custom_since="2026-11-23", custom_pipe="PEX")
    assert client.post(f"/contacts/{fay.id}/edit", data=typed).status_code == 303
    assert rows(Contact, id=fay.id)[0].custom == {"size": "1200.5", "since": "2026-11-23", "pipe": "PEX"}
    page = client.page(f"/contacts/{fay.id}")
    assert {"The size", "The since", "The pipe"} <= {dt.text for dt in page.select(".facts dt")}


def test_another_owner_or_type_cannot_be_of_another_business(client, world, fay):
    theirs = world.keep(RecordType(account_id=world.harbor.id, name="Patient"))
    assert client.post(f"/contacts/{fay.id}/edit", data=form(owner_id=str(world.cara.id))).status_code == 422
    assert client.post(f"/contacts/{fay.id}/edit", data=form(record_type_id=str(theirs.id))).status_code == 422


def test_numbers_are_added_and_taken_away_unless_they_have_talked(client, world, thread, fay):
    where = f"/contacts/{fay.id}/numbers"
    assert client.post(where, data={"number": "602.555.0182", "label": "Work"}).status_code == 303
    assert "Work" in client.page(f"/contacts/{fay.id}").select_one(".facts").text
    again = client.post(where, data={"number": "+1 602 555 0182", "label": "Work"})
    assert (again.status_code, "belongs to them already" in again.text) == (422, True)
    talked = client.post(f"{where}/{thread.phone_id}/removal")
    assert (talked.status_code, contacts.HAS_TALKED in talked.text) == (422, True)
    extra = rows(Phone, e164="+16025550182")[0]
    assert client.post(f"{where}/{extra.id}/removal").status_code == 303
    assert rows(Phone, e164="+16025550182")[0].contact_id is None
    only = client.post(f"/contacts/{world.dee.contact_id}/numbers/{world.dee.id}/removal")
    assert (only.status_code, contacts.ONLY_NUMBER in only.text) == (422, True)
    assert [event.kind for event in rows(Event)] == ["number_added", "number_removed"]


def test_a_tag_is_added_once_and_taken_away(client, world, thread, fay, pushed):
    where = f"/contacts/{fay.id}/tags"
    for typed in ("HOA permit", "hoa PERMIT"):
        assert client.post(where, data={"tag": typed}, headers=HX).status_code == 200
    tags = rows(Contact, id=fay.id)[0].tags
    assert [tag.name for tag in tags] == ["HOA permit"]
    assert "HOA permit" in pushed.html(f"conversation:{thread.id}").select_one(".tags").text
    assert client.post(where, data={"tag": "x" * 41}, headers=HX).status_code == 422
    assert "HOA" not in client.post(f"{where}/{tags[0].id}/removal", headers=HX).text


@pytest.mark.parametrize(
    ("e164", "said"),
    [
        ("+16025550148", "8:41 AM in Phoenix guessed from area code Confirm"),
        ("+12085550100", "7:41 AM in Los Angeles or 8:41 AM in Boise guessed from area code "
                         "It is Los Angeles It is Boise"),
        ("+18885550101", ""),
    ],
)
def test_the_time_zone_says_where_it_is_known_from(client, world, clock, e164, said):
    page = client.sign_in(world.ben).page(f"/contacts/{world.phone(e164, 'Zoe').contact_id}")
    facts = {row.dt.text: " ".join(row.dd.text.split()) for row in page.select(".facts > div")}
    assert facts.get("Local time", "") == said


def test_what_people_are_called_is_never_markup(client, world, thread, fay):
    typed = form(name="<b>Fay</b>", company="<i>", tags="<u>tag</u>")
    client.post(f"/contacts/{fay.id}/edit", data=typed)
    for path in (f"/contacts/{fay.id}", f"/contacts/{fay.id}/edit", "/contacts", f"/conversations/{thread.id}"):
        html = client.get(path).text
        assert "<b>Fay" not in html and "<i>" not in html and "<u>" not in html, path


def test_do_not_disturb_shows_the_block_and_not_the_switch(client, world):
    talk = world.conversation(world.eli)
    client.sign_in(world.ben)

    def said() -> set[str]:
        pages = (f"/contacts/{world.eli.contact_id}", f"/conversations/{talk.id}")
        return {client.page(path).select(".ok-to-sms p")[1].text.partition(" since")[0] for path in pages}

    assert said() == {"Do Not Disturb: on"}
    world.session.query(Block).one().lifted_at = now()
    world.session.commit()
    assert world.eli.ok_to_sms == "OFF" and said() == {"Do Not Disturb: off"}


PATHS = ["", "/edit", "/tags", "/tags/1/removal", "/numbers", "/numbers/1/removal", "/notes"]


@pytest.mark.parametrize("path", PATHS)
def test_another_businesss_contact_is_not_there(cara, world, thread, rows, path):
    before = rows()
    where = f"/contacts/{thread.phone.contact_id}{path}"
    form = {"tag": "x", "body": "x", "number": "x"}
    answer = cara.get(where) if path in ("", "/edit") else cara.post(where, data=form)
    assert answer.status_code == 404
    assert rows() == before


@pytest.mark.parametrize("path", ["", "/edit", "?tab=text", "?tab=notes"])
def test_a_contact_without_a_number_has_its_pages(client, world, path):
    nobody = world.keep(Contact(account_id=world.copper.id, name="Gus Ames"))
    client.sign_in(world.ben)
    assert "Gus Ames" in client.page(f"/contacts/{nobody.id}{path}").text
    assert "Gus Ames" in client.page("/contacts").text
    assert client.post(f"/contacts/{nobody.id}/tags", data={"tag": "VIP"}, headers=HX).status_code == 200
