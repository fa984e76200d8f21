"""Quiet hours in the composer: the recipient's time, what waits, an agent's word against it, the hint at night."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup

from app.extensions import db
from app.models import Account, Contact, Message
from app.policy import gate
from app.web.words import outcome, status_line
from tests.texting.acts import claimed

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}
BODY = "Copper & Co. Plumbing: shall we come on Tuesday?"
SETTINGS = "/settings/quiet-hours"
NIGHT = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)  # 10:30 PM in Phoenix
WAITS = "It's 10:30 PM in Phoenix, and your texts go from 8 AM to 9 PM. It goes tomorrow at 8:00 AM there."


@pytest.fixture
def agent(client, world, clock):
    """Ben's browser, at half past ten at night in Phoenix, at a business with the usual hours."""
    world.copper.quiet_from, world.copper.quiet_to = 480, 1260
    clock.set(NIGHT)
    return client.sign_in(world.ben)


@pytest.fixture
def thread(world, clock):
    """A thread with Dee, who hasn't written for long: what one writes is a text of one's own."""
    clock.set(NIGHT - timedelta(days=30))
    made = world.conversation(world.dee)
    made.last_inbound_at = NIGHT - timedelta(days=30)
    clock.set(NIGHT)
    return made


def check(browser, thread, **more) -> BeautifulSoup:
    form = {"body": BODY, "conversation_id": thread.id} | more
    return BeautifulSoup(browser.post(f"/conversations/{thread.id}/check", data=form, headers=HX).text, "html.parser")


def send(browser, thread, **more) -> Message:
    form = {"client_id": str(uuid.uuid4()), "body": BODY, "conversation_id": thread.id} | more
    answer = browser.post(f"/conversations/{thread.id}/messages", data=form, headers=HX)
    assert answer.status_code == 201, answer.text
    return _of(form)


def _of(form: dict) -> Message:
    return db.session.query(Message).filter_by(client_id=form["client_id"]).one()


def words(tag) -> str:
    return " ".join(tag.text.split())


@pytest.mark.lesson(29)
def test_the_composer_says_where_and_until_when_a_text_would_wait(agent, thread):
    answer = check(agent, thread)
    verdict = answer.select_one("#composer_verdict")
    assert (verdict["data-verdict"], verdict["data-code"]) == ("defer", "QUIET_HOURS")
    assert words(verdict) == WAITS
    assert answer.select_one("input[name=override]") is not None
    assert check(agent, thread, body="").select_one("input[name=override]") is None, "nothing to send yet"


def test_by_day_the_composer_shows_their_time_quietly(agent, thread, clock):
    clock.set(NIGHT + timedelta(hours=12))
    answer = check(agent, thread)
    assert words(answer.select_one(".hour")) == "10:30 AM in Phoenix"
    assert answer.select_one("input[name=override]") is None
    assert "10:30 AM in Phoenix" in words(agent.page(f"/conversations/{thread.id}").select_one("#composer_check"))


@pytest.mark.lesson(29)
def test_a_text_at_night_waits_and_its_bubble_says_until_when_there(agent, thread, world):
    message = send(agent, thread)
    assert (message.state, message.not_before) == ("deferred", datetime(2026, 11, 24, 15, tzinfo=UTC))
    line = status_line(message, "America/New_York").replace("\u00a0", " ")
    assert line == "Waiting until tomorrow 8:00 AM in Phoenix"
    assert outcome(message, "America/New_York").replace("\u00a0", " ") == "It goes tomorrow at 8:00 AM in Phoenix"


def test_an_agents_reason_sends_it_now_and_stays_with_the_decision(agent, thread):
    answer = check(agent, thread, override="  She asked for it\n tonight ")
    verdict = answer.select_one("#composer_verdict")
    assert verdict["data-verdict"] == "warn"
    assert words(verdict) == "It's 10:30 PM in Phoenix. It goes all the same: She asked for it tonight"
    assert answer.select_one("input[name=override]")["value"] == "She asked for it tonight"
    message = send(agent, thread, override="She asked for it tonight")
    assert (message.state, message.override) == ("queued", "She asked for it tonight")
    facts, verdict, kept = gate.recall(message.decision)
    assert (facts.override, kept["warned"], verdict.kind) == ("She asked for it tonight", ["QUIET_HOURS"], "warn")
    why = words(BeautifulSoup(agent.get(f"/messages/{message.id}/why").text, "html.parser"))
    assert "It goes all the same: She asked for it tonight" in why


