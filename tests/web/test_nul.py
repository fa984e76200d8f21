"""A NUL, which PostgreSQL takes nowhere: 400 with a sentence wherever it comes, and a text goes without it."""

from __future__ import annotations

import uuid

import pytest

from app.extensions import limiter

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.mark.parametrize("path", ["/people?q=a%00", "/inbox?before=%00", "/messages/new?to=a%00", "/sign-in?next=%00"])
@pytest.mark.parametrize("headers", [{}, HX], ids=["page", "part"])
def test_an_address_with_a_nul_is_400_with_a_sentence(client, world, path, headers):
    answer = client.sign_in(world.ana).get(path, headers=headers)
    assert answer.status_code == 400
    assert "Load the page again and repeat." in answer.text


@pytest.mark.parametrize("typed", ["a\x00", "+1480555\x000131", "\x00"])
def test_a_recipient_with_a_nul_is_400_and_nothing_is_written(client, world, rows, doorbell, pushed, typed):
    before = rows()
    form = {"to": typed, "body": "Hi", "client_id": str(uuid.uuid4())}
    assert client.sign_in(world.ana).post("/messages", data=form).status_code == 400
    assert rows() == before


@pytest.mark.parametrize("field", ["email", "password", "next"])
def test_signing_in_with_a_nul_is_400(client, world, monkeypatch, field):
    monkeypatch.setattr(limiter, "enabled", False)
    form = {"email": "ana@example.com", "password": world.password} | {field: "a\x00"}
    assert client.post("/sign-in", data=form).status_code == 400


def test_a_nul_in_the_text_of_a_new_message_costs_nothing(client, world, doorbell, pushed):
    form = {"to": world.dee.e164, "body": "Hi\x00", "client_id": str(uuid.uuid4())}
    assert client.sign_in(world.ana).post("/messages", data=form).status_code == 303


def test_the_carriers_texts_are_not_refused_for_it(hook):
    assert hook.text("Hi\x00 there").status_code == 200
