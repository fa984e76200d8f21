"""Settings, values: words of the business's own that its texts hold as tokens."""

from __future__ import annotations

import uuid

import pytest

from app.extensions import db
from app.models import Account, Template
from app.texting import custom_values
from app.texting.contact_fields import Unfit
from app.transaction import perform
from tests.texting.acts import at_once, rows

PAGE = "/settings/values"
LINK = {"label": "Booking link", "value": "https://copper.example/book"}


@pytest.fixture
def ana(client, world):
    return client.sign_in(world.ana)


def own(world) -> dict:
    return {account.id: account.custom_values for account in rows(Account)}[world.copper.id]


def test_a_value_is_added_goes_out_with_texts_and_is_changed_and_removed(ana, world, thread):
    assert ana.post(PAGE, data=LINK).status_code == 303
    assert own(world) == {"booking_link": LINK}
    assert "{{ account.booking_link }}" in ana.page(PAGE).select_one(".field-list").text
    check = {"body": "Book here: {{ account.booking_link }}"}
    page = ana.post(f"/conversations/{thread.id}/check", data=check)
    assert "Book here: https://copper.example/book" in page.text
    ana.post(f"{PAGE}/booking_link", data={"label": "Link", "value": "https://copper.example/now"})
    assert own(world) == {"booking_link": {"label": "Link", "value": "https://copper.example/now"}}
    ana.post(f"{PAGE}/booking_link/removal")
    assert own(world) == {}
    refused = ana.post(f"/conversations/{thread.id}/check", data=check)
    assert "{{ account.booking_link }} is no token." in refused.text


def test_a_key_is_made_of_the_label_and_never_one_of_ours(ana, world):
    for label in ("Phone", "Ütility — rate!", "€", "Utility (rate)"):
        ana.post(PAGE, data={"label": label, "value": "x"})
    assert list(own(world)) == ["phone_2", "utility_rate", "value", "utility_rate_2"]


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"label": " "}, "Write a name"), ({"label": "x" * 61}, "more than 60"), ({"value": ""}, "Write the words"),
    ({"value": "x" * 301}, "more than 300"), ({"value": "{{ contact.name }}"}, "Take out the braces"),
    ({"label": "hours"}, "already"),
])  # fmt: skip
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(ana, world, changed, sentence):
    ana.post(PAGE, data={"label": "Hours", "value": "8 to 5"})
    before = own(world)
    answer = ana.post(PAGE, data=LINK | changed)
    assert answer.status_code == 422 and sentence in answer.text and own(world) == before
    answer = ana.post(f"{PAGE}/hours", data=LINK | changed)
    assert (answer.status_code, sentence in answer.text) in ((422, True), (303, False))


def test_before_it_is_removed_what_holds_it_is_named(ana, world):
    ana.post(PAGE, data=LINK)
    held = {"account_id": world.copper.id, "body": "Book: {{ account.booking_link }}", "author_id": world.ana.id}
    world.keep(Template(**held, subject="Invitation"))
    world.keep(Template(**held, subject="Ben's own words", owner_id=world.ben.id))
    world.keep(Template(**held | {"body": "{{ account.name }}"}, subject="Greeting"))
    world.session.commit()
    said = ana.page(PAGE).select_one(".remover").text
    assert "2 texts hold it: “Invitation”" in said and "a personal template" in said
    assert "Greeting" not in said and "Ben's" not in said


def test_two_admins_at_once_lose_neither_value(app, ana, world):
    account_id = world.copper.id

    def add(label: str):
        return perform(custom_values.add, db.session.get(Account, account_id), label, "x")

    assert sorted(at_once(app, lambda: add("One"), lambda: add("Two"))) == ["one", "two"]
    assert sorted(own(world)) == ["one", "two"]


def test_there_are_only_so_many(world):
    world.copper.custom_values = {f"v{n}": {"label": f"V{n}", "value": "x"} for n in range(50)}
    world.session.commit()
    with pytest.raises(Unfit, match="50 values already"):
        custom_values.add(world.copper, "One more", "x")


def test_another_business_has_its_own(ana, cara, world):
    ana.post(PAGE, data=LINK)
    assert cara.post(f"{PAGE}/booking_link", data=LINK).status_code == 404
    assert cara.post(f"{PAGE}/booking_link/removal").status_code == 404
    assert "Booking link" not in cara.page(PAGE).text and own(world) == {"booking_link": LINK}


def test_only_who_manages_fields_sees_them(client, world):
    ben = client.sign_in(world.ben)
    assert ben.get(PAGE).status_code == ben.post(PAGE, data=LINK).status_code == 403
    assert ben.post(f"{PAGE}/{uuid.uuid4()}", data=LINK).status_code == 403
