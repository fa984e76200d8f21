"""Headers: only our own scripts and styles run, nobody frames us, and pages stay out of caches."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "app" / "templates"
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|\bjs:", re.IGNORECASE)


def policy(answer) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


def test_a_page_runs_our_own_scripts_and_styles_only(client, world, settings):
    answer = client.sign_in(world.ana).get("/inbox")
    rules = policy(answer)
    assert rules["default-src"] == rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"
    assert rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["connect-src"] == f"'self' {settings.public_url.replace('http', 'ws', 1)}"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "*" not in answer.headers["Content-Security-Policy"]


def test_the_simulators_page_may_stand_in_a_frame_and_nothing_else(client, world, settings):
    assert policy(client.sign_in(world.ana).get("/inbox"))["frame-src"] == settings.simulator_url


def test_with_a_real_carrier_no_frame_is_allowed_and_sockets_go_over_tls(another_app):
    app = another_app(
        CARRIER="twilio", PUBLIC_URL="https://x.example", TWILIO_ACCOUNT_SID="AC" + "0" * 32, TWILIO_AUTH_TOKEN="t"
    )  # fmt: skip
    rules = policy(app.test_client().get("/sign-in"))
    assert rules["frame-src"] == "'none'"
    assert rules["connect-src"] == "'self' wss://x.example"


PAGES = ["/sign-in", "/inbox", "/messages/new", "/people?q=x", "/numbers", "/nowhere"]


@pytest.mark.parametrize("path", [*PAGES, "/healthz", "/static/logo.svg"])
def test_every_answer_is_guarded(client, world, path):
    headers = client.sign_in(world.ana).get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Content-Security-Policy" in headers and "Permissions-Policy" in headers


@pytest.mark.parametrize("path", PAGES)
def test_pages_stay_out_of_caches_and_parts_are_told_from_pages(client, world, path):
    headers = client.sign_in(world.ana).get(path).headers
    assert headers["Cache-Control"] == "private, no-store"
    assert "HX-Request" in headers["Vary"]


def test_static_files_are_kept_by_caches(client, world):
    answer = client.get("/static/css/base.css")
    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    assert "max-age=3600" in answer.headers["Cache-Control"]
    assert "no-store" not in answer.headers["Cache-Control"]
    again = client.get("/static/css/base.css", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_no_template_holds_a_script_or_style_of_its_own():
    files = TEMPLATES.rglob("*.html")
    found = {str(path): match.group() for path in files if (match := INLINE.search(path.read_text()))}
    assert found == {}


def test_no_page_shown_holds_a_script_or_style_of_its_own(client, world, thread):
    client.sign_in(world.ana)
    for path in ("/inbox", f"/conversations/{thread.id}", "/messages/new", "/numbers", "/nowhere"):
        page = client.get(path).text
        assert INLINE.search(page) is None, path
        assert "http://" not in re.sub(r"http://127\.0\.0\.1:\d+", "", page), path


def test_whatever_a_person_calls_themselves_is_only_words(client, world, thread):
    thread.phone.contact.name = '"><script>alert(1)</script>'
    page = client.sign_in(world.ana).get(f"/conversations/{thread.id}").text
    assert "<script>alert" not in page
    assert "alert(1)" in page
