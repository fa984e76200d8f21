"""Words on the page: times in a zone, days, states of a text. The clock stands still; zones and DST are named."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from app import clock
from app.models import Event, Message
from app.models.event import KINDS
from app.models.message import STATES
from app.web import journey_words, words

PHOENIX, NEW_YORK, LOS_ANGELES = "America/Phoenix", "America/New_York", "America/Los_Angeles"
NOW = datetime(2026, 11, 23, 14, 42, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday_morning_in_phoenix(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def text(state: str, **particulars) -> Message:
    given = {"direction": "out", "body": "Hi", "sort_at": NOW, "media_count": 0, "needs_person": False}
    return Message(state=state, **given | particulars)


def decided(sentence: str) -> str:
    return json.dumps({"verdict": "refuse", "sentence": sentence})


def plain(words_: str) -> str:
    return words_.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [(0, 5, "12:05 AM"), (7, 41, "7:41 AM"), (12, 0, "12:00 PM"), (23, 59, "11:59 PM")],
)
def test_the_clock_has_twelve_hours_and_two_minutes_digits(hour, minute, said):
    assert plain(words.clock(datetime(2026, 11, 23, hour, minute, tzinfo=UTC), "UTC")) == said


def test_a_time_is_one_word_for_line_breaks():
    assert words.clock(NOW, PHOENIX) == "7:42\u00a0AM"
    assert words.day_of(NOW, PHOENIX) == "Nov\u00a023"
    assert " " not in words.short_time(NOW - timedelta(days=2), PHOENIX)


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(minutes=1), "7:41 AM"),
        (timedelta(hours=7, minutes=42), "12:00 AM"),
        (timedelta(hours=7, minutes=43), "Yesterday"),
        (timedelta(days=3), "Fri"),
        (timedelta(days=6), "Tue"),
        (timedelta(days=7), "Nov 16"),
        (timedelta(days=400), "Oct 19, 2025"),
    ],
)
def test_a_row_says_when_as_shortly_as_it_can(ago, said):
    assert plain(words.row_time(NOW - ago, PHOENIX)) == said


def test_what_is_today_depends_on_the_zone():
    late = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
    assert words.row_time(late, PHOENIX) == "Yesterday"
    assert plain(words.row_time(late, NEW_YORK)) == "1:30 AM"


def test_a_time_to_come_is_not_called_by_a_past_weekday():
    assert plain(words.row_time(NOW + timedelta(days=2), PHOENIX)) == "Nov 25"


def test_the_full_time_names_the_zone_of_its_season():
    summer = datetime(2026, 7, 4, 16, 0, tzinfo=UTC)
    assert plain(words.full_time(NOW, LOS_ANGELES)) == "Monday, Nov 23, 2026 at 6:42 AM PST"
    assert plain(words.full_time(summer, LOS_ANGELES)) == "Saturday, Jul 4, 2026 at 9:00 AM PDT"


def test_the_hour_that_comes_twice_is_told_apart_by_its_zone():
    first = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    assert plain(words.full_time(first, LOS_ANGELES)).endswith("1:30 AM PDT")
    assert plain(words.full_time(first + timedelta(hours=1), LOS_ANGELES)).endswith("1:30 AM PST")


def test_a_day_has_its_year_only_when_it_is_another():
    assert plain(words.day_label(NOW, PHOENIX)) == "Monday, Nov 23"
    assert plain(words.day_label(NOW - timedelta(days=365), PHOENIX)) == "Sunday, Nov 23, 2025"
    assert words.day_key(datetime(2026, 11, 23, 3, tzinfo=UTC), PHOENIX) == "2026-11-22"
    assert words.day_key(None, PHOENIX) == ""


def test_sort_keys_compare_as_text_in_the_order_of_time_and_then_of_rows():
    keys = [words.sort_key(NOW, 9), words.sort_key(NOW, 10), words.sort_key(NOW + timedelta(microseconds=1), 1)]
    assert keys == sorted(keys) and len(set(map(len, keys))) == 1
    assert words.sort_key(None, 1) == ""


def test_a_face_keeps_its_colour():
    assert [words.face(n) for n in (1, 6, 7, None)] == [2, 1, 2, 1]


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_words_and_a_line(state):
    message = text(state, not_before=None)
    assert words.state_words(message)
    assert words.status_line(message, PHOENIX)


@pytest.mark.parametrize(
    ("message", "line"),
    [
        (text("queued"), "Queued"),
        (text("accepted"), "Sending"),
        (text("sent"), "Sent · 7:42 AM"),
        (text("queued", media_count=1), "Queued · MMS"),
        (text("delivered", media_count=2), "Delivered · 7:42 AM · MMS"),
        (text("delivered", sort_at=NOW - timedelta(days=3)), "Delivered · Fri 7:42 AM"),
        (text("failed", error_code=30006), "Failed: This number is a landline or can't be reached by text."),
        (text("refused", decision=decided("Jake texted STOP on Nov 12.")), "Not sent: Jake texted STOP on Nov 12."),
        (text("held", decision=decided("she has not agreed.")), "Waiting for opt-in: she has not agreed."),
        (text("held", code="SENDING_PAUSED", decision=decided("Sending is paused.")), "Waiting: Sending is paused."),
        (text("deferred", not_before=NOW + timedelta(hours=2)), "Waiting until 9:42 AM"),
        (text("deferred", not_before=NOW + timedelta(hours=26)), "Waiting until tomorrow 9:42 AM"),
        (text("deferred", not_before=NOW + timedelta(hours=26), code="QUIET_HOURS", decision=json.dumps(
            {"sentence": "It's night.", "facts": {"zones": ["America/New_York", "America/Chicago"]}})),
         "Waiting until tomorrow 10:42 AM in Chicago"),
        (text("held", code="TZ_UNRESOLVED", decision=decided("No hour suits.")), "Waiting: No hour suits."),
        (text("canceled", decision=decided("They texted STOP.")), "Canceled: They texted STOP."),
        (text("unknown"), "Checking with the carrier: it will not go twice."),
        (text("received", direction="in"), "7:42 AM"),
        (text("received", direction="in", media_count=2), "7:42 AM · MMS"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_line_under_a_text_says_the_state_then_when_or_why(message, line):
    assert plain(words.status_line(message, PHOENIX)) == line


def test_a_sentence_that_begins_with_the_state_does_not_say_it_twice():
    message = text("refused", decision=decided("Not sent: the number is wrong."))
    assert words.status_line(message, PHOENIX) == "Not sent: the number is wrong."


def test_a_decision_that_cannot_be_read_does_not_break_the_page():
    assert words.status_line(text("refused", decision="{oops"), PHOENIX) == "Not sent"


@pytest.mark.parametrize("kind", KINDS)
def test_every_event_has_words(kind):
    assert "<b>" in journey_words.event_words(Event(kind=kind, detail="", count=0, at=NOW))


def test_what_a_person_wrote_is_escaped_in_an_event():
    said = journey_words.event_words(Event(kind="opted_out", detail="<i>STOP", count=2, at=NOW))
    assert said == "They <b>texted &lt;i&gt;STOP</b>, 2 waiting texts canceled"


def test_an_address_that_cannot_be_answered_says_why():
    assert words.reply_problem("+16025550148") == ""
    assert "short code" in words.reply_problem("72975")
    assert "without a sender" in words.reply_problem("")


@pytest.mark.parametrize(("media_count", "said"), [(0, "SMS"), (1, "MMS")])
def test_a_text_says_how_it_travelled(media_count, said):
    assert words.channel(text("received", direction="in", media_count=media_count)) == said
