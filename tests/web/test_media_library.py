"""The library and files from the web, beside the composer: found, added, attached as copies, changed by whoever may."""

from __future__ import annotations

import io

import pytest
from bs4 import BeautifulSoup

from app import transaction
from app.extensions import db
from app.models import Media
from app.texting import media_library, media_uploads, media_work
from tests.fixtures.files import HTML, PDF, SVG, drawn, moving
from tests.texting.acts import newest, rows

FILES = "/library/files"


@pytest.fixture
def agent(client, world):
    return client.sign_in(world.ben)


def add(browser, *files):
    """Add these (name, bytes) to the library."""
    data = {"file": [(io.BytesIO(data), name) for name, data in files]}
    return browser.post(FILES, data=data, content_type="multipart/form-data")


def attach(browser, thread, **fields):
    return browser.post(f"/conversations/{thread.id}/media", data=fields, content_type="multipart/form-data")


def listed(browser, query: str = "") -> list[str]:
    page = BeautifulSoup(browser.get(f"{FILES}?{query}").text, "html.parser")
    return [name.text for name in page.select(".library-called")]


def test_what_one_adds_everybody_of_the_business_finds_and_nobody_else(agent, client, world, cara, doorbell):
    answer = add(agent, ("Price list.pdf", PDF), ("Map.gif", moving()), ("logo.svg", SVG))
    assert answer.status_code == 201 and "logo.svg is not a picture" in answer.text
    assert "data-waits" in answer.text, "the picture is drawn by the worker"
    media_work.drain(None)
    ana = client.sign_in(world.ana)
    assert listed(ana) == ["Map.gif", "Price list.pdf"]
    assert ana.get(f"/media/{newest(Media).id}?size=small").status_code == 200
    assert listed(cara) == []
    assert cara.get(f"/media/{newest(Media).id}").status_code == 404


@pytest.mark.parametrize(("query", "found"), [
    ("q=price", ["Price list 2026.pdf"]), ("q=list+2026", ["Price list 2026.pdf"]), ("q=%25", []), ("kind=gif", []),
    ("kind=file", ["Price list 2026.pdf"]), ("kind=picture", ["Tank.jpg"]), ("kind=video", []),
    ("kind=nonsense", ["Tank.jpg", "Price list 2026.pdf"]), ("q=tank&kind=file", []),
])  # fmt: skip
def test_files_are_found_by_name_and_kind(agent, query, found):
    add(agent, ("Price list 2026.pdf", PDF), ("Tank.jpg", drawn()))
    assert listed(agent, query) == found


def test_attaching_makes_copies_that_are_removed_without_harm_and_the_files_stay(agent, thread):
    add(agent, ("Price list.pdf", PDF))
    kept = newest(Media)
    answer = attach(agent, thread, library=str(kept.id))
    assert answer.status_code == 201 and "Price list.pdf" in answer.text
    copy = newest(Media)
    assert (copy.id != kept.id, copy.held_by, copy.key, copy.token != kept.token) == (True, "", kept.key, True)
    assert agent.post(f"/media/{copy.id}/removal").status_code == 204
    assert agent.post(f"/media/{kept.id}/removal").status_code == 404, "it is no upload of this text"
    assert listed(agent) == ["Price list.pdf"]


def test_another_business_attaches_nothing_of_it(agent, cara, thread, world):
    add(agent, ("Price list.pdf", PDF))
    before = len(rows(Media))
    answer = cara.post("/media", data={"library": str(newest(Media).id)}, content_type="multipart/form-data")
    assert (answer.status_code, len(rows(Media))) == (422, before)


def test_files_of_the_library_are_never_tidied_away(agent, clock):
    add(agent, ("Price list.pdf", PDF))
    clock.advance(days=40)
    media_uploads.tidy()
    assert listed(agent) == ["Price list.pdf"]


