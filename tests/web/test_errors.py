"""What went wrong is a page with a sentence and a way on; a part gets a part; nothing internal is told."""

from __future__ import annotations

import uuid

import pytest
from bs4 import BeautifulSoup
from sqlalchemy.exc import OperationalError

from app.extensions import db as database
from app.web import inbox

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def page_of(answer) -> BeautifulSoup:
    assert answer.mimetype == "text/html"
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.select_one("link[rel=stylesheet]"), "a bare page of the framework's"
    assert page.h1.text.strip() and page.select_one(".lead").text.strip().endswith(".")
    assert page.select_one("main a.button")
    return page


@pytest.fixture
def breaking(app, monkeypatch):
    """breaking(error): the inbox raises it."""

    def break_with(error: BaseException) -> None:
        def fall(*_args, **_kwargs):
            raise error

        monkeypatch.setattr(inbox, "desk", fall)

    return break_with


def test_an_address_that_leads_nowhere_says_so_and_leads_back(client, world):
    answer = client.get("/nowhere")
    assert (answer.status_code, page_of(answer).h1.text) == (404, "There is nothing here")
    assert page_of(answer).select_one("main a.button")["href"] == "/inbox"


def test_another_businesss_conversation_reads_like_one_that_never_was(cara, thread):
    there, nowhere = cara.get(f"/conversations/{thread.id}"), cara.get("/conversations/999999")
    assert (there.status_code, there.text) == (404, nowhere.text)


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/inbox"), ("GET", "/theme"), ("GET", "/sign-out")])
def test_a_method_that_does_not_fit_is_a_page_that_names_those_that_do(client, world, method, path):
    answer = client.sign_in(world.ana).open(path, method=method)
    assert answer.status_code == 405
    assert "Start from the inbox." in page_of(answer).text
    assert answer.headers["Allow"]


def test_a_form_that_cannot_be_read_is_a_page(client, world, thread):
    answer = client.sign_in(world.ana).post(f"/conversations/{thread.id}/messages", data={"body": "Hi"})
    assert answer.status_code == 400
    assert "Load the page again" in page_of(answer).text


def test_what_an_agent_may_not_open_says_whom_to_ask(client, world):
    answer = client.sign_in(world.ben).get("/numbers")
    assert answer.status_code == 403
    assert "administrator" in page_of(answer).text


def test_what_is_too_large_says_so(client, world, thread):
    form = {"client_id": str(uuid.uuid4()), "body": "x" * 1_000_001}
    answer = client.sign_in(world.ana).post(f"/conversations/{thread.id}/messages", data=form)
    assert answer.status_code == 413
    assert "smaller" in page_of(answer).text


def test_a_failure_of_ours_is_a_page_that_tells_nothing_internal(client, world, breaking, caplog):
    breaking(ValueError("a secret of the machine room"))
    answer = client.sign_in(world.ana).get("/inbox")
    assert (answer.status_code, page_of(answer).h1.text) == (500, "Something went wrong on our side")
    assert "secret" not in answer.text and "Traceback" not in answer.text
    assert "GET /inbox failed" in caplog.text


def test_with_the_database_away_even_the_error_page_comes(client, world, monkeypatch):
    client.sign_in(world.ana)

    def away(*_args, **_kwargs):
        raise OperationalError("SELECT", {}, Exception("connection refused"))

    plain = type(client).__mro__[1](client.application, client.response_wrapper)
    plain._cookies = client._cookies
    with monkeypatch.context() as broken:
        for name in ("execute", "scalar", "scalars", "get"):
            broken.setattr(database.session, name, away)
        answer = plain.get("/inbox")
    assert answer.status_code == 500
    page_of(answer)


@pytest.mark.parametrize(
    ("path", "status"), [("/nowhere", 404), ("/messages/1/why", 404), ("/numbers", 403), ("/theme", 405)]
)
def test_a_part_gets_a_part_with_a_sentence(client, world, path, status):
    answer = client.sign_in(world.ben).get(path, headers=HX)
    part = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == status
    assert part.find("html") is None
    assert part.find(role="alert").text.strip().endswith(".")


def test_a_failing_part_gets_a_part(client, world, breaking):
    breaking(ValueError("no"))
    answer = client.sign_in(world.ben).get("/inbox", headers=HX)
    assert answer.status_code == 500
    assert BeautifulSoup(answer.text, "html.parser").find("html") is None


@pytest.mark.parametrize("accept", ["application/json", "*/*"])
def test_pages_never_answer_json(client, world, accept):
    assert client.get("/nowhere", headers={"Accept": accept}).mimetype == "text/html"


FORMS = [
    "/sign-in", "/sign-out", "/theme", "/messages", "/conversations/{c}/messages", "/conversations/{c}/check",
    "/conversations/{c}/read", "/messages/{m}/resolution",
]  # fmt: skip


@pytest.mark.parametrize("address", FORMS)
@pytest.mark.parametrize("headers", [{}, HX], ids=["page", "part"])
def test_a_form_without_its_token_is_400_with_a_sentence_and_changes_nothing(
    strict_client, world, thread, rows, address, headers
):
    strict_client.sign_in(world.ana)
    before = rows()
    path = address.format(c=thread.id, m=1)
    form = {"body": "Hi", "client_id": str(uuid.uuid4()), "theme": "dark", "to": "+14805550131", "csrf_token": "x"}
    answer = strict_client.post(path, data=form, headers=headers)
    assert answer.status_code == 400
    assert "This page was open for too long" in answer.text
    assert (rows(), world.ana.theme) == (before, "auto")
    assert "Ana Ruiz" in strict_client.page("/inbox").text, "still signed in"


@pytest.mark.parametrize("where", ["form", "header"])
def test_a_form_with_its_token_is_taken(strict_client, world, thread, where):
    strict_client.sign_in(world.ana)
    page = strict_client.page(f"/conversations/{thread.id}")
    token = page.select_one("form[data-composer] [name=csrf_token]")["value"]
    form = {"body": "Hi", "client_id": str(uuid.uuid4()), "conversation_id": thread.id}
    form |= {"csrf_token": token} if where == "form" else {}
    headers = HX | ({"X-CSRFToken": token} if where == "header" else {})
    answer = strict_client.post(f"/conversations/{thread.id}/messages", data=form, headers=headers)
    assert answer.status_code == 201