def test_an_answer_at_night_goes_with_a_hint_beside_send(agent, thread):
    thread.last_inbound_at = NIGHT - timedelta(hours=1)
    answer = check(agent, thread)
    verdict = answer.select_one("#composer_verdict")
    assert verdict["data-verdict"] == "send"
    assert words(verdict).startswith("It's 10:30 PM in Phoenix. Can go now")
    assert answer.select_one(".hour") is None and answer.select_one("input[name=override]") is None
    assert send(agent, thread).state == "queued"


def test_a_new_message_says_it_too_and_takes_the_reason(agent, world):
    form = {"to": world.dee.e164, "body": "Shall we come?", "number_id": world.local.id}
    answer = BeautifulSoup(agent.post("/messages/check", data=form, headers=HX).text, "html.parser")
    assert words(answer.select_one("#composer_verdict")) == WAITS
    sent = {**form, "client_id": str(uuid.uuid4()), "override": "She asked for it"}
    assert agent.post("/messages", data=sent).status_code == 303
    assert _of(sent).state == "queued"


def test_one_click_confirms_the_zone_and_what_waits_is_looked_at_again(agent, thread, world, pushed):
    message = send(agent, thread)
    where = f"/contacts/{world.dee.contact_id}"
    button = agent.page(where).find("button", string="Confirm")
    assert json.loads(button["hx-vals"]) == {"zone": "America/Phoenix"}
    answer = agent.post(f"{where}/zone", data={"zone": "Pacific/Honolulu"}, headers=HX)
    part = BeautifulSoup(answer.text, "html.parser")
    assert "7:30 PM in Honolulu" in words(part) and part.find("button", string="Confirm") is None
    contact = db.session.get(Contact, world.dee.contact_id)
    assert (contact.time_zone, contact.tz_confirmed_by_id) == ("Pacific/Honolulu", world.ben.id)
    assert contact.tz_confirmed_at == NIGHT
    assert "Ben confirmed the time zone Honolulu" in words(agent.page(f"{where}?tab=journey"))
    assert "7:30 PM in Honolulu" in words(pushed.html(f"conversation:{thread.id}"))
    assert [one.message_id for one in claimed()] == [message.id]


def test_a_zone_that_is_none_is_not_confirmed(agent, world):
    assert agent.post(f"/contacts/{world.dee.contact_id}/zone", data={"zone": "Mars"}, headers=HX).status_code == 400


def test_the_contact_form_keeps_a_postal_code_and_says_what_is_none(agent, world):
    where = f"/contacts/{world.dee.contact_id}/edit"
    answer = agent.post(where, data={"name": "Dee", "postal_code": "9940"})
    assert answer.status_code == 422 and "This is no ZIP or postal code." in answer.text
    assert agent.post(where, data={"name": "Dee", "postal_code": "59221-0001"}).status_code == 303
    facts = {row.dt.text: words(row.dd) for row in agent.page(where[:-5]).select(".facts > div")}
    assert facts["Postal code"] == "59221"
    assert facts["Local time"].startswith("10:30 PM in Denver or 11:30 PM in Chicago from 59221")


def test_a_zone_set_in_the_form_is_signed(agent, world):
    agent.post(f"/contacts/{world.dee.contact_id}/edit", data={"name": "Dee", "time_zone": "America/Denver"})
    contact = db.session.get(Contact, world.dee.contact_id)
    assert (contact.tz_confirmed_by_id, contact.tz_confirmed_at) == (world.ben.id, NIGHT)
    agent.post(f"/contacts/{world.dee.contact_id}/edit", data={"name": "Dee", "time_zone": ""})
    assert db.session.get(Contact, world.dee.contact_id).tz_confirmed_at is None


