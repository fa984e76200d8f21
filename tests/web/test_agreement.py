"""Consent by hand, as pages: the panel, the form for evidence, the record with its files, and who may see them."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from app.clock import now
from app.models import Block, Consent, ConsentEvent, EvidenceFile, Phone
from app.moments import today
from tests.fixtures.files import PDF
from tests.texting.acts import kept, newest, rows

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}
ZONE = "America/Phoenix"
LEVELS = ("Conversational", "Informational", "Promotional")


@pytest.fixture
def fay(client, world, thread) -> Phone:
    """Fay's phone; Ben is signed in."""
    client.sign_in(world.ben)
    return thread.phone


def form(**changed) -> dict:
    usual = {"medium": "verbal", "date": today(ZONE).isoformat(), "time": "", "tz": ZONE,
             "disclosure_text": "May we text you about your visit?", "affirmative_act": "said yes"}  # fmt: skip
    return usual | changed


def panel(client, phone) -> BeautifulSoup:
    return client.page(f"/contacts/{phone.contact_id}").find(id=f"phone_{phone.id}_agreement")


def box(part: BeautifulSoup, level: str):
    named = part.find(string=level).parent["id"]
    return part.find(role="checkbox", attrs={"aria-labelledby": named})


def words(part) -> str:
    return " ".join(part.text.split())


def test_the_panel_says_of_each_level_how_it_stands(client, world, fay):
    part = panel(client, fay)
    assert part.find(role="switch")["aria-checked"] == "false" and "Replies only" in words(part)
    assert [box(part, level)["aria-checked"] for level in LEVELS] == ["false"] * 3
    assert "ask your counsel" in words(part)
    client.post(f"/phones/{fay.id}/consent/informational", data=form())
    part = panel(client, fay)
    assert (part.find(role="switch")["aria-checked"], box(part, "Informational")["aria-checked"]) == ("true", "true")
    assert "Said yes" in words(part) and "recorded by Ben Okafor" in words(part)


def test_the_evidence_form_works_without_scripts_and_leads_back_to_the_conversation(client, world, fay, thread):
    page = client.page(f"/phones/{fay.id}/consent/informational?c={thread.id}")
    assert {each["value"] for each in page.find_all("input", attrs={"name": "medium"})} >= {"form", "verbal", "paper"}
    assert page.find(id="date")["value"] == today(ZONE).isoformat()
    data = form(c=str(thread.id), file=(io.BytesIO(PDF), "../signed.exe"))
    answer = client.post(f"/phones/{fay.id}/consent/informational", data=data, content_type="multipart/form-data")
    assert (answer.status_code, answer.location) == (303, f"/conversations/{thread.id}")
    assert (newest(ConsentEvent).level, rows(EvidenceFile)[0].name) == ("informational", "signed.pdf")


@pytest.mark.parametrize("changed, field, sentence", [
    ({"medium": ""}, "medium", "Choose how they agreed."), ({"date": "soon"}, "occurred_at", "Write the day"),
    ({"date": "2999-01-01"}, "occurred_at", "future"), ({"tz": "Mars/Olympus"}, "tz", "no time zone called"),
    ({"time": "25:00"}, "occurred_at", "Write a time"), ({"disclosure_text": ""}, "disclosure_text", "Write the words"),
    ({"medium": "purchased"}, "medium", "bought"), ({"source_url": "nowhere"}, "source_url", "no address"),
])  # fmt: skip
def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(client, world, fay, changed, field, sentence):
    before = kept()
    answer = client.post(f"/phones/{fay.id}/consent/informational", data=form(affirmative_act="said “yes”", **changed))
    page = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 422 and sentence in page.find(id=f"{field}_error").text
    assert page.find(id="affirmative_act")["value"] == "said “yes”"
    assert kept() == before


