"""From a thread: the composer's menu, having what stands in it leave later, the strip of what waits, what is said while
a form is filled in; and one's own time zone."""

from __future__ import annotations

import uuid

import pytest
from bs4 import BeautifulSoup

from app.models import Draft
from app.texting import drafts, schedules
from app.transaction import perform
from tests.web.planning import DEE, HX, every, form, plain, soup


@pytest.fixture
def talk(world, doorbell, pushed, clock):
    """Dee's conversation with the Service desk; she may be texted. It is Monday, 8:41 AM in Phoenix."""
    return world.conversation(world.dee)


@pytest.fixture
def ben(client, world, talk):
    """Ben's browser; he lives in New York."""
    world.ben.time_zone = "America/New_York"
    world.session.commit()
    return client.sign_in(world.ben)


def composed(talk, **changed):
    """What the composer and its menu hand over together."""
    return form(conversation_id=talk.id, mode="text") | {"to": "", **changed}


def keep(browser, talk, headers=HX, **changed):
    return browser.post(f"/conversations/{talk.id}/schedules", data=composed(talk, **changed), headers=headers)


@pytest.mark.lesson(32)
def test_the_menu_offers_times_where_they_are_with_ones_own_beside(ben, talk):
    page = ben.page(f"/conversations/{talk.id}/schedule", headers=HX)
    presets = page.select(".preset")
    offered = {plain(each.select_one("span")): plain(each.select_one(".preset-when")) for each in presets}
    assert offered == {
        "In 1 hour": "9:41 AM 11:41 AM for you", "This evening": "6:00 PM 8:00 PM for you",
        "Tomorrow": "9:00 AM 11:00 AM for you", "Monday": "9:00 AM 11:00 AM for you",
    }  # fmt: skip
    [tomorrow] = [each for each in presets if "Tomorrow" in each.text]
    assert (tomorrow["data-day"], tomorrow["data-time"]) == ("2026-11-24", "09:00")


@pytest.mark.lesson(32, 33)
def test_what_stands_in_the_composer_leaves_later_and_the_draft_is_empty(ben, world, talk):
    perform(drafts.save, talk, world.ben, "We come at ten.", [], 3)
    answer = keep(ben, talk, draft_version=4)
    assert answer.status_code == 201
    both = "Tue, Nov 24, 9:00 AM in Phoenix, 11:00 AM for you in New York"
    assert plain(soup(answer).select_one("#schedule_told")) == f"The text to Dee Alvarez will go {both}."
    line = plain(soup(answer).select_one(f"#conversation_{talk.id}_scheduled .scheduled-line"))
    assert line == "Tomorrow 9:00 AM in Phoenix, 11:00 AM for you · We come at ten.Manage"
    kept = world.session.get(Draft, (talk.id, world.ben.id))
    assert (kept.body, every()[0].conversation_id) == ("", talk.id)


def test_the_same_press_twice_is_one_schedule(ben, talk):
    same = composed(talk)
    for _ in range(2):
        assert ben.post(f"/conversations/{talk.id}/schedules", data=same, headers=HX).status_code == 201
    assert len(every()) == 1


def test_without_a_script_the_form_leads_back_to_the_thread(ben, talk):
    answer = keep(ben, talk, headers={})
    assert (answer.status_code, answer.location) == (303, f"/conversations/{talk.id}")
    refused = keep(ben, talk, headers={}, time="07:00", date="2026-11-23")
    assert refused.status_code == 422 and "has passed there" in plain(soup(refused).select_one("#composer_error"))


def test_a_note_of_the_composer_is_scheduled_as_a_note(ben, talk):
    assert keep(ben, talk, kind="note", body="Call about the permit.").status_code == 201
    assert (every()[0].kind, every()[0].number_id) == ("note", None)


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"date": "2026-11-23", "time": "08:00"}, "8:00 AM today has passed there. Choose a later time."),
    ({"body": ""}, "There is no text yet."),
    ({"body": "x" * 10_001}, "Shorten it"),
    ({"date": ""}, "Choose a date and a time."),
    ({"also": "+14805550177"}, "What leaves later goes to this person alone."),
])
def test_what_cannot_be_kept_is_said_and_the_words_stay(ben, talk, changed, sentence):
    answer = keep(ben, talk, **changed)
    assert answer.status_code == 422 and sentence in plain(soup(answer).select_one("#composer_error"))
    assert every() == []


@pytest.mark.lesson(32)
def test_the_strip_is_pushed_to_everybody_and_goes_when_it_is_deleted(ben, world, talk, pushed):
    keep(ben, talk)
    strip = f"conversation_{talk.id}_scheduled"
    assert "We come at ten." in pushed.html(f"conversation:{talk.id}").find(id=strip).text
    page = ben.page(f"/conversations/{talk.id}")
    assert "11:00 AM for you" in plain(page.find(id=strip))
    perform(schedules.end, every()[0], world.ben)
    assert pushed.html(f"conversation:{talk.id}").find_all(id=strip)[-1].text == ""
    assert ben.page(f"/conversations/{talk.id}").find(id=strip).text == ""


def test_only_the_next_three_stand_in_the_strip(ben, talk):
    for hour in range(10, 15):
        keep(ben, talk, time=f"{hour}:00")
    lines = ben.page(f"/conversations/{talk.id}").select(".scheduled-line")
    assert [plain(line)[:16] for line in lines[:1]] == ["Tomorrow 10:00 A"] and plain(lines[-1]) == "and 2 more"


def test_another_departments_thread_is_not_there(client, world, talk, cara):
    bea = world.user(world.copper, "Bea Lund", "agent", world.billing)
    world.session.commit()
    for browser in (client.application.test_client().sign_in(bea), cara):
        assert keep(browser, talk).status_code == 404
        assert browser.get(f"/conversations/{talk.id}/schedule").status_code == 404
    assert every() == []


