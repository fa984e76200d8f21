"""Words of the desk: Jinja filters for the inbox's rows and for what is done with a conversation. register(app) adds
them.

    row_name(row)             Maria Delgado, or the number where nobody wrote a name
    rows_html(rows)           the rows' partials, drawn
    until_words(dt, zone)     3:42 PM · tomorrow · Mon · Nov 30: as short as a list can say it
    day_and_clock(dt, zone)   Tue, Nov 24, 8:00 AM
    zone_name(zone)           Phoenix
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask

from app.live.inbox import rows_html
from app.models.folder import InboxRow
from app.models.user import initials
from app.moments import day_and_time, today
from app.sms.e164 import display
from app.web.words import BOUND, clock, day_of


def register(app: Flask) -> None:
    filters = (row_name, rows_html, until_words, day_and_clock, zone_name, first_name)
    app.jinja_env.filters.update({each.__name__: each for each in filters})
    app.jinja_env.filters["initials_of"] = initials


def row_name(row: InboxRow) -> str:
    return row.name or display(row.e164)


def until_words(at: datetime, zone: str) -> str:
    day = at.astimezone(ZoneInfo(zone)).date()
    ahead = day - today(zone)
    if ahead == timedelta():
        return clock(at, zone)
    if ahead == timedelta(days=1):
        return "tomorrow"
    return f"{day:%a}" if timedelta() < ahead < timedelta(days=7) else day_of(at, zone)


def day_and_clock(at: datetime, zone: str) -> str:
    return day_and_time(at, zone).replace(" ", BOUND)


def zone_name(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def first_name(name: str) -> str:
    return name.split()[0] if name.strip() else name