def test_a_file_over_five_megabytes_gets_a_sentence_at_its_field(client, world, fay):
    data = form(file=(io.BytesIO(b"x" * (6 * 1024 * 1024)), "big.txt"))
    answer = client.post(f"/phones/{fay.id}/consent/informational", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422 and "5 MB" in BeautifulSoup(answer.text, "html.parser").find(id="file_error").text


def test_conversational_and_a_stopped_number_have_no_form(client, world, fay):
    assert "never given by hand" in client.page(f"/phones/{fay.id}/consent/conversational").text
    answer = client.post(f"/phones/{fay.id}/consent/conversational", data=form())
    assert answer.status_code == 422
    page = client.page(f"/phones/{world.eli.id}/consent/informational")
    assert "START" in page.text and page.find("textarea") is None
    assert client.post(f"/phones/{world.eli.id}/consent/informational", data=form()).status_code == 409


def test_withdrawing_asks_once_in_its_place_and_answers_with_the_panel(client, world, fay):
    client.post(f"/phones/{fay.id}/consent/informational", data=form())
    asked = client.get(f"/phones/{fay.id}/consent/informational", headers=HX)
    assert "Withdraw informational consent?" in asked.text and "<html" not in asked.text
    answer = client.post(f"/phones/{fay.id}/consent/informational/withdrawal", headers=HX)
    part = BeautifulSoup(answer.text, "html.parser").find(id=f"phone_{fay.id}_agreement")
    assert box(part, "Informational")["aria-checked"] == "false" and "Withdrawn" in words(part)
    assert client.post(f"/phones/{fay.id}/consent/informational/withdrawal").location == f"/contacts/{fay.contact_id}"


def test_the_switch_goes_off_at_once_and_on_by_evidence_only(client, world, fay):
    on = client.post(f"/phones/{fay.id}/sms", data={"to": "on", "c": "0"}, headers=HX)
    assert on.headers["HX-Redirect"] == f"/phones/{fay.id}/consent/informational?c=0"
    assert client.post(f"/phones/{fay.id}/sms", data={"to": "on"}).location.startswith(f"/phones/{fay.id}/consent/")
    client.post(f"/phones/{fay.id}/consent/informational", data=form())
    off = BeautifulSoup(client.post(f"/phones/{fay.id}/sms", data={"to": "off"}, headers=HX).text, "html.parser")
    assert off.find(role="switch")["aria-checked"] == "false"
    assert words(off.find(id=f"phone_{fay.id}_ok_words")).startswith("Off since") and "by Ben Okafor" in words(off)
    on = BeautifulSoup(client.post(f"/phones/{fay.id}/sms", data={"to": "on"}, headers=HX).text, "html.parser")
    assert on.find(role="switch")["aria-checked"] == "true"
    assert client.post(f"/phones/{fay.id}/sms", data={"to": "maybe"}).status_code == 400


def test_a_stopped_number_is_not_turned_on_and_says_why(client, world, fay):
    answer = client.post(f"/phones/{world.eli.id}/sms", data={"to": "on"}, headers=HX)
    said = BeautifulSoup(answer.text, "html.parser").find(role="alert").text
    assert answer.status_code == 409 and "START" in said
    assert client.post(f"/phones/{world.eli.id}/sms", data={"to": "on"}).status_code == 409


def test_the_record_tells_each_event_in_words_with_its_file(client, world, fay):
    data = form(file=(io.BytesIO(PDF), "yes.pdf"), disclosure_text="May we <b>text</b> you?")
    client.post(f"/phones/{fay.id}/consent/informational", data=data, content_type="multipart/form-data")
    client.post(f"/phones/{fay.id}/consent/informational/withdrawal", data={"words": "Rather not."})
    page = client.page(f"/phones/{fay.id}/evidence")
    taken, given = page.find(attrs={"aria-label": "Evidence"}).find_all("li")
    assert "Withdrawn: Informational" in words(taken) and "Rather not." in words(taken)
    for said in ("Agreed: Informational", "Spoken", "May we <b>text</b> you?", "Ben Okafor", "said yes"):
        assert said in words(given)
    file = client.get(given.find("a", string="yes.pdf")["href"])
    assert file.data == PDF and file.headers["Content-Disposition"] == 'attachment; filename="yes.pdf"'
    assert file.headers["X-Content-Type-Options"] == "nosniff" and "sandbox" in file.headers["Content-Security-Policy"]


def test_an_empty_record_says_what_will_stand_there(client, world, fay):
    assert "Nothing is on record yet" in client.page(f"/phones/{fay.id}/evidence").text


def test_recording_an_opt_out_takes_channel_words_and_day_and_blocks(client, world, fay, thread):
    page = client.page(f"/phones/{fay.id}/opt-out?c={thread.id}")
    assert page.find("h1").text == "Record opt-out" and "counts like STOP" in page.text
    data = form(channel="voicemail", words="No more texts please", c=str(thread.id))
    answer = client.post(f"/phones/{fay.id}/opt-out", data=data)
    assert answer.location == f"/conversations/{thread.id}"
    assert (newest(Block).e164, newest(Block).channel, newest(Block).scope) == (fay.e164, "voicemail", "all")
    shown = client.page(f"/conversations/{thread.id}")
    assert shown.find(class_="standing")["data-may-write"] == "no" and "asked by voicemail" in shown.text
    assert "Record opt-out" not in panel(client, fay).text


@pytest.mark.parametrize("changed, field", [({"channel": ""}, "channel"), ({"words": " "}, "words"),
                                            ({"date": "2999-01-01"}, "occurred_at")])  # fmt: skip
def test_an_opt_out_without_its_words_is_refused_at_the_field(client, world, fay, changed, field):
    before = kept()
    answer = client.post(f"/phones/{fay.id}/opt-out", data=form(channel="letter", words="Stop it") | changed)
    assert answer.status_code == 422 and BeautifulSoup(answer.text, "html.parser").find(id=f"{field}_error")
    assert kept() == before


def test_a_contact_with_two_numbers_shows_each_with_its_own_consent(client, world, fay):
    other = world.keep(Phone(account_id=fay.account_id, contact_id=fay.contact_id, e164="+14805550178"))
    client.post(f"/phones/{other.id}/consent/informational", data=form())
    page = client.page(f"/contacts/{fay.contact_id}")
    states = {each["id"]: each.find(role="switch")["aria-checked"] for each in page.select(".agreement")}
    assert states == {f"phone_{fay.id}_agreement": "false", f"phone_{other.id}_agreement": "true"}
    assert [each.state for each in Consent.of(fay.account_id, fay.e164)] == []


def test_what_is_not_theirs_to_see_is_not_found(client, world, fay, cara):
    billing = world.phone("+14805550177", "Gus Ames")
    world.conversation(billing, world.number(world.billing, "+16025550155"))
    nobody = world.keep(Phone(account_id=fay.account_id, e164="72345"))
    file = world.keep(EvidenceFile(id="f1", account_id=fay.account_id, phone_e164=fay.e164, name="a.txt",
                                   content_type="text/plain", sha256="0" * 64, data=b"a", added_at=now()))  # fmt: skip
    before = kept()
    for browser, phone in ((cara, fay), (client, billing), (client, nobody)):
        for path in ("agreement", "consent/informational", "sms", "opt-out", "evidence", f"evidence/{file.id}"):
            assert browser.get(f"/phones/{phone.id}/{path}").status_code == 404, path
        for path in ("consent/informational", "consent/informational/withdrawal", "sms", "opt-out"):
            assert browser.post(f"/phones/{phone.id}/{path}", data=form(to="off")).status_code == 404, path
    assert client.get(f"/phones/{world.dee.id}/evidence/{file.id}").status_code == 404
    assert client.get(f"/phones/{fay.id}/consent/everything").status_code == 404
    assert kept() == before


def test_a_day_without_a_time_is_now_today_and_noon_before(client, world, fay):
    yesterday = (today(ZONE) - timedelta(days=1)).isoformat()
    client.post(f"/phones/{fay.id}/consent/informational", data=form(date=yesterday))
    event = newest(ConsentEvent)
    assert (event.occurred_at.isoformat()[:16], event.tz) == (f"{yesterday}T19:00", ZONE)


def test_a_second_program_is_recorded_beside_the_first(client, world, fay):
    offers = form(medium="paper", affirmative_act="signed it", topic_or_program="Offers")
    client.post(f"/phones/{fay.id}/consent/promotional", data=offers)
    more = panel(client, fay).find("a", string="Another program")["href"]
    assert client.page(more).find("h1").text == "Promotional consent"
    client.post(f"/phones/{fay.id}/consent/promotional", data=offers | {"topic_or_program": "Reviews"})
    assert [span.text for span in panel(client, fay).select(".consent-program")] == ["Offers", "Reviews"]


def test_the_journey_filtered_by_consent_tells_all_of_it_in_words(client, world, fay, thread):
    client.post(f"/phones/{fay.id}/consent/informational", data=form())
    for to in ("off", "on"):
        client.post(f"/phones/{fay.id}/sms", data={"to": to})
    client.post(f"/phones/{fay.id}/consent/informational/withdrawal")
    client.post(f"/phones/{fay.id}/opt-out", data=form(channel="letter", words="Enough."))
    page = client.page(f"/contacts/{fay.contact_id}?tab=journey&filter=consent")
    assert [words(line.find("p")) for line in page.select(".contact-main .journey-line")] == [
        "Ben recorded an opt-out by letter: “Enough.”", "Ben withdrew informational consent",
        "Ben turned OK to SMS? on", "Ben turned OK to SMS? off", "Ben recorded informational consent: said yes",
    ]
