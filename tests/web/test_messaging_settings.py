"""Settings, messaging: what texts say of the business and their limits, each with its bounds and sentences."""

from __future__ import annotations

import pytest

from app.texting import opt_in_templates
from app.texting.opt_in_words import starter

PAGE = "/settings/messaging"
IDENTITY = {
    "help_contact": "(888) 555-0150", "terms_url": "copper.example/terms", "privacy_url": "https://copper.example/p",
    "website": "www.copper.example", "frequency": "2 msgs/month", "address": "12 Mill Rd\r\n\r\n  Phoenix AZ ",
}  # fmt: skip


def test_an_admin_says_how_the_business_is_named_in_texts(client, world):
    assert client.sign_in(world.ana).post(PAGE, data=IDENTITY).status_code == 303
    copper = world.copper
    assert (copper.help_contact, copper.frequency) == ("(888) 555-0150", "2 msgs/month")
    assert copper.address == "12 Mill Rd\nPhoenix AZ"
    assert client.page(PAGE).select_one("#terms_url")["value"] == "copper.example/terms"
    client.post(PAGE, data=IDENTITY | {"help_contact": ""})
    assert copper.help_contact is None


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("terms_url", "see our site", "not a web address"), ("privacy_url", "javascript:alert(1)", "not a web address"),
        ("website", "http://", "not a web address"), ("help_contact", "x" * 201, "at most 200"),
        ("frequency", "{{ often }}", "Take out"), ("address", "x" * 301, "at most 300"),
    ],
)  # fmt: skip
def test_what_cannot_stand_in_a_text_is_refused_at_its_field(client, world, field, typed, sentence):
    answer = client.sign_in(world.ana).post(PAGE, data=IDENTITY | {field: typed})
    assert answer.status_code == 422 and sentence in answer.text and f'id="{field}_error"' in answer.text
    assert (world.copper.help_contact, world.copper.terms_url) == (None, "")


def test_limits_are_set_within_their_bounds(client, world):
    client.sign_in(world.ana)
    form = {"reply_window_days": "14", "review_hours": "48", "length_limit": "320"}
    assert client.post(f"{PAGE}/limits", data=form).status_code == 303
    copper = world.copper
    assert (copper.reply_window_days, copper.review_hours, copper.length_limit) == (14, 48, 320)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("reply_window_days", "0"), ("reply_window_days", "31"), ("review_hours", "121"), ("review_hours", "²"),
        ("length_limit", "159"), ("length_limit", "1601"), ("length_limit", "9" * 40), ("length_limit", ""),
        ("reply_window_days", "-1"),
    ],
)  # fmt: skip
def test_a_limit_outside_its_bounds_is_refused_with_them(client, world, field, typed):
    answer = client.sign_in(world.ana).post(f"{PAGE}/limits", data={field: typed})
    assert answer.status_code == 422 and "Write a whole number from" in answer.text
    copper = world.copper
    assert (copper.reply_window_days, copper.review_hours, copper.length_limit) == (7, 24, 550)


def test_a_change_that_leaves_an_opt_in_text_unusable_is_said(client, world):
    copper = world.copper
    copper.terms_url = copper.privacy_url = "copper.example/legal"
    opt_in_templates.save(copper, None, starter(copper), "informational", None, world.ana)
    world.session.commit()
    client.sign_in(world.ana).post(PAGE, data={"terms_url": "", "privacy_url": "copper.example/legal"})
    assert "asks nobody now" in client.page(PAGE).text
    assert "asks nobody" in client.page("/settings/opt-in").text.lower()
