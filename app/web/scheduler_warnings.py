"""What is to be known of what waits, as a chip beside it: warnings_of(schedules, zone)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from app.live.scheduled import gone_templates
from app.models import Schedule
from app.policy.verdict import DEFER, HOLD, REFUSE, Verdict
from app.texting.outlook import outlook
from app.web.scheduler_words import both_times, theirs_of
from app.web.words import clock


class Chip(NamedTuple):
    """The chip's colour, drawing and words, and the whole sentence."""

    tint: str
    icon: str
    words: str
    sentence: str


REFUSED = {
    "OPTED_OUT": ("out", "ban", "Opted out"), "TOKEN_EMPTY": ("fail", "braces", "A token is empty"),
}  # fmt: skip
GONE = "Its template was deleted. These words stay as they are."
TEMPLATE_GONE = Chip("plain", "file-text", "Template deleted", GONE)


def warnings_of(rows: Sequence[Schedule], mine: str) -> dict[int, Chip]:
    """By id, of those that have one; what keeps it from leaving before what is good to know."""
    gone, verdicts = gone_templates(rows), outlook(rows)
    found = {row.id: TEMPLATE_GONE for row in rows if row.template_id in gone}
    for row in rows:
        chip = _of(verdicts[row.id], theirs_of(row, mine), mine) if row.id in verdicts else None
        if chip is not None:
            found[row.id] = chip
    return found


def _of(verdict: Verdict, theirs: str, mine: str) -> Chip | None:
    if verdict.kind == REFUSE:
        tint, icon, words = REFUSED.get(verdict.code, ("fail", "circle-alert", "Would not be sent"))
        return Chip(tint, icon, words, verdict.sentence)
    if verdict.kind == DEFER and verdict.code == "QUIET_HOURS":
        at = datetime.fromisoformat(verdict.at)
        sentence = f"Their quiet hours: it leaves {both_times(at, theirs, mine)} instead."
        return Chip("wait", "clock", f"Moves to {clock(at, theirs)}", sentence)
    if verdict.kind == HOLD:
        return Chip("wait", "hourglass", "Waits for opt-in", verdict.sentence)
    return Chip("wait", "clock", "Goes later", verdict.sentence) if verdict.kind == DEFER else None
