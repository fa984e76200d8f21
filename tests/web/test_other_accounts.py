"""Nothing of one business is there for another, nor of one department for another's agent: 404, as if it never was."""

from __future__ import annotations

import json
import uuid

import pytest

from app.clock import now
from app.extensions import db as database
from app.models import (
    Block,
    CustomField,
    EvidenceFile,
    Media,
    Message,
    OptOutReview,
    Program,
    Quarantine,
    RecordType,
    Schedule,
    Segment,
    Tag,
    Template,
)
from tests.house.test_routes import addresses

ADDRESSES = [
    ("GET", "/conversations/{conversation}"),
    ("GET", "/conversations/{conversation}/messages"),
    ("GET", "/contacts/{contact}"),
    ("POST", "/contacts/{contact}/zone"),
    ("GET", "/messages/{message}/why"),
    ("POST", "/conversations/{conversation}/messages"),
    ("POST", "/conversations/{conversation}/check"),
    ("POST", "/conversations/{conversation}/read"),
    ("POST", "/messages/{message}/resolution"),
]
EVERY = pytest.mark.parametrize(("method", "address"), ADDRESSES)
HX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def refused(world, thread) -> Message:
    """A text that was not sent, with its reasons, whose outcome somebody might settle."""
    kept = {"rules": "1", "facts": {}, "verdict": "refuse", "code": "OPTED_OUT", "sentence": "No.", "row": 5}
    return world.message(
        thread, "Hello?", "unknown", author_id=world.ana.id, needs_person=True, decision=json.dumps(kept)
    )


def ask(browser, method: str, address: str, text: Message, **more):
    path = address.format(
        conversation=text.conversation_id, contact=text.phone.contact_id, message=text.id
    )  # fmt: skip
    form = {"body": "Hi", "client_id": str(uuid.uuid4()), "resolution": "sent", "conversation_id": text.conversation_id,
            "zone": "America/Denver"}
    form = form if method == "POST" else None
    return browser.open(path, method=method, data=form, **more)


@pytest.mark.parametrize(("method", "address"), [entry for entry in ADDRESSES if "why" not in entry[1]])
def test_its_own_people_reach_it(client, world, refused, method, address):
    answer = ask(client.sign_in(world.ben), method, address, refused, headers=HX)
    assert answer.status_code in (200, 201, 204)


@EVERY
def test_another_business_gets_404(cara, refused, rows, method, address):
    before = rows()
    assert ask(cara, method, address, refused).status_code == 404
    assert rows() == before
    assert database.session.get(Message, refused.id).state == "unknown"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_business_gets_404_at_every_address_of_a_row(cara, app, world, refused, rows, method):
    """Cara is an admin: her role keeps her from nothing. A new address of a row must name it in ids_of()."""
    ids, before = ids_of(world, refused), rows()
    asked = 0
    for rule, _ in addresses(app, method):
        if any("Integer" in type(converter).__name__ for converter in rule._converters.values()):
            named = {name: ids[name] for name in rule.arguments}
            path = app.url_map.bind("localhost").build(rule.endpoint, named, method=method)
            answer = cara.open(path, method=method, data=FILLED if method == "POST" else None)
            assert answer.status_code == 404, f"{method} {rule.rule} answered {answer.status}"
            asked += 1
    assert asked >= 10
    assert rows() == before


FILLED = {"client_id": str(uuid.uuid4()), "resolution": "sent", "kind": "text"}
FILLED |= dict.fromkeys(("body", "name", "label"), "Hi")


