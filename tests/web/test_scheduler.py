"""The scheduler's pages: what waits by day, drafts, Manage, delete; who sees what; every sentence."""

from __future__ import annotations

import io

import pytest

from app.clock import now
from app.extensions import db as database
from app.models import Schedule
from app.texting import schedules
from app.transaction import perform
from tests.fixtures.files import PDF
from tests.web.planning import DEE, every, form, plain, soup


@pytest.fixture
def talk(world, doorbell, pushed, clock):
    """Dee's conversation with the Service desk; she may be texted. It is Monday, 8:41 AM in Phoenix."""
    return world.conversation(world.dee)


@pytest.fixture
def ana(client, world, talk):
    """Ana's browser; she lives in New York."""
    world.ana.time_zone = "America/New_York"
    world.session.commit()
    return client.sign_in(world.ana)


@pytest.fixture
def kept(ana) -> Schedule:
    assert ana.post("/scheduler", data=form()).status_code == 303
    return every()[0]


def said(page) -> str:
    """What the open dialog's check says."""
    return plain(page.select_one("#plan_check"))


@pytest.mark.lesson(32, 33)
def test_a_text_is_scheduled_and_every_time_is_said_for_them_and_for_you(ana, kept):
    both = "Tue, Nov 24, 9:00 AM in Phoenix, 11:00 AM for you in New York"
    told = ana.page(f"/scheduler?saved={kept.id}").select_one("[data-told]")
    assert plain(told) == f"The text to Dee Alvarez will go {both}."
    page = ana.page("/scheduler")
    assert plain(page.select_one(".schedule-day")) == "Tomorrow, Tuesday Nov 24"
    [row] = page.select("tr.schedule")
    assert plain(row.select_one(".schedule-when")).startswith("11:00 AM") and "9:00 AM in Phoenix" in plain(row)
    assert "Once" in plain(row)
    dialog = ana.page(row.select_one(".schedule-act a")["href"])
    assert dialog.select_one("#to")["value"] == DEE
    assert both in said(dialog)
    assert plain(dialog.select_one("#plan_theirs")) == "Phoenix (Dee’s time)"


@pytest.mark.lesson(32)
def test_one_zone_is_named_for_both_and_another_day_is_named_for_you(client, world, talk):
    client.sign_in(world.ana)
    client.post("/scheduler", data=form())
    told = client.page(f"/scheduler?saved={every()[0].id}").select_one("[data-told]")
    assert "9:00 AM in Phoenix, your time" in plain(told)
    world.ana.time_zone = "Pacific/Guam"
    world.session.commit()
    [row] = client.page("/scheduler").select("tr.schedule")
    assert "2:00 AM" in plain(row) and "Tue 9:00 AM in Phoenix" in plain(row)


def test_manage_changes_recipient_words_time_and_how_it_repeats(ana, world, kept):
    fay = world.phone("+14805550140", "Fay Winters", ok_to_sms="ON")
    world.session.commit()
    changed = form(
        to="Fay Winters · (480) 555-0140", body="We come at eleven.", date="2026-12-01", time="10:30", way="week",
        interval="8", ends="count", count="3", version=kept.version, zone="America/New_York", cancels_on_reply="yes",
    )
    assert ana.post(f"/scheduler/{kept.id}", data=changed).status_code == 303
    [row] = every()
    assert (row.conversation.phone_id, row.body, row.wall) == (fay.id, "We come at eleven.", "2026-12-01T10:30")
    assert (row.zone, row.cancels_on_reply, row.version) == ("America/New_York", True, 2)
    [shown] = ana.page("/scheduler").select("tr.schedule")
    assert "Every 8 weeks on Tue, 3 left" in plain(shown) and "8:30 AM in Phoenix" in plain(shown)
    dialog = ana.page(f"/scheduler/{kept.id}")
    assert dialog.select_one("#plan_way option[selected]")["value"] == "week"
    assert said(dialog).count("for you in New York") == 3


@pytest.mark.parametrize(("way", "more", "words"), [
    ("day", {"ends": "until", "until": "2026-12-01"}, "Every day until Dec 1"),
    ("week", {"weekdays": ["1", "3"]}, "Every week on Tue, Thu"),
    ("month", {}, "24th of the month"),
    ("last", {"weekday": "4"}, "Last Fri of the month"),
    ("workday", {"interval": "2"}, "Last working day, every 2 months"),
])
def test_what_repeats_says_how_and_comes_back_in_the_form(ana, way, more, words):
    assert ana.post("/scheduler", data=form(way=way, **more)).status_code == 303
    [row] = ana.page("/scheduler").select("tr.schedule")
    dialog = ana.page(f"/scheduler/{every()[0].id}")
    assert dialog.select_one("#plan_way option[selected]")["value"] == way
    assert plain(row.select_one(".schedule-repeats")) == words


