"""Signing in and out, and what ends a session."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from app.clock import now
from app.extensions import limiter
from app.texting import accounts

WRONG = "The e-mail or the password is wrong. Check both, or ask an admin for a new password."


@pytest.fixture(autouse=True)
def no_throttle(monkeypatch):
    """Throttling has a file of its own."""
    monkeypatch.setattr(limiter, "enabled", False)


def sign_in(client, world, email="ana@example.com", password=None, **more):
    form = {"email": email, "password": world.password if password is None else password, **more}
    return client.post("/sign-in", data=form)


def labelled(page: BeautifulSoup, label: str):
    return page.find(id=page.find("label", string=label)["for"])


def test_a_person_signs_in_by_email_and_password(client, world):
    page = client.page("/sign-in")
    assert labelled(page, "Email")["type"] == "email"
    assert labelled(page, "Password")["type"] == "password"
    assert page.find("button", string="Sign in").find_parent("form")["action"] == "/sign-in"
    answer = sign_in(client, world)
    assert (answer.status_code, answer.location) == (302, "/inbox")
    assert "Ana Ruiz" in client.page("/inbox").text


def test_the_email_counts_in_any_case_and_without_blanks(client, world):
    assert sign_in(client, world, email="  ANA@Example.com ").location == "/inbox"


def test_a_wrong_password_and_an_unknown_address_read_the_same(client, world):
    for email, password in (("ana@example.com", "not this one"), ("nobody@example.com", world.password)):
        answer = sign_in(client, world, email, password)
        page = BeautifulSoup(answer.text, "html.parser")
        assert (answer.status_code, page.find(role="alert").text.strip()) == (422, WRONG)
        assert labelled(page, "Email")["value"] == email
        assert not labelled(page, "Password")["value"]


@pytest.mark.parametrize(
    ("field", "sentence"), [("email", "Write your e-mail address."), ("password", "Write your password.")]
)
def test_an_empty_field_gets_its_own_sentence(client, world, field, sentence):
    answer = sign_in(client, world, **{field: ""})
    page = BeautifulSoup(answer.text, "html.parser")
    assert (answer.status_code, page.find(id=f"{field}_error").text.strip()) == (422, sentence)
    assert page.find(id=field)["aria-invalid"] == "true"
    assert [alert.text.strip() for alert in page.find_all(role="alert")] == [sentence]


def test_a_password_beyond_all_limits_is_refused_without_work(client, world):
    assert sign_in(client, world, password="x" * 501).status_code == 422


@pytest.mark.parametrize("path", ["/conversations/7", "/numbers?x=1", "/inbox"])
def test_after_signing_in_one_stands_where_one_wanted_to_go(client, world, path):
    there = client.get(path).location
    assert there.startswith("/sign-in?next=")
    assert client.page(there).find(attrs={"name": "next"})["value"] == path
    assert sign_in(client, world, next=path).location == path


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "https://evil.example/", "\\\\evil.example", "/\\evil.example", "javascript:alert(1)", "//[x",
     "/\t/evil.example", "http://[", "evil.example", "/sign-out", "///evil.example", " //evil.example"],
)  # fmt: skip
def test_nobody_is_sent_elsewhere_after_signing_in(client, world, elsewhere):
    page = client.page("/sign-in", query_string={"next": elsewhere})
    assert page.find(attrs={"name": "next"})["value"] == "/inbox"
    assert sign_in(client, world, next=elsewhere).location == "/inbox"


def test_a_line_break_in_next_adds_no_header(client, world):
    answer = sign_in(client, world, next="/inbox\r\nX-Evil: 1")
    assert answer.status_code == 302
    assert "X-Evil" not in answer.headers


def test_who_is_signed_in_is_led_past_the_sign_in_page(client, world):
    assert client.sign_in(world.ana).get("/sign-in").location == "/inbox"


def test_signing_out_ends_the_session(client, world):
    sign_in(client, world)
    assert client.post("/sign-out").location == "/sign-in"
    assert client.get("/inbox").location.startswith("/sign-in")


def test_a_part_asked_for_after_the_session_ended_sends_the_whole_page_to_sign_in(client, world):
    answer = client.get("/inbox", headers={"HX-Request": "true"}, follow_redirects=True)
    assert answer.headers["HX-Redirect"] == "/sign-in"
    assert answer.data == b""


def test_a_new_password_ends_every_older_session(client, world):
    sign_in(client, world)
    accounts.set_password("ana@example.com", "another good phrase")
    assert client.get("/inbox").location.startswith("/sign-in")
    assert sign_in(client, world).status_code == 422
    assert sign_in(client, world, password="another good phrase").location == "/inbox"


def test_a_deactivated_person_is_out_at_once_and_stays_out(client, world):
    sign_in(client, world)
    world.ana.deactivated_at = now()
    assert client.get("/inbox").location.startswith("/sign-in")
    assert sign_in(client, world).status_code == 422


@pytest.mark.parametrize("kept", ["", "x", "1", "1.", ".", "999999.abc", "-1.abc"])
def test_a_session_that_names_nobody_is_nobodys(client, world, kept):
    with client.session_transaction() as session:
        session["_user_id"] = kept
    assert client.get("/inbox").location.startswith("/sign-in")


def test_the_session_cookie_is_for_this_site_alone(client, world):
    cookie = sign_in(client, world).headers["Set-Cookie"]
    assert cookie.startswith("leadline=")
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    assert "Secure" not in cookie and "Domain" not in cookie


def test_on_https_the_session_cookie_goes_over_https_only(another_app):
    app = another_app(PUBLIC_URL="https://x.example", SIMULATOR_PUBLIC="1")
    cookie = app.test_client().get("/sign-in", base_url="https://x.example").headers["Set-Cookie"]
    assert "Secure" in cookie and "HttpOnly" in cookie


def test_a_theme_is_kept_with_the_person(client, world):
    client.sign_in(world.ana)
    assert client.page("/inbox").html["data-theme"] == "auto"
    assert client.post("/theme", data={"theme": "dark", "next": "/numbers"}).location == "/numbers"
    assert client.page("/inbox").html["data-theme"] == "dark"
    assert client.post("/theme", data={"theme": "light"}, headers={"HX-Request": "true"}).status_code == 204
    assert client.page("/inbox").html["data-theme"] == "light"


def test_a_theme_that_there_is_not_is_400_and_changes_nothing(client, world):
    client.sign_in(world.ana)
    assert client.post("/theme", data={"theme": "pink"}).status_code == 400
    assert client.page("/inbox").html["data-theme"] == "auto"
