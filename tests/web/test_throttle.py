"""Guessing passwords is slow work: failed sign-ins are counted, by address and by the e-mail tried."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from app.extensions import limiter
from app.texting import accounts

pytestmark = pytest.mark.only_on("sqlite")  # no database is its subject: once is enough


@pytest.fixture
def counted(monkeypatch):
    """Counts in memory, from nought."""
    storage = MemoryStorage()
    monkeypatch.setattr(limiter, "_storage", storage)
    monkeypatch.setattr(limiter, "_limiter", FixedWindowRateLimiter(storage))
    monkeypatch.setattr(limiter, "_storage_dead", False)


def attempt(client, email="ana@example.com", password="wrong", address="203.0.113.9", **headers):
    return client.post(
        "/sign-in", data={"email": email, "password": password},
        environ_overrides={"REMOTE_ADDR": address}, headers=headers,
    )  # fmt: skip


def test_after_ten_wrong_tries_for_one_email_there_is_a_break_with_a_sentence(client, world, counted):
    assert [attempt(client, address=f"203.0.113.{n}").status_code for n in range(10)] == [422] * 10
    answer = attempt(client, password=world.password)
    page = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 429
    assert "Wait a minute, then try again." in page.find("main").text
    assert 1 <= int(answer.headers["Retry-After"]) <= 601


def test_tries_that_overlap_do_not_outrun_the_count(client, world, counted, monkeypatch):
    answers = []

    def slow(_email, _password):  # before it has answered, the next try is there
        answers.append(attempt(client.application.test_client(), address="203.0.113.8").status_code)

    monkeypatch.setattr(accounts, "sign_in_user", slow)
    assert attempt(client).status_code == 422
    assert sorted(answers) == [422] * 9 + [429]


def test_a_right_sign_in_does_not_forgive_wrong_ones(client, world, counted):
    assert [attempt(client).status_code for _ in range(9)] == [422] * 9
    assert attempt(client, password=world.password).status_code == 302
    assert [attempt(client).status_code for _ in range(2)] == [422, 429]


def test_after_sixty_wrong_tries_from_one_address_it_has_a_break_and_others_do_not(client, world, counted):
    answers = [attempt(client, f"n{n}@example.com").status_code for n in range(61)]
    assert answers == [422] * 60 + [429]
    assert attempt(client, password=world.password, address="203.0.113.10").status_code == 302


def test_who_signs_in_rightly_is_not_counted(client, world, counted):
    answers = [attempt(client, password=world.password).status_code for _ in range(65)]
    assert set(answers) == {302}


def test_people_behind_our_own_proxy_are_told_apart(client, world, counted):
    for n in range(61):
        attempt(client, f"n{n}@example.com", address="127.0.0.1", **{"X-Forwarded-For": "6.6.6.6, 203.0.113.9"})
    blocked = {"X-Forwarded-For": "1.1.1.1, 203.0.113.9"}
    other = {"X-Forwarded-For": "203.0.113.9, 203.0.113.10"}
    assert attempt(client, address="127.0.0.1", **blocked).status_code == 429
    assert attempt(client, address="127.0.0.1", **other).status_code == 422


def test_from_elsewhere_nobody_names_an_address_of_their_own_choice(client, world, counted):
    answers = [
        attempt(client, f"n{n}@example.com", **{"X-Forwarded-For": f"198.51.100.{n}"}).status_code for n in range(61)
    ]
    assert answers[-1] == 429


def test_tries_are_counted_in_redis_for_all_processes(client, world, redis_server, monkeypatch):
    import redis

    monkeypatch.setattr(limiter, "_storage_dead", False)
    attempt(client)
    with redis.Redis.from_url(redis_server) as wire:
        assert any(b"LIMITS" in key for key in wire.keys())


def test_in_redis_too_who_signs_in_rightly_is_not_counted(client, world, redis_server, monkeypatch):
    monkeypatch.setattr(limiter, "_storage_dead", False)
    answers = [attempt(client, "ben@example.com", world.password, "203.0.113.77").status_code for _ in range(12)]
    assert set(answers) == {302}
    assert not limiter._storage_dead


def test_without_redis_signing_in_works_and_is_still_throttled(client, world, monkeypatch):
    monkeypatch.setattr(limiter, "_storage_dead", False)
    limiter._fallback_storage.reset()
    try:
        assert attempt(client, password=world.password).status_code == 302
        assert [attempt(client).status_code for _ in range(11)] == [422] * 10 + [429]
    finally:
        limiter._fallback_storage.reset()
        limiter._storage_dead = False
