"""Quiet hours before the real product: a text waits and leaves, a reason sends it now, an answer has its hint."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.system.conftest import FOOTER, name_person, texted_long_ago
from tests.system.screen import bubble, composer, is_live, open_row
from tests.system.test_accessible import violations

AROUND_THE_WORLD = ("Asia/Tokyo", "Europe/London", "America/Phoenix", "Asia/Karachi")


@pytest.fixture
def night(product):
    """The business's hours lie elsewhere in the day, whatever the time is in Phoenix; afterwards they are all day."""
    hour = datetime.now(ZoneInfo("America/Phoenix")).hour
    begins, ends = (60, 120) if hour >= 3 else (1200, 1260)
    product.write("UPDATE account SET quiet_from = :begins, quiet_to = :ends", begins=begins, ends=ends)
    yield
    product.never_quiet()


@pytest.fixture
def dana(phone, product) -> str:
    """Somebody who agreed to be texted, and has not texted for long."""
    phone.text("START")
    name = f"Dana Whitfield {phone.number[-3:]}"
    name_person(product, phone.number, name)
    texted_long_ago(product, phone.number)
    return name


@pytest.fixture
def rosa(phone, product) -> tuple[str, str]:
    """Somebody who has just texted from where it is night, and that zone."""
    phone.text("Are you there?")
    name = f"Rosa Lind {phone.number[-3:]}"
    name_person(product, phone.number, name)
    zone = next(each for each in AROUND_THE_WORLD if not 7 <= datetime.now(ZoneInfo(each)).hour < 21)
    product.write("UPDATE contact SET time_zone = :zone WHERE name = :name", zone=zone, name=name)
    return name, zone


def verdict(page: Page):
    return page.get_by_role("status", name="Verdict")


def opened(page: Page, name: str) -> Page:
    open_row(page, name)
    is_live(page)
    return page


def test_a_text_at_night_waits_with_its_sentence_and_leaves_when_it_may(night, dana, ana, phone):
    opened(ana, dana)
    composer(ana).fill("Your heater check is due. Shall we come on Monday?")
    expect(verdict(ana)).to_contain_text("in Phoenix, and your texts go from")
    expect(verdict(ana)).to_contain_text("It goes")
    composer(ana).press("Enter")
    waiting = bubble(ana, "Your heater check is due. Shall we come on Monday?")
    expect(waiting).to_contain_text("Waiting until")
    expect(waiting).to_contain_text("in Phoenix")
    assert phone.texts() == []
    ana.goto("/settings/quiet-hours")
    ana.get_by_label("From", exact=True).fill("00:00")
    ana.get_by_label("To", exact=True).fill("00:00")
    ana.get_by_role("button", name="Save").click()
    expect(ana.get_by_text("Saved.")).to_be_visible()
    assert violations(ana) == []
    phone.gets("Your heater check is due. Shall we come on Monday?" + FOOTER)


@pytest.mark.lesson(29)
def test_a_typed_reason_sends_it_now(night, dana, ben, phone):
    opened(ben, dana)
    composer(ben).fill("The part is here.")
    reason = ben.get_by_role("textbox", name="Send now anyway, because")
    assert violations(ben) == []
    reason.fill("She asked me to write tonight")
    reason.press("Tab")
    expect(verdict(ben)).to_contain_text("It goes all the same: She asked me to write tonight")
    ben.get_by_role("button", name="Send", exact=True).click()
    expect(bubble(ben, "The part is here.")).to_contain_text("Delivered")
    phone.gets("The part is here." + FOOTER)
    composer(ben).fill("And another thing.")
    expect(verdict(ben)).to_contain_text("It goes")
    expect(reason).to_have_value("")


@pytest.mark.lesson(27)
def test_an_answer_at_night_has_its_hint_beside_send(rosa, ana):
    name, zone = rosa
    opened(ana, name)
    composer(ana).fill("Yes, we are.")
    expect(verdict(ana)).to_contain_text(f"in {zone.rpartition('/')[2]}. Can go now")
    composer(ana).press("Enter")
    expect(bubble(ana, "Yes, we are.")).to_contain_text("Delivered")
