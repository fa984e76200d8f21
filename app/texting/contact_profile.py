"""A contact's own data as typed: read(account, typed) makes a Profile, or Unfit with a sentence for each field;
changes() says what of it differs from what is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.models import Account, Contact, CustomField, RecordType, User
from app.sms import regions, zones

EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s.,;<>\"]{2,}")
LIMITS = {"name": (160, "name"), "company": (160, "company"), "email": (254, "email address")}
LONGEST_TAG, LONGEST_VALUE = 40, 500


class Unfit(ValueError):
    """What was typed cannot be kept, and nothing of it was: .errors has a sentence for each field."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


@dataclass(frozen=True)
class Profile:
    """Everything on the form, made sound. Custom values are text: a number as written, a date as 2026-11-23."""

    name: str = ""
    company: str = ""
    email: str = ""
    time_zone: str = ""
    postal_code: str = ""
    owner_id: int | None = None
    record_type_id: int | None = None
    tags: tuple[str, ...] = ()
    custom: dict[str, str] = field(default_factory=dict)


def read(account: Account, typed: Mapping[str, str], kept: Contact | None = None) -> Profile:
    """The profile in these form fields; `kept` is the contact as it stands. Raises Unfit."""
    errors: dict[str, str] = {}
    words = {name: " ".join(typed.get(name, "").split()) for name in LIMITS}
    for name, (limit, called) in LIMITS.items():
        if len(words[name]) > limit:
            errors[name] = f"This {called} has more than {limit} characters. Shorten it."
    if words["email"] and "email" not in errors and not EMAIL.fullmatch(words["email"]):
        errors["email"] = "This is not an email address. Write it like maria@example.com, or leave it empty."
    zone = typed.get("time_zone", "")
    if zone and not zones.is_zone(zone):
        errors["time_zone"] = "Choose a time zone from the list."
    postal = _postal(typed.get("postal_code", ""), errors)
    choices = {"owner_id": _owner(account, typed, kept, errors), "record_type_id": _type(account, typed, errors)}
    tags = _tags(typed.get("tags", ""), errors)
    custom = {**(kept.custom if kept else {}), **_custom(account, typed, errors)}
    if errors:
        raise Unfit(errors)
    custom = {key: value for key, value in custom.items() if value}
    return Profile(**words, time_zone=zone, postal_code=postal, **choices, tags=tags, custom=custom)


def changes(contact: Contact, profile: Profile) -> list[tuple[str, Any]]:
    """(column, new value) of what differs."""
    columns = ("name", "company", "email", "time_zone", "postal_code", "owner_id", "record_type_id", "custom")
    wanted = [(column, getattr(profile, column)) for column in columns]
    return [(column, value) for column, value in wanted if (getattr(contact, column) or None) != (value or None)]


def clean_tag(name: str) -> str:
    """A tag's name, with its blanks made one. Raises Unfit."""
    name = " ".join(name.split())
    if not name:
        raise Unfit({"tag": "Write a tag first."})
    if len(name) > LONGEST_TAG or "," in name:
        raise Unfit({"tag": f"A tag has at most {LONGEST_TAG} characters and no comma. Shorten it."})
    return name


def clean_value(custom_field: CustomField, typed: str) -> str:
    """A custom field's value. Raises ValueError with the sentence for the field."""
    value = typed.strip()
    if not value:
        return ""
    if custom_field.kind == "number":
        return _number(value)
    if custom_field.kind == "date":
        return _date(value)
    if custom_field.kind == "choice" and value not in custom_field.choices:
        raise ValueError(f"Choose one of the values of “{custom_field.label}”.")
    if len(value) > LONGEST_VALUE:
        raise ValueError(f"This has more than {LONGEST_VALUE} characters. Shorten it, or write a History Note.")
    return value


def _postal(typed: str, errors: dict[str, str]) -> str:
    try:
        return regions.clean_postal(typed)
    except regions.PostalProblem as problem:
        errors["postal_code"] = str(problem)
        return ""


def _owner(account: Account, typed: Mapping[str, str], kept: Contact | None, errors: dict[str, str]) -> int | None:
    chosen = typed.get("owner_id", "")
    if not chosen:
        return None
    if kept and str(kept.owner_id) == chosen:
        return kept.owner_id  # somebody who has left stays the owner until another is chosen
    found = next((user.id for user in User.of_account(account.id) if str(user.id) == chosen), None)
    if found is None:
        errors["owner_id"] = "Choose an owner from the list: this person does not work here."
    return found


def _type(account: Account, typed: Mapping[str, str], errors: dict[str, str]) -> int | None:
    chosen = typed.get("record_type_id", "")
    if not chosen:
        return None
    found = next((kind.id for kind in RecordType.of_account(account.id) if str(kind.id) == chosen), None)
    if found is None:
        errors["record_type_id"] = "Choose a record type from the list: this one is not there any more."
    return found


def _tags(typed: str, errors: dict[str, str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for name in filter(str.strip, typed.split(",")):
        try:
            tag = clean_tag(name)
        except Unfit as unfit:
            errors["tags"] = unfit.errors["tag"]
            return ()
        found.setdefault(tag.lower(), tag)
    return tuple(found.values())


def _custom(account: Account, typed: Mapping[str, str], errors: dict[str, str]) -> dict[str, str]:
    values = {}
    for custom_field in CustomField.of_account(account.id):
        name = f"custom_{custom_field.key}"
        if name in typed:
            try:
                values[custom_field.key] = clean_value(custom_field, typed[name])
            except ValueError as problem:
                errors[name] = str(problem)
    return values


def _number(value: str) -> str:
    try:
        number = Decimal(value.replace(",", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or len(value) > 30:
        raise ValueError("This is not a number. Write digits, like 1200 or 12.5.")
    return f"{number.normalize():f}" if number else "0"


def _date(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError("This is not a date. Write it like 2026-11-23.") from None
