"""Settings, opt-in and messaging: who may, the live checker, versions, on and off, and what each bad input says."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from app.models import OptInTemplate, RecordType
from app.texting import opt_in_templates
from app.texting.opt_in_words import starter
from app.web import settings_pages

PAGE, EVERYBODY = "/settings/opt-in", "/settings/opt-in/everybody"
HX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def copper(world):
    world.copper.terms_url, world.copper.privacy_url = "copper.example/terms", "copper.example/privacy"
    world.session.commit()
    return world.copper


@pytest.fixture
def mia(client, world):
    """The browser of Mia, a manager."""
    return client.sign_in(world.user(world.copper, "Mia Stone", "manager", world.service))


def standing(account) -> OptInTemplate | None:
    return opt_in_templates.standing(account, None)


def save(browser, body: str, **more):
    return browser.post(EVERYBODY, data={"body": body, "seen": "0", "act": "use"} | more)


def test_a_manager_writes_the_text_and_it_asks_everybody(mia, copper):
    assert mia.page(EVERYBODY).select_one("textarea[name=body]").text.strip() == starter(copper)
    assert save(mia, starter(copper)).status_code == 303
    assert opt_in_templates.template_for(copper, None) is standing(copper)
    assert "It asks people from now on" in mia.page(EVERYBODY + "?done=1").text
    assert mia.page(PAGE).select_one(".chip-ok").text.strip() == "On"


@pytest.mark.parametrize("path", [PAGE, EVERYBODY, "/settings/programs", "/settings/messaging"])
def test_an_agent_may_see_none_of_it_and_a_manager_all_but_messaging(client, world, path):
    assert client.sign_in(world.ben).get(path).status_code == 403
    world.ben.role = "manager"
    assert client.get(path).status_code == (403 if path.endswith("messaging") else 200)
    world.ben.role = "admin"
    assert client.get(path).status_code == 200


def test_the_tabs_and_the_menu_name_only_what_one_may_use(client, world):
    assert "Settings" not in client.sign_in(world.ben).page("/inbox").select_one("nav").text
    world.ben.role = "manager"
    page = client.page(PAGE)
    assert [tab.text for tab in page.select(".settings-tabs a")] == ["Opt-in", "Programs"]
    assert page.select_one('.rail-item[aria-current="page"]')["href"] == PAGE
    world.ben.role = "admin"
    assert len(client.page(PAGE).select(".settings-tabs a")) == len(settings_pages.PAGES)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("", "Write the text that asks them."), ("x" * 5000, "5,000 characters"), ("{{ nick }}", "Nothing is called"),
        ("Copper & Co. Plumbing: hello", "6 more"),
    ],
)  # fmt: skip
def test_a_text_that_cannot_be_used_comes_back_with_its_sentence(mia, copper, body, sentence):
    answer = save(mia, body)
    assert answer.status_code == 422 and sentence in answer.text and standing(copper) is None
    assert soup(answer).select_one("textarea[name=body]").text.strip() == body


def test_without_a_start_instruction_it_is_kept_only_switched_off(mia, copper):
    body = starter(copper).replace("Reply START to get", "You get")
    assert "how to agree" in save(mia, body).text
    assert save(mia, body, act="draft").status_code == 303
    assert not standing(copper).is_on
    answer = mia.post(f"{EVERYBODY}/switch", data={"to": "on"})
    assert answer.status_code == 422 and "how to agree" in answer.text


def test_it_is_switched_off_and_on(mia, copper):
    save(mia, starter(copper))
    mia.post(f"{EVERYBODY}/switch", data={"to": "off"})
    assert not standing(copper).is_on
    mia.post(f"{EVERYBODY}/switch", data={"to": "on"})
    assert standing(copper).is_on


def test_versions_show_who_and_when_and_stay_as_they_were(mia, copper):
    save(mia, starter(copper))
    save(mia, starter(copper) + " Thanks.", seen="1")
    shown = [item.text for item in mia.page(EVERYBODY).select(".versions-list li")]
    assert len(shown) == 2 and "Version 2" in shown[0] and "Mia Stone" in shown[0]
    assert "Thanks." in shown[0] and "Thanks." not in shown[1]


def test_whoever_saves_over_a_colleagues_version_keeps_their_words_and_is_told(mia, copper):
    save(mia, starter(copper))
    answer = save(mia, starter(copper) + " Mine.", seen="0")
    assert answer.status_code == 422 and "another version meanwhile" in answer.text and "Mine." in answer.text


def test_the_checker_answers_with_what_is_missing_and_the_text_as_it_arrives(mia, copper, rows):
    before = rows()
    body = starter(copper).replace(", STOP to opt out", "")
    answer = mia.post(f"{EVERYBODY}/check", data={"body": body}, headers=HX)
    assert answer.status_code == 200 and rows() == before
    page = soup(answer)
    assert [item["id"] for item in page.select("li.is-missing")] == ["element_stop"]
    assert page.select_one("[data-insert]")["data-insert"] == "Reply STOP to opt out."
    words = page.select_one(".handset-words").text
    assert words.startswith("Copper & Co. Plumbing: Reply START") and "Reply STOP to opt-out of future" in words


def test_the_checker_counts_what_goes_out_with_the_opt_out_line(mia, copper):
    said = mia.post(f"{EVERYBODY}/check", data={"body": "x" * 120}, headers=HX)
    assert "173 characters · 2 segments" in said.text


def test_offers_show_one_element_more(mia, world, copper):
    mia.post("/settings/programs", data={"name": "Spring offers", "level": "promotional"})
    offers = mia.page(EVERYBODY).find("option", string="Spring offers (offers)")["value"]
    data = {"body": starter(copper), "program_id": offers}
    page = soup(mia.post(f"{EVERYBODY}/check", data=data, headers=HX))
    assert [item["id"] for item in page.select("li.is-missing")] == ["element_free"]


def test_a_record_type_has_a_text_of_its_own(mia, world, copper):
    kind = world.keep(RecordType(account_id=copper.id, name="Builder"))
    world.session.commit()
    assert "Asked with the text for everybody" in mia.page(PAGE).text
    mia.post(f"{PAGE}/types/{kind.id}", data={"body": starter(copper), "seen": "0", "act": "use"})
    assert opt_in_templates.standing(copper, kind).is_on and standing(copper) is None


def test_a_text_for_a_type_that_was_removed_is_not_saved_and_said_so(mia, world, copper):
    kind = world.keep(RecordType(account_id=copper.id, name="Builder"))
    world.session.delete(kind)
    world.session.commit()
    answer = mia.post(f"{PAGE}/types/{kind.id}", data={"body": starter(copper), "act": "use"})
    assert answer.status_code == 404 and "was removed meanwhile" in answer.text


@pytest.mark.parametrize("chosen", ["0", "-1", "²", "9" * 30, "x"])
def test_a_program_that_is_none_of_theirs_is_refused_in_words(mia, copper, chosen):
    answer = save(mia, starter(copper), program_id=chosen)
    assert answer.status_code == 422 and "not a program of yours" in answer.text


def test_a_record_type_with_a_text_cannot_be_removed_and_the_page_says_why(client, world, copper):
    kind = world.keep(RecordType(account_id=copper.id, name="Builder"))
    opt_in_templates.save(copper, kind, starter(copper), "informational", None, world.ana)
    world.session.commit()
    answer = client.sign_in(world.ana).post(f"/settings/record-types/{kind.id}/removal")
    assert answer.status_code == 422 and "opt-in text of its own" in answer.text


def test_who_is_asked_and_what_says_how_to_stop_are_chosen(mia, copper):
    form = {"opt_in_first": "strict", "double_opt_in": "on", "footer_mode": "every"}
    assert mia.post(PAGE, data=form).status_code == 303
    assert (copper.opt_in_first, copper.double_opt_in, copper.footer_mode) == ("strict", True, "every")
    page = mia.get(PAGE).text
    assert "no text can ask them" in page and "52 characters" in page
    answer = mia.post(PAGE, data=form | {"footer_mode": "never"})
    assert answer.status_code == 422 and "Choose which texts say how to stop." in answer.text


def soup(answer):
    return BeautifulSoup(answer.text, "html.parser")
