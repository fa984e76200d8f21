"""Words about people: Jinja filters for a contact's numbers, consent and notes, and unseen_notices().
register(app) adds them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from flask_login import current_user
from markupsafe import Markup, escape

from app import clock
from app.live.agreement import Level
from app.models import Contact, Note, Phone
from app.models.event import ASSIGNMENT_KINDS, CONSENT_KINDS, CONTACT_KINDS
from app.models.notice import unseen
from app.sms import zones

OK_WORDS = {"ON": "On", "OFF": "Off", "UNSET": "Replies only"}


def register(app: Flask) -> None:
    filters = (phone_label, note_words, ok_words, day_words, zone_city, event_group, agreed_words)
    app.jinja_env.filters.update({each.__name__: each for each in filters})
    app.jinja_env.globals["unseen_notices"] = unseen_notices


def agreed_words(level: Level) -> str:
    """How a level came about: "They texted START", "Spoken"."""
    begins_with_them = level.how.startswith("texted")
    return f"They {level.how}" if begins_with_them else level.how[:1].upper() + level.how[1:] or "On record"


def zone_city(zone: str) -> str:
    return zones.city(zone)


def phone_label(phone: Phone) -> str:
    """What a number is called: its label, else what kind of line it is."""
    return phone.label or ("Mobile" if phone.line_type == "mobile" else "Number")


def ok_words(contact: Contact) -> str:
    return OK_WORDS[contact.ok_to_sms]


def day_words(at: datetime, zone: str) -> str:
    """A day with its name while that helps: Fri Nov 20, then Nov 20, then Nov 20, 2025."""
    day, today = at.astimezone(ZoneInfo(zone)).date(), clock.now().astimezone(ZoneInfo(zone)).date()
    words = f"{day:%b}\u00a0{day.day}"
    if day > today - timedelta(days=7):
        return f"{day:%a} {words}"
    return words if day.year == today.year else f"{words}, {day.year}"


def event_group(kind: str) -> str:
    """Under which choice of "Filter by" a kind of event stands."""
    groups = {"consent": CONSENT_KINDS, "assignment": ASSIGNMENT_KINDS, "contact": CONTACT_KINDS}
    return next((name for name, kinds in groups.items() if kind in kinds), "texts")


def note_words(note: Note) -> Markup:
    """A note's words, everybody it mentions made plain to see."""
    names = {name for user in note.mentioned for name in (user.name, user.first_name) if name}
    if not names:
        return escape(note.body)
    found = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    parts = re.split(rf"((?<![\w@])@(?:{found})(?!\w))", note.body, flags=re.IGNORECASE)
    called = Markup('<b class="mention">{}</b>')
    return Markup("").join(called.format(part) if place % 2 else escape(part) for place, part in enumerate(parts))


def unseen_notices() -> int:
    """How many mentions and notices the person signed in hasn't seen."""
    return unseen(current_user) if current_user.is_authenticated else 0