def ids_of(world, text: Message) -> dict[str, int | str]:
    """A row of Copper's for each name that an address has for one."""
    here = {"account_id": world.copper.id}
    media = Media(**here, author_id=world.ana.id, state="stored", content_type="application/pdf", name="a.pdf")
    stray = Quarantine(carrier_sid="SM" + "1" * 32, from_address=world.fay, to_address="+14805550999", body="Hi")
    made = {
        "media_id": media, "tag_id": Tag(**here, name="VIP"), "type_id": RecordType(**here, name="Builder"),
        "field_id": CustomField(**here, key="gate", label="Gate"), "row_id": stray,
        "review_id": OptOutReview(**here, phone_id=text.phone_id, message_id=text.id, rule="M8", due_at=now()),
        "block_id": Block(**here, e164="+14805550141", source="keyword"),
        "program_id": Program(**here, name="Spring offers", level="promotional"),
        "schedule_id": Schedule(
            **here, department_id=world.service.id, author_id=world.ana.id, state="draft", body="Hi", client_id="x" * 36
        ),
        "segment_id": Segment(**here, author_id=world.ana.id, name="All", is_shared=True),
        "template_id": Template(**here, subject="Hi", body="Hi"),
    }
    scan = EvidenceFile(id="scan", **here, phone_e164=text.phone.e164, name="a.pdf", content_type="application/pdf",
                        sha256="0" * 64, data=b"%PDF-")
    database.session.add(scan)
    ids = {name: world.keep(row).id for name, row in made.items()}
    database.session.commit()
    return ids | {
        "conversation_id": text.conversation_id, "message_id": text.id, "contact_id": text.phone.contact_id,
        "phone_id": text.phone_id, "department_id": world.billing.id, "user_id": world.ben.id,
        "number_id": world.local.id, "level": "informational", "file_id": scan.id,
    }


@EVERY
def test_another_departments_agent_gets_404_and_a_manager_does_not(client, world, refused, method, address):
    bea = world.user(world.copper, "Bea Lund", "agent", world.billing)
    assert ask(client.sign_in(bea), method, address, refused).status_code == 404
    bea.role = "manager"
    if "why" not in address:
        assert ask(client, method, address, refused, headers=HX).status_code < 300


@EVERY
@pytest.mark.parametrize("number", [0, 2**63 - 1, 2**63, 10**30])
def test_what_never_was_reads_the_same(client, world, method, address, number):
    path = address.format(conversation=number, contact=number, message=number)
    form = {"client_id": str(uuid.uuid4()), "resolution": "sent"} if method == "POST" else None
    assert client.sign_in(world.ana).open(path, method=method, data=form).status_code == 404


def test_another_businesss_inbox_and_people_are_its_own(cara, world, thread):
    page = cara.page("/inbox")
    assert page.select("#inbox_list .row") == []
    assert "Fay" not in page.text
    assert [room["data-room"] for room in page.select("[data-room]")] == [f"inbox:{world.harbor.id}:{world.front.id}"]
    assert "Fay" not in cara.get("/people?q=fay").text


def test_the_numbers_page_shows_ones_own_numbers(cara, world):
    page = cara.page("/numbers")
    assert [cell.text for cell in page.select("tbody th")] == ["(602) 555-0120"]


def test_an_agent_may_not_open_the_numbers(client, world):
    assert client.sign_in(world.ben).get("/numbers").status_code == 403
    assert "Numbers" not in client.page("/inbox").select_one("nav").text
    world.ben.role = "manager"
    assert client.get("/numbers").status_code == 403


def test_another_businesss_number_cannot_be_chosen_as_from(client, world, thread):
    form = {"body": "Hi", "client_id": str(uuid.uuid4()), "number_id": world.harbor_number.id}
    form["conversation_id"] = thread.id
    client.sign_in(world.ana)
    assert client.post(f"/conversations/{thread.id}/messages", data=form).status_code == 422
    assert client.post("/messages", data=form | {"to": world.fay}).status_code == 422
    assert database.session.query(Message).filter_by(direction="out").count() == 0


@pytest.mark.parametrize("chosen", ["0", "-1", "²", "9" * 30, "one"])
def test_a_number_that_is_none_cannot_be_chosen_as_from(client, world, thread, chosen):
    form = {"body": "Hi", "client_id": str(uuid.uuid4()), "number_id": chosen}
    form["conversation_id"] = thread.id
    client.sign_in(world.ana)
    assert client.post(f"/conversations/{thread.id}/messages", data=form).status_code == 422
    assert client.post(f"/conversations/{thread.id}/check", data=form).status_code == 422
