"""An edit form that stood open while a colleague changed the same contact: nothing anybody wrote is overwritten."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from app.models import Contact, CustomField, RecordType
from app.texting import contacts
from app.transaction import perform
from tests.texting.acts import rows


@pytest.fixture
def fay(client, world, thread):
    """Fay's contact; Ben is signed in."""
    client.sign_in(world.ben)
    contact = thread.phone.contact
    perform(contacts.add_tag, contact, world.ben, "HOA permit")
    return contact


def opened(page: BeautifulSoup) -> dict[str, str]:
    """Everything that the form would post."""
    form = page.select_one("form[action$='/edit']")
    values = {each["name"]: each.get("value", "") for each in form.select("input")}
    chosen = {each["name"]: each.select_one("[selected]") for each in form.select("select")}
    return values | {name: option["value"] if option else "" for name, option in chosen.items()}


def save(client, contact, typed: dict[str, str], **changed: str):
    return client.post(f"/contacts/{contact.id}/edit", data=typed | changed)


def form_of(client, contact) -> dict[str, str]:
    return opened(client.page(f"/contacts/{contact.id}/edit"))


def kept(contact) -> Contact:
    return rows(Contact, id=contact.id)[0]


def test_what_a_colleague_changed_and_this_person_did_not_stays(client, world, fay):
    kind = world.keep(RecordType(account_id=world.copper.id, name="Homeowner"))
    for key in ("pipe", "gate"):
        world.keep(CustomField(account_id=world.copper.id, key=key, label=key, kind="text"))
    bens, anas = form_of(client, fay), form_of(client, fay)
    theirs = {"name": "Fay Winters-Lane", "email": "fay@example.com", "owner_id": str(world.ana.id),
              "record_type_id": str(kind.id), "time_zone": "America/Denver", "custom_gate": "1234"}  # fmt: skip
    assert save(client, fay, anas, **theirs).status_code == 303
    assert save(client, fay, bens, company="Winters LLC", custom_pipe="PEX").status_code == 303
    now = kept(fay)
    assert (now.name, now.email, now.owner_id) == ("Fay Winters-Lane", "fay@example.com", world.ana.id)
    assert (now.record_type_id, now.time_zone) == (kind.id, "America/Denver")
    assert (now.company, now.custom) == ("Winters LLC", {"gate": "1234", "pipe": "PEX"})


def test_tags_put_on_and_taken_away_meanwhile_add_up(client, world, fay):
    bens = form_of(client, fay)
    perform(contacts.add_tag, fay, world.ana, "VIP")
    perform(contacts.remove_tag, fay, world.ana, fay.tags[0].id)
    assert save(client, fay, bens, tags="hoa permit, water heater").status_code == 303
    assert sorted(tag.name for tag in kept(fay).tags) == ["VIP", "water heater"]


def test_both_changed_one_field_so_the_form_comes_back_with_both(client, world, fay):
    bens, anas = form_of(client, fay), form_of(client, fay)
    save(client, fay, anas, name="Fay Lane", owner_id=str(world.ana.id), email="fay@example.com")
    answer = save(client, fay, bens, name="Faye Winters", owner_id=str(world.ben.id), company="Winters LLC")
    page = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 409
    assert "A colleague changed this to “Fay Lane” since you opened the form." in page.find(id="name_error").text
    assert "“Ana Ruiz”" in page.find(id="owner_id_error").text
    shown = opened(page)
    assert (shown["name"], shown["company"], shown["email"]) == ("Faye Winters", "Winters LLC", "fay@example.com")
    assert (kept(fay).name, kept(fay).company) == ("Fay Lane", "")
    assert save(client, fay, shown).status_code == 303
    now = kept(fay)
    assert (now.name, now.owner_id, now.company) == ("Faye Winters", world.ben.id, "Winters LLC")
    assert now.email == "fay@example.com"


def test_a_form_with_another_mistake_still_knows_what_it_was_opened_with(client, fay):
    bens, anas = form_of(client, fay), form_of(client, fay)
    save(client, fay, anas, company="Lane Inc.")
    again = save(client, fay, bens, email="fay at home")
    assert again.status_code == 422
    shown = opened(BeautifulSoup(again.text, "html.parser"))
    assert save(client, fay, shown, email="").status_code == 303
    assert kept(fay).company == "Lane Inc."


def test_a_field_that_a_colleague_emptied_says_so(client, fay):
    save(client, fay, form_of(client, fay), company="Lane Inc.")
    bens, anas = form_of(client, fay), form_of(client, fay)
    save(client, fay, anas, company="")
    answer = save(client, fay, bens, company="Lane & Sons")
    assert (answer.status_code, "A colleague emptied this since you opened the form." in answer.text) == (409, True)
