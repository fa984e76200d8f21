"""Styles and scripts: addresses that change with their content, kept for a year, compressed; pages compressed too."""

from __future__ import annotations

import gzip
import re

import pytest

from app.web import compression, static_files

GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture
def served(app, monkeypatch):
    """A client of the app as gunicorn serves it: with WhiteNoise in front."""
    monkeypatch.setattr(app, "wsgi_app", app.wsgi_app)
    static_files.serve(app)
    return app.test_client()


def addresses(page: str) -> list[str]:
    return re.findall(r'(?:href|src)="(/static/[^"#]+)', page)


def test_a_page_names_its_files_with_their_version(client, world):
    page = client.sign_in(world.ana).get("/inbox").text
    version = client.application.config["STATIC_VERSION"]
    named = addresses(page)
    assert len(named) > 8 and all(address.startswith(f"/static/{version}/") for address in named)
    assert f'href="/static/{version}/icons.svg#' in page


def test_every_file_a_page_names_is_there_to_be_kept_for_good(client, served, world):
    for address in set(addresses(client.sign_in(world.ana).get("/inbox").text)):
        answer = served.get(address, headers=GZIP)
        assert answer.status_code == 200, address
        assert "immutable" in answer.headers["Cache-Control"] and "max-age=31" in answer.headers["Cache-Control"]
        assert answer.headers["ETag"] and answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_what_shrinks_is_compressed_and_what_is_there_is_not_sent_again(served, app):
    address = f"/static/{app.config['STATIC_VERSION']}/css/base.css"
    small, whole = served.get(address, headers=GZIP), served.get(address)
    assert small.headers["Content-Encoding"] == "gzip" and "Accept-Encoding" in small.headers["Vary"]
    assert gzip.decompress(small.data) == whole.data and len(small.data) < len(whole.data) / 2
    assert served.get(address, headers={"If-None-Match": small.headers["ETag"]}).status_code == 304


def test_the_one_sheet_of_a_page_is_all_its_parts_in_order(served, client, app):
    address = f"/static/{app.config['STATIC_VERSION']}/{static_files.SHEET}"
    whole, ours = served.get(address).text, client.get(address)
    assert whole == ours.text == static_files.sheet() and ours.mimetype == "text/css"
    places = [whole.index((static_files.FOLDER / "css" / f"{part}.css").read_text()) for part in static_files.PARTS]
    assert places == sorted(places)


def test_scripts_import_each_other_within_their_version():
    for path in (static_files.FOLDER / "js").glob("*.js"):
        for name in re.findall(r'^import .*? from "([^"]+)"', path.read_text(), re.M | re.S):
            assert name.startswith("./") or name.startswith("../"), f"{path.name} imports {name}"


def test_the_version_changes_with_any_byte(tmp_path, monkeypatch):
    (tmp_path / "a.css").write_text("a")
    monkeypatch.setattr(static_files, "FOLDER", tmp_path)
    first = static_files.version()
    (tmp_path / "a.css").write_text("b")
    assert first != static_files.version() == static_files.version()


def test_a_page_from_before_an_upgrade_still_gets_its_files_but_keeps_none(client):
    answer = client.get("/static/v-000000000000/css/base.css")
    assert answer.status_code == 200 and "max-age=0" in answer.headers["Cache-Control"]
    assert client.get("/static/v-000000000000/css/nothing.css").status_code == 404


def test_a_page_is_compressed_for_whoever_takes_it(client, world):
    client.sign_in(world.ana)
    plain, small = client.get("/inbox"), client.get("/inbox", headers=GZIP)
    assert "Content-Encoding" not in plain.headers and small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in plain.headers["Vary"] and "Accept-Encoding" in small.headers["Vary"]
    assert b"<main" in gzip.decompress(small.data) and len(small.data) < len(plain.data) / 3


def test_short_answers_are_left_as_they_are(client):
    assert "Content-Encoding" not in client.get("/healthz", headers=GZIP).headers
    assert client.get("/sign-in", headers={"Accept-Encoding": "gzip;q=0"}).headers.get("Content-Encoding") is None


def test_how_alike_words_are_cannot_be_told_from_the_length():
    page = b"<p>the same page</p>" * 200
    lengths = {len(compression.shrink(page)) for _ in range(60)}
    assert len(lengths) > 20
    assert all(gzip.decompress(compression.shrink(page)) == page for _ in range(20))
