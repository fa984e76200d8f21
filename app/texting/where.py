"""Where a recipient may be, and what hour it is there: where_of(phone, account), and hours_of(text, account, at), the
facts of the hour for the gate.

Sources, the surest first: the zone somebody confirmed, the postal code, the area code, the account's markets. What
sells looks at all of them together, since the law speaks of where a person is and states count an area code as being
there; anything else goes by the first that says something.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from app.clock import zone_data
from app.models import Account, Phone
from app.policy import hours
from app.sms import regions, zones

if TYPE_CHECKING:
    from app.texting.facts import Text

CONFIRMED, POSTAL, AREA_CODE, MARKETS = "confirmed", "postal code", "area code", "markets"


class Where(NamedTuple):
    """`zones` by the first source that says something, `source`; `all_zones` and `states` by every one."""

    zones: tuple[str, ...]
    source: str
    all_zones: tuple[str, ...]
    states: tuple[str, ...]


def where_of(phone: Phone, account: Account) -> Where:
    """Where whoever has this number may be. Asks the database nothing where the phone's contact is loaded."""
    contact = phone.contact
    confirmed, postal = (contact.time_zone or "", contact.postal_code or "") if contact else ("", "")
    return where_known(phone.e164, confirmed, postal, tuple(account.markets or ()))


def hours_of(text: Text, account: Account, at: datetime) -> dict[str, Any]:
    """The facts of the hour for this text."""
    if text.purpose in ("system", "internal"):
        return {}
    where, sells = where_of(text.phone, account), text.purpose in hours.SELLING
    candidates = where.all_zones if sells else where.zones
    found = hours.at(
        at, text.purpose, candidates, where.states, account.quiet_profile, (account.quiet_from, account.quiet_to),
        account.time_zone, dispatching=True,
    )
    facts = {"zones": candidates, "local": found.local, "window": found.window, "tzdata": zone_data()}
    if sells:
        facts |= {"states": where.states, "open_until": found.closes}
    if found.hint:
        facts["hint"] = found.hint
    if not found.is_open:
        facts |= {"quiet_until": found.until, "quiet_words": found.words}
    return facts


def where_known(e164: str, confirmed: str, postal: str, markets: tuple[str, ...] = ()) -> Where:
    """The same from what is known."""
    return _where(zones.code_of(e164), confirmed, postal, markets)


@lru_cache(maxsize=16_384)
def _where(code: str, confirmed: str, postal: str, markets: tuple[str, ...]) -> Where:
    place = regions.of_postal(postal) or regions.Place((), ())
    sources = {
        CONFIRMED: (confirmed,) if zones.is_zone(confirmed) else (), POSTAL: place.zones,
        AREA_CODE: zones.zones_of_code(code), MARKETS: tuple(filter(zones.is_zone, markets)) or hours.FALLBACK,
    }  # fmt: skip
    first = next(source for source, found in sources.items() if found)
    known = {zone for source, found in sources.items() if source != MARKETS for zone in found}
    states = sorted({*place.states, *regions.states_of_code(code)})
    return Where(sources[first], first, tuple(sorted(known)) or sources[MARKETS], tuple(states))