def test_the_31st_stays_the_31st_when_it_is_changed_in_a_shorter_month(ana, kept):
    changed = form(date="2027-02-28", way="month", month_day="31", version=kept.version)
    ana.post(f"/scheduler/{kept.id}", data=changed)
    assert every()[0].repeats["day"] == 31
    ana.post(f"/scheduler/{kept.id}", data=form(date="2027-02-20", way="month", month_day="31", version=2))
    assert every()[0].repeats["day"] == 20


@pytest.mark.parametrize(("changed", "field", "sentence"), [
    ({"date": "2026-11-23", "time": "08:00"}, "wall", "8:00 AM today has passed there. Choose a later time."),
    ({"date": ""}, "wall", "Choose a date and a time."),
    ({"date": "soon"}, "wall", "Choose a date and a time."),
    ({"to": ""}, "conversation", "Choose who it is for."),
    ({"to": "Nobody Known"}, "conversation", "Nobody here is called that."),
    ({"zone": "Mars/Base"}, "zone", "Choose in whose time it leaves."),
    ({"body": ""}, "body", "There is no text yet."),
    ({"body": "Hi {{ contact.firstname }}"}, "body", "contact.firstname"),
    ({"way": "day", "ends": "until", "until": "2026-11-20"}, "until", "It would never begin"),
    ({"way": "day", "ends": "count", "count": "0"}, "count", "Say after how many times it ends."),
    ({"way": "day", "ends": "until"}, "until", "Choose its last day."),
    ({"way": "day", "interval": "0"}, "interval", "1 to 99"),
    ({"number_id": "999999"}, "number", "You can no longer send from the number you chose."),
])
def test_what_cannot_be_kept_is_said_at_its_field_and_nothing_is_lost(ana, changed, field, sentence):
    answer = ana.post("/scheduler", data=form(**changed))
    assert answer.status_code == 422
    page = soup(answer)
    assert sentence in plain(page.select_one(f"#plan_{field}_error"))
    assert page.select_one("#composer_body").text == changed.get("body", "We come at ten.")
    assert every() == []


def test_somebody_who_opted_out_is_refused_but_may_be_kept_as_a_draft(ana, world):
    world.conversation(world.eli)
    world.session.commit()
    to = {"to": "Eli Novak · (480) 555-0132"}
    refused = ana.post("/scheduler", data=form(**to))
    assert refused.status_code == 422
    assert "STOP" in plain(soup(refused).select_one("#plan_conversation_error"))
    assert ana.post("/scheduler", data=form(**to, as_draft="yes")).status_code == 303
    assert every()[0].state == "draft"


def test_a_note_may_be_scheduled_about_somebody_who_opted_out(ana, world):
    world.conversation(world.eli)
    world.session.commit()
    assert ana.post("/scheduler", data=form(kind="note", to="Eli Novak · (480) 555-0132")).status_code == 303
    [row] = ana.page("/scheduler").select("tr.schedule")
    assert "Note to Eli Novak" in plain(row)
    assert ana.page("/scheduler?kind=text").select("tr.schedule") == []
    assert len(ana.page("/scheduler?kind=note").select("tr.schedule")) == 1


def test_a_conversation_begins_where_they_never_talked_with_that_desk(client, world, doorbell, pushed, clock):
    client.sign_in(world.ana)
    assert client.post("/scheduler", data=form(number_id=world.local.id)).status_code == 303
    assert every()[0].conversation.department_id == world.service.id


def test_a_number_never_seen_is_refused_at_to(ana):
    answer = ana.post("/scheduler", data=form(to="(480) 555-0177"))
    assert answer.status_code == 422
    assert soup(answer).select_one("#plan_conversation_error")


def test_a_draft_may_lack_all_and_is_scheduled_later(ana, talk):
    assert ana.post("/scheduler", data=form(to="", date="", time="", as_draft="yes")).status_code == 303
    [draft] = every()
    page = ana.page("/scheduler?tab=drafts")
    assert plain(page.select_one(".schedule-tabs [aria-current]")) == "Drafts 1"
    assert "Nobody yet" in plain(page.select_one("tr.schedule"))
    ana.post(f"/scheduler/{draft.id}", data=form(version=draft.version))
    assert (every()[0].state, every()[0].conversation_id) == ("waiting", talk.id)
    told = ana.post(f"/scheduler/{draft.id}", data=form(version=2, as_draft="yes"))
    assert every()[0].state == "draft"
    assert "Kept as a draft" in plain(ana.page(told.location).select_one("[data-told]"))
    assert "Tue, Nov 24, 9:00 AM in Phoenix" in plain(ana.page("/scheduler?tab=drafts").select_one("tr.schedule"))


def test_deleting_says_before_and_after_what_will_not_be_sent(ana, kept):
    asks = ana.page(f"/scheduler/{kept.id}/deletion").select_one("dialog")
    assert "We come at ten." in plain(asks)
    both = "Tue, Nov 24, 9:00 AM in Phoenix, 11:00 AM for you in New York"
    assert f"This will not be sent to Dee Alvarez on {both}." in plain(asks)
    answer = ana.post(f"/scheduler/{kept.id}/deletion")
    assert every()[0].state == "canceled"
    page = ana.page(answer.location)
    assert plain(page.select_one("[data-told]")) == "Deleted. Nothing of it will be sent to Dee Alvarez."
    assert page.select("tr.schedule") == []
    again = ana.post(f"/scheduler/{kept.id}/deletion")
    assert again.status_code == 409
    assert "Somebody deleted this meanwhile" in plain(soup(again).select_one("dialog"))