def test_whoever_added_it_or_a_manager_renames_and_removes_it(agent, client, world):
    add(agent, ("Price list.pdf", PDF))
    path = f"{FILES}/{newest(Media).id}"
    assert agent.post(f"{path}/name", data={"name": "Prices 2027"}).status_code == 200
    assert listed(agent) == ["Prices 2027.pdf"]
    assert "Write a name for it." in agent.post(f"{path}/name", data={"name": "  "}).text
    bea = world.user(world.copper, "Bea Lund", "agent", world.billing)
    transaction.commit()
    other = client.application.test_client().sign_in(bea)
    for verb in ("name", "removal"):
        answer = other.post(f"{path}/{verb}", data={"name": "Mine"})
        assert answer.status_code == 422 and "They or a manager can change it." in answer.text
    assert "data-mine" not in other.get(FILES).text
    assert client.sign_in(world.ana).post(f"{path}/removal").status_code == 200
    assert listed(agent) == [] and agent.post(f"{path}/removal").status_code == 404


def test_what_an_upload_or_a_text_holds_is_no_file_of_the_library(agent, thread):
    attach(agent, thread, file=(io.BytesIO(PDF), "a.pdf"))
    assert agent.post(f"{FILES}/{newest(Media).id}/removal").status_code == 404
    assert listed(agent) == []


def test_eleven_files_or_a_full_library_are_too_much(agent, monkeypatch):
    assert "at most 10" in add(agent, *[(f"{n}.pdf", PDF) for n in range(11)]).text
    monkeypatch.setattr(media_library, "MOST", 1)
    add(agent, ("a.pdf", PDF))
    answer = add(agent, ("b.pdf", PDF))
    assert answer.status_code == 422 and "Remove some" in answer.text and listed(agent) == ["a.pdf"]


@pytest.fixture
def site(file_host, told):
    """site(path, data): an address on this machine, which is allowed as the simulated carrier's is."""
    told(twilio_api_url=file_host.url)

    def offers(path: str, data: bytes, status: int = 200, **headers: str) -> str:
        file_host.answers[path] = (status, data, headers)
        return file_host.url + path

    return offers


def test_a_file_from_the_web_is_attached_by_what_its_bytes_are(agent, thread, site, doorbell):
    answer = attach(agent, thread, url=site("/pictures/Tank.html", drawn(), **{"Content-Type": "text/html"}))
    assert answer.status_code == 201 and "Getting ready" in answer.text
    media_work.drain(None)
    db.session.expire_all()
    media = newest(Media)
    assert (media.name, media.content_type, media.state) == ("Tank.jpg", "image/jpeg", "stored")


@pytest.mark.parametrize(("data", "said"), [(HTML, "page is not a picture"), (b"", "page is empty")])
def test_what_is_no_file_for_a_text_is_told_in_a_sentence(agent, thread, site, data, said):
    answer = attach(agent, thread, url=site("/page", data))
    assert answer.status_code == 422 and said in answer.text and rows(Media) == []


def test_one_too_large_to_be_kept_is_offered_as_a_link(agent, thread, site):
    url = site("/film.mp4", PDF, **{"Content-Length": "25000001"})
    answer = attach(agent, thread, url=url)
    said = BeautifulSoup(answer.text, "html.parser").select_one("[data-problem]")
    assert (answer.status_code, said["data-link"]) == (422, url) and "larger than 25 MB" in said.text


def test_an_address_in_this_network_is_refused_where_there_is_a_real_carrier(agent, thread, file_host, told):
    told(twilio_api_url="")
    answer = attach(agent, thread, url=file_host.url.replace("http:", "https:") + "/x")
    assert answer.status_code == 422 and "Take the port out" in answer.text
    answer = attach(agent, thread, url="https://127.0.0.1/x")
    assert answer.status_code == 422 and "private network" in answer.text
    assert "data-link" not in answer.text and file_host.asked == []


def test_no_database_is_held_while_the_web_is_asked(agent, thread, site, file_host):
    pool, held, url = db.engine.pool, [], site("/a.pdf", PDF)

    def watched(handler) -> None:
        held.append(pool.checkedout())
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(PDF)))
        handler.end_headers()
        handler.wfile.write(PDF)

    file_host.answers["/a.pdf"] = watched
    address = f"/conversations/{thread.id}/media"
    transaction.commit()
    db.session.remove()
    assert agent.post(address, data={"url": url}, content_type="multipart/form-data").status_code == 201
    assert held == [0]
