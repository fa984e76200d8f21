"""Row 15: what waits, what is held, and an agent's word against the hour."""

from __future__ import annotations

import pytest

from app.policy import gate
from app.policy.facts import Agreed, Facts, Finding
from app.policy.hours import NEVER

NOW = "2026-11-24T05:30:00+00:00"
SPOKEN = Agreed("informational", "", "granted", "2026-11-01T00:00:00+00:00", "spoken", 3)
QUIET = {
    "quiet_until": "2026-11-24T15:00:00+00:00", "quiet_words": "It's 10:30 PM in Phoenix. It goes at 8:00 AM there.",
    "local": "10:30 PM in Phoenix", "zones": ("America/Phoenix",), "window": "08:00-21:00",
}  # fmt: skip


def facts(**more) -> Facts:
    usual = {
        "purpose": "direct", "at": NOW, "actor": "user 7", "may_send": True, "sender": "(480) 555-0110",
        "sender_owned": True, "to": "+16025550148", "destination": "us_ca", "length": 12, "ok_to_sms": "ON",
        "consents": (SPOKEN,), **QUIET,
    }  # fmt: skip
    return Facts(**{**usual, **more})


@pytest.mark.lesson(29)
def test_a_direct_text_at_night_waits():
    verdict = gate.decide(facts())
    assert (verdict.kind, verdict.code, verdict.row, verdict.at) == ("defer", "QUIET_HOURS", 15, QUIET["quiet_until"])
    assert verdict.sentence == QUIET["quiet_words"]


def test_an_agents_reason_lets_a_direct_text_go_with_a_warning_that_keeps_it():
    verdict = gate.decide(facts(override="She asked for it tonight"))
    assert (verdict.kind, verdict.code) == ("warn", "QUIET_HOURS")
    assert verdict.sentence == "It's 10:30 PM in Phoenix. It goes all the same: She asked for it tonight"
    kept = gate.record(facts(override="She asked for it tonight"), verdict)
    assert "She asked for it tonight" in kept and gate.recall(kept)[1] == verdict


@pytest.mark.parametrize("more", [
    {"findings": (Finding("L10", False, "An offer."),)}, {"purpose": "info"},
    {"purpose": "promo", "consents": (SPOKEN._replace(level="promotional"),)},
    {"purpose": "optin"},
])  # fmt: skip
def test_no_reason_lets_go_what_sells_or_was_not_written_to_one_person(more):
    assert gate.decide(facts(override="I want to", **more)).kind == "defer"


@pytest.mark.parametrize("purpose", ["reply", "auto_reply", "system"])
def test_answers_and_confirmations_never_wait(purpose):
    assert gate.decide(facts(purpose=purpose)).kind == "send"


def test_no_hour_that_suits_holds_the_text():
    verdict = gate.decide(facts(quiet_until=NEVER))
    assert (verdict.kind, verdict.code, verdict.at) == ("hold", "TZ_UNRESOLVED", "")


def test_why_shows_the_hour_there_and_the_window():
    def words(**more) -> str:
        return next(check.words for check in gate.explain(facts(**more)) if check.row == 15)

    assert words(quiet_until="", quiet_words="") == "It's 10:30 PM in Phoenix, and texts go from 8\u00a0AM to 9\u00a0PM"
    assert words(quiet_until="", quiet_words="", purpose="reply", last_inbound=NOW) == "It's 10:30 PM in Phoenix"
    assert words() == QUIET["quiet_words"]


def test_a_decision_with_all_that_is_known_of_the_hour_stays_small():
    zones = ("America/Edmonton", "America/Fort_Nelson", "America/Toronto", "America/Vancouver", "America/Whitehorse",
             "America/Winnipeg")  # fmt: skip
    crowded = facts(
        zones=zones, states=("NT", "NU", "YT"), name="Wilhelmina-Anastasia", tzdata="2026.6", consents=(SPOKEN, SPOKEN),
        quiet_words="It's 8:30 PM in New York, and Connecticut allows offers from 9 AM to 8 PM. It goes on Wednesday "
        "at 9:00 AM in Los Angeles (Tuesday 12:00 PM your time).",
        local="between 4:30 AM in Vancouver and 8:30 AM in Toronto", override="She asked for it tonight, by phone",
    )
    verdict = gate.decide(crowded)
    assert len(gate.record(crowded, verdict).encode()) <= gate.MOST_BYTES
