"""The session's cookie is not signed anew with each answer, and still lives on while somebody is here."""

from __future__ import annotations

import time
from unittest.mock import patch

import pytest


@pytest.fixture
def here(client, world):
    """Ana's browser, signed in on the page, her folder chosen."""
    client.post("/sign-in", data={"email": "ana@example.com", "password": world.password})
    client.get("/inbox?folder=open")
    return client


def cookies_of(browser, path: str = "/inbox", hours: int = 0) -> list[str]:
    with patch("app.web.kept_sessions.time", **{"time.return_value": time.time() + hours * 3600}):
        answer = browser.get(path)
    assert answer.status_code == 200
    return answer.headers.getlist("Set-Cookie")


def test_a_page_that_changes_nothing_sends_no_cookie(here):
    assert cookies_of(here) == []


def test_a_cookie_of_an_hour_ago_is_sent_anew(here):
    assert "leadline=" in cookies_of(here, hours=2)[0]


def test_what_changes_the_session_is_kept_at_once(here):
    assert "leadline=" in cookies_of(here, "/inbox?folder=mine")[0]