@pytest.fixture
def admin(client, world, clock):
    return client.sign_in(world.ana)


def hours(**more) -> dict:
    return {"quiet_from": "08:30", "quiet_to": "20:00", "profile": "strict", "market": ["America/Phoenix"], **more}


def test_an_admin_sets_the_hours_the_profile_and_the_markets(admin, world):
    assert admin.post(SETTINGS, data=hours()).status_code == 303
    account = db.session.get(Account, world.copper.id)
    assert (account.quiet_from, account.quiet_to) == (510, 1200)
    assert (account.quiet_profile, account.markets) == ("strict", ["America/Phoenix"])
    page = admin.page(SETTINGS)
    assert page.select_one("#quiet_from")["value"] == "08:30"
    assert page.select_one("[name=profile][checked]")["value"] == "strict"
    assert page.select_one("[name=market][checked]")["value"] == "America/Phoenix"
    assert admin.post(SETTINGS, data=hours(quiet_from="00:00", quiet_to="00:00")).status_code == 303
    assert db.session.get(Account, world.copper.id).quiet_to == 1440, "an end at midnight is the whole day"


@pytest.mark.parametrize("typed, sentence", [
    ({"quiet_from": "21:00", "quiet_to": "08:00"},
     "This window never opens: it ends at 8 AM, and begins at 9 PM. Choose a later end."),
    ({"quiet_from": "09:00", "quiet_to": "09:00"}, "This window never opens: it ends at 9 AM, and begins at 9 AM."),
    ({"quiet_from": "nine"}, "Write a time, like 08:00 or 21:00."),
    ({"profile": "lax"}, "Choose one of the three."),
    ({"market": ["Mars/Olympus"]}, "Choose zones from the list."),
])  # fmt: skip
def test_hours_that_cannot_be_are_said_and_nothing_is_kept(admin, world, typed, sentence):
    answer = admin.post(SETTINGS, data=hours(**typed))
    assert answer.status_code == 422
    assert sentence in words(BeautifulSoup(answer.text, "html.parser"))
    assert db.session.get(Account, world.copper.id).quiet_profile == "verified"


def test_hours_in_which_no_offer_could_go_are_warned_of(admin, world):
    admin.post(SETTINGS, data=hours(quiet_from="06:00", quiet_to="09:00"))
    assert "Offers could never go in these hours" in words(admin.page(SETTINGS))


@pytest.mark.parametrize("profile, begins, warned", [
    ("verified", "19:55", True), ("verified", "19:54", False), ("federal", "20:00", False), ("federal", "20:56", True),
])
def test_the_warning_knows_the_profile_and_the_last_minutes(admin, world, profile, begins, warned):
    admin.post(SETTINGS, data={"quiet_from": begins, "quiet_to": "22:00", "profile": profile})
    assert ("Offers could never go in these hours" in words(admin.page(SETTINGS))) == warned


def test_the_table_says_when_nobody_looked_at_it_for_half_a_year(admin, clock):
    page = words(admin.page(SETTINGS))
    assert "Texas Mon–Sat 9 AM–9 PM Sun noon–9 PM" in page and "SB 140 (2025) since 2025-09-01" in page
    assert "Alabama Mon–Sat 8 AM–8 PM Sun never no holidays" in page
    assert "more than 180 days" not in page
    clock.set(datetime(2027, 6, 1, tzinfo=UTC))
    assert "Nobody has looked at some of these rules for more than 180 days." in words(admin.page(SETTINGS))


def test_wider_hours_let_go_what_waits(agent, thread, world):
    message = send(agent, thread)
    assert message.state == "deferred"
    agent.sign_in(world.ana)
    agent.post(SETTINGS, data=hours(quiet_to="23:00"))
    assert [one.message_id for one in claimed()] == [message.id]


def test_an_agent_may_not_set_the_hours(agent):
    assert agent.get(SETTINGS).status_code == 403
    assert agent.post(SETTINGS, data=hours()).status_code == 403
