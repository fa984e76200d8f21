"""The button for the evidence pack: admins only, from a person's page and from Do Not Contact; every time is noted."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from app import transaction
from app.models import Block, Event
from app.texting import ledger
from tests.texting.acts import rows


@pytest.fixture
def ana(client, world, anchored):
    """Ana's browser: an admin. Dee has agreed."""
    ledger.write(world.dee, "grant", "informational", actor_type="person", medium="form")
    transaction.commit()
    return client.sign_in(world.ana)


def checked(answer) -> dict:
    """What the pack that was answered says of itself."""
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as pack:
        return json.loads(pack.read("chain-check.json"))


def test_a_persons_page_hands_out_each_numbers_pack_and_notes_who_took_it(ana, world):
    button = ana.page(f"/contacts/{world.dee.contact_id}").select_one(".evidence-form button")
    answer = ana.post(f"/contacts/{world.dee.contact_id}/evidence", data={button["name"]: button["value"]})
    assert checked(answer) == {"events": 1, "ok": True, "faults": []}
    assert answer.headers["Content-Disposition"] == "attachment; filename=consent-14805550131.zip"
    [noted] = rows(Event, kind="evidence_exported")
    assert (noted.actor_id, noted.contact_id) == (world.ana.id, world.dee.contact_id)
    journey = ana.page(f"/contacts/{world.dee.contact_id}?filter=consent").select_one(".journey").text
    assert "Ana exported the consent evidence of (480) 555-0131" in " ".join(journey.split())


def test_do_not_contact_hands_out_packs_of_numbers_that_are_nobodys_too(ana, world):
    block = world.keep(Block(account_id=world.copper.id, e164="+14805550141", source="keyword", raw_text="STOP"))
    form = ana.page("/do-not-contact?q=0141").select_one(".dnc-act form")
    assert checked(ana.post(form["action"])) == {"events": 0, "ok": True, "faults": []}
    assert form["action"] == f"/do-not-contact/{block.id}/evidence"


def test_agents_and_managers_get_none(ana, world):
    block = rows(Block)[0]
    for role in ("agent", "manager"):
        world.ben.role = role
        ana.sign_in(world.ben)
        assert "Evidence" not in ana.get("/do-not-contact").text
        assert "Evidence pack" not in ana.get(f"/contacts/{world.dee.contact_id}").text
        assert ana.post(f"/do-not-contact/{block.id}/evidence").status_code == 403
        answer = ana.post(f"/contacts/{world.dee.contact_id}/evidence", data={"phone": world.dee.id})
        assert answer.status_code == 403
    assert rows(Event, kind="evidence_exported") == []


def test_another_business_gets_404(cara, world):
    block = rows(Block)[0]
    assert cara.post(f"/do-not-contact/{block.id}/evidence").status_code == 404
    assert cara.post(f"/contacts/{world.dee.contact_id}/evidence", data={"phone": world.dee.id}).status_code == 404


def test_a_number_that_is_not_this_persons_is_404(ana, world):
    for phone in (str(world.eli.id), "", "x"):
        assert ana.post(f"/contacts/{world.dee.contact_id}/evidence", data={"phone": phone}).status_code == 404