def checked(browser, **changed) -> BeautifulSoup:
    answer = browser.post("/scheduler/check", data=form(**changed), headers=HX)
    assert answer.status_code == 200
    return soup(answer)


def test_tokens_read_as_they_would_today_and_are_named_in_the_list(ben):
    words = "Hi {{ contact.first_name | there }}, we come at ten."
    assert "Reads today: Hi Dee, we come at ten." in plain(checked(ben, body=words).select_one("#plan_check"))
    assert ben.post("/scheduler", data=form(body=words)).status_code == 303
    [row] = ben.page("/scheduler").select("tr.schedule")
    assert row.select_one(".token-mark").text == "First name" and row.select(".chip") == []


@pytest.mark.lesson(32)
@pytest.mark.parametrize(("changed", "sentences"), [
    ({}, ["Leaves Tue, Nov 24, 9:00 AM in Phoenix, 11:00 AM for you in New York."]),
    ({"zone": "America/New_York", "time": "11:00"}, ["9:00 AM in Phoenix, 11:00 AM for you in New York."]),
    ({"way": "week"}, ["Then Tue, Dec 1, 9:00 AM", "and Tue, Dec 8, 9:00 AM", "Repeats without end."]),
    ({"date": "2026-11-20"}, ["has passed there. Choose a later time."]),
    ({"zone": "America/Denver", "date": "2027-03-14", "time": "02:30"},
     ["Clocks skip 2:30 AM on Mar 14 in Denver. It will leave at 3:30 AM."]),
    ({"zone": "America/Denver", "date": "2027-11-07", "time": "01:30"},
     ["Clocks in Denver show 1:30 AM twice on Nov 7. It will leave the first time."]),
    ({"way": "day", "ends": "until", "until": "2026-11-01"}, ["It would never begin"]),
    ({"body": "Hi {{ contact.nick }}"}, ["contact.nick"]),
    ({"to": "Eli Novak · (480) 555-0132"}, ["STOP"]),
    ({"to": "Nobody Known"}, ["Nobody here is called that."]),
    ({"to": "(480) 555-0199"}, ["agreed"]),
    ({"date": "", "time": ""}, ["Without a date and a time it can only be kept as a draft."]),
    ({"kind": "note"}, ["Appears Tue, Nov 24, 9:00 AM in Phoenix"]),
])
def test_the_sentence_below_the_form_says_when_or_what_is_wrong(ben, world, changed, sentences):
    world.conversation(world.eli)
    world.session.commit()
    said = plain(checked(ben, **changed).select_one("#plan_check"))
    for sentence in sentences:
        assert sentence in said


def test_quiet_hours_are_said_before_saving(ben, world):
    world.copper.quiet_from, world.copper.quiet_to = 9 * 60, 20 * 60
    world.session.commit()
    said = plain(checked(ben, time="07:00").select_one("#plan_check"))
    assert "Their quiet hours: it leaves Tue, Nov 24, 9:00 AM in Phoenix, 11:00 AM for you in New York instead." in said


def test_the_counter_and_whose_time_it_is_follow_the_form(ben, talk):
    page = checked(ben)
    assert [each.text for each in page.select("hx-partial")] == ["15 characters, 1 segment", "Phoenix (Dee’s time)"]
    assert checked(ben, kind="note").select_one("hx-partial").text == ""


def test_a_forms_thread_or_schedule_of_another_desk_tells_nothing(client, world, ben, talk):
    ben.post("/scheduler", data=form())
    bea = client.application.test_client().sign_in(world.user(world.copper, "Bea Lund", "agent", world.billing))
    world.session.commit()
    assert bea.post("/scheduler/check", data=form(schedule_id=every()[0].id), headers=HX).status_code == 404
    said = bea.post("/scheduler/check", data=form(conversation_id=talk.id, to=""), headers=HX)
    assert "Dee" not in said.text


def test_ones_own_time_zone_is_chosen_and_an_unknown_one_refused(ben, world):
    assert ben.post("/me", data={"time_zone": "America/Denver"}).status_code == 303
    world.session.refresh(world.ben)
    assert world.ben.time_zone == "America/Denver"
    page = ben.page("/me?done=1")
    assert "times in Denver from now on" in plain(page)
    assert page.select_one("option[selected]")["value"] == "America/Denver"
    refused = ben.post("/me", data={"time_zone": "Mars/Base"})
    assert refused.status_code == 422 and "Choose one of the time zones listed." in refused.text
    ben.post("/me", data={"time_zone": ""})
    world.session.refresh(world.ben)
    assert world.ben.zone == "America/Phoenix"


def test_a_new_text_is_begun_for_the_thread_it_was_asked_from(ben, talk):
    page = ben.page(f"/scheduler/new?conversation={talk.id}")
    assert page.select_one("#to")["value"] == DEE
    assert ben.get(f"/scheduler/new?conversation={uuid.uuid4().int}").status_code == 200


@pytest.mark.parametrize("others", [{"also": "(480) 555-0140"}, {"also": "Fay Winters", "leave_out": "yes"}])
def test_what_goes_to_others_too_is_not_scheduled_to_the_one_alone(ben, talk, others):
    answer = keep(ben, talk, **others)
    said = plain(soup(answer).select_one("#composer_error"))
    assert answer.status_code == 422 and "goes to this person alone" in said
    checked = ben.post("/scheduler/check", data=composed(talk, **others), headers=HX)
    assert "goes to this person alone" in plain(soup(checked)) and every() == []
    assert keep(ben, talk, kind="note", **others).status_code == 201, "a note goes to nobody"
