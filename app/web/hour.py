"""The hour where a text goes, for the composer: hour_of(facts, verdict, user), and typed_override(user)."""

from __future__ import annotations

from typing import NamedTuple

from flask import request

from app.models import User
from app.policy.facts import Facts
from app.policy.permissions import may
from app.policy.rows_time import sells
from app.policy.verdict import Verdict

LONGEST_REASON = 120
HOURS = ("QUIET_HOURS", "TZ_UNRESOLVED")


class Hour(NamedTuple):
    """`local`: the recipient's time, "" where it is said elsewhere or nobody can know; `hint`: what stands beside Send
    at night; `may_override`: whether this person may send it all the same; `override`: why, as typed; `zone`: of the
    clock, where there is one."""

    local: str = ""
    hint: str = ""
    may_override: bool = False
    override: str = ""
    zone: str = ""
    has_media: bool = False


def hour_of(facts: Facts, verdict: Verdict, user: User) -> Hour:
    """What the composer says of the hour, after what the gate said."""
    is_quiet = verdict.code in HOURS or any(warning.code in HOURS for warning in verdict.warnings)
    is_said = is_quiet or facts.hint or facts.local.startswith("between")
    return Hour(
        local="" if is_said else facts.local,
        hint=facts.hint if verdict.may_go else "",
        may_override=is_quiet and facts.purpose == "direct" and not sells(facts) and may(user.role, "override_hours"),
        override=facts.override,
        zone="" if " or " in facts.local or not facts.zones else facts.zones[0],
        has_media=facts.has_media,
    )


def typed_override(user: User) -> str:
    """Why a text goes in quiet hours all the same, on one line; nothing from whoever may not."""
    reason = " ".join(request.form.get("override", "").replace("\x00", "").split())[:LONGEST_REASON]
    return reason if may(user.role, "override_hours") else ""
