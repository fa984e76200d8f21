"""An account's quiet hours as set: save(account, typed), form_of(account). Raises Unfit, a sentence a field."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.models import Account
from app.models.account import QUIET_PROFILES
from app.policy.hours import USUAL
from app.policy.hours_words import CLOSING, hour
from app.policy.state_rule import OFFERS
from app.sms import zones
from app.texting import their_zone
from app.texting.contact_profile import Unfit

MIDNIGHT = 24 * 60
TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True)
class Typed:
    """The form: times as HH:MM (an end at 00:00 is midnight), a profile, zones."""

    quiet_from: str
    quiet_to: str
    profile: str
    markets: tuple[str, ...] = ()


def form_of(account: Account) -> Typed:
    return Typed(_time(account.quiet_from), _time(account.quiet_to), account.quiet_profile, tuple(account.markets))


def save(account: Account, typed: Typed) -> None:
    """Keep them; what waits for its hour is judged anew."""
    errors: dict[str, str] = {}
    begins, ends = _minutes("quiet_from", typed.quiet_from, errors), _minutes("quiet_to", typed.quiet_to, errors)
    ends = ends or MIDNIGHT
    if not errors and begins >= ends:
        errors["quiet_to"] = (
            f"This window never opens: it ends at {hour(ends)}, and begins at {hour(begins)}. Choose a later end."
        )
    if typed.profile not in QUIET_PROFILES:
        errors["profile"] = "Choose one of the three."
    if not all(map(zones.is_zone, typed.markets)):
        errors["markets"] = "Choose zones from the list."
    if errors:
        raise Unfit(errors)
    account.quiet_from, account.quiet_to, account.quiet_profile = begins, ends, typed.profile
    account.markets = list(typed.markets)
    their_zone.look_again(account_id=account.id)


def offers_never_go(account: Account) -> bool:
    """Whether the window lies outside the hours in which offers may go anywhere, the last minutes left out."""
    first, last = USUAL if account.quiet_profile == "federal" else OFFERS
    return min(account.quiet_to, last) - max(account.quiet_from, first) <= CLOSING


def _minutes(name: str, typed: str, errors: dict[str, str]) -> int:
    found = TIME.fullmatch(typed.strip())
    if found is None:
        errors[name] = "Write a time, like 08:00 or 21:00."
        return 0
    return int(found[1]) * 60 + int(found[2])


def _time(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
