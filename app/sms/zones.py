"""Time zones: zones_of("+16025550148") by area code, city("America/Phoenix"), CHOICES for a form.

An area code says where a number was given out, not where its owner is today: the page says where it has the zone from.
All zones under an area code count, not that of the one exchange: mobile numbers keep to no exchange.
data/npa_zones.json is drawn from libphonenumber 9.0.43; what its table lacks stands here.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from app.sms.e164 import Destination, area_code, kind_of

NPA_ZONES: dict[str, list[str]] = json.loads((Path(__file__).parent / "data" / "npa_zones.json").read_text())
OVERLAID = {
    "448": ("850",), "930": ("812",), "364": ("270",), "458": ("541",), "986": ("208",), "236": ("250", "604"),
    "257": ("250", "604"), "672": ("250", "604"), "778": ("250", "604"), "367": ("418",), "581": ("418",),
    "273": ("418",), "879": ("709",),
}  # fmt: skip
"""Area codes that were laid over others: their numbers lie wherever the older ones do."""
ALSO = {
    "867": ("America/Edmonton", "America/Toronto", "America/Winnipeg", "America/Whitehorse"),
    "928": ("America/Phoenix", "America/Denver"),  # the Navajo Nation keeps daylight saving time
}

CHOICES = (
    "America/New_York", "America/Detroit", "America/Indiana/Indianapolis", "America/Kentucky/Louisville",
    "America/Chicago", "America/Denver", "America/Boise", "America/Phoenix", "America/Los_Angeles",
    "America/Anchorage", "America/Juneau", "America/Adak", "Pacific/Honolulu", "America/Puerto_Rico",
    "America/St_Thomas", "Pacific/Guam", "Pacific/Saipan", "Pacific/Pago_Pago", "America/St_Johns", "America/Halifax",
    "America/Toronto", "America/Winnipeg", "America/Regina", "America/Edmonton", "America/Vancouver",
    "America/Whitehorse", "America/Iqaluit",
)  # fmt: skip


def zones_of(e164: str) -> tuple[str, ...]:
    """IANA names of the zones that a US or Canadian number's area code may lie in; none when it says nothing: toll-free
    and other codes without a place, and codes nobody knows yet."""
    return zones_of_code(code_of(e164))


def code_of(e164: str) -> str:
    """The area code of a US or Canadian number, "" of any other address."""
    return area_code(e164) or "" if kind_of(e164) is Destination.US_CA else ""


@lru_cache(maxsize=1024)
def zones_of_code(code: str) -> tuple[str, ...]:
    """The same by the area code itself."""
    found = {*NPA_ZONES.get(code, ()), *ALSO.get(code, ())}
    for parent in OVERLAID.get(code, ()):
        found.update(NPA_ZONES[parent])
    return tuple(sorted(found))


def city(zone: str) -> str:
    """How people call a zone: its city. "America/Los_Angeles" is Los Angeles."""
    return zone.rpartition("/")[2].replace("_", " ")


@lru_cache(maxsize=1024)
def is_zone(name: str) -> bool:
    """Whether this is a zone that this machine knows."""
    try:
        return bool(name) and ZoneInfo(name) is not None
    except (ValueError, OSError, KeyError):
        return False
