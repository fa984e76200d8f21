"""A contact's form that was open while a colleague changed the contact: form_of(contact) is what the form shows, and
merged(contact, typed, was) is what was typed, with a colleague's change where this person changed nothing. Where both
changed the same field it raises Overtaken, and nobody's words are lost."""

from __future__ import annotations

from collections.abc import Mapping

from app.extensions import db
from app.models import Contact, CustomField, RecordType, User
from app.sms import zones
from app.texting.contact_profile import Unfit

MEANWHILE = "A colleague changed this to “{now}” since you opened the form. Save again to keep yours instead."
EMPTIED = "A colleague emptied this since you opened the form. Save again to keep yours instead."


class Overtaken(Unfit):
    """A colleague changed the same fields meanwhile; nothing was kept. .typed is the form to show again, and .now
    what it then is to be compared with."""

    def __init__(self, errors: dict[str, str], typed: dict[str, str], now: dict[str, str]) -> None:
        super().__init__(errors)
        self.typed, self.now = typed, now


def form_of(contact: Contact) -> dict[str, str]:
    """Every field of the form as the contact stands, "" where it is empty."""
    kept = {name: getattr(contact, name) for name in ("name", "company", "email", "time_zone", "postal_code")}
    choices = {name: str(getattr(contact, name) or "") for name in ("owner_id", "record_type_id")}
    fields = CustomField.of_account(contact.account_id)
    custom = {f"custom_{field.key}": contact.custom.get(field.key, "") for field in fields}
    return {**kept, **choices, "tags": ", ".join(tag.name for tag in contact.tags), **custom}


def merged(contact: Contact, typed: Mapping[str, str], was: Mapping[str, str]) -> dict[str, str]:
    """The form to keep, `was` being what it showed when it was opened. A field that `was` doesn't know is kept as
    typed. Raises Overtaken."""
    result, errors, present = dict(typed), {}, form_of(contact)
    for name, now in present.items():
        if name not in was or name not in typed or _is_same(now, was[name]):
            continue
        if name == "tags":
            result[name] = _tags(typed[name], was[name], now)
        elif _is_same(typed[name], was[name]):
            result[name] = now
        elif not _is_same(typed[name], now):
            errors[name] = MEANWHILE.format(now=_in_words(name, now)) if now else EMPTIED
    if errors:
        raise Overtaken(errors, result, present)
    return result


def _is_same(one: str, other: str) -> bool:
    return one.split() == other.split()


def _tags(typed: str, was: str, now: str) -> str:
    """What this person added and took away, done to the tags as they are now."""
    ours, before, present = _by_name(typed), _by_name(was), _by_name(now)
    left = {key: tag for key, tag in present.items() if key in ours or key not in before}
    return ", ".join({**left, **{key: tag for key, tag in ours.items() if key not in before}}.values())


def _by_name(tags: str) -> dict[str, str]:
    return {" ".join(tag.split()).lower(): tag.strip() for tag in tags.split(",") if tag.strip()}


def _in_words(name: str, value: str) -> str:
    if name == "time_zone":
        return zones.city(value)
    if name == "owner_id":
        user = db.session.get(User, int(value))
        return user.name or user.email
    return db.session.get(RecordType, int(value)).name if name == "record_type_id" else value
