"""Implied consent in Canada: until() when it ends, check() whether it may be recorded. BASES: what gives it.

A purchase or a contract lets a business text for two years after its day, an inquiry or application for six months; a
new one starts it again (CASL, S.C. 2010, c. 23, s. 10(9)-(10)). What needs no consent at all (6(6)) isn't recorded as
consent.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.clock import now
from app.models import Phone
from app.texting.evidence import Incomplete
from app.texting.ways import is_in_canada

BASES = {"casl_implied_ebr": 24, "casl_implied_inquiry": 6}  # calendar months
OFFERED = {
    "": "They agreed",
    "casl_implied_ebr": "A purchase or contract, 2 years",
    "casl_implied_inquiry": "An inquiry, 6 months",
}
ACTS = {"casl_implied_ebr": "bought from us", "casl_implied_inquiry": "asked us"}
EVIDENCE = "Write what they bought or asked, or add a file that shows it."
ONLY_CANADA = "Only in Canada a purchase or an inquiry allows texts for a time. Here they must agree; say how they did."
ONLY_INFORMATIONAL = "A purchase or an inquiry isn't agreement to offers in writing. Record it as informational."
OVER = "That was too long ago: in Canada a purchase counts for 2 years and an inquiry for 6 months. Ask them anew."


def until(basis: str, day: datetime, zone: str) -> datetime:
    """When implied consent of this basis ends: with the last day on which that many calendar months reach back to the
    day it came about, as that zone counts days. Raises Incomplete."""
    if basis not in BASES:
        raise Incomplete("basis", "Choose what lets you text them.")
    there = ZoneInfo(zone)
    last = _months_after(day.astimezone(there).date(), BASES[basis])
    return datetime.combine(last + timedelta(days=1), time(), there).astimezone(UTC)


def check(phone: Phone, level: str, basis: str, ends: datetime | None) -> None:
    """Raise Incomplete where implied consent of this basis can't be recorded for this number."""
    if not basis:
        return
    if level != "informational":
        raise Incomplete("level", ONLY_INFORMATIONAL)
    if not is_in_canada(phone):
        raise Incomplete("medium", ONLY_CANADA)
    if ends <= now():
        raise Incomplete("occurred_at", OVER)


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
