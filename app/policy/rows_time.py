"""Rows about the hour: how often (14), quiet hours (15), in time (17)."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.policy.facts import Facts
from app.policy.hours import NEVER
from app.policy.hours_words import span
from app.policy.rows_sender import PROACTIVE
from app.policy.verdict import DEFER, HOLD, REFUSE, WARN, Outcome
from app.policy.words import moment, person

LONGEST_WAIT = {"promo": timedelta(hours=24)}  # of what sells; anything else may wait three days
USUAL_WAIT = timedelta(hours=72)


def in_due_time(facts: Facts, outcome: Outcome) -> Outcome:
    """A text that would wait too long for its hour isn't sent at all: by then its words are stale."""
    since = datetime.fromisoformat(facts.waits_since or facts.at)
    longest = LONGEST_WAIT.get(facts.purpose, USUAL_WAIT)
    if datetime.fromisoformat(outcome.at) - since <= longest:
        return outcome
    days = "a day" if longest < USUAL_WAIT else "three days"
    return Outcome(
        REFUSE, "STALE",
        f"The next allowed time is {moment(outcome.at, facts.at, facts.zone)}, your time, and a text like this waits "
        f"{days} at most. Write it again then.",
    )


def cap(facts: Facts) -> Outcome | None:
    """Row 14: so many texts that sell in a day, and no more."""
    if not facts.cap_until or facts.purpose not in ("promo", "optin"):
        return None
    when = moment(facts.cap_until, facts.at, facts.zone)
    sentence = f"{person(facts)} had three offers in 24 hours, the most that may go. It goes {when}, your time."
    return Outcome(DEFER, "CAP_24H", sentence, facts.cap_until)


def cap_words(_facts: Facts) -> str:
    return ""


def quiet(facts: Facts) -> Outcome | None:
    """Row 15 (47 CFR 64.1200(c)(1) and state law): never for an answer. What an agent writes to one person may go all
    the same where they say why and nothing in it sells."""
    if not facts.quiet_until or facts.purpose not in PROACTIVE:
        return None
    if facts.override and facts.purpose == "direct" and not sells(facts):
        return Outcome(WARN, "QUIET_HOURS", f"It's {facts.local}. It goes all the same: {facts.override}")
    if facts.quiet_until == NEVER:
        return Outcome(HOLD, "TZ_UNRESOLVED", facts.quiet_words)
    return Outcome(DEFER, "QUIET_HOURS", facts.quiet_words, facts.quiet_until)


def sells(facts: Facts) -> bool:
    """Whether a look at the words found signs of an offer."""
    return any(found.rule == "L10" for found in facts.findings)


def quiet_words(facts: Facts) -> str:
    if not facts.local or facts.quiet_until:
        return facts.quiet_words or (facts.local and f"It's {facts.local}")
    holds = f", and texts go {span(facts.window)}" if facts.window and facts.purpose in PROACTIVE else ""
    return f"It's {facts.local}{holds}"


def in_time(facts: Facts) -> Outcome | None:
    """Row 17: a confirmation that could not leave at once, or was overtaken, is not sent late
    (47 CFR 64.1200(a)(12))."""
    if facts.leave_by and facts.leave_by <= facts.at:
        return Outcome(REFUSE, "STALE", "Too late: it could not leave in time, or a newer text overtook it.")
    return None


def in_time_words(facts: Facts) -> str:
    return "Yes" if facts.leave_by else ""
