"""The decision table: TABLE in the order in which its rows decide, and TABLES, which hold those of earlier days.

A kept decision is re-evaluated by the rules of its day, so that it comes to itself for ever. Whoever changes what a
row answers adds a version here and keeps the old rows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from app.policy import rows_person, rows_sender, rows_text, rows_time
from app.policy.facts import Facts
from app.policy.verdict import Outcome


class Row(NamedTuple):
    """`rule` answers an Outcome where the text fails, None where it passes; `words` what was found then, "" where
    there is nothing to say about it."""

    number: int
    name: str
    rule: Callable[[Facts], Outcome | None]
    words: Callable[[Facts], str]


RULES = "2026-11-22.3"
TABLE = (
    Row(1, "Sender", rows_sender.permission, rows_sender.permission_words),
    Row(2, "Number", rows_sender.destination, rows_sender.destination_words),
    Row(3, "Kind of line", rows_sender.line, rows_sender.line_words),
    Row(4, "Verified", rows_sender.verified, rows_sender.verified_words),
    Row(5, "Opted out?", rows_person.opt_out, rows_person.opt_out_words),
    Row(6, "OK to SMS?", rows_person.ok_to_sms, rows_person.ok_to_sms_words),
    Row(7, "Means stop?", rows_person.review, rows_person.review_words),
    Row(8, "Lawful source", rows_person.lawful, rows_person.lawful_words),
    Row(9, "Consent", rows_person.consent, rows_person.consent_words),
    Row(10, "Opt-in first", rows_person.opt_in_first, rows_person.opt_in_first_words),
    Row(11, "National list", rows_person.national_list, rows_person.national_list_words),
    Row(12, "Wording", rows_text.content, rows_text.content_words),
    Row(13, "Length", rows_text.length, rows_text.length_words),
    Row(14, "How often", rows_time.cap, rows_time.cap_words),
    Row(15, "Quiet hours", rows_time.quiet, rows_time.quiet_words),
    Row(16, "Balance", rows_sender.funds, rows_sender.funds_words),
    Row(17, "In time", rows_time.in_time, rows_time.in_time_words),
)
FIRST = tuple(row for row in TABLE if row.number in (1, 2, 5, 6, 13, 17))
# Nobody had been asked to opt in under the second: with the defaults of those facts its rows answer as these do.
TABLES = {"2026-11-22": FIRST, "2026-11-22.2": TABLE, RULES: TABLE}
