"""The evidence form of a Canadian number offers what Canadian law gives for a time; of another it doesn't."""

from __future__ import annotations

from datetime import UTC, datetime

from bs4 import BeautifulSoup

from app.models import ConsentEvent
from tests.texting.acts import newest, rows

DATA = {"medium": "form", "date": "2026-11-20", "tz": "America/Toronto", "disclosure_text": "Asked for a quote.",
        "basis": "casl_implied_inquiry", "c": "0"}


def test_a_canadian_numbers_form_offers_them_and_says_whom_to_ask(client, world, clock, doorbell, pushed):
    ida, browser = world.phone("+14165550144", "Ida Roy"), client.sign_in(world.ben)
    page = browser.page(f"/phones/{ida.id}/consent/informational")
    offered = [each["value"] for each in page.find_all("input", attrs={"name": "basis"})]
    assert offered == ["", "casl_implied_ebr", "casl_implied_inquiry"] and "Ask your counsel" in page.text
    assert page.find("input", attrs={"name": "basis", "checked": True})["value"] == ""
    assert browser.post(f"/phones/{ida.id}/consent/informational", data=DATA).status_code == 303
    event = newest(ConsentEvent)
    assert (event.legal_basis, event.expires_at) == ("casl_implied_inquiry", datetime(2027, 5, 21, 4, tzinfo=UTC))
    record = browser.page(f"/phones/{ida.id}/evidence").text
    assert "An inquiry (CASL, implied)" in record and "2027-05-21 04:00 UTC" in record
    panel = browser.page(f"/contacts/{ida.contact_id}").select_one(".consent").text
    assert "until Thu May" in panel.replace("\u00a0", " ")


def test_what_was_chosen_stays_where_something_is_missing(client, world, clock):
    ida = world.phone("+14165550144", "Ida Roy")
    answer = client.sign_in(world.ben).post(
        f"/phones/{ida.id}/consent/informational", data={**DATA, "date": "2026-01-01"}
    )
    page = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 422 and "too long ago" in page.find(id="occurred_at_error").text
    assert page.find("input", attrs={"name": "basis", "checked": True})["value"] == "casl_implied_inquiry"
    assert rows(ConsentEvent) == []


def test_elsewhere_nothing_of_it_is_offered_nor_taken(client, world, clock):
    browser = client.sign_in(world.ben)
    for level in ("informational", "promotional"):
        page = browser.page(f"/phones/{world.phone(f'+1480555014{len(level) % 7}').id}/consent/{level}")
        assert page.find("input", attrs={"name": "basis"}) is None
    ida = world.phone("+14165550144", "Ida Roy")
    assert browser.page(f"/phones/{ida.id}/consent/promotional").find("input", attrs={"name": "basis"}) is None
    answer = browser.post(f"/phones/{world.dee.id}/consent/promotional", data={**DATA, "topic_or_program": "Offers"})
    assert answer.status_code == 422 and rows(ConsentEvent) == []