def test_two_at_one_do_not_undo_each_other(ana, kept):
    assert ana.post(f"/scheduler/{kept.id}", data=form(body="First.", version=1)).status_code == 303
    late = ana.post(f"/scheduler/{kept.id}", data=form(body="Second.", version=1))
    assert late.status_code == 409
    dialog = soup(late).select_one("dialog")
    assert "Somebody changed this meanwhile" in plain(dialog) and dialog.select_one("#composer_body").text == "Second."
    assert every()[0].body == "First."


def test_what_has_left_says_so(ana, kept):
    kept.state, kept.ended_at = "done", now()
    database.session.commit()
    assert "It left on Mon, Nov 23" in plain(ana.page(f"/scheduler/{kept.id}").select_one("dialog"))
    late = ana.post(f"/scheduler/{kept.id}", data=form(version=1))
    assert late.status_code == 409 and "It has left already" in late.text


def test_an_agent_sees_the_texts_of_their_own_departments_only(client, world, kept, cara):
    bea = world.user(world.copper, "Bea Lund", "agent", world.billing)
    world.session.commit()
    assert len(client.application.test_client().sign_in(world.ben).page("/scheduler").select("tr.schedule")) == 1
    for browser in (client.application.test_client().sign_in(bea), cara):
        assert browser.page("/scheduler").select("tr.schedule") == []
        assert browser.get(f"/scheduler/{kept.id}").status_code == 404
        assert browser.get(f"/scheduler/{kept.id}/deletion").status_code == 404
        assert browser.post(f"/scheduler/{kept.id}", data=form(version=1)).status_code == 404
        assert browser.post(f"/scheduler/{kept.id}/deletion").status_code == 404
        assert "told" not in browser.get(f"/scheduler?saved={kept.id}").text.partition("<main")[2]
    assert every()[0].state == "waiting"


def test_a_department_is_chosen_and_stays_chosen_in_every_dialog(ana, world, kept):
    assert ana.page(f"/scheduler?department={world.billing.id}").select("tr.schedule") == []
    page = ana.page(f"/scheduler?department={world.service.id}")
    [row] = page.select("tr.schedule")
    dialog = ana.page(row.select_one(".schedule-act a")["href"]).select_one("dialog")
    assert dialog["data-back"] == f"/scheduler?department={world.service.id}"
    assert ana.get("/scheduler?department=²").status_code == 200


def test_a_dialog_opened_from_a_thread_leads_back_there(ana, talk, kept):
    thread = f"/conversations/{talk.id}"
    link = ana.page(thread).select_one(".scheduled-line a")["href"]
    dialog = ana.page(link).select_one("dialog")
    assert dialog["data-back"] == dialog.select_one("[data-close]")["href"] == thread
    answer = ana.post(dialog.select_one("form")["action"], data=form(version=kept.version))
    assert ana.page(answer.location).select_one("[data-told] a")["href"] == thread


def test_an_empty_list_teaches(ana):
    assert plain(ana.page("/scheduler").select_one(".calm h2")) == "Nothing is scheduled"
    assert plain(ana.page("/scheduler?tab=drafts").select_one(".calm h2")) == "No drafts"
    assert plain(ana.page("/scheduler?kind=note").select_one(".calm h2")) == "Nothing like that waits here"


def test_files_wait_with_the_text_and_are_still_there_to_manage(ana, world):
    upload = ana.post("/media", data={"file": (io.BytesIO(PDF), "map.pdf")})
    media_id = soup(upload).select_one("[data-media]")["data-media"]
    assert ana.post("/scheduler", data=form(media_ids=media_id)).status_code == 303
    dialog = ana.page(f"/scheduler/{every()[0].id}")
    assert dialog.select_one(f"#attachment_{media_id}") and dialog.select_one("[name=media_ids]")["value"] == media_id


def test_the_list_says_the_past_by_what_the_engine_keeps(world, talk, ana, kept):
    perform(schedules.end, kept, world.ana)
    assert "It was deleted" in plain(ana.page(f"/scheduler/{kept.id}").select_one("dialog"))


@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31", "2051-03-01"])
@pytest.mark.parametrize("to", [DEE, "(480) 555-0177", ""])
def test_a_day_beyond_all_calendars_is_refused_also_of_a_draft(ana, world, talk, date, to):
    for path in ("/scheduler/check", "/scheduler"):
        for way in ("", "month"):
            answer = ana.post(path, data=form(to=to, date=date, time="23:59", way=way, as_draft="yes"))
            assert answer.status_code == (200 if path.endswith("check") else 422)
            assert "within the next 10 years" in plain(soup(answer))
    assert every() == [] and ana.get("/scheduler?tab=drafts").status_code == 200
