"""Reading a table of state rules: read(text, name) makes Rules, or RulesProblem with a sentence for every fault.

    {"rules": [{"state": "TX", "confidence": "A", "hours": {"Mon-Sat": "09:00-21:00", "Sun": "12:00-21:00"},
                "cap": 3, "holidays": true, "zone": "America/Chicago", "effective_from": "2025-09-01",
                "effective_to": "", "source": "SB 140", "notes": "", "reviewed_on": "2026-11-22"}]}

Days that `hours` leaves out have none. Several rows of a state follow each other without a gap: one ends the day before
the next begins. cap, holidays, zone, effective_from (always), effective_to (until further notice) and notes may be left
out.
"""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.policy.hours_words import CLOSING
from app.policy.state_rule import DAYS, FIRST, LAST, OFFERS, SUNDAY, Rules, RulesProblem, StateRule, Window
from app.policy.states import NAMES

KNOWN = frozenset({
    "state", "confidence", "hours", "cap", "holidays", "zone", "effective_from", "effective_to", "source", "notes",
    "reviewed_on",
})  # fmt: skip
FEWEST = 3  # in a day: what is counted for every number
_HOURS = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])")


def read(text: str, name: str) -> Rules:
    """The table in this JSON; `name` is what sentences call it."""
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        raise RulesProblem([f"{name}, line {error.lineno}: this isn't JSON ({error.msg})."]) from error
    except (ValueError, RecursionError) as error:
        raise RulesProblem([f"{name}: a number or a nesting in it is too long to be read."]) from error
    rows = whole.get("rules") if isinstance(whole, dict) else None
    if not isinstance(rows, list) or not rows:
        raise RulesProblem([f'{name} has no rules. Write them as {{"rules": [{{"state": "TX", …}}]}}.'])
    problems: list[str] = []
    found = [(place, _Row(f"{name}, row {place}", row, problems).rule()) for place, row in enumerate(rows, 1)]
    sound = [(place, rule) for place, rule in found if rule is not None]
    problems += _breaks(name, sound)
    if problems:
        raise RulesProblem(problems)
    return Rules(tuple(rule for _, rule in sound), name)


def _breaks(name: str, rules: list[tuple[int, StateRule]]) -> list[str]:
    """A sentence for each gap and overlap between the rows of a state."""
    problems, by_state = [], sorted(rules, key=lambda each: (each[1].state, each[1].effective_from))
    for (_, before), (place, after) in zip(by_state, by_state[1:], strict=False):
        if before.state != after.state:
            continue
        where = f"{name}, row {place} ({after.state})"
        if after.effective_from <= before.effective_to:
            ends = "has no end" if before.effective_to == LAST else f"ends on {before.effective_to}"
            problems.append(
                f"{where}: it {_beginning(after.effective_from)}, but the row before it {ends}, so two would hold at "
                "once. End the earlier one the day before the later one begins."
            )
        elif after.effective_from > before.effective_to + timedelta(days=1):
            first, last = before.effective_to + timedelta(days=1), after.effective_from - timedelta(days=1)
            problems.append(
                f"{where}: no row holds from {first} to {last}. Let the earlier one end on {last}, or write a row for "
                "the time between."
            )
    return problems


