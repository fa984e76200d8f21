"""Settings, programs: added, renamed while nobody agreed, closed; and another business's are nobody's."""

from __future__ import annotations

import pytest

from app.models import Consent, Program
from tests.texting.acts import rows
from tests.world import BOOKED

PAGE = "/settings/programs"
SPRING = {"name": "Spring offers", "level": "promotional", "frequency": "2 msgs/month", "about": "Boilers"}


@pytest.fixture
def ana(client, world):
    return client.sign_in(world.ana)


@pytest.fixture
def spring(ana):
    ana.post(PAGE, data=SPRING)
    [made] = rows(Program)
    return made


def test_a_program_is_added_and_listed_with_who_agrees(ana, world, spring):
    agrees = {**BOOKED, "level": "promotional", "topic": "Spring offers"}
    world.keep(Consent(account_id=world.copper.id, phone_e164=world.dee.e164, **agrees))
    world.session.commit()
    row = ana.page(PAGE).select_one(".field-list li")
    assert row.select_one("input[name=name]")["value"] == "Spring offers"
    assert "Offers" in row.text and "1 agree" in row.text and "2 msgs/month" in row.text


def test_it_is_renamed_while_nobody_agreed_and_never_after(ana, world, spring):
    assert ana.post(f"{PAGE}/{spring.id}", data={"name": "Spring deals"}).status_code == 303
    agrees = {**BOOKED, "level": "promotional", "topic": "Spring deals"}
    world.keep(Consent(account_id=world.copper.id, phone_e164=world.dee.e164, **agrees))
    world.session.commit()
    answer = ana.post(f"{PAGE}/{spring.id}", data={"name": "Summer deals"})
    assert answer.status_code == 422 and "Close it and add another." in answer.text
    assert rows(Program)[0].name == "Spring deals"


def test_it_is_closed_and_stands_among_the_closed(ana, spring):
    ana.post(f"{PAGE}/{spring.id}/closing")
    page = ana.page(PAGE)
    assert page.select("input[id^=program_]") == [] and "Spring offers" in page.select_one(".program-closed").text
    assert "is closed" in ana.post(PAGE, data=SPRING).text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [({"name": " "}, "Write a name"), ({"name": "x" * 61}, "more than 60"), ({"level": "all"}, "Choose what kind"),
     ({"frequency": "x" * 121}, "more than 120"), ({"about": "x" * 201}, "more than 200")],
)  # fmt: skip
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(ana, changed, sentence):
    answer = ana.post(PAGE, data=SPRING | changed)
    assert answer.status_code == 422 and sentence in answer.text and rows(Program) == []
    assert "Boilers" in answer.text or "about" in changed


def test_another_businesss_programs_are_nobodys(cara, spring):
    for path in (f"{PAGE}/{spring.id}", f"{PAGE}/{spring.id}/closing"):
        assert cara.post(path, data={"name": "Mine"}).status_code == 404
    assert cara.page(PAGE).select(".field-list") == []
