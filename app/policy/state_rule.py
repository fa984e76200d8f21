"""What a table of state rules is: Rules, its rows StateRule, RulesProblem for one that cannot stand.

A row holds for a state from one day to another and says in which hours of which weekdays texts that sell may go.
Confidence A: that the law covers texts, and its hours, were both read; B: hours from calling tables, its reach over
texts not confirmed. This is engineering, not legal advice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from app.policy.states import NAMES

PROFILES = {"federal": "", "verified": "A", "strict": "AB"}
"""Which rows count, by confidence: none, those that are confirmed, all of them."""
FRESH_FOR = timedelta(days=180)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FIRST, LAST = date(1, 1, 1), date(9999, 12, 31)

Window = tuple[int, int]
"""Minutes after midnight, [start, end)."""
OFFERS: Window = (9 * 60, 20 * 60)
"""When what sells may go on a weekday in every state whose law was confirmed; on Sundays from noon."""
SUNDAY: Window = (12 * 60, 20 * 60)


class RulesProblem(ValueError):
    """A table that cannot stand: `problems` has a sentence for each fault, with its row."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class StateRule:
    """One row. `hours` is the window of each weekday, Monday first, None where nothing may go. `zone`: the clock that
    counts beside the person's own."""

    state: str
    confidence: str
    hours: tuple[Window | None, ...]
    cap: int | None
    holidays: bool
    effective_from: date
    effective_to: date
    source: str
    notes: str
    reviewed_on: date
    zone: str = ""

    @property
    def name(self) -> str:
        return NAMES[self.state]


@dataclass(frozen=True, eq=False)
class Rules:
    """A table that was read and found sound. Two tables are never equal: answers are remembered by table."""

    rules: tuple[StateRule, ...]
    name: str = ""

    def of(self, state: str, day: date, profile: str) -> StateRule | None:
        """The row that holds in a state on a day under this profile."""
        for rule in self._by_state.get(state, ()):
            if rule.effective_from <= day <= rule.effective_to:
                return rule if rule.confidence in PROFILES[profile] else None
        return None

    @cached_property
    def _by_state(self) -> dict[str, list[StateRule]]:
        found: dict[str, list[StateRule]] = {}
        for rule in self.rules:
            found.setdefault(rule.state, []).append(rule)
        return found

    @property
    def reviewed_on(self) -> date:
        """The oldest review of a row."""
        return min((rule.reviewed_on for rule in self.rules), default=FIRST)

    def stale(self, on_date: date) -> bool:
        """Whether nobody has looked at some row for more than half a year."""
        return on_date - self.reviewed_on > FRESH_FOR
