"""Time zones: zones_of("+16025550148") by area code, city("America/Phoenix"), CHOICES for a form.

An area code says where a number was given out, not where its owner is today: the page says where it has the zone from.
The zones of area codes come from libphonenumber's own table.
"""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import timezone

from app.sms.e164 import Destination, kind_of

MOST = 6  # a number with more zones (toll-free: all of them) says nothing about where its owner is

CHOICES = (
    "America/New_York", "America/Detroit", "America/Indiana/Indianapolis", "America/Kentucky/Louisville",
    "America/Chicago", "America/Denver", "America/Boise", "America/Phoenix", "America/Los_Angeles",
    "America/Anchorage", "America/Juneau", "America/Adak", "Pacific/Honolulu", "America/Puerto_Rico",
    "America/St_Thomas", "Pacific/Guam", "Pacific/Saipan", "Pacific/Pago_Pago", "America/St_Johns", "America/Halifax",
    "America/Toronto", "America/Winnipeg", "America/Regina", "America/Edmonton", "America/Vancouver",
    "America/Whitehorse", "America/Iqaluit",
)  # fmt: skip


@lru_cache(maxsize=4096)
def zones_of(e164: str) -> tuple[str, ...]:
    """IANA names of the zones that a US or Canadian number's area code may lie in; none when it says nothing."""
    if kind_of(e164) is not Destination.US_CA:
        return ()
    found = timezone.time_zones_for_number(phonenumbers.parse(e164, None))
    known = tuple(zone for zone in found if zone != timezone.UNKNOWN_TIMEZONE)
    return known if len(known) <= MOST else ()


def city(zone: str) -> str:
    """How people call a zone: its city. "America/Los_Angeles" is Los Angeles."""
    return zone.rpartition("/")[2].replace("_", " ")


def is_zone(name: str) -> bool:
    """Whether this is a zone that this machine knows."""
    try:
        return bool(name) and ZoneInfo(name) is not None
    except (ValueError, OSError, KeyError):
        return False
