"""Where a person is, in words: place_of(contact, phone), a Jinja filter. register(app) adds it."""

from __future__ import annotations

from typing import NamedTuple

from flask import Flask

from app import clock
from app.extensions import db
from app.models import Contact, Phone, User
from app.policy.hours_spans import minute_of, offset
from app.policy.hours_words import local
from app.sms import zones
from app.texting.where import AREA_CODE, CONFIRMED, POSTAL, where_known


class Place(NamedTuple):
    """One zone for each clock they may live by, with its city and time, the westernmost first; none where nobody can
    know. `how` it is known, and `sure`: who confirmed it, "" where nobody did."""

    clocks: tuple[tuple[str, str, str], ...]
    how: str
    sure: str


def register(app: Flask) -> None:
    app.jinja_env.filters["place_of"] = place_of


def place_of(contact: Contact, phone: Phone | None) -> Place:
    """By the first source that says something: what somebody confirmed, the postal code, the area code."""
    where = where_known(phone.e164 if phone else "", contact.time_zone or "", contact.postal_code or "")
    if where.source not in (CONFIRMED, POSTAL, AREA_CODE):
        return Place((), "", "")
    minute, by_clock = minute_of(clock.now()), {}
    for zone in where.zones:
        by_clock.setdefault(offset(zone, minute), zone)
    clocks = tuple((by_clock[ahead], zones.city(by_clock[ahead]), local(minute, (by_clock[ahead],)))
                   for ahead in sorted(by_clock))  # fmt: skip
    how = {CONFIRMED: "", POSTAL: f"from {contact.postal_code}", AREA_CODE: "guessed from area code"}[where.source]
    return Place(clocks, how, _signed(contact) if where.source == CONFIRMED else "")


def _signed(contact: Contact) -> str:
    who = db.session.get(User, contact.tz_confirmed_by_id) if contact.tz_confirmed_by_id else None
    return f"Confirmed by {who.first_name}" if who else "Set by hand"
