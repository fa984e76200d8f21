"""Where somebody is becomes known: confirm(contact, actor, zone); look_again() has waiting texts judged by what is
known now, a person's or a whole account's."""

from __future__ import annotations

from sqlalchemy import select, update

from app import queues
from app.clock import now
from app.extensions import db
from app.models import Contact, Message, Phone, User
from app.models.message import OPEN, is_one_of
from app.sms import zones
from app.texting import journey
from app.texting.contact_changes import tell_panels
from app.texting.locks import lock_phones
from app.transaction import after_commit

WAIT_FOR_HOURS = ("QUIET_HOURS", "TZ_UNRESOLVED")


def confirm(contact: Contact, actor: User, zone: str) -> None:
    """Somebody knows in which zone a person is; who and when stays with it. Raises ValueError for no zone."""
    if not zones.is_zone(zone):
        raise ValueError(f"{zone} is not a time zone.")
    lock_phones(db.session.scalars(select(Phone.id).where(Phone.contact_id == contact.id)).all())
    contact.time_zone = zone
    sign(contact, actor)
    journey.tell_of_person("zone_confirmed", contact, actor.id, detail=zones.city(zone))
    look_again(contact=contact)
    tell_panels([contact.id])


def sign(contact: Contact, actor: User) -> None:
    """Who says that the zone is right, and since when; nobody where there is none."""
    contact.tz_confirmed_at = now() if contact.time_zone else None
    contact.tz_confirmed_by_id = actor.id if contact.time_zone else None


def look_again(contact: Contact | None = None, account_id: int | None = None) -> None:
    """Texts that wait for their hour are due now, so that the claim judges them anew; those that still may not go wait
    on."""
    waiting = update(Message).where(
        is_one_of(Message.state, ("deferred", "held")), is_one_of(Message.state, OPEN),
        Message.code.in_(WAIT_FOR_HOURS),
    )
    if contact is not None:
        waiting = waiting.where(Message.phone_id.in_(select(Phone.id).where(Phone.contact_id == contact.id)))
    else:
        waiting = waiting.where(Message.account_id == account_id)
    changed = db.session.execute(
        waiting.values(state="deferred", not_before=now()).execution_options(synchronize_session=False)
    )
    if changed.rowcount:
        after_commit(queues.ring)