class _Row:
    """One row being read; what is wrong with it goes to `problems`."""

    def __init__(self, where: str, row: Any, problems: list[str]) -> None:
        state = str(row.get("state", "")) if isinstance(row, dict) else ""
        self.where = f"{where} ({state})" if state else where
        self.row, self.problems, self.is_sound = row, problems, True

    def rule(self) -> StateRule | None:
        """The row as it will be used, None where something is wrong with it."""
        if not isinstance(self.row, dict):
            self._wrong("this isn't a row. Write it in braces, with its state, hours, source and reviewed_on")
            return None
        if unknown := sorted(self.row.keys() - KNOWN):
            self._wrong(f"“{unknown[0]}” is not known here. Use only: {', '.join(sorted(KNOWN))}")
        fields = {
            "state": self._one_of("state", NAMES, "the two letters of a US state or Canadian province, like TX"),
            "confidence": self._one_of("confidence", ("A", "B"), "A (hours and reach over texts confirmed) or B"),
            "hours": self._hours(), "cap": self._cap(), "holidays": self._holidays(), "zone": self._zone(),
            "effective_from": self._date("effective_from", FIRST), "effective_to": self._date("effective_to", LAST),
            "source": self._words("source"), "notes": str(self.row.get("notes", "")),
            "reviewed_on": self._date("reviewed_on", None),
        }  # fmt: skip
        if self.is_sound and fields["effective_from"] > fields["effective_to"]:
            end = fields["effective_to"]
            self._wrong(f"it ends on {end}, before it begins. Write effective_to after effective_from")
        return StateRule(**fields) if self.is_sound else None

    def _wrong(self, what: str) -> None:
        self.problems.append(f"{self.where}: {what}.")
        self.is_sound = False

    def _one_of(self, field: str, allowed: Any, like: str) -> str:
        value = self.row.get(field)
        if not isinstance(value, str) or value not in allowed:
            self._wrong(f"{field} {f'{value!r} is not known' if value else 'is missing'}. Write {like}")
        return value if isinstance(value, str) else ""

    def _hours(self) -> tuple[Window | None, ...]:
        written, week = self.row.get("hours"), dict.fromkeys(DAYS)
        if not isinstance(written, dict) or not written:
            self._wrong('no window ever opens. Write hours, like {"Mon-Sat": "09:00-20:00"}')
            return ()
        for group, hours in written.items():
            days, window = _days(group), self._window(group, hours)
            if not days:
                self._wrong(f"the days “{group}” are not known. Write one day or two with a dash, like Sun or Mon-Sat")
            for day in days:
                if week[day] is not None:
                    self._wrong(f"{day} has two windows. Write each day once")
                week[day] = window or (0, 0)
        if self.is_sound and not any(map(_opens, DAYS, week.values())):
            self._wrong("no window ever opens: offers go nationwide from 09:00 to 20:00 and on Sundays from 12:00, the "
                        "last five minutes before an end. Write hours within these")  # fmt: skip
        return tuple(week.values())

    def _window(self, group: str, hours: Any) -> Window | None:
        found = _HOURS.fullmatch(hours) if isinstance(hours, str) else None
        start, end = (int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])) if found else (0, 0)
        if found is None or end > 1440:
            self._wrong(f"the hours {hours!r} of {group} can't be read. Write them like 09:00-20:00")
            return None
        if start >= end:
            self._wrong(f"the window {hours} of {group} never opens: it ends before it begins. Write the earlier time "
                        "first, or leave out days on which nothing may go")  # fmt: skip
            return None
        return start, end

    def _cap(self) -> int | None:
        value = self.row.get("cap")
        if value is not None and (type(value) is not int or not FEWEST <= value <= 100):
            self._wrong(f"cap {repr(value)[:20]} is no number of texts a day that can be kept: everywhere it is 3. "
                        "Write one from 3 to 100, or leave it out")  # fmt: skip
        return value

    def _holidays(self) -> bool:
        value = self.row.get("holidays", False)
        if type(value) is not bool:
            self._wrong("holidays is true (nothing may go on them) or false. Write one of the two")
        return bool(value)

    def _zone(self) -> str:
        value = self.row.get("zone", "")
        try:
            if value:
                ZoneInfo(value)
        except (ValueError, TypeError, AttributeError, OSError, KeyError):
            self._wrong(f"zone {value!r} is not known. Write an IANA name, like America/Chicago, or leave it out")
        return value

    def _date(self, field: str, default: date | None) -> date:
        value = self.row.get(field, "")
        if value == "" and default is not None:
            return default
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            what = f"{value!r} is no date" if value else "is missing"
            self._wrong(f"{field} {what}. Write it like 2026-11-22")
            return FIRST

    def _words(self, field: str) -> str:
        value = self.row.get(field)
        if not isinstance(value, str) or not value.strip():
            self._wrong(f"{field} is missing. Write where the rule is from, so that somebody can look again")
        return str(value)


def _opens(day: str, window: Window | None) -> bool:
    """Whether anything can go on this day, together with the hours that hold everywhere."""
    usual = SUNDAY if day == "Sun" else OFFERS
    return window is not None and min(window[1], usual[1]) - max(window[0], usual[0]) > CLOSING


def _beginning(day: date) -> str:
    return "has no beginning" if day == FIRST else f"begins on {day}"


def _days(group: str) -> tuple[str, ...]:
    first, dash, last = group.partition("-")
    if first not in DAYS or (dash and last not in DAYS):
        return ()
    begin, end = DAYS.index(first), DAYS.index(last or first)
    return DAYS[begin : end + 1] if begin <= end else ()
